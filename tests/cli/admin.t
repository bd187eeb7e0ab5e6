# SPDX-License-Identifier: GPL-2.0-or-later
# What people ask the service, and tell it to do.

# How it is called.
$ suture-admin
! suture-admin: a verb is needed; see 'suture-admin --help'
= 2
$ suture-admin nothing
! suture-admin: 'nothing' is no verb; see 'suture-admin --help'
= 2
$ suture-admin machines authorize
! suture-admin machines: 'machines authorize' wants UUID allowed|pending|denied; see 'suture-admin machines --help'
= 2
$ suture-admin machines status
! suture-admin machines: 'status' is not known to 'machines'; see 'suture-admin machines --help'
= 2
$ suture-admin machines colour=red
! suture-admin machines: 'colour=red' is not known to 'machines'; see 'suture-admin machines --help'
= 2
$ suture-admin groups set web at_once
! suture-admin groups: 'at_once' is not known to 'groups set'; see 'suture-admin groups --help'
= 2
$ suture-admin machines --what
! suture-admin machines: option '--what' is not known; see 'suture-admin machines --help'
= 2
$ suture-admin --version
> suture-admin 0.1.0
$ suture-admin rollouts --help
> Usage: suture-admin rollouts [OPTION...] [ARGUMENT...]
>
> Stop updates on their way, and let them go on:
>
>   rollouts halt NUMBER [NAME=VALUE...]
>       let nobody else have an update
>       NAME: reason
>   rollouts block NUMBER [NAME=VALUE...]
>       hold it back altogether
>       NAME: reason
>   rollouts resume NUMBER [NAME=VALUE...]
>       go on with one that is halted or blocked
>       NAME: reason
>   rollouts promote NUMBER [NAME=VALUE...]
>       go on to the next ring
>       NAME: reason
>
> Options:
>   --service URL    the service; else SUTURE_SERVICE or admin.conf says it
>   --key-file FILE  has the key; else SUTURE_API_KEY or admin.conf does
>   --account NAME   things of this account
>   --json           print JSON
>   --help           print this and exit

# Whom it asks.
$ HOME=$PWD suture-admin groups
! suture-admin groups: no URL of a service is named
!   reason: which service to ask, or with which key, is not said (no-service)
!   remedy: name them in ~/.config/suture/admin.conf, or SUTURE_SERVICE and SUTURE_API_KEY
= 4
$ HOME=$PWD SUTURE_SERVICE=http://127.0.0.1:1 suture-admin groups
! suture-admin groups: no key is named
!   reason: which service to ask, or with which key, is not said (no-service)
!   remedy: name them in ~/.config/suture/admin.conf, or SUTURE_SERVICE and SUTURE_API_KEY
= 4
$ HOME=$PWD SUTURE_API_KEY=x SUTURE_SERVICE=http://127.0.0.1:1/ suture-admin groups
! suture-admin groups: http://WEB: Couldn't connect to server
!   reason: the service cannot be reached (service-unreachable)
!   remedy: see that the network, the proxy and the URL are right; try again later
= 4
$ HOME=$PWD SUTURE_API_KEY=x suture-admin --service http://example.org groups
! suture-admin groups: http://example.org: a key goes by https: only, but to this machine
= 2
$ HOME=$PWD SUTURE_API_KEY=x suture-admin --service http://localhost.example.org groups
! suture-admin groups: http://localhost.example.org: a key goes by https: only, but to this machine
= 2
$ HOME=$PWD SUTURE_API_KEY=x suture-admin --service file:///etc/passwd groups
! suture-admin groups: file:///etc/passwd: a key goes by https: only, but to this machine
= 2
$ mkdir -p .config/suture; printf '[service]\nurl = http://127.0.0.1:1\nkeys = x\n' >.config/suture/admin.conf; HOME=$PWD suture-admin groups
! suture-admin groups: .config/suture/admin.conf:3: there is no such key
= 2
$ printf '[service]\nurl = http://127.0.0.1:1\nkey = x\n' >.config/suture/admin.conf; HOME=$PWD suture-admin groups --json | jq -r .refusal.token
> service-unreachable
$ HOME=$PWD suture-admin groups --key-file nowhere
! suture-admin groups: cannot open nowhere: No such file or directory
= 1

