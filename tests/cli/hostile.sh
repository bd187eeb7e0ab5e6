# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the transcripts of a hostile service may use. It is where the machine has it, and knows all
# that the real one knows (tests/hostile/service.c). Beside it is a repository of its own, which
# has everything but the right signatures.

# What there is: 'base' on the machine, 'one' and 'two' to come; and what may not come.
# shellcheck disable=SC2154 # the key of helpers.sh
victim()
{
	repository
	for id in base one gone kept other; do
		update $id '[]' vmlinux
	done
	update two '["one"]' vmlinux
	follower "file://$PWD/repo"
	put /proc/sys/kernel/hostname 'host\n'
	add base --effective 6.1.99-2
	suture upgrade -y >/dev/null
	add one two gone kept --effective 6.1.99-3
	add other --conflicts base
	suture-repo block repo gone --reason 'it hangs' --keys keys
	suture-repo publish repo --keys keys
	suture hold kept >/dev/null
	plant
	cp -a root stranger
	betrayed suture enrol "$access_key" --service "\$SERVICE" >/dev/null
	cp -a root member
	jq -r '.signed.targets // {} | .[].hashes.sha256' repo/metadata/*.json | sort -u >signed
}

# The repository that nobody has to believe: with an update more, and another 'one'.
# shellcheck disable=SC2317 # called by helpers.sh
plant()
{
	(
		fake_module()
		{
			printf 'suture-fake %s %s suture_%s_%s\n%s evil 1 1\n' \
				"$1" "$2" "$1" "$2" "$2" >"$1/suture_$1_$2.ko"
		}
		mkdir trap
		cd trap || exit
		repository
		update planted '[]' vmlinux
		update one '[]' vmlinux
		add planted one
	)
}

# betrayed COMMAND...: with the repository on the web, and the service in somebody else's hands
betrayed()
{
	web repo '' beside_the_traitor "$@"
}

beside_the_traitor()
{
	rm -f service.port
	hostile-sutured serve trap/repo service.port service.log "$URL" >traitor.log 2>&1 &
	traitor=$!
	while [ ! -e service.port ]; do
		kill -0 $traitor || return
		sleep 0.02
	done
	SERVICE=http://127.0.0.1:$(cat service.port)
	for root in member stranger turned; do
		[ ! -e $root ] || know $root
	done
	eval "$*"
	status=$?
	kill $traitor
	wait $traitor 2>/dev/null
	return $status
}

# know ROOT: the machine has both where they are now
# shellcheck disable=SC2016 # jq has variables of its own
know()
{
	SUTURE_SYSROOT=$PWD/$1 suture config set source "$URL"
	file=$1/var/lib/suture/fleet/membership.json
	[ ! -e "$file" ] || edit "$file" --arg url "$SERVICE" '.service = $url'
}

# ---- an attack ----

# watched COMMAND...: what it does goes to witness.log, what it loads to 'loaded'. It has a
# minute.
watched()
{
	SUTURE_FAKE_LOADED=$PWD/loaded ASAN_OPTIONS=detect_leaks=0 \
		witness "$PWD/witness.log" 60 "$@"
}

# begin_attack MACHINE ORDERS: letters are answered so from now on
begin_attack()
{
	rm -rf root
	cp -a "$1" root
	printf '%b\n' "$2" >orders
	: >witness.log
	: >loaded
	: >service.log
}

# The ids that the kernel has applied.
applied()
{
	for update in root/sys/kernel/suture/updates/*; do
		[ ! -e "$update" ] || printf '%s ' "${update##*/}"
	done
}

# What a machine can do whatever was answered: applied updates come back at boot, and go. An answer
# that was not taken has changed nothing.
go_on()
{
	suture status >/dev/null || [ $? -le 2 ] || echo 'no status'
	was_applied=$(applied)
	reboot 2
	watched suture boot >boot.out 2>&1 || cat boot.out
	[ "$(applied)" = "$was_applied" ] || echo "after a boot: $(applied)"
	watched suture remove --all >remove.out 2>&1 || cat remove.out
	[ -z "$(applied)" ] || echo "not removed: $(applied)"
}

# attack MACHINE ORDERS COMMAND...: its exit code, what is applied then, the first that it said; and
# whatever should not have been
attack()
{
	begin_attack "$1" "$2"
	shift 2
	watched "$@" >attack.out 2>attack.err
	printf '%s [%s] %s\n' "$?" "$(applied)" \
		"$(head -n 1 attack.err | sed -E 's/^suture [a-z]+: //;s/.*\/api\/1\///')"
	service_is_kept
	[ -s attack.err ] || go_on
	harm
}

# attack_each MACHINE ORDERS COMMAND...: the same with each line of standard input, the name of a
# hostility, behind the orders
attack_each()
{
	machine=$1 orders=$2
	shift 2
	while read -r hostility; do
		printf '%s: ' "$hostility"
		attack "$machine" "$orders $hostility" "$@" </dev/null
	done | named
}

# ---- what came of it ----

# The same whoever it is and whenever.
deeds()
{
	sed -E -e "s,$PWD/,,;s,^run .*/bin/,run ,;s,[.]new[.][0-9]*$,.new," -e '/^peak/d' \
		-e "s/:${URL##*:}$/:REPOSITORY/;s/:${SERVICE##*:}$/:SERVICE/" witness.log | sort -u
}

# learn MACHINE ORDERS COMMAND...: this is what it does with an honest service. 'honest' has all
# that was learnt, and 'peak' the most memory that it takes.
learn()
{
	begin_attack "$1" "$2"
	shift 2
	watched "$@" >/dev/null 2>&1
	go_on >/dev/null
	touch honest peak
	deeds | sort -u -o honest - honest
	sed -n 's/^peak //p' witness.log | sort -n -o peak - peak
}

# Nothing is loaded that is not signed, nothing done that is not done with an honest service, nobody
# asks the service for a file, and no answer takes 32 MiB more than an honest one.
# shellcheck disable=SC2016 # awk has variables of its own
harm()
{
	sort -u loaded | comm -23 - signed | sed 's/^/loaded and not signed: /'
	deeds | comm -23 - honest
	grep '^GET' service.log | sort -u
	sed -n 's/^peak //p' witness.log | awk -v "most=$(tail -n 1 peak)" \
		'$1 > most + 32768 { print "takes", $1, "KiB" }'
}

service_is_kept()
{
	for file in "$membership"/*.json; do
		case ${file##*/} in
		enrolment.json | membership.json)
			grep -qF "\"service\": \"$SERVICE\"" "$file" || echo 'another service'
			;;
		esac
	done
	for file in "$membership"/*; do
		case ${file##*/} in
		advice.json | enrolment.json | membership.json | key-[12].pem | '*') ;;
		*) echo "what is $file" ;;
		esac
	done
}
