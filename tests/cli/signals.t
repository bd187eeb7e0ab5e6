# SPDX-License-Identifier: GPL-2.0-or-later
# What the service tells others: metrics, the inspector, webhooks, the daily mail.

# It follows a repository from its start on.
$ unset SUTURE_NOW; repository; update one '[]' vmlinux; add one; machine; put /proc/sys/kernel/random/boot_id 'boot-1\n'; put /proc/sys/kernel/version '#1 SMP PREEMPT_DYNAMIC Debian 6.1.99-1 (2026-05-01)\n'
$ unset SUTURE_NOW; configure "[repository]\nsource = file://$PWD/repo\nroot = $PWD/repo/metadata/1.root.json"; serve; key_of out >admin; until ask /api/1/inspect --data '6.1.0-99-test 6.1.99-1' >/dev/null && jq -e .kernel answer >/dev/null; do sleep 0.1; done; jq -c '[.kernel.version, .updates[].id]' answer
> ["6.1.99-1","one"]

# Anybody may ask what is missing, in 1000 bytes.
$ ask /api/1/inspect --data "$(head -c 1000 /dev/zero | tr '\0' x)"; jq -c . answer
> 200
> {"kernel":null,"effective":null,"updates":[],"unpatchable":[]}
$ ask /api/1/inspect --data "$(head -c 1001 /dev/zero | tr '\0' x)"
> 413 request-malformed
$ printf 'a\0b' >text; ask /api/1/inspect --data-binary @text
> 400 request-malformed
$ ask /api/1/inspect
> 405 request-malformed
$ suture-fake inspect --service "$(cat url)"
> 6.1.0-99-test is 6.1.99-1, and can be as 6.1.99-1
>   + one  test: fix one (CVE-2026-1)
= 30
$ echo unknown | suture-fake inspect - --service "$(cat url)"
> the service does not know this kernel
= 31

# Metrics are for who has a key. (Names of counters are judged by the rules before OpenMetrics.)
$ ask /metrics
> 401 key-wrong
$ machines key "$(store)" >key; send enrol enrol "$(cat key)"; ask /metrics -H "Authorization: Bearer $(cat admin)"; sed 's/\(answered"}\) .*/\1 N/' answer; grep -v suture_service_requests answer | promtool check metrics
> 200
> 200 no JSON
> # HELP suture_fleet_machines Machines by how they stand.
> # TYPE suture_fleet_machines gauge
> suture_fleet_machines{account="default",status="up-to-date"} 1
> # HELP suture_fleet_rollouts Roll-outs by state.
> # TYPE suture_fleet_rollouts gauge
> # HELP suture_fleet_machines_failed Machines with an update that has failed.
> # TYPE suture_fleet_machines_failed gauge
> # HELP suture_fleet_deliveries_waiting Messages to webhooks that were not taken yet.
> # TYPE suture_fleet_deliveries_waiting gauge
> # HELP suture_service_requests Requests and connections since the start.
> # TYPE suture_service_requests counter
> suture_service_requests_total{outcome="answered"} N
> suture_service_requests_total{outcome="dropped"} 0
> suture_service_requests_total{outcome="limited"} 0
> # EOF
$ curl -s -I -H "Authorization: Bearer $(cat admin)" "$(cat url)/metrics" | grep -i '^content-type' | tr -d '\r'
> Content-Type: application/openmetrics-text; version=1.0.0; charset=utf-8

# Webhooks.
$ ask /api/1/webhooks; as_admin /api/1/webhooks; cat answer
> 401 key-wrong
> 200
> {
>   "items": []
> }
$ ask /api/1/webhooks --data '{"url": "http://127.0.0.1:1/"}'
> 401 key-wrong
$ as_admin /api/1/webhooks --data '{"url": "gopher://127.0.0.1:1/"}'
> 400 request-malformed
$ as_admin /api/1/webhooks --data '{}'
> 400 request-malformed
$ receive; as_admin /api/1/webhooks --data "{\"url\": \"$(cat receiver.url)/hook\"}"; as_admin /api/1/webhooks/1/test -X POST; until as_admin /api/1/webhooks >/dev/null && jq -e '.items[0].problem' answer >problem; do sleep 0.1; done; cat problem; [ ! -e received ]; as_admin /api/1/webhooks/1 -X DELETE
> 201
> 200
> "the address is not of the public internet; see [webhooks] in sutured.conf(5)"
> 200

