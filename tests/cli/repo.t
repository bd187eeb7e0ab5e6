# A repository is made, signed by several people, published, refreshed, and its keys rotated.

$ suture-repo init repo --keys keys --threshold root=2/3
> made repo; machines begin with repo/metadata/1.root.json
> the keys of keys are to be taken apart and away
$ ls keys | sed 's/-.*\././' | sort | uniq -c; find repo -type f | sort
>       2 block.pem
>       3 debian.pem
>       3 root.pem
>       1 snapshot.pem
>       3 targets.pem
>       1 timestamp.pem
> repo/lock
> repo/metadata/1.block.json
> repo/metadata/1.debian.json
> repo/metadata/1.root.json
> repo/metadata/1.snapshot.json
> repo/metadata/1.targets.json
> repo/metadata/timestamp.json
$ jq -c '[.signed.roles[] | {threshold, keys: (.keyids | length)}]' repo/metadata/1.root.json
> [{"threshold":2,"keys":3},{"threshold":1,"keys":1},{"threshold":2,"keys":3},{"threshold":1,"keys":1}]
$ jq -c '.signed.delegations.roles[] | {name, threshold, terminating, paths}' repo/metadata/1.targets.json
> {"name":"block","threshold":1,"terminating":true,"paths":["block.json"]}
> {"name":"debian","threshold":2,"terminating":true,"paths":["debian/*/*","debian/*/*/*"]}
$ stat -c %a keys/*.pem | sort -u
> 600

# Keys that are apart: whoever has too few of them stages, the others sign, then it is published.
$ mkdir mine theirs online; mv keys/root-* keys/targets-* theirs; mv $(ls theirs/root-* | head -n 1) theirs/targets-* mine; mv keys/snapshot-* keys/timestamp-* online
$ rotate timestamp mine; mv mine/timestamp-* online
> made mine/timestamp-ID.pem; the change is staged
$ suture-repo publish repo --keys online; ls repo/staged
> root.json
! suture-repo publish: root has 1 of 2 signatures
!   reason: what is to be published lacks signatures, or they are too old (not-signed)
!   remedy: have its keys' holders run 'suture-repo sign', 'suture-repo renew' first if too old
$ suture-repo sign repo --keys mine
> root has 1 of 2 signatures
$ suture-repo sign repo --keys theirs
> root is signed
$ suture-repo publish repo --keys online; ls repo/metadata repo/staged
> repo/metadata:
> 1.block.json
> 1.debian.json
> 1.root.json
> 1.snapshot.json
> 1.targets.json
> 2.root.json
> 2.snapshot.json
> timestamp.json
>
> repo/staged:
$ suture-repo sign repo --keys theirs
! suture-repo sign: nothing is staged
= 3

# Until clients have the next root, the last one's key signs as well.
$ jq '.signatures | length' repo/metadata/timestamp.json; suture-repo refresh repo --keys online; jq '.signatures | length' repo/metadata/timestamp.json
> 2
> 1

# A refresh takes the online keys only, whatever is staged, and a new snapshot when it is due.
$ rotate root mine | head -n 1; suture-repo refresh repo --keys online; jq .signed.version repo/metadata/timestamp.json; ls repo/metadata repo/staged
> made mine/root-ID.pem; the change is staged
> 4
> repo/metadata:
> 1.block.json
> 1.debian.json
> 1.root.json
> 1.snapshot.json
> 1.targets.json
> 2.root.json
> 2.snapshot.json
> timestamp.json
>
> repo/staged:
> root.json
$ SOURCE_DATE_EPOCH=$(($(date +%s) + 8 * 86400)) suture-repo refresh repo --keys online; ls repo/metadata/*.snapshot.json
> repo/metadata/1.snapshot.json
> repo/metadata/2.snapshot.json
> repo/metadata/3.snapshot.json
$ suture-repo refresh repo --keys mine
! suture-repo refresh: timestamp has 0 of 1 signatures
!   reason: what is to be published lacks signatures, or they are too old (not-signed)
!   remedy: have its keys' holders run 'suture-repo sign', 'suture-repo renew' first if too old
= 4

# What is about to expire is renewed; what has expired is not published.
$ rm repo/staged/root.json; suture-repo renew repo debian --keys keys; ls repo/staged; suture-repo publish repo --keys online; ls repo/metadata/*.debian.json
> debian.json
> repo/metadata/1.debian.json
> repo/metadata/2.debian.json
$ SOURCE_DATE_EPOCH=$(($(date +%s) + 100 * 86400)) suture-repo refresh repo --keys online
! suture-repo refresh: block version 1 has expired
!   reason: what is to be published lacks signatures, or they are too old (not-signed)
!   remedy: have its keys' holders run 'suture-repo sign', 'suture-repo renew' first if too old
= 4

# The same keys and the same moment make the same files.
$ cp -r repo twin; export SOURCE_DATE_EPOCH=$(($(date +%s) + 100)); for r in repo twin; do suture-repo refresh $r --keys online; done; diff -r repo twin

# Each role's signatures are good as long as was asked for, those of each publication too.
$ suture-repo init short --keys short-keys --expiry snapshot=2 --expiry timestamp=1 --expiry root=9; cd short/metadata; jq -c '.signed["x-suture-days"]' 1.root.json 1.snapshot.json timestamp.json; for i in 1 2; do suture-repo refresh .. --keys ../../short-keys; done; jq -c '.signed["x-suture-days"]' timestamp.json
> made short; machines begin with short/metadata/1.root.json
> the keys of short-keys are to be taken apart and away
> 9
> 2
> 1
> 1

# A key that was replaced is set aside, signs once more, and then no more.
$ rotate timestamp short-keys short; ls short-keys | grep timestamp | sed 's/-[0-9a-f]*/-ID/' | sort; suture-repo publish short --keys short-keys; jq '.signatures | length' short/metadata/timestamp.json; suture-repo refresh short --keys short-keys; jq '.signatures | length' short/metadata/timestamp.json; rm short-keys/*.retired; suture-repo refresh short --keys short-keys; suture-repo check short | head -n 1
> made short-keys/timestamp-ID.pem; the change is staged
> short-keys/timestamp-ID.pem.retired can be taken away once it is published
> timestamp-ID.pem
> timestamp-ID.pem.retired
> 2
> 1
> 6 roles, 0 targets, 0 kernels, 0 updates: all is well

