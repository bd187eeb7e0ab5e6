# SPDX-License-Identifier: GPL-2.0-or-later
# A machine becomes a member of a fleet, reports to its service, and leaves it.

$ repository; update one '[]' vmlinux; update two '["one"]' vmlinux; follower "file://$PWD/repo"; add one two; put /proc/sys/kernel/hostname 'host\n'

# What would be sent, anybody may see.
$ suture config set tags cluster=db1 role=web; suture report --show | jq -c 'del(.status)'
> {"format":2,"hostname":"host","client":"0.1.0","tags":{"cluster":"db1","role":"web"},"boot":"boot-1","about_to":false,"by_name":[],"last_change":null}
$ suture report --show | jq .status | schema
$ suture report
! suture report: give --show or --send; see 'suture report --help'
= 2
$ suture report --send
! suture report: there is no /var/lib/suture/fleet/membership.json
!   reason: this machine is in no fleet (not-enrolled)
!   remedy: enrol it with 'suture enrol KEY'
= 14
$ suture leave
! suture leave: there is nothing to leave
!   reason: this machine is in no fleet (not-enrolled)
!   remedy: enrol it with 'suture enrol KEY'
= 14
$ suture config set tags 'cluster=db1 cluster=db2'
! suture config: 'cluster=db1 cluster=db2': tags: NAME=VALUE between blanks, each name once
!   reason: the machine's policy is not of the form that it must have (policy-wrong)
!   remedy: correct the line that is named; see suture.conf(5)
= 4
$ suture config set tags '=db1'
! suture config: '=db1': tags: NAME=VALUE between blanks, each name once
!   reason: the machine's policy is not of the form that it must have (policy-wrong)
!   remedy: correct the line that is named; see suture.conf(5)
= 4
$ suture config set service file:///var/lib
! suture config: 'file:///var/lib': service: a URL that begins with https:// or http://
!   reason: the machine's policy is not of the form that it must have (policy-wrong)
!   remedy: correct the line that is named; see suture.conf(5)
= 4

# Who is not root cannot do any of it.
$ echo $access_key >key; for verb in "enrol --service http://127.0.0.1:1 -" 'report --send' leave; do as_nobody suture $verb <key; done
! suture enrol: only root may change the machine
!   reason: this needs root (not-root)
!   remedy: run the command with sudo
! suture report: only root may change the machine
!   reason: this needs root (not-root)
!   remedy: run the command with sudo
! suture leave: only root may change the machine
!   reason: this needs root (not-root)
!   remedy: run the command with sudo
= 4

# It does not become one without a service, or with what is no key; nobody is asked then.
$ suture enrol $access_key
! suture enrol: no service is named: give --service URL
= 2
$ suture enrol $access_key --service ftp://example.org/
! suture enrol: --service:2: service: a URL that begins with https:// or http://
!   reason: the machine's policy is not of the form that it must have (policy-wrong)
!   remedy: correct the line that is named; see suture.conf(5)
= 4
$ suture enrol suture-access-12 --service http://127.0.0.1:1
! suture enrol: an access key is suture-access- and 64 hexadecimal digits
!   reason: the access key does not admit machines, or not any more (access-key-wrong)
!   remedy: ask the service's administrator for a key
= 14
$ suture enrol key --service http://127.0.0.1:1
! suture enrol: http://WEB/api/1/enrol: Failed to connect to 127.0.0.1 port 1 after 0 ms: Couldn't connect to server
!   reason: the repository cannot be reached (no-network)
!   remedy: see that the network, the proxy and the URL are right; try again later
= 10
$ head -c 100 /dev/zero >key; suture enrol key --service http://127.0.0.1:1
! suture enrol: an access key is suture-access- and 64 hexadecimal digits
!   reason: the access key does not admit machines, or not any more (access-key-wrong)
!   remedy: ask the service's administrator for a key
= 14
$ suture enrol - --service http://127.0.0.1:1 </dev/null
! suture enrol: there is no key in standard input
= 2

