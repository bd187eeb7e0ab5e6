# SPDX-License-Identifier: GPL-2.0-or-later
# A machine follows a repository.

$ repository; update one '[]' vmlinux; update two '["one"]' rds; update three '[]' slip; update four '["three"]' vmlinux
$ follower; mkdir -p root/sys/module/rds

# Nothing is known yet, and nobody answers.
$ suture plan
! suture plan: nothing is known of 6.1.0-99-test yet; 'suture upgrade' asks for it
!   reason: the repository has nothing for the kernel that is running (not-served)
!   remedy: run a kernel that it serves, or name another repository
= 13
$ suture upgrade -y
! suture upgrade: http://WEB/metadata/2.root.json: Failed to connect to 127.0.0.1 port 1 after 0 ms: Couldn't connect to server
!   reason: the repository cannot be reached (no-network)
!   remedy: see that the network, the proxy and the URL are right; try again later
= 10

# A repository without anything for this kernel.
$ web repo '' follow suture upgrade -y
! suture upgrade: there is nothing for 6.1.0-99-test (build-id 01234567)
!   reason: the repository has nothing for the kernel that is running (not-served)
!   remedy: run a kernel that it serves, or name another repository
= 13

# Two updates; the second leads to a version. Without a terminal nobody says yes.
$ add one two --effective 6.1.99-2 --severity high
$ web repo '' follow suture upgrade
>   + one  test: fix one (CVE-2026-1)
>   + two  test: fix two (CVE-2026-1)
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-2
! suture upgrade: there is no terminal to ask on
!   reason: nobody said yes (declined)
!   remedy: run it again and say yes, or with -y
= 12
$ web repo '' follow suture upgrade -n
>   + one  test: fix one (CVE-2026-1)
>   + two  test: fix two (CVE-2026-1)
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-2
! suture upgrade: nothing was changed
!   reason: nobody said yes (declined)
!   remedy: run it again and say yes, or with -y
= 12
$ suture list
> no update is applied
$ web repo '' follow suture upgrade -y
>   + one  test: fix one (CVE-2026-1)
>   + two  test: fix two (CVE-2026-1)
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-2
> the machine stood still for 0.123 ms
> 6.1.0-99-test is as 6.1.99-2
$ suture list
> ID   STATE    FUNCTIONS  TARGETS
> one  applied          1  vmlinux
> two  applied          1  rds
$ jq -c '[.installed[].id], .intent, .suspects' root/var/lib/suture/kernels/01234567/journal.json
> ["one","two"]
> null
> []
$ web repo '' follow suture upgrade -y
> nothing is to be done: 6.1.0-99-test is as 6.1.99-2
$ suture plan --json | jq -c .
> {"before":"6.1.99-2","after":"6.1.99-2","install":[],"remove":[],"skip":[],"foreign":[]}

# Taken back, and applied again without the network.
$ suture remove one
! suture remove: two needs one
!   reason: a later update depends on this one (needed)
!   remedy: undo the later update first
= 19
$ suture remove two
> removed two
> the machine stood still for 0.123 ms
$ suture plan
>   + two  test: fix two (CVE-2026-1)
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-2
$ suture remove --all; suture list
> removed one
> the machine stood still for 0.123 ms
> no update is applied
$ suture upgrade --offline -y --only two; suture list
>   + one  test: fix one (CVE-2026-1)
>   + two  test: fix two (CVE-2026-1)
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-2
> the machine stood still for 0.123 ms
> 6.1.0-99-test is as 6.1.99-2
> ID   STATE    FUNCTIONS  TARGETS
> one  applied          1  vmlinux
> two  applied          1  rds

# Updates of a module that is not loaded wait, and so does what requires them.
$ add three four
$ web repo '' follow suture upgrade -y
>   + three  test: fix three (CVE-2026-1)
>   + four  test: fix four (CVE-2026-1)
> 6.1.0-99-test is as 6.1.99-2, and will be as 6.1.99-2
> waits for a module that is not loaded: three: slip
> waits for a module that is not loaded: four: three
> 6.1.0-99-test is as 6.1.99-2
$ suture list
> ID   STATE    FUNCTIONS  TARGETS
> one  applied          1  vmlinux
> two  applied          1  rds
$ suture plan
> nothing is to be done: 6.1.0-99-test is as 6.1.99-2
$ cat root/run/modprobe.d/suture.conf
> # Made by suture: these modules have updates.
> softdep rds post: suture_late
> softdep slip post: suture_late
> install suture_late PATH=$PATH:/usr/local/bin suture boot

# Who was killed while that was written is made up for, though nothing else is to be done.
$ (cd root/run/modprobe.d && mv suture.conf suture.conf.new.17); suture upgrade --offline -n; ls root/run/modprobe.d
> nothing is to be done: 6.1.0-99-test is as 6.1.99-2
> suture.conf.new.17
$ suture upgrade --offline -y; ls root/run/modprobe.d; grep -c softdep root/run/modprobe.d/suture.conf
> nothing is to be done: 6.1.0-99-test is as 6.1.99-2
> suture.conf
> 2