# A service with one machine.
$ export SUTURE_NOW=1795867200; serve; sed -n 's/.*once: //p' out >admin-key; wc -c <admin-key
> 76
$ admin groups
> name     account  ring  opens  at_once  n_machines
> default  default  -     -      -        0
$ admin rings add early 10 promote_after=3600
$ admin rings add late 20 failures_max=2
$ admin groups set web ring=early at_once=1 opens='Sat 02:00-04:00'
$ admin groups set db ring=nothing
! suture-admin groups: there is no ring 'nothing'
!   reason: the service has nothing of this name (not-there)
!   remedy: see the list of what there is
= 4
$ admin groups set db at_once=many
! suture-admin groups: 'at_once' is not a number, or too large a one
!   reason: the request is not of the form that it must have (request-malformed)
!   remedy: see the description of the interface, /api/1/openapi.json
= 4
$ admin groups
> name     account  ring   opens            at_once  n_machines
> default  default  -      -                -        0
> web      default  early  Sat 02:00-04:00  1        0
$ admin rings
> name   account  position  promote_after  failures_max  n_machines  groups
> early  default  10        3600           0             0           web
> late   default  20        -              2             0           -
$ admin keys add-access installer web pending quota=1 >key; sed 's/[0-9a-f]\{64\}/KEY/; s/^hint: .*/hint: HINT/' key
> key: suture-access-KEY
> hint: HINT
$ send enrol enrol "$(sed -n 's/^key: //p' key)"
> 200
$ admin machines --json | jq -c '.total, .items[0].authorization, .items[0].group'
> 1
> "pending"
> "web"
$ admin machines --json | jq -r '.items[0].uuid' >uuid; admin machines authorize "$(cat uuid)" allowed
$ admin machines move "$(cat uuid)" default
$ admin machines authorize "$(cat uuid)" maybe
! suture-admin machines: a machine is allowed, pending or denied, not 'maybe'
!   reason: the request is not of the form that it must have (request-malformed)
!   remedy: see the description of the interface, /api/1/openapi.json
= 4
$ admin machines authorization=allowed limit=5 | sed "s/$(cat uuid)/UUID/; s/ *$//" | awk '{ print NF, $1 }'
> 11 uuid
> 11 UUID
$ admin machines authorization=denied
> uuid  hostname  account  group  authorization  status  active  last_seen  kernel.release  n_applied  n_unfixed
$ admin machines show "$(cat uuid)" | grep -E '^(group|authorization|status|tags)'
> group: default
> authorization: allowed
> status: up-to-date
$ admin plans add standard metered; admin plans add debian free distribution=debian releases='6.1.*'; admin plans
> id: 1
> id: 2
> id  name      kind     currency  distribution  releases  days  grace_days
> 2   debian    free     USD       debian        6.1.*     -     14
> 1   standard  metered  USD       -             -         -     14
$ admin subscriptions add standard quota=5; admin subscriptions | sed 's/[0-9T:-]*Z/DATE/g'
> id: 1
> id  account  plan      kind     starts                ends  quota  over_since  state    until
> 1   default  standard  metered  DATE  -     5      -           covered  -
$ admin usage month=2026-13
! suture-admin usage: 'month' is as 2026-11
!   reason: the request is not of the form that it must have (request-malformed)
!   remedy: see the description of the interface, /api/1/openapi.json
= 4
$ admin usage month=2026-10
> account  machine  hostname  distribution  version  kernel_release  plan
$ admin statements show 2026-11 | grep -E '^(account|month|preliminary)'
> account: default
> month: 2026-11
> preliminary: yes
$ admin subscriptions end 1; admin subscriptions end 2
! suture-admin subscriptions: there is no subscription 2
!   reason: the service has nothing of this name (not-there)
!   remedy: see the list of what there is
= 4
$ admin webhooks add http://127.0.0.1:1/ | sed 's/[0-9a-f]\{64\}/SECRET/'; admin webhooks test 1; admin webhooks | awk '{ print $1, $2, $3 }'; admin webhooks remove 1; admin webhooks remove 1
> id: 1
> secret: SECRET
> id account url
> 1 default http://WEB/
! suture-admin webhooks: there is no webhook 1
!   reason: the service has nothing of this name (not-there)
!   remedy: see the list of what there is
= 4
$ admin machines show none
! suture-admin machines: there is no machine none
!   reason: the service has nothing of this name (not-there)
!   remedy: see the list of what there is
= 4
$ admin overview | head -n 6
> up_to_date: 1
> out_of_date: 0
> unsupported: 0
> unknown: 0
> inactive: 0
> total: 1
$ admin updates limit=1 | awk '{ print NF }'
> 9
$ admin cves limit=1 | awk '{ print NF }'
> 6

# Keys, and what lesser ones may.
$ admin keys add-api look read | sed -n 's/^key: //p' >look; admin keys | awk '{ print $1, $3 }'
> kind label
> access installer
> api first
> api look
$ admin --key-file look groups | head -n 1
> name     account  ring   opens            at_once  n_machines
$ admin --key-file look keys
! suture-admin keys: a key of the role 'approver' is needed
!   reason: the key may not do this (role-lacking)
!   remedy: use a key of the role that is named
= 4
$ admin --key-file look machines remove "$(cat uuid)"
! suture-admin machines: a key of the role 'operator' is needed
!   reason: the key may not do this (role-lacking)
!   remedy: use a key of the role that is named
= 4
$ admin keys revoke access 1; admin keys revoke access 1
! suture-admin keys: there is no key access 1
!   reason: the service has nothing of this name (not-there)
!   remedy: see the list of what there is
= 4
$ admin --key-file key groups
! suture-admin groups: nobody has this key
!   reason: the key is none of the service's, or not any more (key-wrong)
!   remedy: ask the service's administrator for a key
= 4
$ admin accounts add second email=a@example.org; admin accounts | awk '{ print $1, $2, $3 }'
> id name email
> 1 default -
> 2 second a@example.org
$ admin --account second groups
> name  account  ring  opens  at_once  n_machines
$ admin --account third groups
! suture-admin groups: there is no account 'third'
!   reason: the service has nothing of this name (not-there)
!   remedy: see the list of what there is
= 4
$ admin machines remove "$(cat uuid)"; admin machines --json | jq .total
> 0
$ admin audit limit=3 | sed "s/$(cat uuid)/UUID/; s/ *$//"
> at                    account  actor          action          object                                detail
> 2026-11-28T12:00:00Z  default  key 1 (first)  machine-remove  UUID  -
> 2026-11-28T12:00:00Z  -        key 1 (first)  account-add     second                                a@example.org
> 2026-11-28T12:00:00Z  default  key 1 (first)  key-revoke      access 1                              -
> (3 of 22)
$ admin rollouts halt 1 reason='not now'
! suture-admin rollouts: there is no rollout 1
!   reason: the service has nothing of this name (not-there)
!   remedy: see the list of what there is
= 4
$ stop; admin groups
! suture-admin groups: http://WEB: Couldn't connect to server
!   reason: the service cannot be reached (service-unreachable)
!   remedy: see that the network, the proxy and the URL are right; try again later
= 4