# The service says no, or nothing. There is no membership then, and no key is left.
$ declines 403 access-key-wrong 'the key has expired' enrol; fleet eval 'suture enrol $access_key --service $URL'
! suture enrol: http://WEB/api/1/enrol: the key has expired
!   reason: the access key does not admit machines, or not any more (access-key-wrong)
!   remedy: ask the service's administrator for a key
= 14
$ declines 403 quota-exceeded 'there are 10 already' enrol; fleet eval 'suture enrol $access_key --service $URL'
! suture enrol: http://WEB/api/1/enrol: there are 10 already
!   reason: the access key has admitted as many machines as it may (quota-exceeded)
!   remedy: remove machines that are gone, or ask for a larger quota
= 14
$ suture enrol $access_key --service http://127.0.0.1:1
! suture enrol: http://WEB/api/1/enrol: Failed to connect to 127.0.0.1 port 1 after 0 ms: Couldn't connect to server
!   reason: the repository cannot be reached (no-network)
!   remedy: see that the network, the proxy and the URL are right; try again later
= 10
$ declines 403 access-key-wrong 'the key has expired' enrol; fleet eval 'suture enrol $access_key --service $URL' 2>/dev/null; ls root/var/lib/suture
> kernels

# Its answer is lost. Who asks again, with the same key and at the same service, is no other machine;
# with another key it is.
$ printf '200\n{' >fleet/api/1/enrol; rm -f fleet/api/1/enrol.got*; fleet eval 'suture enrol $access_key --service $URL; ls $membership; suture report --send; suture leave; advise . enrol; suture enrol $access_key --service $URL'; ls $membership
> enrolment.json
> key-1.pem
> enrolled as UUID, group 'web': allowed
> advice.json
> key-1.pem
> membership.json
! suture enrol: http://WEB/api/1/enrol: the advice is no JSON, or of another format
!   reason: what the fleet's service answered is not of the form that it must have (advice-malformed)
!   remedy: update this machine's client or the service, whichever is older
! suture report: there is no /var/lib/suture/fleet/membership.json
!   reason: this machine is in no fleet (not-enrolled)
!   remedy: enrol it with 'suture enrol KEY'
! suture leave: there is nothing to leave
!   reason: this machine is in no fleet (not-enrolled)
!   remedy: enrol it with 'suture enrol KEY'
$ for n in 1 2; do head -1 fleet/api/1/enrol.got$n | cut -d' ' -f1,3; body fleet/api/1/enrol.got$n | jq .public_key; done | sort -u | wc -l; for n in 1 2; do head -1 fleet/api/1/enrol.got$n | cut -d' ' -f4; done; serial
> 2
> 1
> 2
> 2
$ suture leave; printf '200\n{' >fleet/api/1/enrol; rm -f fleet/api/1/enrol.got*; fleet eval 'suture enrol $access_key --service $URL 2>/dev/null; advise . enrol; suture enrol $(echo $access_key | tr 0 1) --service $URL'; for n in 1 2; do head -1 fleet/api/1/enrol.got$n | cut -d' ' -f1,3; body fleet/api/1/enrol.got$n | jq .public_key; done | sort -u | wc -l; serial; suture leave; rm fleet/api/1/enrol.got*
> this machine is in no fleet any more; the service still has what it was told
> enrolled as UUID, group 'web': allowed
> 4
> 1
> this machine is in no fleet any more; the service still has what it was told

