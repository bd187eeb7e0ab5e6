# What a hostile server, mirror or network may try against a client of a repository. Whatever is
# refused leaves what is trusted as it was.

$ repository; web repo '' refresh; trusted root timestamp snapshot targets
> root 1
> timestamp 1
> snapshot 1
> targets 1
$ cut -d' ' -f1,3 web.log
> 404 /metadata/2.root.json
> 200 /metadata/timestamp.json
> 200 /metadata/1.snapshot.json
> 200 /metadata/1.targets.json
$ web repo '' refresh; tail -n 2 web.log | cut -d' ' -f1,3
> 404 /metadata/2.root.json
> 200 /metadata/timestamp.json

# Rollback: the repository as it was yesterday, signatures and all.
$ cp -r repo yesterday; rotate targets
> made keys/targets-ID.pem; the change is staged
> keys/targets-ID.pem.retired can be taken away once it is published
$ suture-repo publish repo --keys keys; web repo '' refresh; trusted root timestamp snapshot targets
> root 2
> timestamp 2
> snapshot 2
> targets 2
$ web yesterday '' refresh
! suture-tuf-client: timestamp goes back from version 2 to 1
!   reason: the repository offers metadata that is older than what was seen before (metadata-rollback)
!   remedy: try another mirror: this one is behind, or hostile
= 4

# Mix and match: today's timestamp, yesterday's snapshot; today's snapshot, yesterday's targets.
$ rotate block; suture-repo publish repo --keys keys; cp -r repo mixed
> made keys/block-ID.pem; the change is staged
> keys/block-ID.pem.retired can be taken away once it is published
$ cp repo/metadata/2.snapshot.json mixed/metadata/3.snapshot.json; web mixed '' refresh
! suture-tuf-client: the snapshot has not the digest that was told
!   reason: files of the repository's metadata do not belong together (metadata-mixed)
!   remedy: try again: it may just be published; or try another mirror
= 4
$ cp repo/metadata/3.snapshot.json mixed/metadata; cp repo/metadata/2.targets.json mixed/metadata/3.targets.json
$ web mixed '' refresh
! suture-tuf-client: http://WEB/metadata/3.targets.json has more bytes than it should
!   reason: a file that is fetched does not end where it should (download-too-long)
!   remedy: try another mirror: this one is broken, or hostile
= 4
$ trusted timestamp snapshot targets
> timestamp 3
> snapshot 3
> targets 2

# Content of somebody else's, with keys of his own.
$ mkdir other; (cd other; repository); web other '' refresh
! suture-tuf-client: there is no timestamp.json
!   reason: the repository does not have what is asked for (not-in-repository)
!   remedy: see that the name and the URL are right; try another mirror
= 4
$ cp -r repo forged; cp other/repo/metadata/1.root.json forged/metadata/3.root.json; web forged '' refresh
! suture-tuf-client: root has 0 of 1 signatures
!   reason: too few of the keys that are trusted have signed a file of the metadata (metadata-unsigned)
!   remedy: try another mirror; if all have it, tell the repository's operator
= 4
$ trusted root timestamp snapshot targets
> root 2
> timestamp 3
> snapshot 3
> targets 2
$ web repo '' refresh; trusted root timestamp snapshot targets
> root 2
> timestamp 3
> snapshot 3
> targets 3

# A bit flipped: in a string of what is signed, or where it is JSON no more.
$ rotate block; suture-repo publish repo --keys keys
> made keys/block-ID.pem; the change is staged
> keys/block-ID.pem.retired can be taken away once it is published
$ web repo 'flip */4.snapshot.json' refresh
! suture-tuf-client: the snapshot has not the digest that was told
!   reason: files of the repository's metadata do not belong together (metadata-mixed)
!   remedy: try again: it may just be published; or try another mirror
= 4
$ sed 's/targets/targetz/' repo/metadata/timestamp.json >mixed/metadata/timestamp.json; web mixed '' refresh
! suture-tuf-client: there is no 4.snapshot.json
!   reason: files of the repository's metadata do not belong together (metadata-mixed)
!   remedy: try again: it may just be published; or try another mirror
= 4
$ head -c 20 repo/metadata/timestamp.json >mixed/metadata/timestamp.json; web mixed '' refresh
! suture-tuf-client: timestamp: premature end of input near '"key'
!   reason: a file of the repository's metadata is not of the form that it must have (metadata-malformed)
!   remedy: try another mirror; if all have it, tell the repository's operator
= 4

