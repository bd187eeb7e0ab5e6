# A machine that can take updates.

$ machine; suture doctor
> ok       kernel       6.1.0-99-test
> ok       build-id     01234567
> ok       config       has all that is needed
> ok       taint        4096: nothing to worry about
> ok       secure-boot  off: not an EFI boot
> ok       lockdown     none
> ok       signatures   not asked for
> ok       core-file    /lib/modules/6.1.0-99-test/extra/suture.ko
> ok       core         loaded, format 1
> ok       device       /dev/suture
> ok       updates      0 applied
> ok       tools        gcc-12
> ok       tools        make
> ok       tools        git
> ok       tools        patch
> ok       tools        flex
> ok       tools        bison
> ok       tools        bc
> ok       tools        pahole
> ok       tools        qemu-system-x86_64

# Secure Boot and lockdown ask for signatures.
$ put /sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c '\006\000\000\000\001'; put /sys/kernel/security/lockdown 'none [integrity] confidentiality\n'; suture doctor | grep -A1 -e secure-boot -e lockdown -e signatures -e core-file
> ok       secure-boot  on
> ok       lockdown     integrity
> warning  signatures   modules are loaded only if signed by a key that the kernel trusts
>                       next: mokutil --list-enrolled
> problem  core-file    /lib/modules/6.1.0-99-test/extra/suture.ko is not signed
>                       next: /lib/modules/6.1.0-99-test/build/scripts/sign-file sha256 KEY.priv KEY.der /lib/modules/6.1.0-99-test/extra/suture.ko
$ suture doctor >/dev/null
= 4
$ printf '~Module signature appended~\n' >>root/lib/modules/6.1.0-99-test/extra/suture.ko; suture doctor | grep core-file
> ok       core-file    /lib/modules/6.1.0-99-test/extra/suture.ko
$ put /sys/kernel/security/lockdown '[none] integrity confidentiality\n'; put /sys/module/module/parameters/sig_enforce 'Y\n'; suture doctor | grep signatures
> warning  signatures   modules are loaded only if signed by a key that the kernel trusts

# The core module: packed, for another kernel, not there, not loaded, of another format.
$ machine; xz root/lib/modules/6.1.0-99-test/extra/suture.ko; put /lib/modules/6.1.0-99-test/modules.dep 'extra/suture.ko.xz:\n'; suture doctor | grep core-file
> ok       core-file    /lib/modules/6.1.0-99-test/extra/suture.ko.xz
$ put /lib/modules/6.1.0-99-test/extra/suture.ko.xz 'vermagic=6.1.0-98-test SMP \000'; suture doctor | grep -A1 core-file
> problem  core-file    /lib/modules/6.1.0-99-test/extra/suture.ko.xz is for another kernel
>                       next: make -C /lib/modules/6.1.0-99-test/build M=$PWD/kmod modules modules_install
$ put /lib/modules/6.1.0-99-test/modules.dep 'extra/not-suture.ko:\nextra/suture.kop:\n'; suture doctor | grep -A1 core-file
> problem  core-file    the core module is not installed for 6.1.0-99-test
>                       next: make -C /lib/modules/6.1.0-99-test/build M=$PWD/kmod modules modules_install && depmod 6.1.0-99-test
$ machine; put /sys/kernel/suture/version '2\n'; suture doctor | grep -A1 ' core '
> problem  core         the core module is of format 2, this command of format 1
>                       next: rmmod suture && modprobe suture
$ rm -r root/sys/kernel/suture root/dev; suture doctor | grep -A1 -e ' core ' -e device
> problem  core         the core module is not loaded
>                       next: modprobe suture
> problem  device       /dev/suture is not there
>                       next: modprobe suture

# What an update is left staged for.
$ machine; update one '[]' vmlinux; SUTURE_FAKE=killed=1 suture apply one; suture doctor | grep -A1 updates
> warning  updates      one is loaded and not applied
>                       next: suture undo one
> ok       updates      0 applied
> ok       tools        gcc-12

# The kernel itself.
$ machine; put /proc/sys/kernel/tainted '4865\n'; suture doctor | grep -A1 taint
> warning  taint        4865: the kernel warned once (W)
>                       next: dmesg --level=emerg,alert,crit,err,warn
$ sed -i -e /ORC/d -e /MODULE_UNLOAD/d root/boot/config-6.1.0-99-test; suture doctor | grep config
> problem  config       CONFIG_MODULE_UNLOAD is not set: updates could not be undone
> problem  config       CONFIG_UNWINDER_ORC is not set: stacks could not be walked reliably
$ rm root/boot/config-6.1.0-99-test; suture doctor | grep -A1 config
> warning  config       cannot open root/boot/config-6.1.0-99-test: No such file or directory
>                       next: apt install linux-image-6.1.0-99-test
$ kernel_config; gzip -c root/boot/config-6.1.0-99-test >root/proc/config.gz; rm -r root/boot; suture doctor | grep config
> ok       config       has all that is needed
$ put /proc/sys/kernel/osrelease '4.19.0-1\n'; put /sys/kernel/notes '\004'; suture doctor | grep -e kernel -e build-id
> warning  kernel       4.19.0-1 is of a series that Suture is not tested on
> problem  build-id     the running kernel has no build-id
> warning  taint        4865: the kernel warned once (W)

# Tools are wanted, never needed.
$ rm -r root; machine; rm root/usr/bin/gcc-12 root/usr/bin/pahole; suture doctor | grep -A1 warning
> warning  tools        gcc-12 is missing: wanted to create updates here
>                       next: apt install gcc-12
> --
> warning  tools        pahole is missing: wanted to create updates here
>                       next: apt install pahole
$ suture doctor >/dev/null

# The same for machines; another tree can be named.
$ SUTURE_SYSROOT='' suture doctor --json --root root | head -12
> {
>   "problems": 0,
>   "warnings": 2,
>   "checks": [
>     {
>       "check": "kernel",
>       "status": "ok",
>       "message": "6.1.0-99-test",
>       "remedy": null
>     },
>     {
>       "check": "build-id",
