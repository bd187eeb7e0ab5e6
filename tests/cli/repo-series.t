# What is said of a kernel and its updates changes, without another update.

$ repository; update one '[]' vmlinux; update two '[]' vmlinux; suture-repo add repo one two --keys keys --rollout 1; suture-repo publish repo --keys keys
> one for 6.1.0-99-test (01234567)
> two for 6.1.0-99-test (01234567)
$ suture-repo edit repo one --kernel 01234567 --severity high --rollout 50 --keys keys; suture-repo edit repo two --kernel 01234567 --effective 6.1.100-1 --keys keys; ls repo/staged; series 01234567 | jq -c '.updates[] | [.id, .severity, .effective, .rollout]'
> debian-01234567.json
> ["one","unknown",null,1]
> ["two","unknown",null,1]
$ suture-repo publish repo --keys keys; series 01234567 | jq -c '.updates[] | [.id, .severity, .effective, .rollout]'; suture-repo check repo
> ["one","high",null,50]
> ["two","unknown","6.1.100-1",1]
> 7 roles, 5 targets, 1 kernels, 2 updates: all is well
$ suture-repo edit repo two --kernel 01234567 --effective none --rollout 0 --keys keys; suture-repo edit repo one --kernel 01234567 --severity unknown --keys keys; suture-repo publish repo --keys keys; series 01234567 | jq -c '.updates[] | [.id, .severity, .effective, .rollout]'
> ["one","unknown",null,50]
> ["two","unknown",null,0]

# Until when somebody looks after it.
$ for date in 2027-06-30 2027-06-30T12:00:00Z none; do suture-repo cover repo --kernel 01234567 --until $date --keys keys; suture-repo publish repo --keys keys; series 01234567 | jq .covered_until; done
> "2027-06-30T00:00:00Z"
> "2027-06-30T12:00:00Z"
> null

# Fixes that there is no update of. Each CVE is in one of them.
$ suture-repo unpatchable repo --kernel 01234567 --cve CVE-2026-1 --cve CVE-2026-2 --reason layout-changed --text 'struct sock grows' --title 'net: fix it' --effective 6.1.101-1 --keys keys; suture-repo unpatchable repo --kernel 01234567 --cve CVE-2026-3 --reason pending --text 'it is being tested' --keys keys; suture-repo publish repo --keys keys; series 01234567 | jq -c .unpatchable[]
> {"cves":["CVE-2026-1","CVE-2026-2"],"title":"net: fix it","effective":"6.1.101-1","reason":"layout-changed","text":"struct sock grows"}
> {"cves":["CVE-2026-3"],"title":"","effective":null,"reason":"pending","text":"it is being tested"}
$ suture-repo unpatchable repo --kernel 01234567 --cve CVE-2026-2 --cve CVE-2026-3 --reason declined --text 'nobody has it' --keys keys; suture-repo publish repo --keys keys; series 01234567 | jq -c '.unpatchable[] | [.cves[], .reason]'
> ["CVE-2026-1","layout-changed"]
> ["CVE-2026-2","CVE-2026-3","declined"]
$ suture-repo unpatchable repo --kernel 01234567 --cve CVE-2026-1 --cve CVE-2026-2 --remove --keys keys; suture-repo publish repo --keys keys; series 01234567 | jq -c '.unpatchable[] | [.cves[], .reason]'
> ["CVE-2026-3","declined"]
$ suture-repo unpatchable repo --kernel 01234567 --cve CVE-2026-1 --remove --keys keys
! suture-repo unpatchable: nothing is said of CVE-2026-1
= 3

# What cannot be.
$ suture-repo edit repo three --kernel 01234567 --rollout 5 --keys keys
! suture-repo edit: the series of 01234567 has no three
!   reason: the repository has no such update of this kernel (not-in-series)
!   remedy: see what it has with 'suture list --available'
= 4
$ suture-repo edit repo one --kernel 89abcdef --rollout 5 --keys keys
! suture-repo edit: there is no debian/89abcdef/series.json
!   reason: the repository does not have what is asked for (not-in-repository)
!   remedy: see that the name and the URL are right; try another mirror
= 4
$ suture-repo edit repo one --kernel 01234567 --distribution other --rollout 5 --keys keys
! suture-repo edit: there is no other/01234567/series.json
!   reason: the repository does not have what is asked for (not-in-repository)
!   remedy: see that the name and the URL are right; try another mirror
= 4
$ suture-repo edit repo one --kernel 01234567 --rollout 101 --keys keys
! suture-repo edit: there are 100 percent at most; see 'suture-repo edit --help'
= 2
$ suture-repo edit repo one --kernel 01234567 --severity worst --keys keys
! suture-repo edit: no such severity; see 'suture-repo edit --help'
= 2
$ suture-repo edit repo one --kernel 01234567 --effective "$(printf 'a\nb')" --keys keys
! suture-repo edit: no such version can be; see 'suture-repo edit --help'
= 2
$ suture-repo edit repo one --kernel 01234567 --keys keys
! suture-repo edit: --severity, --rollout or --effective is needed; see 'suture-repo edit --help'
= 2
$ suture-repo edit repo one --kernel debian --rollout 5 --keys keys
! suture-repo edit: no such id or build-id can be; see 'suture-repo edit --help'
= 2
$ suture-repo edit repo one --rollout 5 --keys keys
! suture-repo edit: REPO, ID, --kernel and --keys are needed; see 'suture-repo edit --help'
= 2
$ for date in 2027-02-30 tomorrow 1969-12-31; do suture-repo cover repo --kernel 01234567 --until $date --keys keys; done
! suture-repo cover: no such date can be; see 'suture-repo cover --help'
! suture-repo cover: no such date can be; see 'suture-repo cover --help'
! suture-repo cover: no such date can be; see 'suture-repo cover --help'
= 2
$ suture-repo cover repo --kernel debian --until none --keys keys
! suture-repo cover: no such build-id can be; see 'suture-repo cover --help'
= 2
$ suture-repo cover repo --kernel 01234567 --keys keys
! suture-repo cover: REPO, --kernel, --until and --keys are needed; see 'suture-repo cover --help'
= 2
$ suture-repo unpatchable repo --kernel 01234567 --cve CVE-2026-1 --reason hard --text hard --keys keys
! suture-repo unpatchable: no such reason; see 'suture-repo unpatchable --help'
= 2
$ suture-repo unpatchable repo --kernel 01234567 --cve CVE-2026-1 --reason pending --keys keys
! suture-repo unpatchable: --reason and --text are needed, or --remove; see 'suture-repo unpatchable --help'
= 2
$ suture-repo unpatchable repo --kernel 01234567 --cve CVE-2026-1 --reason pending --text "$(printf 'a\nb')" --keys keys
! suture-repo unpatchable: a text has one line; see 'suture-repo unpatchable --help'
= 2
$ suture-repo unpatchable repo --kernel 01234567 --cve 'CVE 2026' --reason pending --text soon --keys keys
! suture-repo unpatchable: no such CVE can be; see 'suture-repo unpatchable --help'
= 2
$ suture-repo unpatchable repo --kernel debian --cve CVE-2026-1 --remove --keys keys
! suture-repo unpatchable: no such build-id can be; see 'suture-repo unpatchable --help'
= 2
$ suture-repo unpatchable repo --kernel 01234567 --reason pending --text soon --keys keys
! suture-repo unpatchable: REPO, --kernel, --cve and --keys are needed; see 'suture-repo unpatchable --help'
= 2
$ ls repo/staged
