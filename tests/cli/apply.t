# An update is applied, listed, and not applied twice.

$ machine; update one '[]' vmlinux; update two '["one"]' vmlinux rds
$ suture apply one
> applied one: 1 function in vmlinux
> the machine stood still for 0.123 ms
$ suture list
> ID   STATE    FUNCTIONS  TARGETS
> one  applied          1  vmlinux
$ suture apply one
! suture apply: nothing to do: applied already
= 3

# What is applied already is passed over when something else is to be done.
$ suture apply two one
> one was applied already
> applied two: 2 functions in vmlinux, rds
> the machine stood still for 0.123 ms
$ suture list
> ID   STATE    FUNCTIONS  TARGETS
> one  applied          1  vmlinux
> two  applied          2  vmlinux, rds

# Another update of the same name is not the same.
$ suture undo --all
> undid one
> undid two
> the machine stood still for 0.123 ms
$ update one '[]' vmlinux rds; suture apply two one
> applied one: 2 functions in vmlinux, rds
> applied two: 2 functions in vmlinux, rds
> the machine stood still for 0.123 ms
$ rm -r one; update one '[]' vmlinux; suture apply one
! suture apply: one: another update of this name is applied
!   reason: an update of this name is already applied (update-loaded)
!   remedy: nothing to do; see 'suture list'
= 4

# An update that requires another goes after it, in whatever order they are given.
$ suture undo --all
> undid one
> undid two
> the machine stood still for 0.123 ms
$ suture apply two one
> applied one: 1 function in vmlinux
> applied two: 2 functions in vmlinux, rds
> the machine stood still for 0.123 ms

# Without it there is a reason.
$ suture undo --all
> undid one
> undid two
> the machine stood still for 0.123 ms
$ suture apply two
! suture apply: two needs one
!   reason: the update needs another one that is not applied (needs)
!   remedy: apply the other update first, or both at once
= 4
$ suture list
> no update is applied

# Updates that require each other are nobody's.
$ update red '["blue"]' vmlinux; update blue '["red"]' vmlinux; suture apply red blue
! suture apply: red and another update require each other
!   reason: the update's files are damaged (update-damaged)
!   remedy: fetch or create the update again
= 4

# The same update twice in one call is a slip.
$ suture apply one one
! suture apply: the update one is given twice
= 2

# Nothing changes in a dry run.
$ suture apply --dry-run one two
> could apply one: 1 function in vmlinux
> could apply two: 2 functions in vmlinux, rds
$ suture list
> no update is applied

# The core refuses the second module: the first does not stay.
$ SUTURE_FAKE=refuse=suture_two_rds suture apply one two
! suture apply: two: refused by the core
!   where:  rds, victim+0x2a
!   expected: 0f 1f 44 00 00
!   found:    e9 12 34 56 78
!   reason: the running code is not the code that the update was made from (text-differs)
!   remedy: something has changed this kernel's text: find out what before going on
= 4
$ suture list
> no update is applied

# The core cannot read whose module it is, and says so under the module's name.
$ SUTURE_FAKE=damaged=suture_two_rds suture apply one two
! suture apply: two: refused by the core
!   where:  rds
!   reason: the update's files are damaged (update-damaged)
!   remedy: fetch or create the update again
= 4
$ suture list
> no update is applied

# The kernel itself refuses one.
$ SUTURE_FAKE=reject=suture_two_rds suture apply one two
! suture apply: two: its signature is not by a key that the kernel trusts
!   where:  rds
!   reason: the kernel refused to load a module of the update (module-rejected)
!   remedy: run 'suture doctor'; see the kernel log for its reason
= 4
$ suture list
> no update is applied

# Tasks are in the way twice, then not.
$ SUTURE_FAKE=busy=2 suture apply one
> applied one: 1 function in vmlinux
> the machine stood still for 0.123 ms, at attempt 3
$ suture undo one
> undid one
> the machine stood still for 0.123 ms

# Tasks are in the way for too long.
$ SUTURE_FAKE=busy=9 suture apply --retries 3 one
! suture apply: one: busy after 4 attempts: nfsd (pid 42) is in victim, a?[1m? (pid 43) is in other_victim
!   where:  vmlinux, victim
!   reason: a task was inside the code that changes at every attempt (busy)
!   remedy: try again later, or end the task that is named
= 4
$ SUTURE_FAKE=busy=9 suture apply --wait 0 one
! suture apply: one: busy after 1 attempt: nfsd (pid 42) is in victim, a?[1m? (pid 43) is in other_victim
!   where:  vmlinux, victim
!   reason: a task was inside the code that changes at every attempt (busy)
!   remedy: try again later, or end the task that is named
= 4
$ suture list
> no update is applied

# One in the place of another, in one stop.
$ update seven '[]' vmlinux; update eight '[]' rds; suture apply seven >/dev/null; suture apply --undo seven eight; suture list
> applied eight: 1 function in rds
> undid seven
> the machine stood still for 0.123 ms
> ID     STATE    FUNCTIONS  TARGETS
> eight  applied          1  rds
$ suture undo --all >/dev/null; suture apply --undo absent seven; suture undo seven >/dev/null
> applied seven: 1 function in vmlinux
> the machine stood still for 0.123 ms

# A kernel that is not the one it was made for.
$ put /sys/kernel/notes '\004\000\000\000\004\000\000\000\003\000\000\000GNU\000\377\043\105\147'; suture apply one
! suture apply: one: made for 6.1.0-99-test (6.1.99-1), build-id 01234567; running is build-id ff234567
!   reason: the update is for another kernel (the build-id differs) (wrong-kernel)
!   remedy: use an update made for the kernel that is running
= 4

# Who may not, or cannot yet.
$ SUTURE_FAKE=not-root suture apply one
! suture apply: /dev/suture may not be opened
!   reason: this needs root (not-root)
!   remedy: run the command with sudo
= 4
$ rm root/dev/suture; suture apply one
! suture apply: /dev/suture is not there
!   reason: the Suture core module is not loaded (core-not-loaded)
!   remedy: load it with 'modprobe suture'
= 4
$ machine; flock root/run/suture.lock suture apply one
! suture apply: root/run/suture.lock is locked
!   reason: another Suture command is at work (locked)
!   remedy: wait for it to finish
= 4
