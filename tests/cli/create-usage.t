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
# What is in the place of the update and is none stays as it is.
$ mkdir -p A out/A; echo int >A/main.c; suture-create --kernel dir:kernel --patch fix.patch --id A
! suture-create: ./A is there and is no update of that id: remove it, or choose another --id or --output
= 2
$ cat A/main.c
> int
$ suture-create --kernel dir:kernel --patch fix.patch --id A --output out
! suture-create: out/A is there and is no update of that id: remove it, or choose another --id or --output
= 2
$ update B '[]' vmlinux; mv B C; suture-create --kernel dir:kernel --patch fix.patch --id C
! suture-create: ./C is there and is no update of that id: remove it, or choose another --id or --output
= 2
$ ln -s C B; suture-create --kernel dir:kernel --patch fix.patch --id B
! suture-create: ./B is there and is no update of that id: remove it, or choose another --id or --output
= 2
$ rm B; mv C B; suture-create --quiet --kernel dir:kernel --patch fix.patch --id B
! suture-create: kernel has no config
!   reason: no kernel of this name is to be had (no-such-kernel)
!   remedy: check the release with 'apt-cache policy linux-image-RELEASE'
= 4
