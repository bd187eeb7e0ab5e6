# SPDX-License-Identifier: GPL-2.0-or-later
# What a machine knows of itself after it was stopped in the middle.

$ repository; update one '[]' vmlinux; update two '["one"]' rds; add one two --effective 6.1.99-2
$ follower; mkdir -p root/sys/module/rds
$ web repo '' follow suture upgrade -n 2>/dev/null
>   + one  test: fix one (CVE-2026-1)
>   + two  test: fix two (CVE-2026-1)
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-2
= 12

# The program dies before the switch, or after it: the next one sees what happened.
$ SUTURE_FAKE=kill=3 web repo '' follow suture upgrade -y >/dev/null
= 137
$ record
> [[],["one","two"],[]]
$ suture plan
>   + one  test: fix one (CVE-2026-1)
>   + two  test: fix two (CVE-2026-1)
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-2
$ suture upgrade --offline -y; record
>   + one  test: fix one (CVE-2026-1)
>   + two  test: fix two (CVE-2026-1)
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-2
> the machine stood still for 0.123 ms
> 6.1.0-99-test is as 6.1.99-2
> [["one","two"],null,[]]
$ suture remove --all >/dev/null; SUTURE_FAKE=killed=3 suture upgrade --offline -y >/dev/null; record
> [[],["one","two"],[]]
$ suture list
> ID   STATE    FUNCTIONS  TARGETS
> one  applied          1  vmlinux
> two  applied          1  rds
$ suture plan; suture hold one; record
> nothing is to be done: 6.1.0-99-test is as 6.1.99-2
> [["one","two"],null,[]]

# The same for a removal.
$ SUTURE_FAKE=killed=1 suture remove two; suture list; suture hold --release one; record; suture list
> ID   STATE    FUNCTIONS  TARGETS
> one  applied          1  vmlinux
> two  staged           1  rds
> [["one"],null,[]]
> ID   STATE    FUNCTIONS  TARGETS
> one  applied          1  vmlinux

# The machine goes down in the middle: what was to come is suspect, and nothing applies it again.
$ suture remove --all >/dev/null; SUTURE_FAKE=kill=3 suture upgrade --offline -y >/dev/null; reboot 2
$ suture plan
>   . one  the machine went down while it was applied
>   . two  the machine went down while it was applied
> nothing is to be done: 6.1.0-99-test is as 6.1.99-1
$ suture boot; record; suture list
> [[],null,["one","two"]]
> no update is applied
! suture boot: nothing to do
$ suture plan
>   . one  the machine went down while it was applied
>   . two  the machine went down while it was applied
> nothing is to be done: 6.1.0-99-test is as 6.1.99-1
$ web repo '' follow suture upgrade -y
>   . one  the machine went down while it was applied
>   . two  the machine went down while it was applied
> nothing is to be done: 6.1.0-99-test is as 6.1.99-1
$ suture upgrade --offline --only two -y
! suture upgrade: the machine went down with one
!   reason: the machine went down while the update was applied (suspect)
!   remedy: see that boot's log; 'suture hold --release ID' lets the update be tried again
= 20
$ suture hold --release one; suture hold --release two; suture upgrade --offline -y; record
>   + one  test: fix one (CVE-2026-1)
>   + two  test: fix two (CVE-2026-1)
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-2
> the machine stood still for 0.123 ms
> 6.1.0-99-test is as 6.1.99-2
> [["one","two"],null,[]]

# It goes down at boot: the next boot applies nothing.
$ reboot 3; SUTURE_FAKE=kill=3 suture boot; reboot 4; suture boot; record; suture hold
> [[],null,["one","two"]]
> one  the machine went down while it was applied
> two  the machine went down while it was applied
! suture boot: nothing to do

# What was withdrawn before the machine went down comes out of the record, with what needs it.
$ suture hold --release one; suture hold --release two; suture upgrade --offline -y >/dev/null; suture-repo block repo one --keys keys; suture-repo publish repo --keys keys
$ web repo '' follow suture upgrade -n 2>/dev/null
>   - two  test: fix two (CVE-2026-1)
>   - one  test: fix one (CVE-2026-1)
> 6.1.0-99-test is as 6.1.99-2, and will be as 6.1.99-1
= 12
$ reboot 5; suture boot; suture plan
>   - two  test: fix two (CVE-2026-1)
>   - one  test: fix one (CVE-2026-1)
>   . one  withdrawn: withdrawn
>   . two  needs one
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-1
! suture boot: one: blocked: withdrawn
! suture boot: two needs one
!   reason: the update needs another one that is not applied (needs)
!   remedy: apply the other update first, or both at once
$ suture upgrade --offline -y; suture boot; record
>   - two  test: fix two (CVE-2026-1)
>   - one  test: fix one (CVE-2026-1)
>   . one  withdrawn: withdrawn
>   . two  needs one
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-1
> 6.1.0-99-test is as 6.1.99-1
> [[],null,[]]
! suture boot: nothing to do
$ suture-repo block repo one --keys keys --lift; suture-repo publish repo --keys keys; web repo '' follow suture upgrade -y; suture remove --all >/dev/null
>   + one  test: fix one (CVE-2026-1)
>   + two  test: fix two (CVE-2026-1)
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-2
> the machine stood still for 0.123 ms
> 6.1.0-99-test is as 6.1.99-2

# A record that is damaged.
$ put /var/lib/suture/kernels/01234567/journal.json '{}'; suture boot
! suture boot: root/var/lib/suture/kernels/01234567/journal.json: journal.json: not JSON, or of another format
!   reason: what the machine has written down of itself cannot be read (record-damaged)
!   remedy: see the file that is named; without it the machine begins anew
= 4
$ suture plan
! suture plan: root/var/lib/suture/kernels/01234567/journal.json: journal.json: not JSON, or of another format
!   reason: what the machine has written down of itself cannot be read (record-damaged)
!   remedy: see the file that is named; without it the machine begins anew
= 4
$ rm root/var/lib/suture/kernels/01234567/journal.json; suture upgrade --offline -y; record
>   + one  test: fix one (CVE-2026-1)
>   + two  test: fix two (CVE-2026-1)
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-2
> the machine stood still for 0.123 ms
> 6.1.0-99-test is as 6.1.99-2
> [["one","two"],null,[]]

# Two at once.
$ flock root/run/suture-machine.lock suture upgrade -y
! suture upgrade: root/run/suture-machine.lock is locked
!   reason: another Suture command is at work (locked)
!   remedy: wait for it to finish
= 4
