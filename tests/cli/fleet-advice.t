# SPDX-License-Identifier: GPL-2.0-or-later
# A fleet's service advises what to wait with, and nothing else, whoever speaks in its place.

$ repository; update one '[]' vmlinux; update two '["one"]' vmlinux; update three '[]' vmlinux; member; add one two three --effective 6.1.99-2

# The report goes before the plan, and one behind it. What is advised waits, and what requires it.
$ advise '.hold = [{id: "one", reason: "ring", text: "10 % go first"}, {id: "nobody", reason: "ring", text: "-"}]'; later 120; fleet suture upgrade -y; serial
>   + three  test: fix three (CVE-2026-1)
>   . one  held back by the fleet: ring: 10 % go first
>   . two  needs one
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-1
> the machine stood still for 0.123 ms
> 6.1.0-99-test is as 6.1.99-1
> 3
$ for n in 1 2; do body fleet/api/1/report.got$n | jq -c '[.about_to, .last_change, (.status.updates | map(.id + ":" + .state + ":" + (.reason // ""))), .status.effective]'; done
> [true,null,["one:available:","two:available:","three:available:"],"6.1.99-1"]
> [false,{"at":"2026-11-28T12:02:00Z","install":["three"],"remove":[],"refusal":null,"message":null,"pause":123456},["one:skipped:held-back","two:skipped:requires","three:applied:"],"6.1.99-1"]
$ suture plan
>   . one  held back by the fleet: ring: 10 % go first
>   . two  needs one
> nothing is to be done: 6.1.0-99-test is as 6.1.99-1
$ suture status | grep -E 'verdict|updates|skipped|CVEs|fleet'; suture list --available; suture cves
> verdict       up-to-date
> updates       1 applied, 2 skipped
> skipped       1 held-back, 1 requires
> CVEs          1 held-back
> fleet         group 'web', allowed, advised until 2026-12-05T12:00:00Z
> ID   STATE      SEVERITY  FIXES
> one  skipped    unknown   CVE-2026-1: held back by the fleet: ring: 10 % go first
> two  skipped    unknown   CVE-2026-1: needs one
> CVE-2026-1  held-back    one: held back by the fleet: ring: 10 % go first
$ suture status --json | schema; suture status --json | jq -c '(.fleet | del(.machine)), (.updates[0] | [.state, .reason, .text, .other])'
> {"group":"web","authorization":"allowed","good_until":"2026-12-05T12:00:00Z"}
> ["skipped","held-back","held back by the fleet: ring: 10 % go first","ring: 10 % go first"]
$ suture plan --json | jq -c .skip
> [{"id":"one","reason":"held-back","other":"ring: 10 % go first"},{"id":"two","reason":"requires","other":"one"}]

# What is held back is asked for again, if within a minute; --offline asks nobody.
$ later 150; fleet suture upgrade -y; serial; later 500; fleet suture upgrade -y --offline; serial
>   . one  held back by the fleet: ring: 10 % go first
>   . two  needs one
> nothing is to be done: 6.1.0-99-test is as 6.1.99-1
> 4
>   . one  held back by the fleet: ring: 10 % go first
>   . two  needs one
> nothing is to be done: 6.1.0-99-test is as 6.1.99-1
> 4

# But the fleet is always asked before anything comes that it could hold back.
$ suture remove three; before=$(serial); later 510; fleet suture report --send >/dev/null; fleet suture upgrade -y | head -1; expr $(serial) - $before; body fleet/api/1/report.got5 | jq -c .about_to
> removed three
> the machine stood still for 0.123 ms
>   + three  test: fix three (CVE-2026-1)
> 3
> true
$ suture remove three; before=$(serial); advise '.hold_others = {reason: "limit", text: "others are at it"}'; fleet suture upgrade --automatic; fleet suture upgrade --automatic >/dev/null; expr $(serial) - $before
> removed three
> the machine stood still for 0.123 ms
>   . one  held back by the fleet: limit: others are at it
>   . two  held back by the fleet: limit: others are at it
>   . three  held back by the fleet: limit: others are at it
> nothing is to be done: 6.1.0-99-test is as 6.1.99-1
> 2
$ later 520; advise '.hold = [{id: "one", reason: "ring", text: "10 % go first"}]'; fleet suture report --send >/dev/null; fleet suture upgrade -y | head -1
>   + three  test: fix three (CVE-2026-1)

