# Updates get into a repository in an order, each kernel has a role of its own, and what turned out
# bad is withdrawn.

$ repository; update one '[]' vmlinux; update two '["one"]' vmlinux rds; update three '[]' vmlinux
$ suture-repo add repo one two --keys keys --effective 6.1.100-1 --severity high --rollout 10
> one for 6.1.0-99-test (01234567)
> two for 6.1.0-99-test (01234567)
$ suture-repo add repo three --keys keys --conflicts one; ls repo/staged; suture-repo publish repo --keys keys; find repo/metadata -name '*debian*' | sort
> three for 6.1.0-99-test (01234567)
> debian-01234567.json
> debian.json
> repo/metadata/1.debian-01234567.json
> repo/metadata/1.debian.json
> repo/metadata/2.debian.json
$ series=$(jq -r '.signed.targets["debian/01234567/series.json"].hashes.sha256' repo/metadata/1.debian-01234567.json); jq -c '.kernel, (.updates[] | [.id, .cves[], .severity, .requires[], .conflicts[], .effective, .rollout])' repo/targets/debian/01234567/$series.series.json
> {"distribution":"debian","release":"6.1.0-99-test","version":"6.1.99-1","build_id":"01234567"}
> ["one","CVE-2026-1","high",null,10]
> ["two","CVE-2026-1","high","one","6.1.100-1",10]
> ["three","CVE-2026-1","unknown","one",null,100]
$ jq -r '.signed.targets | keys[]' repo/metadata/1.debian-01234567.json
> debian/01234567/one/manifest.json
> debian/01234567/one/suture_one_vmlinux.ko
> debian/01234567/series.json
> debian/01234567/three/manifest.json
> debian/01234567/three/suture_three_vmlinux.ko
> debian/01234567/two/manifest.json
> debian/01234567/two/suture_two_rds.ko
> debian/01234567/two/suture_two_vmlinux.ko
$ jq -c '.signed.delegations.roles[] | {name, threshold, terminating, paths}' repo/metadata/2.debian.json
> {"name":"debian-01234567","threshold":1,"terminating":true,"paths":["debian/01234567/*","debian/01234567/*/*"]}

# Another kernel.
$ cp -r three other; sed -i 's/01234567/89abcdef/' other/manifest.json; suture-repo add repo other --keys keys; suture-repo publish repo --keys keys; ls repo/metadata | grep debian
> three for 6.1.0-99-test (89abcdef)
> 1.debian-01234567.json
> 1.debian-89abcdef.json
> 1.debian.json
> 2.debian.json
> 3.debian.json

