# What suture-create says before it looks at any kernel, and about kernels that are none.

$ suture-create --patch fix.patch
! suture-create: --kernel, --patch and --id are needed, and nothing else (see --help)
= 2
$ suture-create --kernel dir:kernel --patch fix.patch --id ../escape
! suture-create: '../escape' cannot be an update's id
= 2
$ suture-create --kernel dir:kernel --patch fix.patch --id A surplus
! suture-create: --kernel, --patch and --id are needed, and nothing else (see --help)
= 2
$ suture-create --kernel 6.1.0-47-amd64 --patch fix.patch --id A
! suture-create: '6.1.0-47-amd64' names no kernel: give debian:RELEASE or dir:PATH
= 2
$ suture-create --kernel debian: --patch fix.patch --id A
! suture-create: '' is no kernel release: give debian:RELEASE or debian:RELEASE=VERSION
= 2
$ suture-create --quiet --kernel dir:kernel --patch fix.patch --id A
! suture-create: kernel is no directory
!   reason: no kernel of this name is to be had (no-such-kernel)
!   remedy: check the release with 'apt-cache policy linux-image-RELEASE'
= 4
$ suture-create --quiet --json --kernel dir:kernel --patch fix.patch --id A
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
$ mkdir kernel; suture-create --quiet --kernel dir:kernel --patch fix.patch --id A
! suture-create: kernel has no config
!   reason: no kernel of this name is to be had (no-such-kernel)
!   remedy: check the release with 'apt-cache policy linux-image-RELEASE'
= 4

# Output that cannot be written is an error.
$ suture-create --version >/dev/full
! suture-create: cannot write the output
= 1
