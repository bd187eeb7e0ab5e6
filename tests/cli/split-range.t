# A repository as candidates, without a range: what it stands for shows by a commit that no
# changelog names and that explains line fifty.

$ jump; git init -q src; cd src; git config user.name T; git config user.email t@t; cp -r ../old/. .; git add -A; git commit -q -m old; git tag v6.1.1; git am -q ../patches/*; git tag -a -m y v6.1.2; sed -i 's/line50;/line50 = 50;/' net/line.c; git commit -q -a -m 'net: say fifty'

# The tags of the versions that debian/changelog says.
$ suture-split --quiet --old old --new new --candidates src -o split.git >report; suture-split show split.git | masked
> COMMIT  forward    SURE  CVE-2026-10001    net: fix line ten
> COMMIT  forward    SURE  -                 net: fix row twenty
> COMMIT  forward    SURE  -                 net: fix line ten again
> COMMIT  residual   SURE  -                 The rest of debian
> COMMIT  residual   SURE  -                 The rest of the top directory
> COMMIT  residual   SURE  -                 The rest of net

# No tag of the old version: what the changelog names.
$ rm -rf split.git; git -C src tag -d v6.1.1 >/dev/null; suture-split --quiet --old old --new new --candidates src -o split.git >report; suture-split show split.git | masked
> COMMIT  forward    SURE  CVE-2026-10001    net: fix line ten
> COMMIT  forward    SURE  -                 net: fix row twenty
> COMMIT  forward    SURE  -                 net: fix line ten again
> COMMIT  residual   SURE  -                 The rest of debian
> COMMIT  residual   SURE  -                 The rest of the top directory
> COMMIT  residual   SURE  -                 The rest of net

# A range says it all.
$ rm -rf split.git; suture-split --quiet --old old --new new --candidates src:HEAD -o split.git >report; suture-split show split.git | masked
> COMMIT  forward    SURE  CVE-2026-10001    net: fix line ten
> COMMIT  forward    SURE  -                 net: fix row twenty
> COMMIT  forward    SURE  -                 net: fix line ten again
> COMMIT  forward    SURE  -                 net: say fifty
> COMMIT  residual   SURE  -                 The rest of debian
> COMMIT  residual   SURE  -                 The rest of the top directory
