# The command line itself.

$ suture
! Usage: suture VERB [ARGUMENT...]
!
! Update the running kernel without a reboot.
!
! Verbs:
!   plan      say what an upgrade would do
!   upgrade   bring the kernel to where its repository has it
!   remove    take updates back for good
!   hold      leave updates as they are
!   pin       go to a version and not beyond it
!   config    show or change the machine's policy
!   trust     trust a repository's root
!   enrol     become a member of a fleet
!   report    tell the fleet's service how this machine stands
!   leave     be in no fleet any more
!   boot      apply again what was applied before the boot
!   apply     apply updates to the running kernel, all or none
!   undo      take updates back, all or none
!   list      list the updates in the running kernel
!   show      show an update in the running kernel, or one on disk
!   status    tell how this machine stands
!   cves      tell which CVEs of this kernel are fixed
!   check     tell a monitoring system whether all is well
!   uname     tell which kernel this one is equal to
!   doctor    see whether this machine can take updates
!
! Any other VERB, such as 'try', is the program suture-VERB. 'suture VERB --help' tells more.
!
! Options:
!   --help     print this and exit
!   --version  print the version and exit
= 2
$ suture --help
> Usage: suture VERB [ARGUMENT...]
>
> Update the running kernel without a reboot.
>
> Verbs:
>   plan      say what an upgrade would do
>   upgrade   bring the kernel to where its repository has it
>   remove    take updates back for good
>   hold      leave updates as they are
>   pin       go to a version and not beyond it
>   config    show or change the machine's policy
>   trust     trust a repository's root
>   enrol     become a member of a fleet
>   report    tell the fleet's service how this machine stands
>   leave     be in no fleet any more
>   boot      apply again what was applied before the boot
>   apply     apply updates to the running kernel, all or none
>   undo      take updates back, all or none
>   list      list the updates in the running kernel
>   show      show an update in the running kernel, or one on disk
>   status    tell how this machine stands
>   cves      tell which CVEs of this kernel are fixed
>   check     tell a monitoring system whether all is well
>   uname     tell which kernel this one is equal to
>   doctor    see whether this machine can take updates
>
> Any other VERB, such as 'try', is the program suture-VERB. 'suture VERB --help' tells more.
>
> Options:
>   --help     print this and exit
>   --version  print the version and exit
$ suture --version
> suture 0.1.0
$ suture apply
! suture apply: no update is given; see 'suture apply --help'
= 2
$ suture apply --retries many one
! suture apply: 'many' is not a number from 0 to 1000000
= 2
$ suture apply --retries
! suture apply: option '--retries' wants a value; see 'suture apply --help'
= 2
$ suture apply --no-such-option
! suture apply: option '--no-such-option' is not known; see 'suture apply --help'
= 2
$ suture undo
! suture undo: give ids or --all, one of both; see 'suture undo --help'
= 2
$ suture undo --all one
! suture undo: give ids or --all, one of both; see 'suture undo --help'
= 2
$ suture list something
! suture list: there is nothing to give; see 'suture list --help'
= 2
$ suture show
! suture show: give one update; see 'suture show --help'
= 2
$ suture undo --help
> Usage: suture undo [OPTION...] ID... | --all
>
> Take updates of the running kernel back, all or none.
>
> Options:
>   --all           undo every update
>   --dry-run       see whether it could be done; change nothing
>   --retries N     try again at most N times while tasks are in the way (10)
>   --wait SECONDS  wait no longer than this between all attempts together (30)
>   --json          print JSON
>   --help          print this and exit

# Another verb is another program: beside this one, or in PATH.
$ suture greet you
! suture: 'greet' is not a verb, and there is no program suture-greet; see 'suture --help'
= 2
$ printf '#!/bin/sh\necho "beside: $*"\n' >../bin/suture-greet; chmod +x ../bin/suture-greet; suture greet you --all; rm ../bin/suture-greet
> beside: you --all
$ mkdir other; printf '#!/bin/sh\necho "in PATH: $*"; exit 7\n' >other/suture-greet; chmod +x other/suture-greet; PATH=$PATH:$PWD/other suture greet you
> in PATH: you
= 7
$ suture ../greet
! suture: '../greet' is not a verb; see 'suture --help'
= 2
$ suture -x
! suture: '-x' is not a verb; see 'suture --help'
= 2

# Output that cannot be written is an error.
$ suture --version >/dev/full
= 1
$ machine; suture list >/dev/full
! suture list: cannot write the output
= 1