# Private addresses are for those who say so, and all of it is read anew.
$ unset SUTURE_NOW; printf '#!/bin/sh\necho "$@" >>%s/mails\ncat >>%s/mails\n' "$PWD" "$PWD" >sendmail; chmod 755 sendmail; update two '[]' vmlinux; add two; configure "[repository]\nsource = file://$PWD/repo\nroot = $PWD/repo/metadata/1.root.json\n[webhooks]\nprivate = yes\n[mail]\nsendmail = $PWD/sendmail\nfrom = suture@example.org\nhour = 0"; sqlite3 state/fleet.db "UPDATE account SET email = 'ops@example.org'"; kill -HUP "$(cat sutured.pid)"; await anew; until sqlite3 state/fleet.db "SELECT count(digested) FROM account" | grep -q 1; do sleep 0.1; done; grep -c ^To: mails; sqlite3 state/fleet.db "UPDATE account SET email = NULL, digested = NULL"; rm mails; until ask /api/1/inspect --data '6.1.0-99-test 6.1.99-1' >/dev/null && jq -e '.updates[1]' answer >/dev/null; do sleep 0.1; done; jq -c '[.updates[].id]' answer
> 1
> ["one","two"]
$ as_admin /api/1/webhooks --data "{\"url\": \"$(cat receiver.url)/hook\"}"; jq -r .secret answer >secret; jq -c 'map_values(type)' answer
> 201
> {"id":"number","secret":"string"}
$ as_admin /api/1/webhooks/1/test -X POST; jq -c . answer; until [ -s received ]; do sleep 0.1; done; jq -c 'del(.at)' received; openssl dgst -sha256 -hmac "$(cat secret)" <received | sed 's/.* /sha256=/' | diff - signature
> 200
> {"done":true}
> {"event":"webhook-test","account":"default","actor":"key 1 (first)","object":"webhook 1","detail":null,"format":1}
$ until as_admin /api/1/webhooks >/dev/null && jq -e '.items[0].delivered' answer >/dev/null; do sleep 0.1; done; jq -c '.items[] | [.id, .account, .waiting, .problem, has("secret")]' answer; end_receiver
> [1,"default",0,null,false]
$ as_admin /api/1/webhooks/7/test -X POST
> 404 not-there
$ as_admin /api/1/webhooks/x -X DELETE
> 404 not-there
$ as_admin /api/1/webhooks/1 -X DELETE; as_admin /api/1/webhooks; jq -c .items answer; stop
> 200
> 200
> []

# The mail, at its hour and once a day.
$ unset SUTURE_NOW; printf '#!/bin/sh\necho "$@" >>%s/mails\ncat >>%s/mails\n' "$PWD" "$PWD" >sendmail; chmod 755 sendmail; configure "[mail]\nsendmail = $PWD/sendmail\nfrom = suture@example.org\nhour = 0"; serve; stop; [ ! -e mails ]; sqlite3 state/fleet.db "UPDATE account SET email = 'ops@example.org'"; serve; until [ -e mails ]; do sleep 0.1; done; stop; serve; sleep 1; stop; sed 's/on 2.*/on DATE/' mails
> -t -i
> From: suture@example.org
> To: ops@example.org
> Subject: Suture: default on DATE
> MIME-Version: 1.0
> Content-Type: text/plain; charset=UTF-8
> Content-Transfer-Encoding: 8bit
> Auto-Submitted: auto-generated
>
> Machines
>
>        1  up-to-date
>
$ configure "[mail]\nsendmail = $PWD/sendmail"; sutured --as-root --config sutured.conf
! sutured: sutured.conf: sendmail and from go together
!   reason: the service's configuration is not of the form that it must have (configuration-wrong)
!   remedy: correct the line that is named; see sutured.conf(5)
= 4