# By id, CVE or version it comes.
$ suture plan --only one; suture plan --only two; suture plan --cve CVE-2026-1; suture plan --to 6.1.99-2
>   + one  test: fix one (CVE-2026-1)
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-1
>   + one  test: fix one (CVE-2026-1)
>   + two  test: fix two (CVE-2026-1)
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-2
>   + one  test: fix one (CVE-2026-1)
>   + two  test: fix two (CVE-2026-1)
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-2
>   + one  test: fix one (CVE-2026-1)
>   + two  test: fix two (CVE-2026-1)
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-2
$ advise '.hold_others = {reason: "halted", text: "the fleet is halted"} | .release = ["one"]'; fleet suture upgrade -y --only two; serial; body fleet/api/1/report.got | jq -c .about_to
>   + one  test: fix one (CVE-2026-1)
>   + two  test: fix two (CVE-2026-1)
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-2
> the machine stood still for 0.123 ms
> 6.1.0-99-test is as 6.1.99-2
> 14
> false
! suture upgrade: the fleet would hold two back: halted: the fleet is halted
$ for n in 1 0; do body fleet/api/1/report.got$(($(ls fleet/api/1 | grep -c 'report.got[0-9]') - n)) | jq -c '[.about_to, .by_name]'; done
> [true,["one","two"]]
> [false,[]]
$ body fleet/api/1/report.got | jq -c .last_change
> {"at":"2026-11-28T12:00:00Z","install":["one","two"],"remove":[],"refusal":null,"message":null,"pause":123456}

# Held back as a whole; what is withdrawn goes all the same, and so does what its owner removes.
$ suture remove --all; suture plan
> removed three
> removed one
> removed two
> the machine stood still for 0.123 ms
>   + one  test: fix one (CVE-2026-1)
>   . two  held back by the fleet: halted: the fleet is halted
>   . three  held back by the fleet: halted: the fleet is halted
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-1
$ later 1000; advise '.hold_others = {reason: "halted", text: "the fleet is halted"}'; fleet suture upgrade -y
>   . one  held back by the fleet: halted: the fleet is halted
>   . two  held back by the fleet: halted: the fleet is halted
>   . three  held back by the fleet: halted: the fleet is halted
> nothing is to be done: 6.1.0-99-test is as 6.1.99-1
$ suture upgrade --offline -y --only three; suture-repo block repo three --reason 'it hangs' --keys keys; suture-repo publish repo --keys keys; later 2000; fleet suture upgrade -y; suture list
>   + three  test: fix three (CVE-2026-1)
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-1
> the machine stood still for 0.123 ms
> 6.1.0-99-test is as 6.1.99-1
>   - three  test: fix three (CVE-2026-1)
>   . one  held back by the fleet: halted: the fleet is halted
>   . two  held back by the fleet: halted: the fleet is halted
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-1
> the machine stood still for 0.123 ms
> 6.1.0-99-test is as 6.1.99-1
> no update is applied

# The service is down: the advice counts that it gave, and that is said, but not by the timer.
$ later 3000; edit $membership/membership.json '.service = "http://127.0.0.1:1"'; suture upgrade -y
>   . one  held back by the fleet: halted: the fleet is halted
>   . two  held back by the fleet: halted: the fleet is halted
>   . three  withdrawn: it hangs
> nothing is to be done: 6.1.0-99-test is as 6.1.99-1
! suture upgrade: the fleet's service was not asked: http://WEB/api/1/report: Failed to connect to 127.0.0.1 port 1 after 0 ms: Couldn't connect to server
$ later 4000; suture upgrade --automatic
>   . one  held back by the fleet: halted: the fleet is halted
>   . two  held back by the fleet: halted: the fleet is halted
>   . three  withdrawn: it hangs
> nothing is to be done: 6.1.0-99-test is as 6.1.99-1
$ later 5000; declines 403 machine-unknown 'no machine'; fleet suture upgrade -y
>   . one  held back by the fleet: halted: the fleet is halted
>   . two  held back by the fleet: halted: the fleet is halted
>   . three  withdrawn: it hangs
> nothing is to be done: 6.1.0-99-test is as 6.1.99-1
! suture upgrade: the fleet's service was not asked: http://WEB/api/1/report: no machine
$ advise .; later 6000; FAULTS='silent *' fleet eval 'suture config set patience 1; suture upgrade -y'
>   . one  held back by the fleet: halted: the fleet is halted
>   . two  held back by the fleet: halted: the fleet is halted
>   . three  withdrawn: it hangs
> nothing is to be done: 6.1.0-99-test is as 6.1.99-1
! suture upgrade: the fleet's service was not asked: http://WEB/api/1/report: Operation too slow. Less than 1024 bytes/sec transferred the last 1 seconds

