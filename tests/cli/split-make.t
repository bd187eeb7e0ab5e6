# A vendor's update becomes a repository with one commit for each fix.

$ jump; suture-split --old old --new new --candidates patches --records records.jsonl --report report.json --output split.git
> old to new
>
> changed lines                 18
>   forward                      4   22.22 %
>   residual                    14   77.78 %
>   explained                    4   22.22 %
> changed files                  4
>   explained                    1   25.00 %
>
> commits                        6
>   forward                      3   50.00 %
>   residual                     3   50.00 %
>   apply alone to old           2   33.33 %
>   not in changelog             0    0.00 %
> candidates                     3
>   used                         3
>
> items of the changelog                 all      with candidate            with CVE
>                                4  100.00 %         3  100.00 %         2  100.00 %
>   exact                        3   75.00 %         3  100.00 %         2  100.00 %
>   claimed                      0    0.00 %         0    0.00 %         0    0.00 %
>   sole-file                    0    0.00 %         0    0.00 %         0    0.00 %
>   unexplained                  1   25.00 %         0    0.00 %         0    0.00 %
>   dropped                      0    0.00 %         0    0.00 %         0    0.00 %
>
> unexplained, by area
>   debian                                        1 files       11 lines
>   the top directory                             1 files        1 lines
>   net                                           1 files        2 lines
!   reading old
!   reading new
!   reading candidates from patches
!   splitting
!   finding what applies alone
!   writing split.git
$ ls
> before
> new
> old
> patches
> records.jsonl
> report.json
> split.git
$ git --git-dir=split.git fsck --strict 2>&1
$ git --git-dir=split.git for-each-ref --format="%(refname)"
> refs/heads/main
> refs/notes/suture
> refs/tags/new
> refs/tags/old
# The last tree is the new one.
$ (git init -q new.git; cd new.git; cp -r ../new/. .; git add -A .; git write-tree) >tree; git --git-dir=split.git rev-parse main^{tree} | diff - tree
$ (git init -q old.git; cd old.git; cp -r ../old/. .; git add -A .; git write-tree) >tree; git --git-dir=split.git rev-parse old^{tree} | diff - tree
$ git --git-dir=split.git log --date=iso --format='%an <%ae> %ad%n%cn %cd%n%n%B' main | masked
> unknown <unknown> 2026-05-30 10:00:00 +0200
> suture-split 2026-05-30 10:00:00 +0200
>
> The rest of net
>
> What is left of the difference here: the evidence names nobody whose change it is.
>
> Split-Method: residual
> Split-Confidence: SURE
>
> unknown <unknown> 2026-05-30 10:00:00 +0200
> suture-split 2026-05-30 10:00:00 +0200
>
> The rest of the top directory
>
> What is left of the difference here: the evidence names nobody whose change it is.
>
> Split-Method: residual
> Split-Confidence: SURE
>
> unknown <unknown> 2026-05-30 10:00:00 +0200
> suture-split 2026-05-30 10:00:00 +0200
>
> The rest of debian
>
> What is left of the difference here: the evidence names nobody whose change it is.
>
> Split-Method: residual
> Split-Confidence: SURE
>
> A B <a@b.org> 2026-05-03 10:00:00 +0200
> suture-split 2026-05-30 10:00:00 +0200
>
> net: fix line ten again
>
> It was still wrong.
>
> Split-Method: forward
> Split-Confidence: SURE
> Split-Item: net: fix line ten again
>
> Jörg <j@b.org> 2026-05-02 10:00:00 +0200
> suture-split 2026-05-30 10:00:00 +0200
>
> net: fix row twenty
>
> It was wrong, too.
>
> Split-Method: forward
> Split-Confidence: SURE
> Split-Item: net: fix row twenty
> Upstream-commit: COMMIT
> CVE: CVE-2026-10002
>
> A B <a@b.org> 2026-05-01 10:00:00 +0200
> suture-split 2026-05-30 10:00:00 +0200
>
> net: fix line ten
>
> [ Upstream commit COMMIT ]
>
> It was wrong.
>
> Split-Method: forward
> Split-Confidence: SURE
> Split-Item: [x86] net: fix line ten (CVE-2026-10001)
> Upstream-commit: COMMIT
> CVE: CVE-2026-10001
>
> suture-split <suture-split@localhost> 2026-05-01 10:00:00 +0200
> suture-split 2026-05-01 10:00:00 +0200
>
> 6.1.1-1
>
> The old tree, as its vendor ships it.
>
$ git --git-dir=split.git log --format='%(trailers:key=CVE,valueonly,separator=%x2C) %s' main
>  The rest of net
>  The rest of the top directory
>  The rest of debian
>  net: fix line ten again
> CVE-2026-10002 net: fix row twenty
> CVE-2026-10001 net: fix line ten
>  6.1.1-1
$ git --git-dir=split.git notes --ref=suture show main~3 | masked
> {
>   "subject": "net: fix line ten again",
>   "method": "forward",
>   "confidence": SURE,
>   "item": "net: fix line ten again",
>   "release": "6.1.2-1",
>   "candidate": {
>     "origin": "patch",
>     "id": "3.patch",
>     "revision": 1
>   },
>   "upstream": null,
>   "stable": null,
>   "cves": [],
>   "context": 3,
>   "drift": 0,
>   "missing": 0,
>   "undone": 0,
>   "applies_alone": false,
>   "needs": [
>     "COMMIT"
>   ],
>   "units": null,
>   "targets": null
> }
$ jq -c 'del(.list, .candidates, .suture)' report.json | masked
> {"format":1,"old":{"name":"old","version":null},"new":{"name":"new","version":null},"lines":{"all":18,"explained":4,"by_method":{"forward":4,"backward":0,"merged":0,"claimed":0,"sole-file":0,"residual":14}},"files":{"all":4,"explained":1},"commits":{"all":6,"applies_alone":2,"unlisted":0,"by_method":{"forward":3,"backward":0,"merged":0,"claimed":0,"sole-file":0,"residual":3}},"items":{"all":4,"exact":3,"claimed":0,"sole-file":0,"unexplained":1,"dropped":0},"items_with_candidate":{"all":3,"exact":3,"claimed":0,"sole-file":0,"unexplained":0,"dropped":0},"items_with_cve":{"all":2,"exact":2,"claimed":0,"sole-file":0,"unexplained":0,"dropped":0},"residual":[{"area":"debian","commit":"COMMIT","files":1,"lines":11},{"area":"the top directory","commit":"COMMIT","files":1,"lines":1},{"area":"net","commit":"COMMIT","files":1,"lines":2}],"not_understood":{"candidates":[],"changelog_lines":[],"records":0}}
$ jq -c '.list[]' report.json | masked
> {"subject":"net: fix line ten","line":"[x86] net: fix line ten (CVE-2026-10001)","release":"6.1.2-1","cves":[{"id":"CVE-2026-10001","score":null}],"candidates":1,"fate":"exact","commit":"COMMIT","method":"forward","confidence":SURE}
> {"subject":"net: fix row twenty","line":"net: fix row twenty","release":"6.1.2-1","cves":[{"id":"CVE-2026-10002","score":7.8}],"candidates":1,"fate":"exact","commit":"COMMIT","method":"forward","confidence":SURE}
> {"subject":"net: fix line ten again","line":"net: fix line ten again","release":"6.1.2-1","cves":[],"candidates":1,"fate":"exact","commit":"COMMIT","method":"forward","confidence":SURE}
> {"subject":"net: nobody has seen this","line":"net: nobody has seen this","release":"6.1.2-1","cves":[],"candidates":0,"fate":"unexplained","commit":null,"method":null,"confidence":null}
# The same input gives the same repository.
$ suture-split --quiet --json --old old --new new --candidates patches --records records.jsonl --output again.git | diff - report.json && git --git-dir=again.git rev-parse main notes/suture >again; git --git-dir=split.git rev-parse main notes/suture | diff - again

# A report that cannot be written leaves no repository either.
$ suture-split --quiet --old old --new new --report absent/report.json --output unreported.git
! suture-split: cannot create absent/report.json: No such file or directory
= 1
$ mkdir directory; suture-split --quiet --old old --new new --report directory --output unreported.git
! suture-split: cannot write directory: Is a directory
= 1
$ find . -name 'unreported.git*' -o -name 'directory*'
> ./directory

# On a terminal, how far each step is; that is gone when the next begins.
$ script -qec 'suture-split --old old --new new --candidates patches --output bar.git >report' /dev/null </dev/null | tr '\r' '\n' | sed -E 's/\x1b\[K/~/;/^$/d;s/^ +[0-9]+~$/    N~/;s/\[.*%  [0-9]+ /[BAR] N /' | uniq
>   reading old
>     N~
> ~  reading new
>     N~
> ~  reading candidates from patches
>   splitting
>     [BAR] N of 4~
> ~  finding what applies alone
>   writing bar.git
>     [BAR] N of 6~
> ~
