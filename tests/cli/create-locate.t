# Locating without a kernel to locate in.

$ suture-create locate unit.o
! suture-create: locate needs --kernel and a unit (see locate --help)
= 2
$ suture-create locate --kernel dir:kernel
! suture-create: locate needs --kernel and a unit (see locate --help)
= 2
$ suture-create locate --kernel dir:kernel unit.o
! suture-create: kernel is no directory
!   reason: no kernel of this name is to be had (no-such-kernel)
!   remedy: check the release with 'apt-cache policy linux-image-RELEASE'
= 4
$ suture-create locate --kernel dir:kernel --json unit.o
> {
>   "refusal": {
>     "code": 10,
>     "token": "no-such-kernel",
>     "message": "kernel is no directory",
>     "reason": "no kernel of this name is to be had",
>     "remedy": "check the release with 'apt-cache policy linux-image-RELEASE'",
>     "object": null,
>     "function": null,
>     "offset": null,
>     "expected": null,
>     "found": null
>   }
> }
! suture-create: kernel is no directory
!   reason: no kernel of this name is to be had (no-such-kernel)
!   remedy: check the release with 'apt-cache policy linux-image-RELEASE'
= 4
