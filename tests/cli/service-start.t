# SPDX-License-Identifier: GPL-2.0-or-later
# How the service is set up, and what is wrong with that.

$ sutured --as-root --config nowhere.conf
! sutured: cannot open nowhere.conf: No such file or directory
= 2
$ printf '[listen]\naddress = 127.0.0.1:0\nport = 80\n' >c; sutured --as-root --config c
! sutured: c:3: the section has no such key
!   reason: the service's configuration is not of the form that it must have (configuration-wrong)
!   remedy: correct the line that is named; see sutured.conf(5)
= 4
$ printf '[store]\n\naddress = 127.0.0.1:0\n' >c; sutured --as-root --config c
! sutured: c:3: the section has no such key
!   reason: the service's configuration is not of the form that it must have (configuration-wrong)
!   remedy: correct the line that is named; see sutured.conf(5)
= 4
$ printf '[fleet]\nname = a\nname = b\n' >c; sutured --as-root --config c
! sutured: c:3: the key is given twice
!   reason: the service's configuration is not of the form that it must have (configuration-wrong)
!   remedy: correct the line that is named; see sutured.conf(5)
= 4
$ printf 'name = a\n' >c; sutured --as-root --config c
! sutured: c:1: the section has no such key
!   reason: the service's configuration is not of the form that it must have (configuration-wrong)
!   remedy: correct the line that is named; see sutured.conf(5)
= 4
$ printf '[fleet]\nwhat\n' >c; sutured --as-root --config c
! sutured: c:2: neither [section] nor key = value
!   reason: the service's configuration is not of the form that it must have (configuration-wrong)
!   remedy: correct the line that is named; see sutured.conf(5)
= 4
$ printf '[store]\nurl = mysql://x\n' >c; sutured --as-root --config c 2>&1 | head -n 1
> sutured: c:2: url: it begins with sqlite:// or postgresql://
$ printf '[fleet]\ninterval = 1s\n' >c; sutured --as-root --config c 2>&1 | head -n 1
> sutured: c:2: interval: from 1m to 7d
$ printf '[fleet]\ninactive = never\n' >c; sutured --as-root --config c 2>&1 | head -n 1
> sutured: c:2: inactive: from 1m to 366d
$ printf '[listen]\nthreads = 0\n' >c; sutured --as-root --config c 2>&1 | head -n 1
> sutured: c:2: threads: a number from 1 to 1024
$ printf '[listen]\nconnections = many\n' >c; sutured --as-root --config c 2>&1 | head -n 1
> sutured: c:2: connections: a number from 1 to 1000000
$ printf '[listen]\ncertificate = x.pem\n' >c; sutured --as-root --config c 2>&1 | head -n 1
> sutured: c: a certificate and its key go together
$ printf '[listen]\naddress = localhost\n' >c; sutured --as-root --config c; ls
> c
> state
! sutured: 'localhost' is no ADDRESS:PORT to listen at
$ printf '[listen]\naddress = 127.0.0.1:0\ncertificate = x.pem\nkey = y.pem\n' >c; sutured --as-root --config c 2>&1 | head -n 1
> sutured: cannot open x.pem: No such file or directory
$ printf '[store]\nurl = sqlite:///nowhere/x.db\n' >c; sutured --as-root --config c 2>&1 | head -n 1
> sutured: /nowhere/x.db: unable to open database file: No such file or directory
$ printf '[fleet]\nname = a\0b\n' >c; sutured --as-root --config c 2>&1 | head -n 1
> sutured: c: not a text
$ sutured --frobnicate
! sutured: option '--frobnicate' is not known; see 'sutured --help'
= 2
$ sutured --as-root now
! sutured: nothing stands behind the options; see 'sutured --help'
= 2
$ sutured --version
> sutured 0.1.0

# What it makes is for its user alone.
$ rm -r state; serve; stat -c '%a %n' state state/*; stop
> 700 state
> 600 state/fleet.db
> 600 state/fleet.db-shm
> 600 state/fleet.db-wal

# Its options; some are read anew.
$ configure '[fleet]\ninterval = 2h\nname = Ours\n'; serve; machines key "$(store)" >key
$ send enrol enrol "$(cat key)"; jq .next answer
> 200
> 7200
$ configure '[fleet]\ninterval = 3h\n'; kill -HUP "$(cat sutured.pid)"; await anew
$ send enrol enrol "$(cat key)"; jq .next answer
> 200
> 10800
$ configure '[fleet]\ninterval = x\n'; kill -HUP "$(cat sutured.pid)"; await 'not all'; jq -r .message log | grep 'not all'
> not all is read anew: sutured.conf:2: interval: from 1m to 7d
$ send enrol enrol "$(cat key)"; jq .next answer
> 200
> 10800

# A copy while it is in use.
$ configure ''; sutured --as-root --config sutured.conf --back-up copy.db; sqlite3 copy.db 'SELECT count(*) FROM machine'; stat -c %a copy.db
> 3
> 600
$ sutured --as-root --config sutured.conf --copy-to "sqlite://$PWD/moved.db" | sed 's/^[0-9]* /N /'; sqlite3 moved.db 'SELECT count(*) FROM machine'; stat -c %a moved.db
> N rows are copied
> 3
> 600
$ sutured --as-root --config sutured.conf --copy-to "sqlite://$PWD/moved.db" 2>&1
> sutured: there is something in its table 'account'
= 2
$ sutured --as-root --config sutured.conf --back-up /nowhere/copy.db 2>&1 | head -n 1
> sutured: cannot read /nowhere: No such file or directory
$ stop

# With a certificate it speaks TLS; another one is taken without a restart, a damaged one is not.
$ certificate one; configure '[listen]\ncertificate = c.pem\nkey = k.pem\n'; serve; cut -d : -f 1 url; shown
> https
> subject=CN = one
$ certificate two; kill -HUP "$(cat sutured.pid)"; await anew; shown
> subject=CN = two
$ echo damaged >c.pem; kill -HUP "$(cat sutured.pid)"; await 'not all'; shown
> subject=CN = two
$ curl -s -k "$(cat url)/healthz" | jq -c .; stop
> {"healthy":true}

# systemd is told.
$ configure ''; export NOTIFY_SOCKET="$PWD/notify"; notified | sed 's/=[0-9]\{5,\}/=N/'
> READY=1
> RELOADING=1
> MONOTONIC_USEC=N
> READY=1
> STOPPING=1

# It does not run as root by itself.
$ [ "$(id -u)" -ne 0 ] || sutured 2>as-root; [ "$(id -u)" -ne 0 ] || cat as-root
> sutured: it runs as a user of its own, not as root; see 'sutured --help'
