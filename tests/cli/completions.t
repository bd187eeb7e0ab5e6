# What bash completes: verbs, options and ids, from --help and the list.

$ completes suture app
> apply
$ completes suture try
> try
$ completes suture --
> --help
> --version
$ completes suture undo --w
> --wait
$ completes suture-create --k
> --kernel
$ completes suture-create ''
> core
> diff
> kernel
> locate
$ completes suture-split s
> show
$ completes suture-split show --c
> --commit
> --cve
$ completes suture-repo re
> refresh
> renew
$ completes suture-repo add --k
> --keys

# Ids of updates in the kernel.
$ machine; update one '[]' vmlinux; update two '[]' vmlinux; suture apply one two
> applied one: 1 function in vmlinux
> applied two: 1 function in vmlinux
> the machine stood still for 0.123 ms
$ completes suture undo ''
> one
> two
$ completes suture undo t
> two
$ completes suture show t
> two

# Values of options, by the word that stands for them; files where none is known.
$ completes suture list --root o
> one
$ completes suture undo --retries ''
$ completes suture-create -p one/
> one/manifest.json
> one/suture_one_vmlinux.ko
$ completes suture apply o
> one
$ completes suture no-such-verb --
> --help
> --version

# Every option of --help is offered, and no other.
$ completes_all suture
> right, with verbs
$ completes_all suture-create
> right, with verbs
$ completes_all suture-repo
> right, with verbs
$ completes_all suture-split
> right, with verbs
$ completes_all suture-try
> right, without verbs
$ completes_all suture-tuf-client
> right, without verbs
$ completes_all sutured
> right, without verbs
$ completes_all suture-admin
> right, with verbs