# A later one stands on what waits.
$ suture remove three
! suture remove: four needs three
!   reason: a later update depends on this one (needed)
!   remedy: undo the later update first
= 19
$ mkdir root/sys/module/slip; suture plan
>   + three  test: fix three (CVE-2026-1)
>   + four  test: fix four (CVE-2026-1)
> 6.1.0-99-test is as 6.1.99-2, and will be as 6.1.99-2
$ suture boot
> applied three
> applied four
> the machine stood still for 0.123 ms
$ suture list
> ID     STATE    FUNCTIONS  TARGETS
> four   applied          1  vmlinux
> one    applied          1  vmlinux
> three  applied          1  slip
> two    applied          1  rds

# After a boot: no network, no clock, and all is as before.
$ rm -r root/sys/kernel/suture/updates/*; put /proc/sys/kernel/random/boot_id "boot-2\n"; suture list
> no update is applied
$ suture boot; suture list
> applied one
> applied two
> applied three
> applied four
> the machine stood still for 0.123 ms
> ID     STATE    FUNCTIONS  TARGETS
> four   applied          1  vmlinux
> one    applied          1  vmlinux
> three  applied          1  slip
> two    applied          1  rds
$ suture boot
! suture boot: nothing to do
$ web repo '' follow suture upgrade -y
> nothing is to be done: 6.1.0-99-test is as 6.1.99-2

# Nothing is new: one request tells. What was seen of another kernel says nothing of this one.
$ rm -f web.log; web repo '' follow suture upgrade -y; cut -d' ' -f1 web.log
> nothing is to be done: 6.1.0-99-test is as 6.1.99-2
> 304
$ update five '[]' vmlinux; update six '[]' vmlinux; sed -i 's/01234567/ff234567/' five/manifest.json six/manifest.json; add five
$ other() { put /sys/kernel/notes '\004\000\000\000\004\000\000\000\003\000\000\000GNU\000\377\043\105\147'; "$@"; machine; }; other web repo '' follow suture upgrade -n 2>/dev/null; add six; web repo '' follow suture upgrade -y; other web repo '' follow suture upgrade -n 2>/dev/null
>   + five  test: fix five (CVE-2026-1)
>   ? four  applied, and not of the repository
>   ? one  applied, and not of the repository
>   ? three  applied, and not of the repository
>   ? two  applied, and not of the repository
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-1
> nothing is to be done: 6.1.0-99-test is as 6.1.99-2
>   + five  test: fix five (CVE-2026-1)
>   + six  test: fix six (CVE-2026-1)
>   ? four  applied, and not of the repository
>   ? one  applied, and not of the repository
>   ? three  applied, and not of the repository
>   ? two  applied, and not of the repository
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-1

# The same, switched off in each way.
$ rm -r root/sys/kernel/suture/updates/*; put /etc/suture/disable ''; suture boot
! suture boot: /etc/suture/disable is there
!   reason: Suture is switched off on this machine (switched-off)
!   remedy: remove /etc/suture/disable, or 'nosuture' from the kernel's command line, and reboot
= 20
$ rm root/etc/suture/disable; put /proc/cmdline 'quiet nosuture ro\n'; suture boot
! suture boot: the kernel was started with 'nosuture'
!   reason: Suture is switched off on this machine (switched-off)
!   remedy: remove /etc/suture/disable, or 'nosuture' from the kernel's command line, and reboot
= 20
$ web repo '' follow suture upgrade -y
! suture upgrade: the kernel was started with 'nosuture'
!   reason: Suture is switched off on this machine (switched-off)
!   remedy: remove /etc/suture/disable, or 'nosuture' from the kernel's command line, and reboot
= 20
$ put /proc/cmdline 'quiet nosutures ro\n'; suture config set apply no; suture boot
! suture boot: the policy is not to apply anything at boot
$ suture config unset apply; suture boot
> applied one
> applied two
> applied three
> applied four
> the machine stood still for 0.123 ms

# Late modules cannot be seen to: the rest is applied all the same.
$ rm -r root/sys/kernel/suture/updates/* root/run/modprobe.d; : >root/run/modprobe.d; suture boot; echo $?; rm root/run/modprobe.d
> applied one
> applied two
> applied three
> applied four
> the machine stood still for 0.123 ms
> 11
! suture boot: cannot read root/run/modprobe.d: Not a directory

# Damaged files are not applied; the others are.
$ rm -r root/sys/kernel/suture/updates/*; echo x >>root/var/lib/suture/kernels/01234567/updates/two/suture_two_rds.ko; suture boot
> applied one
> applied three
> applied four
> the machine stood still for 0.123 ms
! suture boot: two: update-damaged: two: suture_two_rds.ko has 57 bytes, not 55
= 4
$ suture list
> ID     STATE    FUNCTIONS  TARGETS
> four   applied          1  vmlinux
> one    applied          1  vmlinux
> three  applied          1  slip
$ web repo '' follow suture upgrade -y; suture list
>   + two  test: fix two (CVE-2026-1)
> 6.1.0-99-test is as 6.1.99-1, and will be as 6.1.99-2
> the machine stood still for 0.123 ms
> 6.1.0-99-test is as 6.1.99-2
> ID     STATE    FUNCTIONS  TARGETS
> four   applied          1  vmlinux
> one    applied          1  vmlinux
> three  applied          1  slip
> two    applied          1  rds