# Data without end, too early an end, next to no data, none, and other answers than files.
$ web repo 'endless */timestamp.json' refresh
! suture-tuf-client: http://WEB/metadata/timestamp.json has more bytes than it should
!   reason: a file that is fetched does not end where it should (download-too-long)
!   remedy: try another mirror: this one is broken, or hostile
= 4
$ web repo 'endless */4.snapshot.json' refresh
! suture-tuf-client: http://WEB/metadata/4.snapshot.json has more bytes than it should
!   reason: a file that is fetched does not end where it should (download-too-long)
!   remedy: try another mirror: this one is broken, or hostile
= 4
$ web repo 'announced */4.targets.json' refresh
! suture-tuf-client: http://WEB/metadata/4.targets.json: transfer closed with 1099511626672 bytes remaining to read
!   reason: a file that is fetched ends too early (download-short)
!   remedy: try again; try another mirror: this one is broken, or hostile
= 4
$ web repo 'cut */4.targets.json' refresh
! suture-tuf-client: http://WEB/metadata/4.targets.json: transfer closed with 552 bytes remaining to read
!   reason: a file that is fetched ends too early (download-short)
!   remedy: try again; try another mirror: this one is broken, or hostile
= 4
$ web repo 'slow */timestamp.json' refresh
! suture-tuf-client: http://WEB/metadata/timestamp.json: Operation too slow. Less than 1024 bytes/sec transferred the last 1 seconds
!   reason: a file that is fetched comes next to not at all (download-too-slow)
!   remedy: try again later; try another mirror: this one is overloaded, or hostile
= 4
$ web repo 'silent */timestamp.json' refresh
! suture-tuf-client: http://WEB/metadata/timestamp.json: Operation too slow. Less than 1024 bytes/sec transferred the last 1 seconds
!   reason: a file that is fetched comes next to not at all (download-too-slow)
!   remedy: try again later; try another mirror: this one is overloaded, or hostile
= 4
$ web repo '500 */3.root.json' refresh
! suture-tuf-client: http://WEB/metadata/3.root.json: HTTP status 500
!   reason: the repository's server has a fault (server-failed)
!   remedy: try again later; try another mirror
= 4
$ web repo 'file */timestamp.json' refresh 2>&1 | tail -n 2
>   reason: the repository's server has a fault (server-failed)
>   remedy: try again later; try another mirror
$ URL=http://127.0.0.1:1 refresh 2>&1 | tail -n 2
>   reason: the repository cannot be reached (no-network)
>   remedy: see that the network, the proxy and the URL are right; try again later
$ URL=http://nowhere.invalid refresh 2>&1 | tail -n 2
>   reason: the repository cannot be reached (no-network)
>   remedy: see that the network, the proxy and the URL are right; try again later
$ web repo '' refresh; trusted root timestamp snapshot targets
> root 2
> timestamp 4
> snapshot 4
> targets 4

# Mirrors are asked in their order; what one did wrong is told, and the next one is used.
$ rotate block; suture-repo publish repo --keys keys
> made keys/block-ID.pem; the change is staged
> keys/block-ID.pem.retired can be taken away once it is published
$ both() { suture-tuf-client --metadata-dir trusted --metadata-url "file://$PWD/yesterday/metadata" --metadata-url "$URL/metadata" refresh; }; web repo '' both
! suture-tuf-client: file://yesterday/metadata: metadata-rollback: timestamp goes back from version 4 to 1
$ trusted root timestamp snapshot targets
> root 2
> timestamp 5
> snapshot 5
> targets 5
$ both() { suture-tuf-client --metadata-dir trusted --metadata-url "$URL/metadata" --metadata-url "file://$PWD/yesterday/metadata" refresh; }; web repo '500 *' both
! suture-tuf-client: http://WEB/metadata: server-failed: http://WEB/metadata/3.root.json: HTTP status 500
! suture-tuf-client: file://yesterday/metadata: metadata-rollback: timestamp goes back from version 5 to 1
! suture-tuf-client: http://WEB/metadata/3.root.json: HTTP status 500
!   reason: the repository's server has a fault (server-failed)
!   remedy: try again later; try another mirror
= 4