# It lapses, and then the machine goes by its own policy. No advice lives for longer than 30 days.
$ later 604800; suture plan --json | jq -c .install
> []
$ later 604801; suture plan --json | jq -c .install
> [{"id":"one","title":"test: fix one","cves":["CVE-2026-1"],"severity":"unknown"},{"id":"two","title":"test: fix two","cves":["CVE-2026-1"],"severity":"unknown"}]
$ later 7000; advise '.good_until = "9999-12-31T23:59:59Z" | .next = 99999999999 | .hold = [{id: "one", reason: "ring", text: "later"}]'; fleet suture report --send; jq -c '[.next, .good_until]' $membership/advice.json
> reported as UUID, group 'web': allowed
>   . one  ring: later
> [604800,"2026-12-28T13:56:40Z"]
$ advise '.next = -5 | .good_until = "1970-01-02T00:00:00Z" | .hold_others = {reason: "ring", text: "later"}'; fleet suture report --send; jq -c '[.next, .good_until]' $membership/advice.json; suture plan --json | jq -c .install
> reported as UUID, group 'web': allowed
>   . all others  ring: later
> [300,"1970-01-02T00:00:00Z"]
> [{"id":"one","title":"test: fix one","cves":["CVE-2026-1"],"severity":"unknown"},{"id":"two","title":"test: fix two","cves":["CVE-2026-1"],"severity":"unknown"}]

# The timer reports as often as the service wants it to, or when the advice has lapsed.
$ advise '.next = 7200'; later 10000; fleet suture report --send; before=$(serial); suture config set mode report; for t in 3600 5399 5400; do later $((10000 + t)); fleet suture upgrade --automatic >/dev/null; expr $(serial) - $before; done; suture config set mode automatic
> reported as UUID, group 'web': allowed
> 0
> 0
> 1
$ body fleet/api/1/report.got | jq .about_to
> false

# What is not of its form changes nothing.
$ advise '.hold = [{id: "three", reason: "ring", text: "as before"}]'; later 20000; fleet suture report --send; cp $membership/advice.json before
> reported as UUID, group 'web': allowed
>   . three  ring: as before
$ hostile() { advise "$1"; suture report --send 2>&1 | head -1; cmp before $membership/advice.json; }; fleet eval 'for filter in ".machine = \"6b9a3c1e-7d52-4f1b-9a55-3e1f6f0d2c47\"" "del(.machine)" ".machine = null" ".format = 2" ".format = \"1\"" ".authorization = \"root\"" ".renew = 1" ".renew = null" ".group = \"a\u001b[2J\"" ".group = (\"x\" * 1001)" ".next = 1.5" ".next = \"60\"" "del(.next)" ".good_until = \"tomorrow\"" ".good_until = 5" ".hold = {}" ".hold = [1]" ".hold = [{}]" ".hold = [{id: \"a\u0001\", reason: \"ring\", text: \"\"}]" ".hold = [{id: \"../a\", reason: \"ring\", text: \"\"}]" ".hold = [{id: \"a\", reason: \"Ring\", text: \"\"}]" ".hold = [{id: \"a\", reason: \"ring\", text: \"\u009b2J\"}]" ".hold = [{id: \"a\", reason: \"ring\"}]" ".hold_others = true" ".hold_others = {}" "del(.hold_others)" ".release = null" ".release = [null]" ".release = [\"a b\"]" "[.]" "null"; do hostile "$filter"; done'
> suture report: http://WEB/api/1/report: the advice is of another machine
> suture report: http://WEB/api/1/report: the advice does not say of which machine it is
> suture report: http://WEB/api/1/report: the advice does not say of which machine it is
> suture report: http://WEB/api/1/report: the advice is no JSON, or of another format
> suture report: http://WEB/api/1/report: the advice is no JSON, or of another format
> suture report: http://WEB/api/1/report: the advice has no authorization that is known
> suture report: http://WEB/api/1/report: the advice has no group, or no word on a new identity
> suture report: http://WEB/api/1/report: the advice has no group, or no word on a new identity
> suture report: http://WEB/api/1/report: the advice has no group, or no word on a new identity
> suture report: http://WEB/api/1/report: the advice has no group, or no word on a new identity
> suture report: http://WEB/api/1/report: the advice does not say when to report next, or until when it is good
> suture report: http://WEB/api/1/report: the advice does not say when to report next, or until when it is good
> suture report: http://WEB/api/1/report: the advice does not say when to report next, or until when it is good
> suture report: http://WEB/api/1/report: the advice does not say when to report next, or until when it is good
> suture report: http://WEB/api/1/report: the advice does not say when to report next, or until when it is good
> suture report: http://WEB/api/1/report: the advice has no list of what it holds
> suture report: http://WEB/api/1/report: the advice lacks an id, a reason or a text of what it holds
> suture report: http://WEB/api/1/report: the advice lacks an id, a reason or a text of what it holds
> suture report: http://WEB/api/1/report: the advice lacks an id, a reason or a text of what it holds
> suture report: http://WEB/api/1/report: the advice lacks an id, a reason or a text of what it holds
> suture report: http://WEB/api/1/report: the advice lacks an id, a reason or a text of what it holds
> suture report: http://WEB/api/1/report: the advice lacks an id, a reason or a text of what it holds
> suture report: http://WEB/api/1/report: the advice lacks an id, a reason or a text of what it holds
> suture report: http://WEB/api/1/report: the advice does not say why it holds all others
> suture report: http://WEB/api/1/report: the advice does not say why it holds all others
> suture report: http://WEB/api/1/report: the advice does not say why it holds all others
> suture report: http://WEB/api/1/report: the advice has no list of what it releases
> suture report: http://WEB/api/1/report: the advice has no list of what it releases
> suture report: http://WEB/api/1/report: the advice releases what is no id
> suture report: http://WEB/api/1/report: the advice is no JSON, or of another format
> suture report: http://WEB/api/1/report: the advice is no JSON, or of another format
$ hostile() { printf '200\n%s' "$1" >fleet/api/1/report; suture report --send 2>&1 | head -1; cmp before $membership/advice.json; }; fleet eval 'hostile ""; hostile "{"; hostile "{\"format\": 1, \"format\": 1}"; hostile "{\"format\": 1e999}"; hostile "{\"format\": 99999999999999999999}"; hostile "$(head -c 60000 /dev/zero | tr "\0" "[")"; hostile "$(printf "\377\376")"'
> suture report: http://WEB/api/1/report: the advice is no JSON, or of another format
> suture report: http://WEB/api/1/report: the advice is no JSON, or of another format
> suture report: http://WEB/api/1/report: the advice is no JSON, or of another format
> suture report: http://WEB/api/1/report: the advice is no JSON, or of another format
> suture report: http://WEB/api/1/report: the advice is no JSON, or of another format
> suture report: http://WEB/api/1/report: the advice is no JSON, or of another format
> suture report: http://WEB/api/1/report: the advice is no JSON, or of another format
$ advise '.padding = ("x" * 70000)'; fleet suture report --send; cmp before $membership/advice.json
! suture report: http://WEB/api/1/report has more bytes than it should
!   reason: a file that is fetched does not end where it should (download-too-long)
!   remedy: try another mirror: this one is broken, or hostile

