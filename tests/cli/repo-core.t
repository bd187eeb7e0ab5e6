# The core module of a kernel is in the repository for machines without a compiler.

$ repository; core suture.ko 6.1.0-99-test; suture-repo core repo suture.ko --kernel 01234567 --version 6.1.99-1 --keys keys; ls repo/staged; suture-repo publish repo --keys keys
> core module for 6.1.0-99-test (01234567)
> debian-01234567.json
> debian.json
$ suture-repo check repo; series 01234567 | jq -c '.kernel, .updates'
> 7 roles, 2 targets, 1 kernels, 0 updates: all is well
> {"distribution":"debian","release":"6.1.0-99-test","version":"6.1.99-1","build_id":"01234567"}
> []
$ URL=file://$PWD/repo fetch debian/01234567/core/suture.ko; cmp files/* suture.ko

# A later one takes its place, whatever updates there are meanwhile.
$ update one '[]' vmlinux; suture-repo add repo one --keys keys; echo later >>suture.ko; suture-repo core repo suture.ko --kernel 01234567 --keys keys; suture-repo publish repo --keys keys; series 01234567 | jq -r .updates[].id; jq -r '.signed.targets | keys[]' repo/metadata/2.debian-01234567.json; URL=file://$PWD/repo fetch debian/01234567/core/suture.ko; cmp files/* suture.ko
> one for 6.1.0-99-test (01234567)
> core module for 6.1.0-99-test (01234567)
> one
> debian/01234567/core/suture.ko
> debian/01234567/one/manifest.json
> debian/01234567/one/suture_one_vmlinux.ko
> debian/01234567/series.json

# It goes with its kernel into what is carried.
$ suture-repo export repo one.tar --kernel 01234567; tar -tf one.tar | grep -c 'core/.*\.suture\.ko'
> 1

# What cannot be.
$ core other.ko 6.1.0-98-test; suture-repo core repo other.ko --kernel 01234567 --keys keys
! suture-repo core: other.ko: it is for 6.1.0-98-test, and 01234567 is 6.1.0-99-test
!   reason: the update is for another kernel (the build-id differs) (wrong-kernel)
!   remedy: use an update made for the kernel that is running
= 4
$ suture-repo core repo other.ko --kernel 89abcdef --keys keys
! suture-repo core: other.ko: the repository has nothing of 89abcdef yet: its version is needed
= 2
$ suture-repo core repo suture.ko --kernel 01234567 --version 6.1.98-1 --keys keys
! suture-repo core: suture.ko: 01234567 is of version 6.1.99-1, not 6.1.98-1
= 2
$ suture-repo core repo suture.ko --kernel 89abcdef --version 1 --distribution other --keys keys
! suture-repo core: suture.ko: the repository has no distribution 'other'
= 2
$ suture-repo core repo suture.ko --kernel 89abcdef --version "$(printf '1\n2')" --keys keys
! suture-repo core: no such version can be; see 'suture-repo core --help'
= 2
$ suture-repo core repo one/suture_one_vmlinux.ko --kernel 01234567 --keys keys
! suture-repo core: one/suture_one_vmlinux.ko: it is no core module, as 'suture-create core' makes it
= 2
$ printf 'name=suture\0' >odd.ko; suture-repo core repo odd.ko --kernel 01234567 --keys keys
! suture-repo core: odd.ko: it has no vermagic
= 2
$ suture-repo core repo none.ko --kernel 01234567 --keys keys
! suture-repo core: cannot open none.ko: No such file or directory
= 2
$ suture-repo core repo suture.ko --kernel debian --keys keys
! suture-repo core: no such build-id can be; see 'suture-repo core --help'
= 2
$ suture-repo core repo suture.ko --keys keys
! suture-repo core: REPO, FILE, --kernel and --keys are needed; see 'suture-repo core --help'
= 2
$ update core '[]' vmlinux; suture-repo add repo core --keys keys
! suture-repo add: no update can be called 'core', where the core module has its place
= 2
$ ls repo/staged
