# SPDX-License-Identifier: GPL-2.0-or-later
# The service follows the repository: what it knows of kernels and updates.

$ repository; update one '[]' vmlinux; update two '["one"]' vmlinux; look file://$PWD/repo
> 0 news

# There is something; and then nothing new.
$ add one two; look file://$PWD/repo
> 1 news
> {"build_id":"01234567","release":"6.1.0-99-test","version":"6.1.99-1","covered_until":null}
> {"build_id":"01234567","name":"one","title":"test: fix one","severity":"unknown","cves":["CVE-2026-1"],"effective":null}
> {"build_id":"01234567","name":"two","title":"test: fix two","severity":"unknown","cves":["CVE-2026-1"],"effective":null}
$ look file://$PWD/repo | head -1
> 0 news

# What is said of an update changes.
$ suture-repo edit repo two --kernel 01234567 --severity high --effective 6.1.100-1 --keys keys; suture-repo publish repo --keys keys; look file://$PWD/repo
> 1 news
> {"build_id":"01234567","release":"6.1.0-99-test","version":"6.1.99-1","covered_until":null}
> {"build_id":"01234567","name":"one","title":"test: fix one","severity":"unknown","cves":["CVE-2026-1"],"effective":null}
> {"build_id":"01234567","name":"two","title":"test: fix two","severity":"high","cves":["CVE-2026-1"],"effective":"6.1.100-1"}
$ suture-repo cover repo --kernel 01234567 --until 2027-06-30 --keys keys; suture-repo publish repo --keys keys; look file://$PWD/repo | head -2
> 1 news
> {"build_id":"01234567","release":"6.1.0-99-test","version":"6.1.99-1","covered_until":"2027-06-30T00:00:00Z"}
$ update three '["two"]' vmlinux; sed -i 's/fix three/<b>three/' three/manifest.json; add three; look file://$PWD/repo | tail -2
> {"build_id":"01234567","name":"three","title":"test: <b>three","severity":"unknown","cves":["CVE-2026-1"],"effective":null}
> {"build_id":"01234567","name":"two","title":"test: fix two","severity":"high","cves":["CVE-2026-1"],"effective":"6.1.100-1"}

# One that was withdrawn stays known: machines may still have it.
$ suture-repo block repo one --reason 'it hangs' --keys keys; suture-repo publish repo --keys keys; look file://$PWD/repo
> 0 news
> {"build_id":"01234567","release":"6.1.0-99-test","version":"6.1.99-1","covered_until":"2027-06-30T00:00:00Z"}
> {"build_id":"01234567","name":"one","title":"test: fix one","severity":"unknown","cves":["CVE-2026-1"],"effective":null}
> {"build_id":"01234567","name":"three","title":"test: <b>three","severity":"unknown","cves":["CVE-2026-1"],"effective":null}
> {"build_id":"01234567","name":"two","title":"test: fix two","severity":"high","cves":["CVE-2026-1"],"effective":"6.1.100-1"}

# Another kernel.
$ update four '[]' vmlinux; sed -i 's/01234567/89abcdef/; s/99-test/98-test/; s/6.1.99-1/6.1.98-1/' four/manifest.json; add four; look file://$PWD/repo | grep -v '"build_id":"01234567"'
> 1 news
> {"build_id":"89abcdef","release":"6.1.0-98-test","version":"6.1.98-1","covered_until":null}
> {"build_id":"89abcdef","name":"four","title":"test: fix four","severity":"unknown","cves":["CVE-2026-1"],"effective":null}

# On the web; the repository is not there; mirrors that are hostile, and one that is not behind them.
$ web repo '' eval 'look $URL' | head -1
> 0 news
$ rm -r store store-2 2>/dev/null; look http://127.0.0.1:1
! http://WEB/metadata/2.root.json: Failed to connect to 127.0.0.1 port 1 after 0 ms: Couldn't connect to server
!   reason: the repository cannot be reached (no-network)
!   remedy: see that the network, the proxy and the URL are right; try again later
= 1
$ suture-repo edit repo one --kernel 01234567 --severity low --keys keys; suture-repo publish repo --keys keys; web repo 'flip *timestamp.json' eval 'look $URL'
! timestamp: it is of another type
!   reason: a file of the repository's metadata is not of the form that it must have (metadata-malformed)
!   remedy: try another mirror; if all have it, tell the repository's operator
= 1

# What is wrong with one kernel is told, and the others come.
$ suture-repo edit repo four --kernel 89abcdef --severity low --keys keys; suture-repo publish repo --keys keys; web repo 'flip *series.json' eval 'look $URL' | sed 's/[0-9a-f]\{64\}/DIGEST/' | head -3
> 0 news
> passed over debian/01234567/series.json: http://WEB/targets/debian/01234567/DIGEST.series.json has not the digest that was told
> passed over debian/89abcdef/series.json: http://WEB/targets/debian/89abcdef/DIGEST.series.json has not the digest that was told
$ web repo 'flip *01234567*series.json' eval 'look $URL' | sed 's/[0-9a-f]\{64\}/DIGEST/'; look file://$PWD/repo | head -1
> 1 news
> passed over debian/01234567/series.json: http://WEB/targets/debian/01234567/DIGEST.series.json has not the digest that was told
> {"build_id":"01234567","release":"6.1.0-99-test","version":"6.1.99-1","covered_until":"2027-06-30T00:00:00Z"}
> {"build_id":"89abcdef","release":"6.1.0-98-test","version":"6.1.98-1","covered_until":null}
> {"build_id":"01234567","name":"one","title":"test: fix one","severity":"unknown","cves":["CVE-2026-1"],"effective":null}
> {"build_id":"01234567","name":"three","title":"test: <b>three","severity":"unknown","cves":["CVE-2026-1"],"effective":null}
> {"build_id":"01234567","name":"two","title":"test: fix two","severity":"high","cves":["CVE-2026-1"],"effective":"6.1.100-1"}
> {"build_id":"89abcdef","name":"four","title":"test: fix four","severity":"low","cves":["CVE-2026-1"],"effective":null}
> 1 news

$ web repo 'endless *timestamp.json' eval 'look $URL'
! http://WEB/metadata/timestamp.json has more bytes than it should
!   reason: a file that is fetched does not end where it should (download-too-long)
!   remedy: try another mirror: this one is broken, or hostile
= 1
$ suture-repo edit repo four --kernel 89abcdef --severity high --keys keys; suture-repo publish repo --keys keys; web repo 'silent *' eval 'look $URL file://$PWD/repo' | head -1; look file://$PWD/repo | head -1
> 1 news
> 0 news

# One whose repository is another's.
$ mkdir stranger; cd stranger; repository; cd ..; look file://$PWD/stranger/repo
! timestamp has 0 of 1 signatures
!   reason: too few of the keys that are trusted have signed a file of the metadata (metadata-unsigned)
!   remedy: try another mirror; if all have it, tell the repository's operator
= 1

# What has expired is not believed.
$ SUTURE_NOW=1803000000; look file://$PWD/repo
! timestamp version 10 has expired
!   reason: the repository's metadata is out of date (metadata-expired)
!   remedy: check this machine's clock; try another mirror: this one is behind, or hostile
= 1