# It says yes. The key may come from a file or standard input, the service from the policy.
$ advise . enrol; echo $access_key >key; fleet eval 'suture config set service $URL; suture enrol - <key; suture leave; suture enrol key; suture enrol key'
> enrolled as UUID, group 'web': allowed
> this machine is in no fleet any more; the service still has what it was told
> enrolled as UUID, group 'web': allowed
! suture enrol: 'suture report --show' is what its service is told
!   reason: this machine is in a fleet already (already-enrolled)
!   remedy: leave that one first, with 'suture leave'
= 4
$ head -1 fleet/api/1/enrol.got | cut -d' ' -f1-4 | named; body fleet/api/1/enrol.got | jq -c '[.access_key, (.public_key | length), .format, .hostname, .tags, .about_to, .status.verdict]'
> suture-enrol 1 UUID 1
> ["suture-access-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",64,2,"host",{"cluster":"db1","role":"web"},false,"unknown"]
$ jq -c 'del(.service)' $membership/membership.json | named; stat -c '%a %n' $membership/*
> {"format":1,"machine":"UUID","renewal":null,"key":1,"serial":1,"enrolled":"2026-11-28T12:00:00Z","reported":"2026-11-28T12:00:00Z"}
> 644 root/var/lib/suture/fleet/advice.json
> 600 root/var/lib/suture/fleet/key-1.pem
> 644 root/var/lib/suture/fleet/membership.json
$ jq -c . $membership/advice.json | named
> {"format":1,"machine":"UUID","authorization":"allowed","renew":false,"group":"web","next":3600,"good_until":"2026-12-05T12:00:00Z","hold":[],"hold_others":null,"release":[]}

# It reports.
$ advise .; later 120; fleet suture report --send; serial
> reported as UUID, group 'web': allowed
> 2
$ advise '.authorization = "pending" | .hold_others = {reason: "authorization", text: "nobody has allowed it"}'; fleet suture report --send; serial
> reported as UUID, group 'web': pending
>   . all others  authorization: nobody has allowed it
> 3
$ advise '.authorization = "denied" | .hold = [{id: "one", reason: "ring", text: "later"}]'; fleet suture report --send; serial
> reported as UUID, group 'web': denied
>   . one  ring: later
> 4
$ head -c 16 fleet/api/1/report.got; head -1 fleet/api/1/report.got | cut -d' ' -f4; body fleet/api/1/report.got | jq -c '[.hostname, .client, .boot, .about_to, .last_change]'
> suture-report 1 4
> ["host","0.1.0","boot-1",false,null]

# Whatever becomes of a letter, its number is used once.
$ serial; edit $membership/membership.json '.service = "http://127.0.0.1:1"'; suture report --send
> 4
! suture report: http://WEB/api/1/report: Failed to connect to 127.0.0.1 port 1 after 0 ms: Couldn't connect to server
!   reason: the repository cannot be reached (no-network)
!   remedy: see that the network, the proxy and the URL are right; try again later
= 10
$ declines 403 machine-unknown 'no \u001b[2J machine'; fleet suture report --send
! suture report: http://WEB/api/1/report: no ?[2J machine
!   reason: no such machine is enrolled (machine-unknown)
!   remedy: enrol it with 'suture enrol KEY'
= 14
$ declines 400 report-malformed 'what is that'; fleet suture report --send
! suture report: http://WEB/api/1/report: what is that
!   reason: what the machine sent is not of the form that it must have (report-malformed)
!   remedy: update the machine's client or the service, whichever is older
= 4
$ declines 401 report-untrusted 'who is that'; fleet suture report --send
! suture report: http://WEB/api/1/report: who is that
!   reason: what the machine sent is not signed by its key (report-untrusted)
!   remedy: enrol the machine anew if its key was lost
= 14
$ declines 503 database-busy 'later'; fleet suture report --send
! suture report: http://WEB/api/1/report: later
!   reason: the repository's server has a fault (server-failed)
!   remedy: try again later; try another mirror
= 18
$ declines 403 core-not-loaded 'as if'; fleet suture report --send
! suture report: http://WEB/api/1/report: as if
!   reason: the repository's server has a fault (server-failed)
!   remedy: try again later; try another mirror
= 18
$ printf '404\n<html>' >fleet/api/1/report; fleet suture report --send
! suture report: http://WEB/api/1/report: it says no, and not why
!   reason: the repository's server has a fault (server-failed)
!   remedy: try again later; try another mirror
= 18
$ printf '503\n' >fleet/api/1/report; fleet suture report --send
! suture report: http://WEB/api/1/report: it says no, and not why
!   reason: the repository's server has a fault (server-failed)
!   remedy: try again later; try another mirror
= 18
$ rm fleet/api/1/report; fleet suture report --send
! suture report: http://WEB/api/1/report: it says no, and not why
!   reason: the repository's server has a fault (server-failed)
!   remedy: try again later; try another mirror
= 18
$ advise .; for fault in 500 file cut silent endless flip; do FAULTS="$fault *" fleet eval 'suture config set patience 1; suture report --send' 2>&1 | head -1; done; serial
> suture report: http://WEB/api/1/report: HTTP status 500
> suture report: http://WEB/api/1/report: HTTP status 302
> suture report: http://WEB/api/1/report: transfer closed with 124 bytes remaining to read
> suture report: http://WEB/api/1/report: Operation too slow. Less than 1024 bytes/sec transferred the last 1 seconds
> suture report: http://WEB/api/1/report has more bytes than it should
> suture report: http://WEB/api/1/report: the advice has no group, or no word on a new identity
> 19
$ fleet suture report --send; serial
> reported as UUID, group 'web': allowed
> 20

# Killed when the number was written and the letter had not gone.
$ suture config set patience 30; before=$(serial); FAULTS='silent *' fleet eval '{ suture report --send & }; while [ $(serial) = $before ]; do sleep 0.02; done; kill -9 $!'; expr $(serial) - $before; fleet suture report --send; expr $(serial) - $before
> 1
> reported as UUID, group 'web': allowed
> 2

# Two at once: the one that comes second is told.
$ before=$(serial); FAULTS='silent *' fleet eval '{ suture report --send & } 2>/dev/null; while [ $(serial) = $before ]; do sleep 0.02; done; suture report --send; code=$?; kill $!; (exit $code)'
! suture report: root/run/suture-machine.lock is locked
!   reason: another Suture command is at work (locked)
!   remedy: wait for it to finish
= 4

# Another machine has the same identity: this one takes a new one, and the old key signs for it.
$ before=$(jq -r .machine $membership/membership.json); openssl pkey -in $membership/key-1.pem -pubout -out old.pem; advise '.renew = true'; advise '.machine = "@NEW@"' renew; fleet suture report --send; jq -c '[.machine == $old, .key, .renewal]' --arg old "$before" $membership/membership.json; ls $membership; [ "$(jq -r .machine $membership/advice.json)" = "$(jq -r .machine $membership/membership.json)" ]
> reported as UUID, group 'web': allowed
> [false,2,null]
> advice.json
> key-2.pem
> membership.json
$ verifies fleet/api/1/renew.got old.pem; verifies fleet/api/1/report.got old.pem; openssl pkey -in $membership/key-2.pem -pubout -out new.pem; verifies fleet/api/1/renew.got new.pem
> Signature Verified Successfully
> Signature Verified Successfully
> Signature Verification Failure
= 1
$ advise .; fleet suture report --send; head -1 fleet/api/1/report.got | cut -d' ' -f4; head -1 fleet/api/1/renew.got | cut -d' ' -f1,4; body fleet/api/1/renew.got | jq -c 'map_values(length)'
> reported as UUID, group 'web': allowed
> 26
> suture-renew 25
> {"public_key":64,"uuid":36,"proof":128}

# What does not come to an end is gone on with: the same key and name are asked for.
$ advise '.renew = true'; declines 503 database-busy 'later' renew; fleet suture report --send; fleet suture report --send 2>/dev/null; for n in 2 3; do body fleet/api/1/renew.got$n | jq -c '[.uuid, .public_key]'; done | sort -u | wc -l
> 1
! suture report: http://WEB/api/1/renew: later
!   reason: the repository's server has a fault (server-failed)
!   remedy: try again later; try another mirror
$ jq -c '[.key, (.renewal | length)]' $membership/membership.json; ls $membership; advise . ; fleet suture report --send
> [2,36]
> advice.json
> key-1.pem
> key-2.pem
> membership.json
> reported as UUID, group 'web': allowed
$ advise '.renew = true'; advise '.machine = "@UUID@"' renew; fleet suture report --send; advise '.machine = "@NEW@"' renew; fleet suture report --send; ls $membership
> reported as UUID, group 'web': allowed
> advice.json
> key-1.pem
> membership.json
! suture report: http://WEB/api/1/renew: the advice is of another machine
!   reason: what the fleet's service answered is not of the form that it must have (advice-malformed)
!   remedy: update this machine's client or the service, whichever is older

# What is written down of it may be damaged.
$ cp -r $membership kept; echo '{}' >$membership/membership.json; suture report --send
! suture report: /var/lib/suture/fleet/membership.json: not JSON, or of another format
!   reason: what the machine has written down of itself cannot be read (record-damaged)
!   remedy: see the file that is named; without it the machine begins anew
= 4
$ cp kept/membership.json $membership; rm $membership/key-*.pem; suture report --send 2>&1 | head -1
> suture report: cannot open root/var/lib/suture/fleet/key-1.pem: No such file or directory

# It leaves.
$ suture leave; ls root/var/lib/suture
> this machine is in no fleet any more; the service still has what it was told
> kernels
