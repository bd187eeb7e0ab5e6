# How a machine stands, by what is written down and what the kernel says.

# Nobody has asked, and there is no core.
$ machine; put /proc/sys/kernel/random/boot_id '1-2\n'; rm -r root/sys/kernel/suture; suture status
> kernel        6.1.0-99-test
> verdict       unknown
> last check    never
> mode          automatic
> core          not loaded
$ suture status --json | schema
$ suture status --openmetrics | judge metrics
$ suture status --exit-code >/dev/null
= 31
$ suture list --available
> no missing update is known
$ suture cves --exit-code
= 31
$ suture cves --format vex
! suture cves: no CVE of this kernel is known: there is nothing that a document could state
$ suture cves --format oval
! suture cves: no CVE of this kernel is known: there is nothing to define

# A machine with which all is well.
$ machine; follows; offers one '["CVE-2026-1"]' high 6.1.100-1; in_kernel one; journal '["one"]' '[]'; suture status --exit-code
> kernel        6.1.0-99-test (6.1.99-1)
> equal to      6.1.100-1
> verdict       up-to-date
> updates       1 applied
> CVEs          1 fixed
> covered to    2027-06-30T00:00:00Z
> last check    2026-11-28T11:00:00Z, went well
> mode          automatic
> core          loaded
$ suture status --json
> {
>   "format": 1,
>   "at": "2026-11-28T12:00:00Z",
>   "kernel": {
>     "release": "6.1.0-99-test",
>     "build_id": "01234567",
>     "distribution": "debian",
>     "version": "6.1.99-1"
>   },
>   "effective": "6.1.100-1",
>   "verdict": "up-to-date",
>   "core_loaded": true,
>   "switched_off": null,
>   "covered_until": "2027-06-30T00:00:00Z",
>   "policy": {
>     "mode": "automatic",
>     "pin": null,
>     "held": [],
>     "delay": 0,
>     "window": null,
>     "apply_at_boot": true
>   },
>   "fleet": null,
>   "last_check": {
>     "at": "2026-11-28T11:00:00Z",
>     "succeeded": "2026-11-28T11:00:00Z",
>     "good_until": "2026-12-05T00:00:00Z",
>     "stale": false,
>     "refusal": null,
>     "message": null
>   },
>   "plan": {
>     "install": [],
>     "remove": [],
>     "effective": "6.1.100-1",
>     "impossible": null
>   },
>   "suspects": [],
>   "updates": [
>     {
>       "id": "one",
>       "state": "applied",
>       "reason": null,
>       "text": null,
>       "other": null,
>       "title": "test: fix one",
>       "cves": [
>         "CVE-2026-1"
>       ],
>       "severity": "high",
>       "effective": "6.1.100-1",
>       "added": "2026-11-01T00:00:00Z",
>       "pinned": false,
>       "size": 1000
>     }
>   ],
>   "cves": [
>     {
>       "name": "CVE-2026-1",
>       "state": "fixed",
>       "update": "one",
>       "text": null
>     }
>   ]
> }
$ suture status --json | schema
$ suture status --openmetrics
> # HELP suture_info The kernel that runs, and the version that it is equal to.
> # TYPE suture_info gauge
> suture_info{release="6.1.0-99-test",effective="6.1.100-1",build_id="01234567",version="6.1.99-1"} 1
> # HELP suture_verdict How the machine stands: 1 for what is the case.
> # TYPE suture_verdict gauge
> suture_verdict{verdict="unknown"} 0
> suture_verdict{verdict="unsupported"} 0
> suture_verdict{verdict="out-of-date"} 0
> suture_verdict{verdict="up-to-date"} 1
> # HELP suture_updates Updates of this kernel, by their state.
> # TYPE suture_updates gauge
> suture_updates{state="available"} 0
> suture_updates{state="skipped"} 0
> suture_updates{state="lost"} 0
> suture_updates{state="waiting"} 0
> suture_updates{state="withdrawn"} 0
> suture_updates{state="foreign"} 0
> suture_updates{state="applied"} 1
> # HELP suture_cves CVEs of this kernel, by their state.
> # TYPE suture_cves gauge
> suture_cves{state="fixed"} 1
> suture_cves{state="available"} 0
> suture_cves{state="held-back"} 0
> suture_cves{state="unpatchable"} 0
> # HELP suture_suspects Updates that the machine went down with.
> # TYPE suture_suspects gauge
> suture_suspects 0
> # HELP suture_last_check_timestamp_seconds When the repository was asked last; 0: never.
> # TYPE suture_last_check_timestamp_seconds gauge
> suture_last_check_timestamp_seconds 1795863600
> # HELP suture_last_success_timestamp_seconds When the repository last answered well; 0: never.
> # TYPE suture_last_success_timestamp_seconds gauge
> suture_last_success_timestamp_seconds 1795863600
> # HELP suture_last_check_success Whether the last look went well.
> # TYPE suture_last_check_success gauge
> suture_last_check_success 1
> # HELP suture_metadata_expires_timestamp_seconds Until when what the repository said is good; 0: not known.
> # TYPE suture_metadata_expires_timestamp_seconds gauge
> suture_metadata_expires_timestamp_seconds 1796428800
> # HELP suture_coverage_end_timestamp_seconds Until when fixes of this kernel are looked for.
> # TYPE suture_coverage_end_timestamp_seconds gauge
> suture_coverage_end_timestamp_seconds 1814313600
> # HELP suture_core_loaded Whether the core module is loaded.
> # TYPE suture_core_loaded gauge
> suture_core_loaded 1
> # HELP suture_switched_off Whether nothing may be changed.
> # TYPE suture_switched_off gauge
> suture_switched_off 0
> # EOF
$ suture status --openmetrics | judge metrics
$ suture list --available
> no update is missing
$ suture cves --exit-code
> CVE-2026-1  fixed        one

