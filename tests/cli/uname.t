# uname(1), with the version that the kernel is equal to.

$ machine; follows; offers one '["CVE-2026-1"]' medium 6.1.100-1; suture uname -a
> Linux host 6.1.99-1 #1 SMP PREEMPT_DYNAMIC Debian 6.1.99-1 (2026-05-01) x86_64
$ in_kernel one; suture uname -a
> Linux host 6.1.100-1 #1 SMP PREEMPT_DYNAMIC Debian 6.1.100-1 (2026-05-01) x86_64
$ suture uname --all
> Linux host 6.1.100-1 #1 SMP PREEMPT_DYNAMIC Debian 6.1.100-1 (2026-05-01) x86_64
$ suture uname
> Linux
$ suture uname -mr
> 6.1.100-1 x86_64
$ suture uname -s --nodename -v
> Linux host #1 SMP PREEMPT_DYNAMIC Debian 6.1.100-1 (2026-05-01)
$ suture uname --package-version
> 6.1.99-1

# A vendor who does not say its version, and a repository that was never asked.
$ put /proc/sys/kernel/version '#1 SMP\n'; suture uname -rv
> 6.1.100-1 #1 SMP
$ suture uname --package-version
> 6.1.99-1
$ rm -r root/var; suture uname -rv
> 6.1.0-99-test #1 SMP
$ suture uname --package-version
! suture uname: neither the repository nor the kernel tells its package
= 11
$ put /proc/sys/kernel/version '#1 SMP Debian 6.1.99-1 (2026-05-01)\n'; suture uname -v --package-version
> 6.1.99-1
$ rm root/proc/sys/kernel/hostname; suture uname -ns
> Linux unknown

$ suture uname -rx
! suture uname: option '-x' is not known; see 'suture uname --help'
= 2
$ suture uname linux
! suture uname: there is nothing to give; see 'suture uname --help'
= 2
$ suture uname --help
> Usage: suture uname [OPTION...]
>
> Tell which kernel this one is equal to.
>
> Options:
>   -a, --all             print all of the following, in this order
>   -s, --kernel-name     print 'Linux' (without options, too)
>   -n, --nodename        print the name of the machine
>   -r, --kernel-release  print the version that it is equal to, else its release
>   -v, --kernel-version  print the kernel's build, with that version in it
>   -m, --machine         print the kind of machine
>   --package-version     print the version of the package that was booted, alone
>   --root DIR            look at the machine whose files are under DIR
>   --help                print this and exit
