# What bash offers: verbs, options and ids, from --help and the list.

$ offers suture app
> apply
$ offers suture try
> try
$ offers suture --
> --help
> --version
$ offers suture undo --w
> --wait
$ offers suture-create --k
> --kernel
$ offers suture-create ''
> core
> diff
> kernel
> locate
$ offers suture-split s
> show
$ offers suture-split show --c
> --commit
> --cve
$ offers suture-repo re
> refresh
> renew
$ offers suture-repo add --k
> --keys

# Ids of updates in the kernel.
$ machine; update one '[]' vmlinux; update two '[]' vmlinux; suture apply one two
> applied one: 1 function in vmlinux
> applied two: 1 function in vmlinux
> the machine stood still for 0.123 ms
$ offers suture undo ''
> one
> two
$ offers suture undo t
> two
$ offers suture show t
> two

# Values of options, by the word that stands for them; files where none is known.
$ offers suture list --root o
> one
$ offers suture undo --retries ''
$ offers suture-create -p one/
> one/manifest.json
> one/suture_one_vmlinux.ko
$ offers suture apply o
> one
$ offers suture no-such-verb --
> --help
> --version

# Every option of --help is offered, and no other.
$ everything suture
> right, with verbs
$ everything suture-create
> right, with verbs
$ everything suture-repo
> right, with verbs
$ everything suture-split
> right, with verbs
$ everything suture-try
> right, without verbs
$ everything suture-tuf-client
> right, without verbs
