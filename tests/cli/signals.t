# SPDX-License-Identifier: GPL-2.0-or-later
# What the service tells others: metrics, the inspector, webhooks, the daily mail.

# It follows a repository from its start on.
$ unset SUTURE_NOW; repository; update one '[]' vmlinux; add one; machine; put /proc/sys/kernel/version '#1 SMP PREEMPT_DYNAMIC Debian 6.1.99-1 (2026-05-01)\n'
$ unset SUTURE_NOW; configure "[repository]\nsource = file://$PWD/repo\nroot = $PWD/repo/metadata/1.root.json"; serve; key_of out >admin; until ask /api/1/inspect --data '6.1.0-99-test 6.1.99-1' >/dev/null && jq -e .kernel answer >/dev/null; do sleep 0.1; done; jq -c '[.kernel.version, .updates[].id]' answer

# Anybody may ask what is missing, in 1000 bytes.
$ ask /api/1/inspect --data "$(head -c 1000 /dev/zero | tr '\0' x)"; jq -c . answer
$ ask /api/1/inspect --data "$(head -c 1001 /dev/zero | tr '\0' x)"
$ printf 'a\0b' >text; ask /api/1/inspect --data-binary @text
$ ask /api/1/inspect
$ suture inspect --service "$(cat url)"
$ echo unknown | suture inspect - --service "$(cat url)"

# Metrics are for who has a key.
$ ask /metrics
$ machines key "$(store)" >key; send enrol enrol "$(cat key)"; ask /metrics -H "Authorization: Bearer $(cat admin)"; cat answer; promtool check metrics <answer
$ curl -s -I -H "Authorization: Bearer $(cat admin)" "$(cat url)/metrics" | grep -i '^content-type' | tr -d '\r'

# Webhooks.
$ ask /api/1/webhooks; as_admin /api/1/webhooks; cat answer
$ ask /api/1/webhooks --data '{"url": "http://127.0.0.1:1/"}'
$ as_admin /api/1/webhooks --data '{"url": "gopher://127.0.0.1:1/"}'
$ as_admin /api/1/webhooks --data '{}'
$ receive; as_admin /api/1/webhooks --data "{\"url\": \"$(cat receiver.url)/hook\"}"; jq -r .secret answer >secret; jq -c 'map_values(type)' answer
$ as_admin /api/1/webhooks/1/test -X POST; jq -c . answer; until [ -s received ]; do sleep 0.1; done; jq -c 'del(.at)' received; openssl dgst -sha256 -hmac "$(cat secret)" <received | sed 's/.* /sha256=/' | diff - signature
$ as_admin /api/1/webhooks; jq -c '.webhooks[] | [.id, .account, .waiting, .problem, has("secret")]' answer; end_receiver
$ as_admin /api/1/webhooks/7/test -X POST
$ as_admin /api/1/webhooks/x -X DELETE
$ as_admin /api/1/webhooks/1 -X DELETE; as_admin /api/1/webhooks; jq -c .webhooks answer; stop

# The mail, at its hour and once a day.
$ unset SUTURE_NOW; printf '#!/bin/sh\necho "$@" >>%s/mails\ncat >>%s/mails\n' "$PWD" "$PWD" >sendmail; chmod 755 sendmail; configure "[mail]\nsendmail = $PWD/sendmail\nfrom = suture@example.org\nhour = 0"; serve; stop; [ ! -e mails ]; sqlite3 state/fleet.db "UPDATE account SET email = 'ops@example.org'"; serve; until [ -e mails ]; do sleep 0.1; done; stop; serve; sleep 1; stop; sed 's/on 2.*/on DATE/' mails
$ configure "[mail]\nsendmail = $PWD/sendmail"; serve