# What fails midway leaves nothing behind, and what was there before untouched.
$ trap '' XFSZ; ulimit -f 1; suture-repo init half --keys half-keys; ls -d half*
! suture-repo init: cannot write half/staged/root.json: File too large
! ls: cannot access 'half*': No such file or directory
= 2
$ mkdir half; echo >half/index.html; cp -r online half-keys; trap '' XFSZ; ulimit -f 1; suture-repo init half --keys half-keys; ls half; diff -r online half-keys
> index.html
! suture-repo init: cannot write half/staged/root.json: File too large
$ rm -r half; mkdir bad; echo bad >bad/a.pem; suture-repo init half --keys bad; ls bad; ls -d half
> a.pem
! suture-repo init: bad/a.pem has no ed25519 key without a passphrase
! ls: cannot access 'half': No such file or directory
= 2
$ mkdir -p half/targets; suture-repo init half --keys half-keys; ls half
> targets
! suture-repo init: half/targets is there
!   reason: there is something where the output shall go (output-exists)
!   remedy: remove it, or name another place

# What cannot be.
$ suture-repo init repo --keys keys
! suture-repo init: repo/metadata is there
!   reason: there is something where the output shall go (output-exists)
!   remedy: remove it, or name another place
= 4
$ suture-repo refresh nowhere --keys online
! suture-repo refresh: nowhere/staged is not there
!   reason: there is no repository of updates (not-a-repository)
!   remedy: make one with 'suture-repo init'
= 4
$ suture-repo init other --keys keys --threshold root=4/3
! suture-repo init: 'root=4/3' is not a role and how many of how many
= 2
$ suture-repo init other --keys keys --threshold nobody=1/1
! suture-repo init: 'nobody=1/1' is not a role and how many of how many
= 2
$ suture-repo init other --keys keys --expiry root=0
! suture-repo init: 'root=0' is not a role and how many days
= 2
$ suture-repo init other --keys keys --distribution root
! suture-repo init: 'root' cannot be a distribution's name
= 2
$ suture-repo init other
! suture-repo init: REPO and --keys are needed; see 'suture-repo init --help'
= 2
$ suture-repo renew repo timestamp --keys mine
! suture-repo renew: 'refresh' renews timestamp
= 2
$ suture-repo renew repo nobody --keys mine
! suture-repo renew: there is no role 'nobody'
= 2
$ suture-repo rotate repo nobody --keys mine
! suture-repo rotate: no role 'nobody' has keys of its own
= 2
$ suture-repo rotate repo root --old 00 --keys mine
! suture-repo rotate: 'root' does not have the key 00
= 2
$ SOURCE_DATE_EPOCH=soon suture-repo refresh repo --keys online
! suture-repo refresh: SOURCE_DATE_EPOCH is 'soon' and no number of seconds
= 2
$ mkdir odd; echo odd >odd/a.pem; suture-repo refresh repo --keys odd
! suture-repo refresh: odd/a.pem has no ed25519 key without a passphrase
= 2
$ suture-repo refresh repo --keys none
! suture-repo refresh: cannot read the keys of none: No such file or directory
= 2
$ suture-repo wipe repo
! suture-repo: 'wipe' is no verb; see 'suture-repo --help'
= 2
$ flock repo/lock suture-repo refresh repo --keys online
! suture-repo refresh: repo/lock is locked
!   reason: another Suture command is at work (locked)
!   remedy: wait for it to finish
= 4

# Two timestamps never have one date: by it, and by their size, web servers know them again.
$ touch -d @4000000000 repo/metadata/timestamp.json; suture-repo refresh repo --keys online; stat -c %Y repo/metadata/timestamp.json
> 4000000001