# What was good then is not good for ever, and coverage ends.
$ SUTURE_NOW=1796500000 suture status --exit-code
> kernel        6.1.0-99-test (6.1.99-1)
> equal to      6.1.100-1
> verdict       up-to-date
> updates       1 applied
> CVEs          1 fixed
> covered to    2027-06-30T00:00:00Z
> last check    2026-11-28T11:00:00Z, went well
> expired       2026-12-05T00:00:00Z
> mode          automatic
> core          loaded
= 31
$ SUTURE_NOW=1830000000 suture status | sed -n '/verdict/,$p'
> verdict       unsupported
> updates       1 applied
> CVEs          1 fixed
> covered to    2027-06-30T00:00:00Z
> last check    2026-11-28T11:00:00Z, went well
> expired       2026-12-05T00:00:00Z
> mode          automatic
> core          loaded

# Switched off.
$ put /etc/suture/disable ''; suture status | tail -n 1; rm root/etc/suture/disable
> switched off  /etc/suture/disable is there

# All at once.
$ rm -r root; everything; suture status --exit-code
> kernel        6.1.0-99-test (6.1.99-1)
> equal to      6.1.100-1
> verdict       out-of-date
> updates       1 applied, 1 foreign, 1 withdrawn, 1 waiting, 1 lost, 2 skipped, 2 available
> skipped       1 held, 1 suspect
> CVEs          1 fixed, 1 available, 6 held-back, 2 unpatchable
> covered to    2027-06-30T00:00:00Z
> last check    2026-11-28T11:00:00Z, no-network: m.example: "no" | route?
> last success  2026-11-20T12:00:00Z
> mode          automatic
> held          held
> delay         3 days
> suspects      suspect
> core          loaded
= 30
$ suture status --json | schema
$ suture status --json | jq -c '.plan, .updates[3, 5], .cves[0, 7]'
> {"install":["away","lost","next"],"remove":["bad"],"effective":"6.1.101-1","impossible":null}
> {"id":"waits","state":"waiting","reason":null,"text":null,"other":"fat","title":"test: fix waits","cves":["CVE-2026-4"],"severity":"low","effective":"6.1.101-1","added":"2026-11-01T00:00:00Z","pinned":false,"size":1000}
> {"id":"held","state":"skipped","reason":"held","text":"held on this machine","other":null,"title":"test: fix held","cves":["CVE-2026-6","CVE-2026-1"],"severity":"medium","effective":null,"added":"2026-11-01T00:00:00Z","pinned":false,"size":1000}
> {"name":"CVE-2026-1","state":"held-back","update":"held","text":"held on this machine"}
> {"name":"CVE-2026-8","state":"unpatchable","update":"next","text":"pending: one half of it is not made yet"}
$ suture status --openmetrics | judge metrics
$ suture status --openmetrics | grep -E 'updates|cves|last'
> # HELP suture_updates Updates of this kernel, by their state.
> # TYPE suture_updates gauge
> suture_updates{state="available"} 2
> suture_updates{state="skipped"} 2
> suture_updates{state="lost"} 1
> suture_updates{state="waiting"} 1
> suture_updates{state="withdrawn"} 1
> suture_updates{state="foreign"} 1
> suture_updates{state="applied"} 1
> # HELP suture_cves CVEs of this kernel, by their state.
> # TYPE suture_cves gauge
> suture_cves{state="fixed"} 1
> suture_cves{state="available"} 1
> suture_cves{state="held-back"} 6
> suture_cves{state="unpatchable"} 2
> # HELP suture_last_check_timestamp_seconds When the repository was asked last; 0: never.
> # TYPE suture_last_check_timestamp_seconds gauge
> suture_last_check_timestamp_seconds 1795863600
> # HELP suture_last_success_timestamp_seconds When the repository last answered well; 0: never.
> # TYPE suture_last_success_timestamp_seconds gauge
> suture_last_success_timestamp_seconds 1795176000
> # HELP suture_last_check_success Whether the last look went well.
> # TYPE suture_last_check_success gauge
> suture_last_check_success 0
$ suture list --available
> ID       STATE      SEVERITY  FIXES
> away     available  low       CVE-2026-2: test: fix away
> lost     lost       high      CVE-2026-3, CVE-2026-10: test: fix lost
> held     skipped    medium    CVE-2026-6, CVE-2026-1: held on this machine
> suspect  skipped    medium    CVE-2026-7: the machine went down while it was applied
> next     available  critical  CVE-2026-8, CVE-2026-10: test: fix next
$ suture list --available --json | jq -c '.updates[] | [.id, .state, .reason]'
> ["away","available",null]
> ["lost","lost",null]
> ["held","skipped","held"]
> ["suspect","skipped","suspect"]
> ["next","available",null]
$ ls root/run