# A distribution's keys are its kernels' keys.
$ rotate debian; ls repo/staged; suture-repo publish repo --keys keys; web repo '' refresh; fetch() { suture-tuf-client --metadata-dir trusted --metadata-url file://$PWD/repo/metadata --target-base-url file://$PWD/repo/targets --target-dir files --target-name $1 download; }; fetch debian/89abcdef/series.json; jq -r .updates[].id files/*
> made keys/debian-ID.pem; the change is staged
> keys/debian-ID.pem.retired can be taken away once it is published
> debian-01234567.json
> debian-89abcdef.json
> debian.json
> targets.json
> three

# Withdrawn: from all kernels, from one, and not any more.
$ suture-repo block repo one --keys keys --reason 'it crashes'; suture-repo block repo two --kernel 01234567 --keys keys; ls repo/staged; suture-repo publish repo --keys keys; jq -c .blocked[] repo/targets/*.block.json | sort -u
> block.json
> {"id":"one","build_id":null,"reason":"it crashes"}
> {"id":"two","build_id":"01234567","reason":"withdrawn"}
$ suture-repo block repo one --lift --keys keys; suture-repo publish repo --keys keys; block=$(jq -r '.signed.targets["block.json"].hashes.sha256' $(ls repo/metadata/*.block.json | tail -n 1)); jq -c .blocked[] repo/targets/$block.block.json
> {"id":"two","build_id":"01234567","reason":"withdrawn"}

# What is published is read as a client does.
$ suture-repo check repo
> 8 roles, 12 targets, 2 kernels, 4 updates: all is well
$ SOURCE_DATE_EPOCH=$(($(date +%s) + 2 * 86400 + 3600)) suture-repo check repo
> 8 roles, 12 targets, 2 kernels, 4 updates: all is well
> timestamp expires in 0 days
$ SOURCE_DATE_EPOCH=$(($(date +%s) + 4 * 86400)) suture-repo check repo
! suture-repo check: timestamp version 6 has expired
!   reason: the repository's metadata is out of date (metadata-expired)
!   remedy: check this machine's clock; try another mirror: this one is behind, or hostile
= 4
$ cp -r repo odd; echo >>$(ls odd/targets/debian/01234567/two/*manifest.json); suture-repo check odd 2>&1 | sed 's/[0-9a-f]\{64\}/DIGEST/'
> suture-repo check: odd/targets/debian/01234567/two/DIGEST.manifest.json is another file
>   reason: a file of the repository is not the one that its metadata tells of (target-differs)
>   remedy: try again: it may just be published; or try another mirror
$ rm odd/targets/debian/01234567/two/*manifest.json; suture-repo check odd 2>&1 | sed 's/[0-9a-f]\{64\}/DIGEST/'
> suture-repo check: odd/targets/debian/01234567/two/DIGEST.manifest.json is not there
>   reason: the repository does not have what is asked for (not-in-repository)
>   remedy: see that the name and the URL are right; try another mirror
$ rm -r odd; cp -r repo odd; sed -i 's/one/two/' odd/metadata/*.debian-01234567.json; suture-repo check odd
! suture-repo check: debian-01234567 has not the digest that was told
!   reason: files of the repository's metadata do not belong together (metadata-mixed)
!   remedy: try again: it may just be published; or try another mirror
= 4
$ suture-repo check one
! suture-repo check: one/metadata/1.root.json is not there
!   reason: there is no repository of updates (not-a-repository)
!   remedy: make one with 'suture-repo init'
= 4
$ suture-repo check
! suture-repo check: REPO is needed; see 'suture-repo check --help'
= 2

# In one file for those without a network: the same bytes for the same content, no kernel but one.
$ suture-repo export repo all.tar; suture-repo export repo again.tar; cmp all.tar again.tar; suture-repo export repo one.tar --kernel 89abcdef; tar -tf one.tar | sed 's/[0-9a-f]\{64\}/DIGEST/'; tar -tf all.tar | wc -l
> targets/DIGEST.block.json
> targets/debian/89abcdef/DIGEST.series.json
> targets/debian/89abcdef/three/DIGEST.manifest.json
> targets/debian/89abcdef/three/DIGEST.suture_three_vmlinux.ko
> metadata/3.block.json
> metadata/2.debian-89abcdef.json
> metadata/4.debian.json
> metadata/2.targets.json
> metadata/6.snapshot.json
> metadata/1.root.json
> metadata/timestamp.json
> 20
$ mkdir alone; tar -C alone -xf one.tar; suture-tuf-client --metadata-dir stick init repo/metadata/1.root.json; suture-tuf-client --metadata-dir stick --metadata-url file://$PWD/alone/metadata --target-base-url file://$PWD/alone/targets --target-dir carried --target-name debian/89abcdef/three/manifest.json download; ls carried
> debian%2F89abcdef%2Fthree%2Fmanifest.json
$ suture-repo export repo none.tar --kernel 0000; ls none.tar*
! suture-repo export: no kernel is 0000
!   reason: the repository does not have what is asked for (not-in-repository)
!   remedy: see that the name and the URL are right; try another mirror
! ls: cannot access 'none.tar*': No such file or directory
= 2
$ suture-repo export repo /dev/full/x
! suture-repo export: cannot create /dev/full/x: Not a directory
= 1

# What cannot be.
$ suture-repo add repo one --keys keys
! suture-repo add: the series has one already
!   reason: there is something where the output shall go (output-exists)
!   remedy: remove it, or name another place
= 4
$ update four '["five"]' vmlinux; suture-repo add repo four --keys keys
! suture-repo add: four requires five, which its series does not have
= 2
$ cp -r four fresh; sed -i 's/01234567/0abc/' fresh/manifest.json; suture-repo add repo fresh --keys keys; ls repo/staged
! suture-repo add: four requires five, which its series does not have
$ update six '[]' vmlinux; suture-repo add repo six --conflicts seven --keys keys
! suture-repo add: six conflicts with seven, which its series does not have
= 2
$ echo >>six/suture_six_vmlinux.ko; suture-repo add repo six --keys keys
! suture-repo add: six: suture_six_vmlinux.ko has 72 bytes, not 71
!   reason: the update's files are damaged (update-damaged)
!   remedy: fetch or create the update again
= 4
$ suture-repo add repo three --keys keys --distribution other
! suture-repo add: the repository has no distribution 'other'
= 2
$ suture-repo add repo six --keys keys --severity worst
! suture-repo add: no such severity; see 'suture-repo add --help'
= 2
$ suture-repo add repo six --keys keys --rollout 101
! suture-repo add: there are 100 percent at most; see 'suture-repo add --help'
= 2
$ suture-repo add repo --keys keys
! suture-repo add: REPO, UPDATE and --keys are needed; see 'suture-repo add --help'
= 2
$ suture-repo block repo 'a b' --keys keys
! suture-repo block: no such id or build-id can be; see 'suture-repo block --help'
= 2
$ suture-repo block repo one --kernel x --keys keys
! suture-repo block: no such id or build-id can be; see 'suture-repo block --help'
= 2
$ ls repo/staged