# Freeze: the same for ever, until it expires.
$ cp -r repo frozen; SOURCE_DATE_EPOCH=1700000000 suture-repo refresh frozen --keys keys
$ web frozen '' refresh
! suture-tuf-client: timestamp version 6 has expired
!   reason: the repository's metadata is out of date (metadata-expired)
!   remedy: check this machine's clock; try another mirror: this one is behind, or hostile
= 4
$ trusted timestamp
> timestamp 5

# Keys that were stolen: what they sign does not count once others are in their place. With them
# somebody has given out a version so high that no honest one comes after it: it is forgotten.
$ cp -r repo stolen; cp -r keys old; jq -c '.signed.version = 1999999999' repo/metadata/timestamp.json >stolen/metadata/timestamp.json
$ suture-repo refresh stolen --keys old; web stolen '' refresh; trusted timestamp
> timestamp 2000000000
$ web repo '' refresh
! suture-tuf-client: timestamp goes back from version 2000000000 to 5
!   reason: the repository offers metadata that is older than what was seen before (metadata-rollback)
!   remedy: try another mirror: this one is behind, or hostile
= 4
$ rotate timestamp; suture-repo publish repo --keys keys
> made keys/timestamp-ID.pem; the change is staged
> keys/timestamp-ID.pem.retired can be taken away once it is published
$ web repo '' refresh; trusted root timestamp
> root 3
> timestamp 6
$ cp repo/metadata/3.root.json stolen/metadata; web stolen '' refresh
! suture-tuf-client: timestamp has 0 of 1 signatures
!   reason: too few of the keys that are trusted have signed a file of the metadata (metadata-unsigned)
!   remedy: try another mirror; if all have it, tell the repository's operator
= 4

# A root that is signed by its new keys only, or by its old ones only.
$ cp -r repo torn; rotate root keys torn; jq -c '.signatures |= .[:1]' torn/staged/root.json >torn/metadata/4.root.json
> made keys/root-ID.pem; the change is staged
> keys/root-ID.pem.retired can be taken away once it is published
$ web torn '' refresh
! suture-tuf-client: root has 0 of 1 signatures
!   reason: too few of the keys that are trusted have signed a file of the metadata (metadata-unsigned)
!   remedy: try another mirror; if all have it, tell the repository's operator
= 4
$ jq -c '.signatures |= .[-1:]' torn/staged/root.json >torn/metadata/4.root.json; web torn '' refresh
! suture-tuf-client: root has 0 of 1 signatures
!   reason: too few of the keys that are trusted have signed a file of the metadata (metadata-unsigned)
!   remedy: try another mirror; if all have it, tell the repository's operator
= 4

# A store in which somebody has been.
$ echo '{}' >trusted/snapshot.json; web repo '' refresh; trusted snapshot
> snapshot 6
! suture-tuf-client: the store's snapshot is not believed: the snapshot: it has no 'signed' and 'signatures'
$ cp -r trusted damaged; echo '{"signatures": [], "signed": {}}' >trusted/root.json; web repo '' refresh
! suture-tuf-client: the store trusted: root: it is of another type
!   reason: a file of the repository's metadata is not of the form that it must have (metadata-malformed)
!   remedy: try another mirror; if all have it, tell the repository's operator
= 4
$ rm trusted/root.json; web repo '' refresh
! suture-tuf-client: trusted/root.json is not there
!   reason: there is no store of trusted metadata (store-missing)
!   remedy: make one from the repository's root, which you have from where you trust it
= 4
$ rm -r trusted; mv damaged trusted; flock trusted/lock suture-tuf-client --metadata-dir trusted --metadata-url file:///nowhere refresh
! suture-tuf-client: trusted/lock is locked
!   reason: another Suture command is at work (locked)
!   remedy: wait for it to finish
= 4
