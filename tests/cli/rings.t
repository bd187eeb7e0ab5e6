# SPDX-License-Identifier: GPL-2.0-or-later
# A fleet of three machines with the real client and the real service: an update goes from ring to
# ring, fails on a machine, and halts by itself.
$ repository; update one '[]' vmlinux; follower "file://$PWD/repo"; add one; suture config set mode automatic
$ for name in a b c; do cp -a root $name; echo $name >$name/proc/sys/kernel/hostname; done
$ serve; sed -n 's/.*once: //p' out >admin-key
$ admin rings add early 10; admin rings add late 20
$ admin groups set early ring=early at_once=1; admin groups set late ring=late
$ for group in early late; do admin keys add-access $group $group allowed | sed -n 's/^key: //p' >key-$group; done
$ for name in a b; do on $name suture enrol key-early --service "$(cat url)" | sed 's/[0-9a-f-]\{36\}/UUID/'; done; on c suture enrol key-late --service "$(cat url)" | sed 's/[0-9a-f-]\{36\}/UUID/'
> enrolled as UUID, group 'early': allowed
> enrolled as UUID, group 'early': allowed
> enrolled as UUID, group 'late': allowed

# Nobody gets it before being about to; then the early ones do.
$ on c suture upgrade -y
>   . one  held back by the fleet: ring: other machines go first
> nothing is to be done: 6.1.0-99-test is as 6.1.99-1
$ on a suture upgrade -y
>   + one  test: fix one (CVE-2026-1)
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-1
> the machine stood still for 0.123 ms
> 6.1.0-99-test is as 6.1.99-1
$ on c suture upgrade -y
>   . one  held back by the fleet: ring: other machines go first
> nothing is to be done: 6.1.0-99-test is as 6.1.99-1

# By hand to the next ring.
$ admin updates
> build_id  id   title  severity  kernel         n_applied  n_missing  rollout.id  rollout.state
> 01234567  one  -      -         6.1.0-99-test  1          1          1           rolling
$ admin rollouts promote 1; on c suture upgrade -y
>   + one  test: fix one (CVE-2026-1)
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-1
> the machine stood still for 0.123 ms
> 6.1.0-99-test is as 6.1.99-1

# The next update fails on a machine of the first ring: nobody else gets it.
$ update two '["one"]' vmlinux; add two; SUTURE_FAKE='refuse=suture_two_vmlinux' on a suture upgrade -y
>   + two  test: fix two (CVE-2026-1)
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-1
! suture upgrade: two: refused by the core
!   where:  vmlinux, victim+0x2a
!   expected: 0f 1f 44 00 00
!   found:    e9 12 34 56 78
!   reason: the running code is not the code that the update was made from (text-differs)
!   remedy: something has changed this kernel's text: find out what before going on
= 4
$ on b suture upgrade -y
>   + one  test: fix one (CVE-2026-1)
>   . two  held back by the fleet: halted: machines have failed
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-1
> the machine stood still for 0.123 ms
> 6.1.0-99-test is as 6.1.99-1
$ admin updates; admin audit --json | jq -r '.items[] | select(.action == "rollout-halt") | .actor, .object, .detail'
> build_id  id   title  severity  kernel         n_applied  n_missing  rollout.id  rollout.state
> 01234567  two  -      -         6.1.0-99-test  0          2          2           halted
> 01234567  one  -      -         6.1.0-99-test  3          0          1           rolling
> the service
> rollout 2
> machines have failed

# Whoever asks by name is not held, and what is halted can be taken up again.
$ on b suture upgrade -y --only two; on b suture list
>   + two  test: fix two (CVE-2026-1)
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-1
> the machine stood still for 0.123 ms
> 6.1.0-99-test is as 6.1.99-1
> ID   STATE    FUNCTIONS  TARGETS
> one  applied          1  vmlinux
> two  applied          1  vmlinux
! suture upgrade: the fleet would hold two back: halted: machines have failed
$ admin rollouts resume 2; on a suture upgrade -y
>   + two  test: fix two (CVE-2026-1)
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-1
> the machine stood still for 0.123 ms
> 6.1.0-99-test is as 6.1.99-1

# Two of one cluster do not change at once, also if a person has asked one of them to: the other waits
# until it has told how that went. Who asks the other one as well is told.
$ admin groups set early ring=early at_once=2; update three '[]' vmlinux; add three; for name in a b; do on $name suture config set tags cluster=db; on $name suture report --send; done | sed 's/[0-9a-f-]\{36\}/UUID/'
> reported as UUID, group 'early': allowed
>   . all others  ring: the fleet does not know it yet
> reported as UUID, group 'early': allowed
>   . all others  ring: the fleet does not know it yet
$ SUTURE_FAKE=kill=1 on a suture upgrade -y --only three | tail -1; on b suture upgrade -y
>   . three  held back by the fleet: limit: another machine of the cluster changes at this moment
> nothing is to be done: 6.1.0-99-test is as 6.1.99-1
$ on b suture upgrade -n --only three; on b suture upgrade -y | head -1; on b suture upgrade -y --only three
>   + three  test: fix three (CVE-2026-1)
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-1
>   . three  held back by the fleet: limit: another machine of the cluster changes at this moment
>   + three  test: fix three (CVE-2026-1)
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-1
> the machine stood still for 0.123 ms
> 6.1.0-99-test is as 6.1.99-1
! suture upgrade: nothing was changed
!   reason: nobody said yes (declined)
!   remedy: run it again and say yes, or with -y
! suture upgrade: the fleet would hold three back: limit: another machine of the cluster changes at this moment
$ on a suture report --send >/dev/null; on a suture upgrade -y | head -1
>   + three  test: fix three (CVE-2026-1)

# A copy of a machine takes an identity of its own.
$ cp -a c d; echo d >d/proc/sys/kernel/hostname; for name in c d d; do on $name suture report --send; done | sed 's/[0-9a-f-]\{36\}/UUID/'
> reported as UUID, group 'late': allowed
>   . all others  ring: the fleet does not know it yet
> reported as UUID, group 'late': allowed
>   . all others  ring: the fleet is asked with the next report
> reported as UUID, group 'late': allowed
>   . all others  ring: the fleet does not know it yet
$ admin machines --json | jq -r '.items[] | [.hostname, .group, .authorization, .n_applied] | @tsv'
> a	early	allowed	3
> b	early	allowed	3
> c	late	allowed	1
> d	late	allowed	1

# A machine whose service is gone goes on, by what it was advised last.
$ stop; on c suture upgrade -y 2>&1 | sed 's/: http.*//'; on c suture remove one; on c suture upgrade --offline -y; on c suture status | head -3
> suture upgrade: the fleet's service was not asked
>   . two  held back by the fleet: ring: the fleet does not know it yet
>   . three  held back by the fleet: ring: the fleet does not know it yet
> nothing is to be done: 6.1.0-99-test is as 6.1.99-1
> removed one
> the machine stood still for 0.123 ms
>   . one  held back by the fleet: ring: the fleet does not know it yet
>   . two  held back by the fleet: ring: the fleet does not know it yet
>   . three  held back by the fleet: ring: the fleet does not know it yet
> nothing is to be done: 6.1.0-99-test is as 6.1.99-1
> kernel        6.1.0-99-test (6.1.99-1)
> equal to      6.1.99-1
> verdict       up-to-date
