# SPDX-License-Identifier: GPL-2.0-or-later
# What a kernel lacks, by the word of a service that is scripted.

$ repository; follower; follows; mkdir -p fleet/api/1
$ suture inspect
! suture inspect: no service is named: give --service URL
= 2
$ suture inspect --service file:///etc/passwd
! suture inspect: 'file:///etc/passwd' is no URL of a service
= 2
$ suture inspect a b
! suture inspect: give one file, or nothing; see 'suture inspect --help'
= 2
$ suture inspect --service http://127.0.0.1:1
! suture inspect: http://WEB/api/1/inspect: Failed to connect to 127.0.0.1 port 1 after 0 ms: Couldn't connect to server
!   reason: the repository cannot be reached (no-network)
!   remedy: see that the network, the proxy and the URL are right; try again later
= 10

# Something is missing. The name of the machine is not told.
$ { echo 200; jq -n '{kernel: {release: "6.1.0-99-test", version: "6.1.99-1"}, effective: "6.1.101-1", updates: [{id: "one", title: "net: fix \u001b[2J it", cves: ["CVE-2026-1", "CVE-2026-2"]}, {id: "two", title: "mm: fix it", cves: []}], unpatchable: [{cves: ["CVE-2026-3"], reason: "layout-changes", text: "it grows"}]}'; } >fleet/api/1/inspect; fleet eval 'suture inspect --service $URL'
> 6.1.0-99-test is 6.1.99-1, and can be as 6.1.101-1
>   + one  net: fix ?[2J it (CVE-2026-1, CVE-2026-2)
>   + two  mm: fix it (no CVE)
>   ! layout-changes  it grows (CVE-2026-3)
= 30
$ cat fleet/api/1/inspect.got
> 6.1.0-99-test #1 SMP PREEMPT_DYNAMIC Debian 6.1.99-1 (2026-05-01)
$ fleet eval 'suture inspect --json --service $URL' | jq -c '[.kernel.version, .updates[].id]'
> ["6.1.99-1","one","two"]
$ fleet eval 'suture inspect --json --service $URL' >out; echo $?
> 30

# Of another kernel.
$ echo '6.1.0-98 #1 SMP Debian 6.1.98-1' >uname; fleet eval 'suture inspect uname --service $URL' >out; cat fleet/api/1/inspect.got
> 6.1.0-98 #1 SMP Debian 6.1.98-1
$ fleet eval 'echo 5.10.0-1 | suture inspect - --service $URL' >out; cat fleet/api/1/inspect.got
> 5.10.0-1
$ suture inspect nothing --service http://127.0.0.1:1
! suture inspect: cannot read nothing: No such file or directory
= 2
$ suture inspect /dev/null --service http://127.0.0.1:1
! suture inspect: /dev/null is no text of 1 to 1000 bytes
= 2
$ head -c 1001 /dev/zero | tr '\0' x | suture inspect - --service http://127.0.0.1:1
! suture inspect: standard input is no text of 1 to 1000 bytes
= 2
$ printf 'a\0b' | suture inspect - --service http://127.0.0.1:1
! suture inspect: standard input is no text of 1 to 1000 bytes
= 2

# By the policy's service; nothing is missing; the kernel is not known.
$ printf '200\n{"kernel": {"release": "a", "version": "b"}, "effective": "b", "updates": [], "unpatchable": []}' >fleet/api/1/inspect; fleet eval 'suture config set service $URL; suture inspect'
> a is b, and can be as b
$ printf '200\n{"kernel": null, "effective": null, "updates": [], "unpatchable": []}' >fleet/api/1/inspect; fleet eval 'suture inspect --service $URL'
> the service does not know this kernel
= 31

# The service says no, or nonsense, or nothing.
$ declines 400 request-malformed 'no \u001b[2J' inspect; fleet eval 'suture inspect --service $URL'
! suture inspect: http://WEB/api/1/inspect: no ?[2J
!   reason: the repository's server has a fault (server-failed)
!   remedy: try again later; try another mirror
= 18
$ for answer in '' '<html>' '[]' '{}' '{"kernel": null, "updates": 1, "unpatchable": []}'; do printf '200\n%s' "$answer" >fleet/api/1/inspect; fleet eval 'suture inspect --service $URL' 2>&1 | head -1; done
> suture inspect: http://WEB/api/1/inspect says what is no answer
> suture inspect: http://WEB/api/1/inspect says what is no answer
> suture inspect: http://WEB/api/1/inspect says what is no answer
> suture inspect: http://WEB/api/1/inspect says what is no answer
> suture inspect: http://WEB/api/1/inspect says what is no answer
$ printf '200\n{"kernel": 1, "updates": [1, {"id": 2, "cves": [3]}], "unpatchable": [null]}' >fleet/api/1/inspect; fleet eval 'suture inspect --service $URL'
> ? is ?, and can be as ?
>   + ?  ? (no CVE)
>   + ?  ? (no CVE)
>   ! ?  ? (no CVE)
= 30
$ rm fleet/api/1/inspect; fleet eval 'suture inspect --json --service $URL' | jq -r .refusal.token
> server-failed
