# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the transcripts of the service may use. It listens at a free port; its database is embedded,
# or a PostgreSQL of with-postgres.

# store: the URL of the database, for the other programs
store()
{
	echo "${SUTURE_TEST_POSTGRES:-sqlite://state/fleet.db}"
}

# configure TEXT: sutured.conf; what is always in it stands at its end
configure()
{
	printf '%b\n' "$1" >sutured.conf
	if [ -n "${SUTURE_TEST_POSTGRES:-}" ]; then
		printf '[store]\nurl = %s\n' "$SUTURE_TEST_POSTGRES" >>sutured.conf
	fi
	printf '[listen]\naddress = 127.0.0.1:0\n' >>sutured.conf
}

# serve: start it, and wait until it listens
serve()
{
	[ -e sutured.conf ] || configure ''
	: >log
	sutured --as-root --config sutured.conf >out 2>log </dev/null &
	echo $! >sutured.pid
	waited=0
	until grep -q '"listening at' log; do
		if ! kill -0 "$(cat sutured.pid)" 2>/dev/null || [ $waited -ge 600 ]; then
			cat log
			return 1
		fi
		waited=$((waited + 1))
		sleep 0.1
	done
	sed -n 's|.*"listening at \(.*\)/"}|\1|p' log >url
}

is_running()
{
	state=$(sed 's/.*) //; s/ .*//' "/proc/$(cat sutured.pid)/stat" 2>/dev/null)
	[ "${state:-Z}" != Z ]
}

# stop [SIGNAL]: end it, and wait until it has ended
stop()
{
	kill -"${1:-TERM}" "$(cat sutured.pid)"
	waited=0
	while is_running; do
		[ $waited -lt 600 ] || { echo 'it goes on'; return 1; }
		waited=$((waited + 1))
		sleep 0.1
	done
	rm sutured.pid
}

# ask PATH [OPTION of curl]...: the status, and what was refused
ask()
{
	path=$1
	shift
	curl -s --max-time 60 -o answer.new -w '%{http_code}' "$@" "$(cat url)$path"
	mv answer.new answer
	jq -r '" " + (.refusal.token? // "")' answer 2>/dev/null || echo " no JSON"
}

# send TO FORM [KEY]: post a letter of tests/service/machines
# shellcheck disable=SC2094 # 'letter' is a word there
send()
{
	machines letter "$2" "${3:-none}" >letter
	ask "/api/1/$1" --data-binary @letter -H 'Content-Type: text/plain'
}

# notified COMMAND...: run it, and print what it tells systemd
notified()
{
	python3 - "$@" <<-'EOF'
	import os, socket, subprocess, sys
	told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
	told.bind(os.environ["NOTIFY_SOCKET"])
	told.settimeout(60)
	subprocess.run(sys.argv[1:], check=True)
	told.setblocking(False)
	try:
	    while True:
	        print(told.recv(4096).decode())
	except BlockingIOError:
	    pass
	EOF
}

# admin ARGUMENT...: suture-admin with the key that is in admin-key
admin()
{
	SUTURE_SERVICE=$(cat url) SUTURE_API_KEY=$(cat admin-key) suture-admin "$@"
}
