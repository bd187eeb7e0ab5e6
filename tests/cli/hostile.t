# SPDX-License-Identifier: GPL-2.0-or-later
# A service that somebody has taken over advises. Behind each lie stand the exit code, the updates
# that the kernel has then, and what the machine says of it. Below it would stand what was loaded and
# is not signed, and all that was run, called, written or asked for that an honest service is not the
# cause of: there is nothing.

$ victim
$ betrayed 'learn member "" suture upgrade -y; learn member "report holds all" suture upgrade -y; learn member "report renew at once" suture upgrade -y'

# It would stand there: a file that was planted, by the hand of the machine's owner; ...
$ betrayed 'attack member "" suture apply trap/planted'
> 0 [base planted ]
> after a boot: base
> loaded and not signed: 97972216b194016b29c941dbcd062ae83a19cd0e7331eb17b9ae62b59cbafe2d
> change root/sys/kernel/suture/updates/planted
> change root/sys/kernel/suture/updates/planted/functions
> change root/sys/kernel/suture/updates/planted/functions.new
> change root/sys/kernel/suture/updates/planted/modules
> change root/sys/kernel/suture/updates/planted/modules.new
> change root/sys/kernel/suture/updates/planted/state
> change root/sys/kernel/suture/updates/planted/state.new
> change root/sys/kernel/suture/updates/planted/targets
> change root/sys/kernel/suture/updates/planted/targets.new
# ... a machine that believes the keys of the one who has broken in; ...
$ cp -a member turned; cp trap/repo/metadata/1.root.json turned/etc/suture/root.json; rm -r turned/var/lib/suture/metadata; betrayed 'attack turned "" sh -c "suture config set source $SERVICE; suture upgrade -y"' | grep -v '^change' | sed 's,/[0-9a-f]\{64\}[.],/DIGEST.,'
> 0 [base one planted ]
> loaded and not signed: 97972216b194016b29c941dbcd062ae83a19cd0e7331eb17b9ae62b59cbafe2d
> loaded and not signed: df5a7b101b0c24ef9707a153232d846697ba0ddacd83b634d5b475a58efa4968
> run dash
> GET /metadata/1.block.json
> GET /metadata/1.debian-01234567.json
> GET /metadata/1.targets.json
> GET /metadata/2.debian.json
> GET /metadata/2.root.json
> GET /metadata/2.snapshot.json
> GET /metadata/timestamp.json
> GET /targets/debian/01234567/DIGEST.series.json
> GET /targets/debian/01234567/one/DIGEST.manifest.json
> GET /targets/debian/01234567/one/DIGEST.suture_one_vmlinux.ko
> GET /targets/debian/01234567/planted/DIGEST.manifest.json
> GET /targets/debian/01234567/planted/DIGEST.suture_planted_vmlinux.ko
# ... a hook that is run, somebody who is called, a file elsewhere; memory, and time.
$ betrayed 'attack member "" sh -c "touch root/etc/hook; id; ! curl -s http://127.0.0.1:1"'
> 0 [base ]
> change root/etc/hook
> connect WEB
> connect family 1
> run curl
> run dash
> run id
> run touch
$ betrayed 'attack member "" sh -c "head -c 80000000 /dev/zero | sort"' | sed 's/[0-9]* KiB/MEMORY/' | grep MEMORY
> takes MEMORY
$ witness log 1 sleep 10; cat log | grep -v run
> killed

