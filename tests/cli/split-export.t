# Patches that apply to the old tree.

$ jump; split; suture-split export split.git -o patched
> patched: 2 patches
> left out: 1 that need other commits (see --with-needs)
$ ls patched
> CVE-2026-10001.patch
> CVE-2026-10002.patch
> index.json
$ cat patched/CVE-2026-10002.patch | masked
> From COMMIT Mon Sep 17 00:00:00 2001
> From: =?UTF-8?q?J=C3=B6rg?= <j@b.org>
> Date: Sat, 2 May 2026 10:00:00 +0200
> Subject: [PATCH] net: fix row twenty
>
> It was wrong, too.
>
> Split-Method: forward
> Split-Confidence: SURE
> Split-Item: net: fix row twenty
> Upstream-commit: COMMIT
> CVE: CVE-2026-10002
> ---
>
> diff --git a/net/row.c b/net/row.c
> --- a/net/row.c
> +++ b/net/row.c
> @@ -17,7 +17,7 @@
>  int row17;
>  int row18;
>  int row19;
> -int row20;
> +int row20 = 20;
>  int row21;
>  int row22;
>  int row23;
> --
> suture-split SURE.0
>
$ for file in patched/*.patch; do (cd old && git apply --check "../$file") || echo "$file"; done
$ git init -q am; cd am; git config user.name T; git config user.email t@t; cp -r ../old/. .; git add -A; git commit -q -m old; git am -q ../patched/*.patch && git log -2 --format='%an <%ae> %s'
> Jörg <j@b.org> net: fix row twenty
> A B <a@b.org> net: fix line ten
$ jq -c '.patches[], .left_out[]' patched/index.json | masked
> {"commit":"COMMIT","subject":"net: fix line ten","method":"forward","confidence":SURE,"cves":[{"id":"CVE-2026-10001","score":null}],"upstream":"COMMIT","needs":[],"units":null,"targets":null,"file":"CVE-2026-10001.patch"}
> {"commit":"COMMIT","subject":"net: fix row twenty","method":"forward","confidence":SURE,"cves":[{"id":"CVE-2026-10002","score":7.8}],"upstream":"COMMIT","needs":[],"units":null,"targets":null,"file":"CVE-2026-10002.patch"}
> {"commit":"COMMIT","subject":"net: fix line ten again","method":"forward","confidence":SURE,"cves":[],"upstream":null,"needs":["COMMIT"],"units":null,"targets":null,"reason":"it needs other commits"}
$ suture-split export split.git --with-needs -o needs; ls needs; sed -n '/^---$/,$p' needs/0003-*.patch | masked
> needs: 3 patches
> 0003-net-fix-line-ten-again.patch
> CVE-2026-10001.patch
> CVE-2026-10002.patch
> index.json
> ---
> Together with what it needs:
>   COMMIT net: fix line ten
>
> diff --git a/net/line.c b/net/line.c
> --- a/net/line.c
> +++ b/net/line.c
> @@ -7,7 +7,7 @@
>  int line7;
>  int line8;
>  int line9;
> -int line10;
> +int line10 = 11;
>  int line11;
>  int line12;
>  int line13;
> --
> suture-split SURE.0
>
$ cd old && patch -s -p1 <../needs/0003-net-fix-line-ten-again.patch && sed -n 10p net/line.c
> int line10 = 11;
$ suture-split export split.git --only security -o security; ls security
> security: 2 patches
> CVE-2026-10001.patch
> CVE-2026-10002.patch
> index.json
$ suture-split export split.git --cve CVE-2026-10001 --json -o one | jq -r '.patches[].file'
> CVE-2026-10001.patch
$ suture-split export split.git --method residual -o residual; ls residual
> residual: 3 patches
> 0004-The-rest-of-debian.patch
> 0005-The-rest-of-the-top-directory.patch
> 0006-The-rest-of-net.patch
> index.json
$ suture-split export split.git --method backward -o none; ls none
> none: 0 patches
> index.json
! suture-split: nothing that was chosen could be exported
$ suture-split export split.git --min-confidence 1 -o sure
> sure: 0 patches
! suture-split: nothing that was chosen could be exported
= 3
$ suture-split export split.git -o patched
! suture-split: patched is there already
!   reason: there is something where the output shall go (output-exists)
!   remedy: remove it, or name another place
= 4
$ suture-split export split.git --cve CVE-2026-1 -o unknown
! suture-split: no commit of the split is 'CVE-2026-1'
!   reason: the split has no such commit (not-in-split)
!   remedy: see the list of 'suture-split show OUT.git'
= 4
$ suture-split export split.git --only recent -o kind
! suture-split: --only knows 'security', not 'recent'
= 2
$ suture-split export split.git --method best -o method
! suture-split: there is no method 'best'
= 2
$ suture-split export split.git --min-confidence 1.5 -o confidence
! suture-split: '1.5' is no confidence: 0 to 1
= 2
$ suture-split export split.git
! suture-split: export needs one repository and --output (see export --help)
= 2

# What cannot be written leaves nothing, and is written the next time.
$ (trap '' XFSZ; ulimit -f 1; suture-split export split.git -o deep/full 2>&1 || echo $?) | sed 's|full.*:|FILE:|'
> suture-split: cannot write deep/FILE: File too large
> 1
$ ls deep; umask 027; suture-split export split.git -o deep/full/; ls deep deep/full; stat -c %a deep/full
> deep/full/: 2 patches
> left out: 1 that need other commits (see --with-needs)
> deep:
> full
>
> deep/full:
> CVE-2026-10001.patch
> CVE-2026-10002.patch
> index.json
> 750
