# SPDX-License-Identifier: GPL-2.0-or-later
# The service: its first start, letters of all forms, and how it ends.

# The first start tells a key, and no other one does.
$ unset SUTURE_NOW; serve; sed 's/[0-9a-f]\{64\}/KEY/' out
> The console: http://WEB/
> Its first key, which is shown this once: suture-api-KEY
$ ask /healthz
> 200
$ stop; tail -n 1 log | jq -r .message
> stopping
$ serve; cat out; stop
$ sutured --as-root --config sutured.conf --add-key again | sed 's/[0-9a-f]\{64\}/KEY/'
> suture-api-KEY
$ sutured --as-root --config sutured.conf --add-key "$(printf 'a\nb')"
! sutured: a label is a short line of text
!   reason: the request is not of the form that it must have (request-malformed)
!   remedy: see the description of the interface, /api/1/openapi.json
= 4

# Letters.
$ serve; machines key "$(store)" >key
$ send enrol enrol "$(cat key)"; jq -c '[.format, .authorization, .group, .next, .renew]' answer
> 200
> [1,"allowed","default",3600,false]
$ ask /api/1/enrol --data-binary @letter
> 200
$ send enrol enrol suture-access-0000000000000000000000000000000000000000000000000000000000000000
> 403 access-key-wrong
$ send enrol enrol nonsense
> 403 access-key-wrong
$ send enrol forged "$(cat key)"
> 403 report-untrusted
$ send enrol odd "$(cat key)"
> 400 report-malformed
$ send report report
> 404 machine-unknown
$ send renew renew
> 404 machine-unknown
$ send report enrol "$(cat key)"
> 400 report-malformed
$ send renew report
> 400 report-malformed
$ send enrol renew
> 400 report-malformed

# What is no letter.
$ for to in enrol report renew; do ask /api/1/$to -d ''; ask /api/1/$to -d 'hello'; done
> 400 report-malformed
> 400 report-malformed
> 400 report-malformed
> 400 report-malformed
> 400 report-malformed
> 400 report-malformed
$ for to in enrol report renew; do ask /api/1/$to; ask /api/1/$to -X DELETE; done
> 405 request-malformed
> 405 request-malformed
> 405 request-malformed
> 405 request-malformed
> 405 request-malformed
> 405 request-malformed
$ head -c 262144 /dev/zero | tr '\0' x >large; printf x | cat large - >larger
$ for to in enrol report renew; do ask /api/1/$to --data-binary @large; ask /api/1/$to --data-binary @larger; done
> 400 report-malformed
> 413 request-malformed
> 400 report-malformed
> 413 request-malformed
> 400 report-malformed
> 413 request-malformed
$ ask /api/1/other; ask /healthz -d ''; ask '/api/1/%00'; ask /healthz/
> 404 not-there
> 405 request-malformed
> 400 no JSON
> 404 not-there

# A key is of no use where nobody is asked for one, and does no harm.
$ ask /healthz -H 'Authorization: Bearer nonsense'
> 200
$ curl -s -D - -o /dev/null -d '' "$(cat url)/api/1/enrol" | grep -i -E 'cache-control|nosniff' | tr -d '\r'
> X-Content-Type-Options: nosniff
> Cache-Control: no-store

# The log has a line of JSON for each; the keys are not in it.
$ jq -r -s 'map(select(.path == "/api/1/enrol")) | length > 10' log; grep -c "$(cat key)" log
> true
> 0
= 1
$ stop

# Who had asked is answered before it ends.
$ serve; machines letter enrol "$(cat key)" >letter; wc -c <letter >size
$ curl -s -o answer -w '%{http_code}\n' --limit-rate 200 --data-binary @letter "$(cat url)/api/1/enrol" >slow & sleep 1; is_running && stop; wait; cat slow
> 200
$ jq -r .authorization answer
> allowed

# Ended in the midst of it, it has lost nothing that it had answered.
$ serve; (sleep 3; stop KILL) & machines run "$(cat url)" "$(cat key)" 200 60 answered >speed; wait; machines check "$(store)" answered
> 0 lost
$ serve; (sleep 3; stop) & machines run "$(cat url)" "$(cat key)" 200 60 answered >speed; wait; machines check "$(store)" answered
> 0 lost
$ serve; ask /healthz; stop
> 200
