# Whose a vulnerability is where several fixes have one subject.

# The record names the first fix; the second one has its subject.
$ jump; rm -rf patches new; mkdir patches; cp -r old new; candidate 1 'A B <a@b.org>' 'net: fix leak' '[ Upstream commit 1111111111111111111111111111111111111111 ]\n\nOne.' net/line.c 's/line10;/line10 = 10;/'; candidate 2 'A B <a@b.org>' 'net: fix leak' '[ Upstream commit 2222222222222222222222222222222222222222 ]\n\nAnother.' net/row.c 's/row20;/row20 = 20;/'; changelog; sed -i -e '/nobody/d' -e '/ again/d' -e 's/- .*row twenty/- net: fix leak/' -e 's/- .*line ten.*/- net: fix leak/' new/debian/changelog
$ echo '{"cve": "CVE-2026-77777", "title": "net: fix leak", "upstream": "1111111111111111111111111111111111111111"}' >records.jsonl
$ split; git --git-dir=split.git log --format='%(trailers:key=CVE,valueonly,separator=%x2C)|%s|%(trailers:key=Upstream-commit,valueonly,separator=%x2C)' --grep=leak main
> CVE-2026-77777|net: fix leak|1111111111111111111111111111111111111111
> |net: fix leak|2222222222222222222222222222222222222222
$ suture-split export split.git --only security -o security; jq -r '.patches[] | "\(.file) \(.upstream)"' security/index.json
> security: 1 patch
> CVE-2026-77777.patch 1111111111111111111111111111111111111111
$ grep '^items' -A 2 report
> items of the changelog                 all      with candidate            with CVE
>                                2  100.00 %         2  100.00 %         1  100.00 %
>   exact                        2  100.00 %         2  100.00 %         1  100.00 %

# Another record of the same vulnerability names the second one: both fix it.
$ echo '{"cve": "CVE-2026-77777", "title": "net: fix leak again", "upstream": "222222222222"}' >>records.jsonl; rm -r split.git
$ split; suture-split show split.git | masked | grep leak
> COMMIT  forward    SURE  CVE-2026-77777    net: fix leak
> COMMIT  forward    SURE  CVE-2026-77777    net: fix leak