$ betrayed 'hostile-sutured list lies | attack_each member report suture upgrade -y'
> holds what nobody has: 0 [base one two ]
> releases what nobody has: 0 [base one two ]
> releases what it has itself: 0 [base one two ]
> releases what is withdrawn: 0 [base one two ]
> releases what excludes: 0 [base one two ]
> releases what is held: 0 [base one two ]
> releases half: 0 [base ]
> holds all: 0 [base ]
> nobody is allowed: 0 [base ]
> id in a parent: 0 [base one two ] report: the advice lacks an id, a reason or a text of what it holds
> id of a parent: 0 [base one two ] report: the advice lacks an id, a reason or a text of what it holds
> id absolute: 0 [base one two ] report: the advice lacks an id, a reason or a text of what it holds
> id with NUL: 0 [base one two ] report: the advice is no JSON, or of another format
> id with newline: 0 [base one two ] report: the advice lacks an id, a reason or a text of what it holds
> id with escape: 0 [base one two ] report: the advice lacks an id, a reason or a text of what it holds
> id of no bytes: 0 [base one two ] report: the advice lacks an id, a reason or a text of what it holds
> id of 256 bytes: 0 [base one two ] report: the advice lacks an id, a reason or a text of what it holds
> id as option: 0 [base one two ] report: the advice lacks an id, a reason or a text of what it holds
> id as pattern: 0 [base one two ] report: the advice lacks an id, a reason or a text of what it holds
> id as command: 0 [base one two ] report: the advice lacks an id, a reason or a text of what it holds
> id as URL: 0 [base one two ] report: the advice lacks an id, a reason or a text of what it holds
> id as format: 0 [base one two ] report: the advice lacks an id, a reason or a text of what it holds
> id as number: 0 [base one two ] report: the advice lacks an id, a reason or a text of what it holds
> released in a parent: 0 [base one two ] report: the advice releases what is no id
> released absolute: 0 [base one two ] report: the advice releases what is no id
> released with NUL: 0 [base one two ] report: the advice is no JSON, or of another format
> released of 256 bytes: 0 [base one two ] report: the advice releases what is no id
> released as object: 0 [base one two ] report: the advice has no list of what it releases
> one both ways: 0 [base ]
> with a repository: 0 [base one two ]
> with a source: 0 [base one two ]
> with a root: 0 [base one two ]
> with a key: 0 [base one two ]
> with a hook: 0 [base one two ]
> with a command: 0 [base one two ]
> with a policy: 0 [base one two ]
> with a service: 0 [base one two ]
> with updates: 0 [base one two ]
> with a file: 0 [base one two ]
> with a way back: 0 [base one two ]
> with a switch: 0 [base one two ]
> with a series: 0 [base one two ]
> with a core: 0 [base one two ]
> with a prototype: 0 [base one two ]
> with shares: 0 [base one two ]
> next is not a number: 0 [base one two ] report: the advice is no JSON, or of another format
> next is without end: 0 [base one two ] report: the advice is no JSON, or of another format
> next below nothing: 0 [base one two ]
> next of 64 bits: 0 [base one two ]
> next of more bits: 0 [base one two ] report: the advice is no JSON, or of another format
> next is huge: 0 [base one two ] report: the advice does not say when to report next, or until when it is good
> next is too huge: 0 [base one two ] report: the advice is no JSON, or of another format
> next is nothing: 0 [base one two ]
> next is text: 0 [base one two ] report: the advice does not say when to report next, or until when it is good
> good for ever: 0 [base one two ]
> good before time: 0 [base one two ] report: the advice does not say when to report next, or until when it is good
> good on no day: 0 [base one two ] report: the advice does not say when to report next, or until when it is good
> good as number: 0 [base one two ] report: the advice does not say when to report next, or until when it is good
> good in long: 0 [base one two ] report: the advice does not say when to report next, or until when it is good
> good long ago: 0 [base one two ]
> authorized as root: 0 [base one two ] report: the advice has no authorization that is known
> authorized by number: 0 [base one two ] report: the advice has no authorization that is known
> renew by word: 0 [base one two ] report: the advice has no group, or no word on a new identity
> renew at once: 0 [base one two ]
> format of later: 0 [base one two ] report: the advice is no JSON, or of another format
> format as real: 0 [base one two ] report: the advice is no JSON, or of another format
> of another machine: 0 [base one two ] report: the advice is of another machine
> of a path: 0 [base one two ] report: the advice is of another machine
> of nobody: 0 [base one two ] report: the advice does not say of which machine it is
> of two: 0 [base one two ] report: the advice is no JSON, or of another format
> group as path: 0 [base one two ]
> group as command: 0 [base one two ]
> group as format: 0 [base one two ]
> group with escape: 0 [base one two ] report: the advice has no group, or no word on a new identity
> group in lines: 0 [base one two ] report: the advice has no group, or no word on a new identity
> group from the right: 0 [base one two ] report: the advice has no group, or no word on a new identity
> group of 2048 bytes: 0 [base one two ] report: the advice has no group, or no word on a new identity
> group as object: 0 [base one two ] report: the advice has no group, or no word on a new identity
> text as format: 0 [base ]
> text with escape: 0 [base one two ] report: the advice does not say why it holds all others
> text in lines: 0 [base one two ] report: the advice does not say why it holds all others
> text of 2048 bytes: 0 [base one two ] report: the advice does not say why it holds all others
> reason as path: 0 [base one two ] report: the advice does not say why it holds all others
> half a pair: 0 [base one two ] report: the advice is no JSON, or of another format
