# SPDX-License-Identifier: GPL-2.0-or-later
# A service that somebody has taken over enrols machines, and has them take new identities (hostile.t
# tells how to read it).

$ victim
$ betrayed 'learn stranger "" suture enrol $access_key --service $SERVICE; learn member "report renew at once" suture report --send'
$ betrayed 'hostile-sutured list lies | attack_each stranger enrol suture enrol $access_key --service $SERVICE'
> holds what nobody has: 0 [base ]
> releases what nobody has: 0 [base ]
> releases what it has itself: 0 [base ]
> releases what is withdrawn: 0 [base ]
> releases what excludes: 0 [base ]
> releases what is held: 0 [base ]
> releases half: 0 [base ]
> holds all: 0 [base ]
> nobody is allowed: 0 [base ]
> id in a parent: 16 [base ] enrol: the advice lacks an id, a reason or a text of what it holds
> id of a parent: 16 [base ] enrol: the advice lacks an id, a reason or a text of what it holds
> id absolute: 16 [base ] enrol: the advice lacks an id, a reason or a text of what it holds
> id with NUL: 16 [base ] enrol: the advice is no JSON, or of another format
> id with newline: 16 [base ] enrol: the advice lacks an id, a reason or a text of what it holds
> id with escape: 16 [base ] enrol: the advice lacks an id, a reason or a text of what it holds
> id of no bytes: 16 [base ] enrol: the advice lacks an id, a reason or a text of what it holds
> id of 256 bytes: 16 [base ] enrol: the advice lacks an id, a reason or a text of what it holds
> id as option: 16 [base ] enrol: the advice lacks an id, a reason or a text of what it holds
> id as pattern: 16 [base ] enrol: the advice lacks an id, a reason or a text of what it holds
> id as command: 16 [base ] enrol: the advice lacks an id, a reason or a text of what it holds
> id as URL: 16 [base ] enrol: the advice lacks an id, a reason or a text of what it holds
> id as format: 16 [base ] enrol: the advice lacks an id, a reason or a text of what it holds
> id as number: 16 [base ] enrol: the advice lacks an id, a reason or a text of what it holds
> released in a parent: 16 [base ] enrol: the advice releases what is no id
> released absolute: 16 [base ] enrol: the advice releases what is no id
> released with NUL: 16 [base ] enrol: the advice is no JSON, or of another format
> released of 256 bytes: 16 [base ] enrol: the advice releases what is no id
> released as object: 16 [base ] enrol: the advice has no list of what it releases
> one both ways: 0 [base ]
> with a repository: 0 [base ]
> with a source: 0 [base ]
> with a root: 0 [base ]
> with a key: 0 [base ]
> with a hook: 0 [base ]
> with a command: 0 [base ]
> with a policy: 0 [base ]
> with a service: 0 [base ]
> with updates: 0 [base ]
> with a file: 0 [base ]
> with a way back: 0 [base ]
> with a switch: 0 [base ]
> with a series: 0 [base ]
> with a core: 0 [base ]
> with a prototype: 0 [base ]
> with shares: 0 [base ]
> next is not a number: 16 [base ] enrol: the advice is no JSON, or of another format
> next is without end: 16 [base ] enrol: the advice is no JSON, or of another format
> next below nothing: 0 [base ]
> next of 64 bits: 0 [base ]
> next of more bits: 16 [base ] enrol: the advice is no JSON, or of another format
> next is huge: 16 [base ] enrol: the advice does not say when to report next, or until when it is good
> next is too huge: 16 [base ] enrol: the advice is no JSON, or of another format
> next is nothing: 0 [base ]
> next is text: 16 [base ] enrol: the advice does not say when to report next, or until when it is good
> good for ever: 0 [base ]
> good before time: 16 [base ] enrol: the advice does not say when to report next, or until when it is good
> good on no day: 16 [base ] enrol: the advice does not say when to report next, or until when it is good
> good as number: 16 [base ] enrol: the advice does not say when to report next, or until when it is good
> good in long: 16 [base ] enrol: the advice does not say when to report next, or until when it is good
> good long ago: 0 [base ]
> authorized as root: 16 [base ] enrol: the advice has no authorization that is known
> authorized by number: 16 [base ] enrol: the advice has no authorization that is known
> renew by word: 16 [base ] enrol: the advice has no group, or no word on a new identity
> renew at once: 0 [base ]
> format of later: 16 [base ] enrol: the advice is no JSON, or of another format
> format as real: 16 [base ] enrol: the advice is no JSON, or of another format
> of another machine: 16 [base ] enrol: the advice is of another machine
> of a path: 16 [base ] enrol: the advice is of another machine
> of nobody: 16 [base ] enrol: the advice does not say of which machine it is
> of two: 16 [base ] enrol: the advice is no JSON, or of another format
> group as path: 0 [base ]
> group as command: 0 [base ]
> group as format: 0 [base ]
> group with escape: 16 [base ] enrol: the advice has no group, or no word on a new identity
> group in lines: 16 [base ] enrol: the advice has no group, or no word on a new identity
> group from the right: 16 [base ] enrol: the advice has no group, or no word on a new identity
> group of 2048 bytes: 16 [base ] enrol: the advice has no group, or no word on a new identity
> group as object: 16 [base ] enrol: the advice has no group, or no word on a new identity
> text as format: 0 [base ]
> text with escape: 16 [base ] enrol: the advice does not say why it holds all others
> text in lines: 16 [base ] enrol: the advice does not say why it holds all others
> text of 2048 bytes: 16 [base ] enrol: the advice does not say why it holds all others
> reason as path: 16 [base ] enrol: the advice does not say why it holds all others
> half a pair: 16 [base ] enrol: the advice is no JSON, or of another format
$ betrayed 'hostile-sutured list noes | attack_each stranger enrol suture enrol $access_key --service $SERVICE'
> no, and a remedy: 14 [base ] enrol: run this
> no, of the kernel's: 18 [base ] enrol: as if
> no, and a path: 18 [base ] enrol: as if
> no, with escape: 14 [base ] enrol: ?[2J??all is well
> no, as format: 14 [base ] enrol: %n%n%s%s%1000000d
> no, as advice: 18 [base ] enrol: it says no, and not why
> no, and a place: 18 [base ] enrol: it says no, and not why
> no, deeply: 18 [base ] enrol: it says no, and not why
> no, and gone: 18 [base ] enrol: it says no, and not why
> no, and later: 18 [base ] enrol: later
$ betrayed 'hostile-sutured list lies | grep -E "^(of|renew|with|good|group)" | attack_each member "report renew at once\nrenew" suture report --send'
> with a repository: 0 [base ]
> with a source: 0 [base ]
> with a root: 0 [base ]
> with a key: 0 [base ]
> with a hook: 0 [base ]
> with a command: 0 [base ]
> with a policy: 0 [base ]
> with a service: 0 [base ]
> with updates: 0 [base ]
> with a file: 0 [base ]
> with a way back: 0 [base ]
> with a switch: 0 [base ]
> with a series: 0 [base ]
> with a core: 0 [base ]
> with a prototype: 0 [base ]
> with shares: 0 [base ]
> good for ever: 0 [base ]
> good before time: 16 [base ] renew: the advice does not say when to report next, or until when it is good
> good on no day: 16 [base ] renew: the advice does not say when to report next, or until when it is good
> good as number: 16 [base ] renew: the advice does not say when to report next, or until when it is good
> good in long: 16 [base ] renew: the advice does not say when to report next, or until when it is good
> good long ago: 0 [base ]
> renew by word: 16 [base ] renew: the advice has no group, or no word on a new identity
> renew at once: 0 [base ]
> of another machine: 16 [base ] renew: the advice is of another machine
> of a path: 16 [base ] renew: the advice is of another machine
> of nobody: 16 [base ] renew: the advice does not say of which machine it is
> of two: 16 [base ] renew: the advice is no JSON, or of another format
> group as path: 0 [base ]
> group as command: 0 [base ]
> group as format: 0 [base ]
> group with escape: 16 [base ] renew: the advice has no group, or no word on a new identity
> group in lines: 16 [base ] renew: the advice has no group, or no word on a new identity
> group from the right: 16 [base ] renew: the advice has no group, or no word on a new identity
> group of 2048 bytes: 16 [base ] renew: the advice has no group, or no word on a new identity
> group as object: 16 [base ] renew: the advice has no group, or no word on a new identity
