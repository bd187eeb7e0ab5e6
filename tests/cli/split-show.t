# What a split has, and one fix of it in full.

$ jump; split; suture-split show split.git | masked
> COMMIT  forward    SURE  CVE-2026-10001    net: fix line ten
> COMMIT  forward    SURE  CVE-2026-10002    net: fix row twenty
> COMMIT  forward    SURE  -                 net: fix line ten again
> COMMIT  residual   SURE  -                 The rest of debian
> COMMIT  residual   SURE  -                 The rest of the top directory
> COMMIT  residual   SURE  -                 The rest of net
$ suture-split show split.git --cve cve-2026-10001 | masked
> commit COMMIT
> net: fix line ten
>
>   method      forward, confidence SURE
>   found       3 lines of context, moved by 0 lines, 0 missing, 0 undone
>   item        [x86] net: fix line ten (CVE-2026-10001)
>   release     6.1.2-1
>   candidate   patch 1.patch
>   upstream    COMMIT
>   CVE         CVE-2026-10001
>   applies     alone to the old tree
>
> diff --git a/net/line.c b/net/line.c
> index 0cc2e13..1d9c8a3 100644
> --- a/net/line.c
> +++ b/net/line.c
> @@ -7,7 +7,7 @@ int line6;
>  int line7;
>  int line8;
>  int line9;
> -int line10;
> +int line10 = 10;
>  int line11;
>  int line12;
>  int line13;
$ suture-split show split.git --subject 'TEN AGAIN' | masked
> commit COMMIT
> net: fix line ten again
>
>   method      forward, confidence SURE
>   found       3 lines of context, moved by 0 lines, 0 missing, 0 undone
>   item        net: fix line ten again
>   release     6.1.2-1
>   candidate   patch 3.patch
>   applies     to the old tree after
>                 COMMIT net: fix line ten
>
> diff --git a/net/line.c b/net/line.c
> index 1d9c8a3..d155d00 100644
> --- a/net/line.c
> +++ b/net/line.c
> @@ -7,7 +7,7 @@ int line6;
>  int line7;
>  int line8;
>  int line9;
> -int line10 = 10;
> +int line10 = 11;
>  int line11;
>  int line12;
>  int line13;
$ suture-split show split.git --commit main~3 --json | masked
> [
>   {
>     "commit": "COMMIT",
>     "subject": "net: fix line ten again",
>     "method": "forward",
>     "confidence": SURE,
>     "item": "net: fix line ten again",
>     "release": "6.1.2-1",
>     "candidate": {
>       "origin": "patch",
>       "id": "3.patch",
>       "revision": 1
>     },
>     "upstream": null,
>     "stable": null,
>     "cves": [],
>     "context": 3,
>     "drift": 0,
>     "missing": 0,
>     "undone": 0,
>     "applies_alone": false,
>     "needs": [
>       "COMMIT"
>     ],
>     "units": null,
>     "targets": null
>   }
> ]
$ suture-split show split.git --json | jq length
> 6
$ suture-split show split.git --cve CVE-2026-1
! suture-split: no commit of the split is 'CVE-2026-1'
!   reason: the split has no such commit (not-in-split)
!   remedy: see the list of 'suture-split show OUT.git'
= 4
$ suture-split show split.git --commit v6.1
! suture-split: 'v6.1' names no commit
!   reason: the split has no such commit (not-in-split)
!   remedy: see the list of 'suture-split show OUT.git'
= 4
$ suture-split show split.git --commit old
! suture-split: no commit of the split is 'old'
!   reason: the split has no such commit (not-in-split)
!   remedy: see the list of 'suture-split show OUT.git'
= 4
$ suture-split show split.git --commit main --subject net
! suture-split: show needs one repository, and one way at most to choose from it (see show --help)
= 2
$ suture-split show
! suture-split: show needs one repository, and one way at most to choose from it (see show --help)
= 2
$ suture-split show --json absent.git 2>/dev/null | jq -r .refusal.token
> not-a-split
$ git init -q --bare empty.git; suture-split show empty.git
! suture-split: empty.git: it has no branch 'main'
!   reason: the repository is not one that suture-split made (not-a-split)
!   remedy: name the OUT.git of a split
= 4
$ git --git-dir=split.git update-ref -d refs/notes/suture; suture-split show split.git
! suture-split: split.git: a commit has no note
!   reason: the repository is not one that suture-split made (not-a-split)
!   remedy: name the OUT.git of a split
= 4

# Output that cannot be written is an error; another error stays what it is.
$ suture-split --quiet --old old --new new --output full.git >report; suture-split show full.git --json >/dev/full
! suture-split: cannot write the output
= 1
$ suture-split --help >/dev/full
! suture-split: cannot write the output
= 1
$ suture-split show absent.git --json >/dev/full
! suture-split: cannot open absent.git: failed to resolve path 'absent.git': No such file or directory
!   reason: the repository is not one that suture-split made (not-a-split)
!   remedy: name the OUT.git of a split
! suture-split: cannot write the output
= 4

# A change that would command the terminal: there it does not, elsewhere it stays as it is.
$ printf 'a\tb \033[31mred \302\233 \303\266\r\n' >new/escape; suture-split --quiet --old old --new new --output escape.git >report; suture-split show escape.git --subject top >plain; grep '^+a' plain | od -An -c
>    +   a  \t   b     033   [   3   1   m   r   e   d     302 233
>      303 266  \r  \n
$ script -qec 'suture-split show escape.git --subject top' /dev/null </dev/null | grep '^+a' | od -An -c
>    +   a  \t   b       ?   [   3   1   m   r   e   d       ?   ?
>      303 266   ?  \r  \n