# What is not known in it is passed over; 64 KiB are taken and not a byte more.
$ advise '.remove = ["one"] | .install = ["two"] | .command = "rm -rf /" | .hold = [{id: "three", reason: "moon-phase", text: "later", until: 5}]'; fleet suture report --send; suture plan --json | jq -c '[.install, .remove, .skip]'
> reported as UUID, group 'web': allowed
>   . three  moon-phase: later
> [[{"id":"one","title":"test: fix one","cves":["CVE-2026-1"],"severity":"unknown"},{"id":"two","title":"test: fix two","cves":["CVE-2026-1"],"severity":"unknown"}],[],[{"id":"three","reason":"blocked","other":"it hangs"}]]
$ sized() { advise '.'; size=$(sed 1d fleet/api/1/report | sed 's/@UUID@/0b9a3c1e-7d52-4f1b-9a55-3e1f6f0d2c47/' | wc -c); head -c $(($1 - size)) /dev/zero | tr '\0' ' ' >>fleet/api/1/report; fleet suture report --send; }; sized 65536; sized 65537
> reported as UUID, group 'web': allowed
! suture report: http://WEB/api/1/report has more bytes than it should
!   reason: a file that is fetched does not end where it should (download-too-long)
!   remedy: try another mirror: this one is broken, or hostile
= 16

# Whatever it says, nothing comes that would not have come without it, and nothing goes.
$ suture config set hold two; rm $membership/advice.json; suture plan --json | jq -c '[.install, .remove]'
> [[{"id":"one","title":"test: fix one","cves":["CVE-2026-1"],"severity":"unknown"}],[]]
$ advise '.release = ["one", "two", "three", "four", "-", "/"] | .hold = []' 2>/dev/null; fleet suture report --send 2>&1 | head -1; suture plan --json | jq -c '[.install, .remove]'
> suture report: http://WEB/api/1/report: the advice releases what is no id
> [[{"id":"one","title":"test: fix one","cves":["CVE-2026-1"],"severity":"unknown"}],[]]
$ advise '.release = ["one", "two", "three"] | .group = "two" | .renew = false'; fleet suture report --send; suture plan --json | jq -c '[.install, .remove]'
> reported as UUID, group 'two': allowed
> [[{"id":"one","title":"test: fix one","cves":["CVE-2026-1"],"severity":"unknown"}],[]]
$ advise '.release = ["two"] | .hold_others = {reason: "ring", text: "two instead"}'; fleet suture report --send; suture plan --json | jq -c '[.install, .remove]'
> reported as UUID, group 'web': allowed
>   . all others  ring: two instead
> [[],[]]
