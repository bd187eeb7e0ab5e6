# SPDX-License-Identifier: GPL-2.0-or-later
# A machine that has several mirrors: what one does wrong is told, and another is asked.

$ repository; update one '[]' vmlinux; update two '[]' vmlinux; follower; add one two

# One that has a fault is asked for news and metadata, and not again for each file.
$ web repo '500 *' eval 'suture config set source $URL file://$PWD/repo; suture upgrade -y'; cut -d' ' -f1,3 web.log
>   + one  test: fix one (CVE-2026-1)
>   + two  test: fix two (CVE-2026-1)
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-1
> the machine stood still for 0.123 ms
> 6.1.0-99-test is as 6.1.99-1
> 500 /metadata/timestamp.json
> 500 /metadata/2.root.json
! suture upgrade: passed over http://WEB/metadata: server-failed: http://WEB/metadata/2.root.json: HTTP status 500

# What is wrong with an update's file is told as well.
$ suture remove --all; rm -r root/var/lib/suture/kernels/01234567/updates; web repo 'flip *.ko' eval 'suture config set source $URL file://$PWD/repo; suture upgrade -y' 2>&1 | sed 's/[0-9a-f]\{64\}/DIGEST/'
> removed one
> removed two
> the machine stood still for 0.123 ms
> suture upgrade: passed over http://WEB/metadata: target-differs: http://WEB/targets/debian/01234567/one/DIGEST.suture_one_vmlinux.ko has not the digest that was told
>   + one  test: fix one (CVE-2026-1)
>   + two  test: fix two (CVE-2026-1)
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-1
> the machine stood still for 0.123 ms
> 6.1.0-99-test is as 6.1.99-1

# Who says what is no HTTP, or headers that do not end, is passed over like any other.
$ for fault in words header; do suture remove --all >/dev/null; web repo "$fault *" eval 'suture config set source $URL file://$PWD/repo; suture upgrade -y'; done
>   + one  test: fix one (CVE-2026-1)
>   + two  test: fix two (CVE-2026-1)
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-1
> the machine stood still for 0.123 ms
> 6.1.0-99-test is as 6.1.99-1
>   + one  test: fix one (CVE-2026-1)
>   + two  test: fix two (CVE-2026-1)
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-1
> the machine stood still for 0.123 ms
> 6.1.0-99-test is as 6.1.99-1
! suture upgrade: passed over http://WEB/metadata: server-failed: http://WEB/metadata/2.root.json: Received HTTP/0.9 when not allowed
! suture upgrade: passed over http://WEB/metadata: server-failed: http://WEB/metadata/2.root.json: a header without end
