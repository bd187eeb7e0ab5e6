# A target is fetched whole and right, or not at all.

$ repository; update one '[]' vmlinux; head -c 100000 /dev/urandom >>one/suture_one_vmlinux.ko; size=$(stat -c %s one/suture_one_vmlinux.ko); sed -i "s/\"sha256\": \"[0-9a-f]*\", \"size\": [0-9]*/\"sha256\": \"$(sha256sum one/*.ko | cut -d' ' -f1)\", \"size\": $size/" one/manifest.json; suture-repo add repo one --keys keys; suture-repo publish repo --keys keys
> one for 6.1.0-99-test (01234567)
$ web repo '' fetch debian/01234567/one/suture_one_vmlinux.ko; ls files; cmp files/* one/suture_one_vmlinux.ko
> debian%2F01234567%2Fone%2Fsuture_one_vmlinux.ko
$ cut -d' ' -f1,3 web.log | sed 's/[0-9a-f]\{64\}/DIGEST/'
> 404 /metadata/2.root.json
> 200 /metadata/timestamp.json
> 200 /metadata/2.snapshot.json
> 200 /metadata/1.targets.json
> 200 /metadata/2.debian.json
> 200 /metadata/1.debian-01234567.json
> 200 /targets/debian/01234567/one/DIGEST.suture_one_vmlinux.ko

# What is there is not fetched again, and what is there and wrong is.
$ rm web.log; web repo '' fetch debian/01234567/one/suture_one_vmlinux.ko; grep -c targets/ web.log
> 0
= 1
$ echo >>files/debian%2F01234567%2Fone%2Fsuture_one_vmlinux.ko; web repo '' fetch debian/01234567/one/suture_one_vmlinux.ko; cmp files/* one/suture_one_vmlinux.ko

# Cut off, it goes on where it was; from the start with a server that cannot.
$ rm -r files web.log; web repo 'cut *.ko' fetch debian/01234567/one/suture_one_vmlinux.ko 2>&1 | tail -n 2
>   reason: a file that is fetched ends too early (download-short)
>   remedy: try again; try another mirror: this one is broken, or hostile
$ ls files; web repo '' fetch debian/01234567/one/suture_one_vmlinux.ko; grep '\.ko$' web.log | cut -d' ' -f1; cmp files/* one/suture_one_vmlinux.ko; ls files
> debian%2F01234567%2Fone%2Fsuture_one_vmlinux.ko.part
> 200
> 206
> debian%2F01234567%2Fone%2Fsuture_one_vmlinux.ko
$ rm -r files web.log; web repo 'cut *.ko' fetch debian/01234567/one/suture_one_vmlinux.ko 2>/dev/null; web repo 'whole *.ko' fetch debian/01234567/one/suture_one_vmlinux.ko; cmp files/* one/suture_one_vmlinux.ko

# A hostile mirror.
$ rm -r files; web repo 'flip *.ko' fetch debian/01234567/one/suture_one_vmlinux.ko 2>&1 | sed 's/[0-9a-f]\{64\}/DIGEST/'
> suture-tuf-client: http://WEB/targets/debian/01234567/one/DIGEST.suture_one_vmlinux.ko has not the digest that was told
>   reason: a file of the repository is not the one that its metadata tells of (target-differs)
>   remedy: try again: it may just be published; or try another mirror
$ web repo 'endless *.ko' fetch debian/01234567/one/suture_one_vmlinux.ko 2>&1 | sed 's/[0-9a-f]\{64\}/DIGEST/'
> suture-tuf-client: http://WEB/targets/debian/01234567/one/DIGEST.suture_one_vmlinux.ko has more bytes than it should
>   reason: a file that is fetched does not end where it should (download-too-long)
>   remedy: try another mirror: this one is broken, or hostile
$ rm -r files; web repo 'slow *.ko' fetch debian/01234567/one/suture_one_vmlinux.ko 2>&1 | sed 's/[0-9a-f]\{64\}/DIGEST/'
> suture-tuf-client: http://WEB/targets/debian/01234567/one/DIGEST.suture_one_vmlinux.ko: Operation too slow. Less than 1024 bytes/sec transferred the last 1 seconds
>   reason: a file that is fetched comes next to not at all (download-too-slow)
>   remedy: try again later; try another mirror: this one is overloaded, or hostile
$ find files -name '*.ko'; web repo '' fetch debian/01234567/one/suture_one_vmlinux.ko; cmp files/*.ko one/suture_one_vmlinux.ko

# What nobody has, and what is there for nobody.
$ web repo '' fetch debian/01234567/two/manifest.json
! suture-tuf-client: nobody has the target debian/01234567/two/manifest.json
!   reason: the repository does not have what is asked for (not-in-repository)
!   remedy: see that the name and the URL are right; try another mirror
= 4
$ web repo '' fetch other/01234567/one/manifest.json
! suture-tuf-client: nobody has the target other/01234567/one/manifest.json
!   reason: the repository does not have what is asked for (not-in-repository)
!   remedy: see that the name and the URL are right; try another mirror
= 4
$ find repo/targets -name '*manifest.json' -delete; web repo '' fetch debian/01234567/one/manifest.json 2>&1 | sed 's/[0-9a-f]\{64\}/DIGEST/'
> suture-tuf-client: there is no http://WEB/targets/debian/01234567/one/DIGEST.manifest.json
>   reason: the repository does not have what is asked for (not-in-repository)
>   remedy: see that the name and the URL are right; try another mirror
$ web repo '' suture-tuf-client --metadata-dir trusted download
! suture-tuf-client: --metadata-url is needed; see 'suture-tuf-client --help'
= 2
$ suture-tuf-client --metadata-dir trusted
! suture-tuf-client: 'init ROOT', 'refresh' or 'download' is needed; see 'suture-tuf-client --help'
= 2
$ suture-tuf-client refresh
! suture-tuf-client: --metadata-dir is needed; see 'suture-tuf-client --help'
= 2
$ suture-tuf-client --metadata-dir trusted --metadata-url nothing://x refresh
! suture-tuf-client: nothing://x/2.root.json: Unsupported protocol
= 2
