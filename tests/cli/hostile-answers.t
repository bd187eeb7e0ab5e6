# SPDX-License-Identifier: GPL-2.0-or-later
# A service that somebody has taken over answers what is no advice, or is odd as HTTP, or takes its
# time, or says no (hostile.t tells how to read it).

$ victim
$ betrayed 'learn member "" suture upgrade -y; learn member "report holds all" suture upgrade -y'
$ betrayed 'hostile-sutured list texts | attack_each member report suture upgrade -y'
> nothing: 0 [base one two ] report: the advice is no JSON, or of another format
> a page: 0 [base one two ] report: the advice is no JSON, or of another format
> a program: 0 [base one two ] report: the advice is no JSON, or of another format
> a module: 0 [base one two ] report: the advice is no JSON, or of another format
> zeros: 0 [base one two ] report: the advice is no JSON, or of another format
> lists in lists: 0 [base one two ] report: the advice is no JSON, or of another format
> objects in objects: 0 [base one two ] report: the advice is no JSON, or of another format
> a deep member: 0 [base one two ] report: the advice is no JSON, or of another format
> many digits: 0 [base one two ] report: the advice is no JSON, or of another format
> many holds: 0 [base one two ]
> many members: 0 [base one two ] report: the advice does not say of which machine it is
> two objects: 0 [base one two ] report: the advice is no JSON, or of another format
> something behind it: 0 [base one two ] report: the advice is no JSON, or of another format
> a byte order mark: 0 [base one two ] report: the advice is no JSON, or of another format
> wide characters: 0 [base one two ] report: the advice is no JSON, or of another format
> no UTF-8: 0 [base one two ] report: the advice is no JSON, or of another format
> half of it: 0 [base one two ] report: the advice is no JSON, or of another format
> more than 64 KiB: 0 [base one two ] report has more bytes than it should
$ betrayed 'hostile-sutured list noes | attack_each member report suture upgrade -y'
> no, and a remedy: 0 [base one two ] report: run this
> no, of the kernel's: 0 [base one two ] report: as if
> no, and a path: 0 [base one two ] report: as if
> no, with escape: 0 [base one two ] report: ?[2J??all is well
> no, as format: 0 [base one two ] report: %n%n%s%s%1000000d
> no, as advice: 0 [base one two ] report: it says no, and not why
> no, and a place: 0 [base one two ] report: it says no, and not why
> no, deeply: 0 [base one two ] report: it says no, and not why
> no, and gone: 0 [base one two ] report: it says no, and not why
> no, and later: 0 [base one two ] report: later

# What is said of it is libcurl's, and not the same in each version.
$ betrayed 'hostile-sutured list tricks | attack_each member report suture upgrade -y' | sed 's/].*/]/'
> leads to a file: 0 [base one two ]
> leads to itself: 0 [base one two ]
> leads to a plant: 0 [base one two ]
> leads to the repository: 0 [base one two ]
> leads to gopher: 0 [base one two ]
> leads nowhere: 0 [base one two ]
> is found elsewhere: 0 [base one two ]
> odd headers: 0 [base one two ]
> wants a password: 0 [base one two ]
> wants a proxy's: 0 [base one two ]
> status 201: 0 [base one two ]
> status 206: 0 [base one two ]
> status 304: 0 [base one two ]
> status 101: 0 [base one two ]
> status 500: 0 [base one two ]
> status 999: 0 [base one two ]
> status -200: 0 [base one two ]
> no head: 0 [base one two ]
> no HTTP: 0 [base one two ]
> another type: 0 [base one two ]
> 1 TiB announced: 0 [base one two ]
> -1 bytes announced: 0 [base one two ]
> 2^64 + 1 bytes announced: 0 [base one two ]
> two lengths: 0 [base one two ]
> a length and chunks: 0 [base one two ]
> cut: 0 [base one two ]
> 256 MiB: 0 [base one two ]
> chunks without end: 0 [base one two ]
> a chunk of 2^64 - 1: 0 [base one two ]
> a chunk of -5: 0 [base one two ]
> trailers: 0 [base one two ]
> two answers: 0 [base one two ]
> an answer in a header: 0 [base one two ]
> half ends of lines: 0 [base one two ]
> NUL in a header: 0 [base one two ]
> many answers before: 0 [base one two ]
> many headers: 0 [base one two ]
> a header of 1 MiB: 0 [base one two ]
> gone: 0 [base one two ]
> compressed: 0 [base one two ]
> compressed on the way: 0 [base one two ]
> a bomb: 0 [base one two ]
> a bomb on the way: 0 [base one two ]

# How long it takes is bounded: here the machine's patience is a second.
$ on member suture config set patience 1; betrayed 'hostile-sutured list delays | attack_each member report suture report --send' | sed 's/: .*/: it ends/'
> silent: it ends
> silent within: it ends
> a byte a second: it ends
> a head so slow: it ends
> just in time: it ends
> headers just in time: it ends
> answers just in time: it ends