# Labels have what the series has.
$ edit $records/series.json '.kernel.version = "6\\1 \"x\""'; suture status --openmetrics | grep info
> # HELP suture_info The kernel that runs, and the version that it is equal to.
> # TYPE suture_info gauge
> suture_info{release="6.1.0-99-test",effective="6.1.100-1",build_id="01234567",version="6\\1 \"x\""} 1
$ suture status --openmetrics | judge metrics

# A pin that is no version: nothing goes beyond it, and that is told.
$ put /etc/suture/suture.conf '[policy]\npin = 7.0-1\nmode = report\ndelay = 90s\n'; suture status
> kernel        6.1.0-99-test (6\1 "x")
> equal to      6.1.100-1
> verdict       out-of-date
> updates       2 applied, 1 foreign, 1 waiting, 1 lost, 4 skipped
> skipped       4 beyond-pin
> CVEs          2 fixed, 6 held-back, 2 unpatchable
> covered to    2027-06-30T00:00:00Z
> last check    2026-11-28T11:00:00Z, no-network: m.example: "no" | route?
> last success  2026-11-20T12:00:00Z
> mode          report
> pin           7.0-1
> delay         90 seconds
> suspects      suspect
> no plan       no update leads to version 7.0-1
> core          loaded
$ suture status --json | schema

# What is damaged is told.
$ echo '{' >$records/journal.json; suture status
! suture status: root/var/lib/suture/kernels/01234567/journal.json: journal.json: not JSON, or of another format
!   reason: what the machine has written down of itself cannot be read (record-damaged)
!   remedy: see the file that is named; without it the machine begins anew
= 4
$ suture status --json
> {
>   "refusal": {
>     "code": 116,
>     "token": "record-damaged",
>     "message": "root/var/lib/suture/kernels/01234567/journal.json: journal.json: not JSON, or of another format",
>     "reason": "what the machine has written down of itself cannot be read",
>     "remedy": "see the file that is named; without it the machine begins anew",
>     "object": null,
>     "function": null,
>     "offset": null,
>     "expected": null,
>     "found": null
>   }
> }
= 4
$ suture status --openmetrics
! suture status: root/var/lib/suture/kernels/01234567/journal.json: journal.json: not JSON, or of another format
!   reason: what the machine has written down of itself cannot be read (record-damaged)
!   remedy: see the file that is named; without it the machine begins anew
= 4
$ suture list --available
! suture list: root/var/lib/suture/kernels/01234567/journal.json: journal.json: not JSON, or of another format
!   reason: what the machine has written down of itself cannot be read (record-damaged)
!   remedy: see the file that is named; without it the machine begins anew
= 4
$ rm $records/journal.json; echo '{' >$records/series.json; suture status
! suture status: line 2: not JSON
!   reason: what the repository says of a kernel's updates is not of the form that it must have (series-damaged)
!   remedy: tell the repository's operator; what is applied stays so
= 16
$ put /etc/suture/suture.conf '[policy]\npin\n'; suture status
! suture status: /etc/suture/suture.conf:2: neither [section] nor key = value
!   reason: the machine's policy is not of the form that it must have (policy-wrong)
!   remedy: correct the line that is named; see suture.conf(5)
= 4
$ suture status --root /nonexistent
! suture status: there is no /sys/kernel/notes
!   reason: /sys is not mounted (no-sysfs)
!   remedy: mount it: 'mount -t sysfs sysfs /sys'
= 21

$ suture status --json --openmetrics
> {
>   "error": {
>     "kind": "usage",
>     "message": "give --json or --openmetrics, not both; see 'suture status --help'"
>   }
> }
= 2
$ suture status now
! suture status: there is nothing to give; see 'suture status --help'
= 2
