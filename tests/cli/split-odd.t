# Trees and evidence that are not as one would have them.

# Modes, links, binary files, a file that becomes a directory, no newline at the end.
$ mkdir -p old/becomes new/was; echo a >old/was; echo a >old/becomes/file; echo b >new/becomes; echo b >new/was/file; printf 'x\ny' >old/end; printf 'x\ny\n' >new/end; printf 'a\0b' >old/binary; printf 'a\0c' >new/binary; ln -s end old/link; ln -s binary new/link; touch old/mode old/empty new/mode; chmod 755 new/mode; seq 99 >old/long; cp old/long new
$ suture-split --quiet --old old --new new --output odd.git | sed -n '/^changed/p;/^unexplained/,$p'
> changed lines                  6
> changed files                  9
> unexplained, by area
>   the top directory                             7 files        4 lines
>   becomes                                       1 files        1 lines
>   was                                           1 files        1 lines
$ (git init -q new.git; cd new.git; cp -r ../new/. .; git add -A .; git write-tree) >tree; git --git-dir=odd.git rev-parse main^{tree} | diff - tree; git --git-dir=odd.git fsck --strict 2>&1
$ suture-split show odd.git | masked
> COMMIT  residual   SURE  -                 The rest of the top directory
> COMMIT  residual   SURE  -                 The rest of becomes
> COMMIT  residual   SURE  -                 The rest of was
$ suture-split export odd.git --method residual -o out; jq -r '.left_out[].reason' out/index.json
> out: 0 patches
> left out: 3 that do not apply to the old tree (see index.json)
> binary is binary or a link: no patch can hold it
> it does not apply to the old tree
> it does not apply to the old tree
! suture-split: nothing that was chosen could be exported

