# Whether there are news is one small request.

$ repository; mkdir state; poll() { poll-mirrors "$(cat state/etag 2>/dev/null)" "$@" >state/said; cut -d' ' -f2 state/said >state/etag; cut -d' ' -f1 state/said; }; web repo '' eval 'poll $URL/metadata; poll $URL/metadata'; cut -d' ' -f1,3 web.log
> news
> nothing
> 200 /metadata/timestamp.json
> 304 /metadata/timestamp.json
$ awk '$1 == 304 { print ($2 <= 1024 ? "small" : $2) }' web.log
> small

# A new timestamp is news, with another etag.
$ cp state/etag state/old; suture-repo refresh repo --keys keys; poll() { poll-mirrors "$(cat state/etag)" "$@" >state/said; cut -d' ' -f2 state/said >state/etag; cut -d' ' -f1 state/said; }; web repo '' eval 'poll $URL/metadata; poll $URL/metadata'; cmp -s state/etag state/old || echo another
> news
> nothing
> another

# In doubt there are news. The first mirror that answers is asked, no other.
$ web repo '500 *' eval 'poll-mirrors "$(cat state/etag)" $URL/metadata'
> news -
$ web repo 'endless *' eval 'poll-mirrors "" $URL/metadata'
> news -
$ web repo '' eval 'poll-mirrors "$(cat state/etag)" $URL/nowhere'
> news -
$ web repo '' eval 'poll-mirrors "$(cat state/etag)" $URL/nowhere $URL/metadata http://127.0.0.1:1' | cut -d' ' -f1
> nothing
$ poll-mirrors '"a"' "file://$PWD/repo/metadata"
> news -

# What is no etag is not sent.
$ rm web.log; web repo '' eval 'poll-mirrors "$(printf "a\r\nX: b")" $URL/metadata' | cut -d' ' -f1; cut -d' ' -f1 web.log
> news
> 200
