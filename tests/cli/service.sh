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

# await TEXT: until the log has it; a minute at most
await()
{
	waited=0
	until grep -q "$1" log; do
		if [ $waited -ge 600 ]; then
			echo "no '$1' in the log"
			cat log
			return 1
		fi
		waited=$((waited + 1))
		sleep 0.1
	done
}

# serve: start it, and wait until it listens
serve()
{
	[ -e sutured.conf ] || configure ''
	: >log
	sutured --as-root --config sutured.conf >out 2>log </dev/null &
	echo $! >sutured.pid
	await '"listening at' || return 1
	sed -n 's|.*"listening at \(.*\)/"}|\1|p' log >url
}

is_running()
{
	state=$(sed 's/.*) //; s/ .*//' "/proc/$(cat sutured.pid)/stat" 2>/dev/null)
	[ "${state:-Z}" != Z ]
}

# stop [SIGNAL]: end it, and wait until it has ended
# shellcheck disable=SC2120 # transcripts give it one
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

# certificate NAME: in c.pem, with its key in k.pem
certificate()
{
	openssl req -x509 -newkey ed25519 -nodes -subj "/CN=$1" -days 1 -keyout k.pem -out c.pem \
		2>/dev/null
}

# shown: whose certificate the service shows
shown()
{
	openssl s_client -connect "$(cut -d / -f 3 url)" </dev/null 2>/dev/null |
		openssl x509 -noout -subject
}

# notified: start it, have it read its configuration anew, stop it, and print what systemd is told
notified()
{
	listener=$PWD/listener.py
	cat >"$listener" <<-'EOF'
	import os, socket
	told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
	told.bind(os.environ["NOTIFY_SOCKET"])
	told.settimeout(60)
	text = ""
	while "STOPPING" not in text:
	    text = told.recv(4096).decode()
	    print(text, flush=True)
	EOF
	python3 "$listener" &
	waited=0
	until [ -e notify ] || [ $waited -ge 600 ]; do
		waited=$((waited + 1))
		sleep 0.1
	done
	serve
	kill -HUP "$(cat sutured.pid)"
	await anew
	# shellcheck disable=SC2119 # its own signal
	stop
	wait
}

# admin ARGUMENT...: suture-admin with the key that is in admin-key
admin()
{
	SUTURE_SERVICE=$(cat url) SUTURE_API_KEY=$(cat admin-key) suture-admin "$@"
}

# key_of FILE: the first key, which the start has told
key_of()
{
	sed -n 's/.*\(suture-api-[0-9a-f]*\)$/\1/p' "$1"
}

# as_admin PATH [OPTION of curl]...: with the key in the file 'admin'
as_admin()
{
	ask "$@" -H "Authorization: Bearer $(cat admin)"
}

# receive: take what webhooks are told, at the URL in receiver.url; the last is in 'received', and
# its signature in 'signature'
receive()
{
	cat >receiver.py <<-'EOF'
	from http.server import BaseHTTPRequestHandler, HTTPServer
	class Receiver(BaseHTTPRequestHandler):
	    def do_POST(self):
	        body = self.rfile.read(int(self.headers["Content-Length"]))
	        print(self.headers["Suture-Signature"], file=open("signature", "w"))
	        open("received.new", "wb").write(body)
	        __import__("os").rename("received.new", "received")
	        self.send_response(204)
	        self.end_headers()
	    def log_message(self, *arguments):
	        pass
	server = HTTPServer(("127.0.0.1", 0), Receiver)
	print(f"http://127.0.0.1:{server.server_port}", file=open("receiver.url", "w"))
	server.serve_forever()
	EOF
	python3 receiver.py >/dev/null 2>&1 &
	echo $! >receiver.pid
	until [ -s receiver.url ]; do
		sleep 0.1
	done
}

end_receiver()
{
	kill "$(cat receiver.pid)"
}

# on NAME COMMAND...: of the machine whose root is the directory NAME
on()
{
	machine=$1
	shift
	SUTURE_SYSROOT=$PWD/$machine "$@"
}
