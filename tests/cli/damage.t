# What is not whole is not loaded.

$ machine; update one '[]' vmlinux
$ suture apply one/manifest.json
! suture apply: one/manifest.json is not an update: no manifest.json in it
= 2
$ suture apply nowhere
! suture apply: nowhere is not an update: no manifest.json in it
= 2
$ echo >>one/suture_one_vmlinux.ko; suture apply one
! suture apply: one: suture_one_vmlinux.ko has 72 bytes, not 71
!   reason: the update's files are damaged (update-damaged)
!   remedy: fetch or create the update again
= 4
$ update one '[]' vmlinux; sed -i s/120/121/ one/suture_one_vmlinux.ko; suture apply one
! suture apply: one: the digest of suture_one_vmlinux.ko is not the manifest's
!   reason: the update's files are damaged (update-damaged)
!   remedy: fetch or create the update again
= 4
$ rm one/suture_one_vmlinux.ko; suture apply one
! suture apply: one: the file suture_one_vmlinux.ko is missing
!   reason: the update's files are damaged (update-damaged)
!   remedy: fetch or create the update again
= 4
$ ln -s /dev/zero one/suture_one_vmlinux.ko; suture apply one
! suture apply: one: the file suture_one_vmlinux.ko is missing
!   reason: the update's files are damaged (update-damaged)
!   remedy: fetch or create the update again
= 4
$ rm -r one; update one '[]' vmlinux; sed -i 's/"format": 1/"format": 2/' one/manifest.json; suture apply one
! suture apply: one/manifest.json: format 2, this is format 1
!   reason: the update was made for another version of Suture (update-format)
!   remedy: create the update with this version, or update Suture
= 4
$ rm -r one; update one '[]' vmlinux; sed -i 's/"file": "/"file": "..\/one\//' one/manifest.json; suture apply one
! suture apply: one/manifest.json: bad file '../one/suture_one_vmlinux.ko'
!   reason: the update's files are damaged (update-damaged)
!   remedy: fetch or create the update again
= 4
$ rm -r one; update one '[]' vmlinux; tr '\n' ' ' <one/manifest.json | sed 's/"functions": \[[^]]*\]/"functions": []/' >edited; mv edited one/manifest.json; suture apply one
! suture apply: one/manifest.json: bad target without a change 'vmlinux'
!   reason: the update's files are damaged (update-damaged)
!   remedy: fetch or create the update again
= 4
$ rm -r one; update one '[]' vmlinux; sed -i 's/"pinned": false/"pinned": "no"/' one/manifest.json; suture apply one
! suture apply: one/manifest.json: Expected true or false, got string
!   reason: the update's files are damaged (update-damaged)
!   remedy: fetch or create the update again
= 4
$ rm -r one; update one '[]' vmlinux; sed -i 's/"notices"/"remarks"/' one/manifest.json; suture apply one
! suture apply: one/manifest.json: Object item not found: notices
!   reason: the update's files are damaged (update-damaged)
!   remedy: fetch or create the update again
= 4
$ rm -r one; update one '[]' vmlinux; truncate -s 100 one/manifest.json; suture apply one
! suture apply: one/manifest.json: line 2: not JSON
!   reason: the update's files are damaged (update-damaged)
!   remedy: fetch or create the update again
= 4
$ suture list
> no update is applied

# A full disk: not even the lock can be made. Nothing is loaded.
$ rm -r one; update one '[]' vmlinux; with_mounts sh -c 'mount -t tmpfs -o nr_inodes=1 none root/run && suture apply one; echo "status $?"; ls root/run'; suture list
> status 4
> no update is applied
! suture apply: cannot open root/run/suture.lock: No space left on device
!   reason: no space is left on the device (no-space)
!   remedy: free some space and try again
