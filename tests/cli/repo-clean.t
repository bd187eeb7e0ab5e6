# What nobody reads any more is removed, and nothing that somebody may still read.

$ repository; update one '[]' vmlinux; suture-repo add repo one --keys keys; update two '[]' vmlinux; suture-repo add repo two --keys keys; suture-repo publish repo --keys keys; suture-repo edit repo one --kernel 01234567 --rollout 5 --keys keys; suture-repo publish repo --keys keys; ls repo/metadata; ls repo/targets/debian/01234567 | grep -c series
> one for 6.1.0-99-test (01234567)
> two for 6.1.0-99-test (01234567)
> 1.block.json
> 1.debian-01234567.json
> 1.debian.json
> 1.root.json
> 1.snapshot.json
> 1.targets.json
> 2.debian-01234567.json
> 2.debian.json
> 2.snapshot.json
> 3.snapshot.json
> timestamp.json
> 3
$ suture-repo clean repo
> removed 0 files, 0 bytes

# As old as can be, but current until a moment ago; what no publication had is not.
$ find repo -name '*.json' -exec touch -d '10 days ago' {} +; touch repo/metadata/3.snapshot.json; suture-repo clean repo | sed 's/[0-9a-f]\{64\}/DIGEST/'; ls repo/metadata; suture-repo check repo
> targets/debian/01234567/DIGEST.series.json
> metadata/1.debian.json
> metadata/1.snapshot.json
> removed 3 files, 1667 bytes
> 1.block.json
> 1.debian-01234567.json
> 1.root.json
> 1.targets.json
> 2.debian-01234567.json
> 2.debian.json
> 2.snapshot.json
> 3.snapshot.json
> timestamp.json
> 7 roles, 5 targets, 1 kernels, 2 updates: all is well

# What gave way to something else long ago.
$ touch -d '8 days ago' repo/metadata/3.snapshot.json; suture-repo clean repo --keep 9; suture-repo clean repo | sed 's/[0-9a-f]\{64\}/DIGEST/'; ls repo/metadata; suture-repo check repo
> removed 0 files, 0 bytes
> targets/debian/01234567/DIGEST.series.json
> metadata/1.debian-01234567.json
> metadata/2.snapshot.json
> removed 3 files, 2775 bytes
> 1.block.json
> 1.root.json
> 1.targets.json
> 2.debian-01234567.json
> 2.debian.json
> 3.snapshot.json
> timestamp.json
> 7 roles, 5 targets, 1 kernels, 2 updates: all is well

# Files that are staged stay, those that are not any more go; whatever is not of a repository stays.
$ update three '[]' vmlinux; suture-repo add repo three --keys keys >staged; echo >repo/targets/index.html; echo >repo/metadata/note.json; find repo -type f -exec touch -d '10 days ago' {} +; suture-repo clean repo --keep 0; rm repo/staged/*; suture-repo clean repo | sed 's/[0-9a-f]\{64\}/DIGEST/'; ls repo/targets/debian/01234567 | grep -v series; ls repo/targets repo/metadata | grep -c 'index\|note'; suture-repo check repo
> removed 0 files, 0 bytes
> targets/debian/01234567/DIGEST.series.json
> targets/debian/01234567/three/DIGEST.manifest.json
> targets/debian/01234567/three/DIGEST.suture_three_vmlinux.ko
> removed 3 files, 1860 bytes
> one
> two
> 2
> 7 roles, 5 targets, 1 kernels, 2 updates: all is well

# Nothing is removed from what is not whole.
$ suture-repo renew repo block --keys keys; suture-repo publish repo --keys keys; ls repo/metadata >before; cp repo/targets/debian/01234567/one/*.manifest.json manifest.json; echo >>$(ls repo/targets/debian/01234567/one/*.manifest.json); suture-repo clean repo --keep 0 2>&1 | sed 's/[0-9a-f]\{64\}/DIGEST/'; ls repo/metadata | cmp before
> suture-repo clean: repo/targets/debian/01234567/one/DIGEST.manifest.json is another file
>   reason: a file of the repository is not the one that its metadata tells of (target-differs)
>   remedy: try again: it may just be published; or try another mirror
$ cp manifest.json $(ls repo/targets/debian/01234567/one/*.manifest.json); suture-repo clean repo --keep 0 | grep -v bytes; suture-repo check repo
> metadata/1.block.json
> metadata/3.snapshot.json
> 7 roles, 5 targets, 1 kernels, 2 updates: all is well

# A publication that was interrupted is finished whatever was cleaned up.
$ suture-repo renew repo block --keys keys; cp repo/staged/block.json block.json; suture-repo publish repo --keys keys; suture-repo clean repo --keep 0; cp block.json repo/staged; suture-repo publish repo --keys keys; suture-repo check repo
> metadata/2.block.json
> metadata/4.snapshot.json
> removed 2 files, 1240 bytes
> 7 roles, 5 targets, 1 kernels, 2 updates: all is well

# Somebody who cleaned up was interrupted.
$ suture-repo renew repo block --keys keys; suture-repo publish repo --keys keys; rm repo/metadata/3.block.json; suture-repo clean repo; suture-repo clean repo --keep 0 | grep -v bytes
> removed 0 files, 0 bytes
> metadata/5.snapshot.json
> metadata/6.snapshot.json

# What cannot be.
$ suture-repo clean one
! suture-repo clean: one/staged is not there
!   reason: there is no repository of updates (not-a-repository)
!   remedy: make one with 'suture-repo init'
= 4
$ suture-repo clean
! suture-repo clean: REPO is needed; see 'suture-repo clean --help'
= 2
$ suture-repo clean repo --keep long
! suture-repo clean: 'long' is not a number from 0 to 1000000
= 2
