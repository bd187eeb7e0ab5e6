# What suture-split says about a wrong command line, and about trees that it cannot split.

$ suture-split --version
> suture-split 0.1.0
$ suture-split
! suture-split: --old, --new and --output are needed, and no other argument (see --help)
= 2
$ suture-split --old old --new new
! suture-split: --old, --new and --output are needed, and no other argument (see --help)
= 2
$ suture-split --old old --new new -o out.git surplus
! suture-split: --old, --new and --output are needed, and no other argument (see --help)
= 2
$ suture-split --quiet --old absent --new absent -o out.git
! suture-split: source 'absent': cannot find absent: No such file or directory
!   reason: a source tree cannot be read (source-unreadable)
!   remedy: name a directory, a tar archive, GIT:REVISION or debian:PACKAGE=VERSION
= 4
$ ls
$ jump; suture-split --quiet --old old --new old -o out.git
! suture-split: old and old are the same tree
!   reason: the two trees are the same (trees-same)
!   remedy: nothing is to be split
= 3
$ find . -name "out.git*"
$ suture-split --quiet --json --old old --new old -o out.git 2>/dev/null | jq -r .refusal.token
> trees-same
$ suture-split --quiet --old new --new old -o out.git
! suture-split: 6.1.1-1 comes before 6.1.2-1
!   reason: the new tree is older than the old one (trees-reversed)
!   remedy: exchange --old and --new
= 4
$ find . -name "out.git*"
$ mkdir other; echo alone >other/README; suture-split --quiet --old old --new other -o out.git
! suture-split: 4 of 4 files of old are not in other
!   reason: the two trees have next to nothing in common (trees-unrelated)
!   remedy: name two versions of one source
= 4
$ find . -name "out.git*"
$ touch out.git; suture-split --quiet --old old --new new -o out.git
! suture-split: out.git is there already
!   reason: there is something where the output shall go (output-exists)
!   remedy: remove it, or name another place
= 4
$ ls -d out.git*; rm out.git
> out.git
$ suture-split --quiet --old old --new new --candidates absent -o out.git
! suture-split: absent: no such file or directory
= 2
$ find . -name "out.git*"
$ suture-split --quiet --old old --new new --records absent -o out.git
! suture-split: cannot open absent: No such file or directory
= 2
$ find . -name "out.git*"
$ suture-split --quiet --old old --new new --changelog absent -o out.git
! suture-split: cannot open absent: No such file or directory
= 2
$ find . -name "out.git*"
$ echo nonsense >nonsense; suture-split --quiet --old old --new new --changelog nonsense -o out.git
! suture-split: nonsense: no line begins a release
!   reason: the changelog is in no form that is known (changelog-unreadable)
!   remedy: give the changelog of a Debian, Ubuntu, Red Hat or SUSE kernel package
= 4
$ find . -name "out.git*"
$ suture-split --quiet --old old --new new --old-version 1.0 -o out.git
! suture-split: no entry for version 1.0
!   reason: the changelog does not have the two versions (changelog-range)
!   remedy: give the newer package's changelog, and versions as it writes them
= 4
$ find . -name "out.git*"
