# A run that is killed, wherever it was, has applied all or nothing; and the
# next run does its work whatever the last one left behind.

$ machine; update one '[]' vmlinux; update two '["one"]' vmlinux rds

# The calls are three loads and a switch. Killed before each of them:
$ SUTURE_FAKE=kill=1 suture apply one two; suture list
> no update is applied
$ SUTURE_FAKE=kill=2 suture apply one two; suture list
> ID   STATE    FUNCTIONS  TARGETS
> one  staged           1  vmlinux
$ SUTURE_FAKE=kill=3 suture apply one two; suture list
> ID   STATE    FUNCTIONS  TARGETS
> one  staged           1  vmlinux

# From here on the leftovers are unloaded first, which are more calls.
$ for n in 1 2 3 4 5 6; do SUTURE_FAKE=kill=$n suture apply one two; done; suture list
> ID   STATE    FUNCTIONS  TARGETS
> one  staged           1  vmlinux
> two  staged           1  vmlinux
$ for n in 1 2 3 4 5 6; do SUTURE_FAKE=killed=$n suture apply one two; done; suture list
> ID   STATE    FUNCTIONS  TARGETS
> one  staged           1  vmlinux
> two  staged           2  vmlinux, rds
$ suture apply one two
> applied one: 1 function in vmlinux
> applied two: 2 functions in vmlinux, rds
> the machine stood still for 0.123 ms
$ suture list
> ID   STATE    FUNCTIONS  TARGETS
> one  applied          1  vmlinux
> two  applied          2  vmlinux, rds

# A switch that was done before the kill is done.
$ suture undo --all; SUTURE_FAKE=killed=4 suture apply one two; suture list
> undid one
> undid two
> the machine stood still for 0.123 ms
> ID   STATE    FUNCTIONS  TARGETS
> one  applied          1  vmlinux
> two  applied          2  vmlinux, rds

# Undo, killed before the switch, after it, and while unloading.
$ SUTURE_FAKE=kill=1 suture undo --all; suture list
> ID   STATE    FUNCTIONS  TARGETS
> one  applied          1  vmlinux
> two  applied          2  vmlinux, rds
$ SUTURE_FAKE=killed=1 suture undo --all; suture list
> ID   STATE    FUNCTIONS  TARGETS
> one  staged           1  vmlinux
> two  staged           2  vmlinux, rds
$ SUTURE_FAKE=killed=1 suture undo --all; suture list
> ID   STATE    FUNCTIONS  TARGETS
> two  staged           2  vmlinux, rds
$ suture undo --all; suture list
> unloaded two, which was not applied
> no update is applied

# The lock goes with the process that held it.
$ SUTURE_FAKE=killed=1 suture apply one; suture apply one
> applied one: 1 function in vmlinux
> the machine stood still for 0.123 ms
