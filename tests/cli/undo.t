# What was applied is taken back, and its modules are unloaded.

$ machine; update one '[]' vmlinux; update two '["one"]' vmlinux rds; suture apply one two
> applied one: 1 function in vmlinux
> applied two: 2 functions in vmlinux, rds
> the machine stood still for 0.123 ms
$ suture undo two
> undid two
> the machine stood still for 0.123 ms
$ suture list
> ID   STATE    FUNCTIONS  TARGETS
> one  applied          1  vmlinux
$ suture undo --all
> undid one
> the machine stood still for 0.123 ms
$ suture list
> no update is applied

# There is nothing more to do.
$ suture undo --all
! suture undo: nothing to do: no update is applied
= 3
$ suture undo one
! suture undo: one is not loaded
!   reason: no update of this name is loaded (update-unknown)
!   remedy: see 'suture list'
= 4

# The core refuses: nothing has changed.
$ suture apply one two
> applied one: 1 function in vmlinux
> applied two: 2 functions in vmlinux, rds
> the machine stood still for 0.123 ms
$ SUTURE_FAKE=needed suture undo one
! suture undo: one: refused by the core
!   where:  vmlinux, victim
!   reason: a later update depends on this one (needed)
!   remedy: undo the later update first
= 4
$ SUTURE_FAKE=busy=9 suture undo --retries 0 --all
! suture undo: one, two: busy after 1 attempt: nfsd (pid 42) is in victim, a?[1m? (pid 43) is in other_victim
!   where:  vmlinux, victim
!   reason: a task was inside the code that changes at every attempt (busy)
!   remedy: try again later, or end the task that is named
= 4
$ SUTURE_FAKE=busy=9 suture undo --dry-run --retries 0 --all
! suture undo: one, two: busy after 1 attempt: nfsd (pid 42) is in victim, a?[1m? (pid 43) is in other_victim
!   where:  vmlinux, victim
!   reason: a task was inside the code that changes at every attempt (busy)
!   remedy: try again later, or end the task that is named
= 4
$ suture undo --dry-run one two
> could undo one
> could undo two
$ suture list
> ID   STATE    FUNCTIONS  TARGETS
> one  applied          1  vmlinux
> two  applied          2  vmlinux, rds
$ suture undo one two one
> undid one
> undid two
> the machine stood still for 0.123 ms

# A pinned update stays in memory, and can be applied again from there.
$ SUTURE_FAKE=pinned suture apply one
> applied one: 1 function in vmlinux
> the machine stood still for 0.123 ms
$ suture undo one
> undid one
> the module suture_one_vmlinux stays in memory, without effect: its code may still be referred to
> the machine stood still for 0.123 ms
$ suture list
> ID   STATE    FUNCTIONS  TARGETS
> one  staged           1  vmlinux
$ suture undo one
! suture undo: nothing to do: no update is applied
= 3
$ suture apply one
> applied one: 1 function in vmlinux
> the machine stood still for 0.123 ms
$ suture undo one
> undid one
> the module suture_one_vmlinux stays in memory, without effect: its code may still be referred to
> the machine stood still for 0.123 ms

# Not, if it is another by now.
$ rm -r one; update one '[]' rds; suture apply one
! suture apply: one: another update of this name stays in memory
!   reason: the update's code may still be referred to and stays in memory (pinned)
!   remedy: nothing to do: the update is undone; its memory is freed at reboot
= 4
$ suture list
> ID   STATE    FUNCTIONS  TARGETS
> one  staged           1  vmlinux