# A message with a diff in it, an author without a name, a subject that would command the terminal.
$ rm -rf old new; jump; printf 'net: fix line ten\n\nSee:\n--- a/net/line.c\n+++ b/net/line.c\n@@ -1 +1 @@\n-x\n' >message
$ git init -q src; cd src; git config user.name T; git config user.email t@t; cp -r ../old/. .; git add -A; git commit -q -m old; sed -i 's/line10;/line10 = 10;/' net/line.c; git commit -q -a -F ../message --date=2026-05-01T10:00:00Z
$ rm patches/1.patch; sed -i 's/^From:.*/From: "<>" <>/' patches/2.patch; sed -i "s/ten again/$(printf 'ten\033[31m again')/" patches/3.patch new/debian/changelog
$ suture-split --quiet --old old --new new --candidates src --candidates patches -o split.git | sed -n '/^items/,/^$/p'
> items of the changelog                 all      with candidate            with CVE
>                                4  100.00 %         2  100.00 %         1  100.00 %
>   exact                        2   50.00 %         2  100.00 %         1  100.00 %
>   claimed                      0    0.00 %         0    0.00 %         0    0.00 %
>   sole-file                    0    0.00 %         0    0.00 %         0    0.00 %
>   unexplained                  2   50.00 %         0    0.00 %         0    0.00 %
>   dropped                      0    0.00 %         0    0.00 %         0    0.00 %
>
$ git --git-dir=split.git fsck --strict 2>&1; suture-split show split.git | masked
> COMMIT  forward    SURE  CVE-2026-10001    net: fix line ten
> COMMIT  forward    SURE  -                 net: fix row twenty
> COMMIT  forward    SURE  -                 net: fix line ten?[31m again
> COMMIT  residual   SURE  -                 The rest of debian
> COMMIT  residual   SURE  -                 The rest of the top directory
> COMMIT  residual   SURE  -                 The rest of net
$ git --git-dir=split.git log -1 --format='%an <%ae>' main~4
> unknown <unknown>
$ suture-split export split.git --cve CVE-2026-10001 -o patched; sed -n '/^See/,/^@@ -7/p' patched/CVE-2026-10001.patch; cd old; git apply --check ../patched/CVE-2026-10001.patch
> patched: 1 patch
> See:
>  --- a/net/line.c
>  +++ b/net/line.c
>  @@ -1 +1 @@
> -x
>
> Split-Method: forward
> Split-Confidence: 0.950
> Split-Item: [x86] net: fix line ten (CVE-2026-10001)
> CVE: CVE-2026-10001
> ---
>
> diff --git a/net/line.c b/net/line.c
> --- a/net/line.c
> +++ b/net/line.c
> @@ -7,7 +7,7 @@

# Candidates that add what no tree can hold are left out; odd modes become those of trees.
$ rm -rf old new patches *.git; jump; adds 1 .git/hooks/x 100755; adds 2 z//y.c 100644; adds 3 sub 160000
$ suture-split --quiet --json --old old --new new --candidates patches -o split.git | jq -r '.not_understood.candidates[]'
> 1.patch "net: fix line ten": '.git/hooks/x' is no name for a file in a tree
> 2.patch "net: fix row twenty": 'z//y.c' is no name for a file in a tree
> 3.patch "net: fix line ten again": 'sub' is a submodule, and no file
$ git --git-dir=split.git fsck --strict 2>&1; suture-split show split.git | masked
> COMMIT  residual   SURE  -                 The rest of debian
> COMMIT  residual   SURE  -                 The rest of the top directory
> COMMIT  residual   SURE  -                 The rest of net
$ rm -rf old new patches *.git; jump; adds 1 z/y.c 100600; mkdir new/z; echo x >new/z/y.c
$ suture-split --quiet --old old --new new --candidates patches -o split.git >report; git --git-dir=split.git fsck --strict 2>&1; suture-split show split.git | masked
> COMMIT  forward    SURE  CVE-2026-10001    net: fix line ten
> COMMIT  forward    SURE  -                 net: fix row twenty
> COMMIT  forward    SURE  -                 net: fix line ten again
> COMMIT  residual   SURE  -                 The rest of debian
> COMMIT  residual   SURE  -                 The rest of the top directory
> COMMIT  residual   SURE  -                 The rest of net

# A file where the tree has a directory, and the other way round.
$ rm -rf old new patches *.git; jump; adds 1 net 100644; adds 2 gone.c/x 100644; adds 3 z 100644; adds 3 z/y 100644
$ suture-split --quiet --old old --new new --candidates patches -o split.git >report; git --git-dir=split.git fsck --strict 2>&1; suture-split show split.git | masked
> COMMIT  forward    SURE  CVE-2026-10001    net: fix line ten
> COMMIT  forward    SURE  -                 net: fix row twenty
> COMMIT  forward    SURE  -                 net: fix line ten again
> COMMIT  residual   SURE  -                 The rest of debian
> COMMIT  residual   SURE  -                 The rest of the top directory
> COMMIT  residual   SURE  -                 The rest of gone.c
> COMMIT  residual   SURE  -                 The rest of net
> COMMIT  residual   SURE  -                 The rest of z
# The same trees, found elsewhere, make the same commits.
$ for old in old ./old ../tree/old; do rm -rf same.git; suture-split --quiet --old $old --new new --candidates patches -o same.git >report; git --git-dir=same.git rev-parse main refs/notes/suture; done | sort | uniq -c | grep -c ' 3 '
> 2
$ rm -r old/debian; mv old elsewhere; for old in elsewhere ./elsewhere; do rm -rf same.git; suture-split --quiet --old $old --new new --candidates patches -o same.git >report; git --git-dir=same.git log -1 --format=%B old; done
> old
>
> The old tree, as its vendor ships it.
>
> old
>
> The old tree, as its vendor ships it.
>

# Where only binary files differ there are no lines to have a share of.
$ rm -rf old new; mkdir old new; printf 'a\0b' >old/binary; printf 'a\0c' >new/binary; suture-split --quiet --old old --new new -o binary.git
> old to new
>
> changed lines                  0
>   explained                    0         -
> changed files                  1
>   explained                    0    0.00 %
>
> commits                        1
>   residual                     1  100.00 %
>   apply alone to old           0    0.00 %
>   not in changelog             0    0.00 %
> candidates                     0
>   used                         0
>
> items of the changelog                 all      with candidate            with CVE
>                                0         -         0         -         0         -
>   exact                        0         -         0         -         0         -
>   claimed                      0         -         0         -         0         -
>   sole-file                    0         -         0         -         0         -
>   unexplained                  0         -         0         -         0         -
>   dropped                      0         -         0         -         0         -
>
> unexplained, by area
>   the top directory                             1 files        0 lines

# A binary file that the vendor changed once more: the candidate is only a part of that.
$ rm -rf patches split.git; changes_binary 'a\0d'; suture-split --quiet --old old --new new --candidates patches -o split.git >report; suture-split show split.git | masked
> COMMIT  residual   SURE  -                 The rest of the top directory
$ rm -rf patches split.git; changes_binary 'a\0c'; suture-split --quiet --old old --new new --candidates patches -o split.git >report; suture-split show split.git | masked
> COMMIT  forward    SURE  -                 change it

# The same mails twice: in one mailbox, and under other names.
$ rm -rf old new patches *.git; jump; for i in 1 2 3 1 2 3; do echo 'From a@b.org  Fri May  1 10:00:00 2026'; cat patches/$i.patch; echo; done >box; cp patches/1.patch patches/4.patch
$ suture-split --quiet --old old --new new --candidates box --candidates patches -o split.git | sed -n '/^not understood/p'; suture-split show split.git | masked
> COMMIT  forward    SURE  CVE-2026-10001    net: fix line ten
> COMMIT  forward    SURE  -                 net: fix row twenty
> COMMIT  forward    SURE  -                 net: fix line ten again
> COMMIT  residual   SURE  -                 The rest of debian
> COMMIT  residual   SURE  -                 The rest of the top directory
> COMMIT  residual   SURE  -                 The rest of net
$ (rm -rf new.git; git init -q new.git; cd new.git; cp -r ../new/. .; git add -A .; git write-tree) >tree; git --git-dir=split.git rev-parse main^{tree} | diff - tree; git --git-dir=split.git fsck --strict 2>&1
