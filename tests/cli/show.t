# An update on disk, and the same in the kernel.

$ machine; update one '["zero"]' vmlinux rds; sed -i 's/"notices": \[\]/"notices": ["mind the gap"]/' one/manifest.json; suture show one/
> id           one
> title        test: fix one
> fixes        CVE-2026-1
> created for  6.1.0-99-test (6.1.99-1), build-id 01234567
> requires     zero
> module       vmlinux: suture_one_vmlinux.ko, 71 bytes
> function     vmlinux: fix_vmlinux, 100 -> 120 bytes
> module       rds: suture_one_rds.ko, 55 bytes
> function     rds: fix_rds, 100 -> 120 bytes
> notice       mind the gap
> created by   0.1.0
$ sed -i 's/"hooks": 0/"hooks": 2/' one/manifest.json; suture show one/ | grep hooks
> hooks        vmlinux: 2
> hooks        rds: 2
$ suture show two
! suture show: two is not loaded
!   reason: no update of this name is loaded (update-unknown)
!   remedy: see 'suture list'
= 4
$ put /sys/kernel/suture/updates/zero/state 'applied\n'; put /sys/kernel/suture/updates/zero/targets 'rds\n'; put /sys/kernel/suture/updates/zero/modules 'suture_zero\n'; put /sys/kernel/suture/updates/zero/functions 'rds rds_sendmsg 900 950\n'; suture show zero
> id           zero
> state        applied
> targets      rds
> modules      suture_zero
> function     rds: rds_sendmsg, 900 -> 950 bytes
$ suture list
> ID    STATE    FUNCTIONS  TARGETS
> zero  applied          1  rds
$ suture list --root /nonexistent
> no update is applied: the core module is not loaded
$ rm -r root/sys/kernel/suture; suture list
> no update is applied: the core module is not loaded
