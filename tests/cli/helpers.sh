# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the commands of .t files may use: fake machines and fake updates.

# put PATH TEXT: a file of the fake machine
put()
{
	mkdir -p "root$(dirname "$1")"
	printf '%b' "$2" >"root$1"
}

# A machine that can take updates.
machine()
{
	put /proc/sys/kernel/osrelease '6.1.0-99-test\n'
	put /proc/sys/kernel/tainted '4096\n'
	put /sys/kernel/notes \
		'\004\000\000\000\004\000\000\000\003\000\000\000GNU\000\001\043\105\147'
	put /sys/kernel/security/lockdown '[none] integrity confidentiality\n'
	put /sys/module/module/parameters/sig_enforce 'N\n'
	put /sys/kernel/suture/version '1\n'
	put /dev/suture ''
	put /lib/modules/6.1.0-99-test/modules.dep 'kernel/fs/fat/fat.ko:\nextra/suture.ko:\n'
	put /lib/modules/6.1.0-99-test/extra/suture.ko 'vermagic=6.1.0-99-test SMP \000'
	kernel_config
	mkdir -p root/sys/kernel/suture/updates root/run root/usr/bin
	for tool in gcc-12 make git patch flex bison bc pahole qemu-system-x86_64; do
		: >"root/usr/bin/$tool"
	done
}

kernel_config()
{
	put /boot/config-6.1.0-99-test 'CONFIG_CC_VERSION_TEXT="gcc-12 (Debian 12.2.0) 12.2.0"\n'
	for name in X86_64 SMP MODULES MODULE_UNLOAD KALLSYMS UNWINDER_ORC \
		DYNAMIC_FTRACE_WITH_REGS TRACEPOINTS; do
		echo "CONFIG_$name=y" >>root/boot/config-6.1.0-99-test
	done
}

# What time it is for those who look at the fake machine: 2026-11-28T12:00:00Z.
export SUTURE_NOW=1795867200

records=root/var/lib/suture/kernels/01234567

# The machine follows a repository, which has no updates of its kernel and was asked an hour ago.
follows()
{
	put /proc/sys/kernel/random/boot_id '11111111-2222-3333-4444-555555555555\n'
	put /proc/sys/kernel/ostype 'Linux\n'
	put /proc/sys/kernel/hostname 'host\n'
	put /proc/sys/kernel/arch 'x86_64\n'
	put /proc/sys/kernel/version '#1 SMP PREEMPT_DYNAMIC Debian 6.1.99-1 (2026-05-01)\n'
	echo "Linux version 6.1.0-99-test (k@d.org) (gcc-12) $(cat root/proc/sys/kernel/version)" \
		>root/proc/version
	mkdir -p "$records"
	cat >"$records/series.json" <<-EOF
	{"format": 1, "kernel": {"distribution": "debian", "release": "6.1.0-99-test",
	 "version": "6.1.99-1", "build_id": "01234567"}, "covered_until": "2027-06-30T00:00:00Z",
	 "updates": [], "unpatchable": []}
	EOF
	checked 2026-11-28T11:00:00Z null null
}

# edit FILE JQ-FILTER [ARGUMENT]...: one of the machine's records, by jq
edit()
{
	file=$1
	shift
	jq "$@" "$file" >edited && mv edited "$file"
}

# offers ID CVES SEVERITY EFFECTIVE: one more update in the series; CVES is a JSON list
# shellcheck disable=SC2016 # jq has variables of its own
offers()
{
	edit "$records/series.json" --arg id "$1" --argjson cves "$2" --arg severity "$3" \
		--arg effective "$4" '.updates += [{$id, title: "test: fix \($id)", $cves,
		$severity, requires: [], conflicts: [],
		effective: (if $effective == "" then null else $effective end),
		rollout: 100, added: "2026-11-01T00:00:00Z", pinned: false, size: 1000}]'
}

# unpatchable CVE REASON TEXT
# shellcheck disable=SC2016
unpatchable()
{
	edit "$records/series.json" --arg cve "$1" --arg reason "$2" --arg text "$3" \
		'.unpatchable += [{cves: [$cve], title: "test", effective: null, $reason, $text}]'
}

# withdrawn ID REASON
withdrawn()
{
	jq -n --arg id "$1" --arg reason "$2" \
		'{format: 1, blocked: [{$id, build_id: null, $reason}]}' >"$records/block.json"
}

# journal INSTALLED SUSPECTS: JSON lists of ids
journal()
{
	jq -n --argjson installed "$1" --argjson suspects "$2" '{format: 1, installed: ($installed |
		map({id: ., manifest_sha256: ("0" * 64)})), core: null, intent: null, $suspects}' \
		>"$records/journal.json"
}

# checked AT REFUSAL MESSAGE: how the last look at the repository ended; JSON or null but for AT
checked()
{
	jq -n --arg at "$1" --argjson refusal "$2" --argjson message "$3" '{
		build_id: "01234567", $at,
		succeeded: (if $refusal then "2026-11-20T12:00:00Z" else $at end),
		good_until: "2026-12-05T00:00:00Z", $refusal, $message, etag: null}' \
		>root/var/lib/suture/last-check.json
}

# in_kernel ID...: applied, by the kernel's word
in_kernel()
{
	for id; do
		put "/sys/kernel/suture/updates/$id/state" 'applied\n'
		put "/sys/kernel/suture/updates/$id/targets" 'vmlinux\n'
		put "/sys/kernel/suture/updates/$id/modules" "suture_$id\\n"
		put "/sys/kernel/suture/updates/$id/functions" 'vmlinux victim 100 120\n'
	done
}

# fetched ID TARGET...: its files are in the machine's records
fetched()
{
	name=$1
	shift
	update "$name" '[]' "$@"
	mkdir -p "$records/updates"
	mv "$name" "$records/updates"
}

# A machine on which everything that can be is the case.
everything()
{
	machine
	follows
	offers base '["CVE-2026-1"]' medium 6.1.100-1
	offers away '["CVE-2026-2"]' low ''
	offers lost '["CVE-2026-3", "CVE-2026-10"]' high ''
	offers waits '["CVE-2026-4"]' low 6.1.101-1
	offers bad '["CVE-2026-5"]' low ''
	offers held '["CVE-2026-6", "CVE-2026-1"]' medium ''
	offers suspect '["CVE-2026-7"]' medium ''
	offers next '["CVE-2026-8", "CVE-2026-10"]' critical 6.1.102-1
	unpatchable CVE-2026-9 layout-changes 'struct sock <grows> & "moves"'
	unpatchable CVE-2026-8 pending 'one half of it is not made yet'
	withdrawn bad 'it hangs | with "NFS"'
	in_kernel base bad stranger
	fetched waits fat
	journal '["base", "lost", "waits", "bad"]' '["suspect"]'
	put /etc/suture/suture.conf '[policy]\nhold = held\ndelay = 3d\n'
	checked 2026-11-28T11:00:00Z '"no-network"' '"m.example: \"no\" | route\n"'
}

# Judge what is on standard input. $folder is run.sh's.
# shellcheck disable=SC2154
judge()
{
	"$folder/judge" "$@"
}

schema()
{
	judge status "$folder/../../docs/status.schema.json"
}

# module_json ID TARGET NAME: one entry of a manifest's list of modules
module_json()
{
	printf '    {"target": "%s", "file": "%s.ko", "sha256": "%s", "size": %s, "name": "%s",
     "target_build_id": null, "functions": [{"name": "fix_%s", "unit": "a/b.o", "old_size": 100,
     "new_size": 120, "method": "jump"}], "data": [], "hooks": 0,
     "units": ["a/b.o"]}' \
		"$2" "$3" "$(sha256sum <"$1/$3.ko" | cut -d' ' -f1)" \
		"$(wc -c <"$1/$3.ko")" "$3" "$2"
}

# fake_module ID TARGET: a module that the fake kernel understands
fake_module()
{
	printf 'suture-fake %s %s suture_%s_%s\n%s fix_%s 100 120\n' \
		"$1" "$2" "$1" "$2" "$2" "$2" >"$1/suture_$1_$2.ko"
}

# update ID REQUIRES TARGET...: an update in the directory ID; REQUIRES is a JSON list
update()
{
	id=$1 requires=$2 modules=
	shift 2
	mkdir -p "$id"
	for target; do
		fake_module "$id" "$target"
		modules="$modules${modules:+,
}$(module_json "$id" "$target" "suture_${id}_$target")"
	done
	cat >"$id/manifest.json" <<-EOF
	{"format": 1, "id": "$id", "title": "test: fix $id", "cves": ["CVE-2026-1"],
	 "created_for": {"release": "6.1.0-99-test", "version": "6.1.99-1", "build_id": "01234567"},
	 "requires": $requires, "modules": [
	$modules
	 ], "notices": [], "pinned": false, "suture": "0.1.0"}
	EOF
}

# candidate NUMBER AUTHOR SUBJECT BODY FILE EDIT: a change of new/FILE, as a mail in patches/
candidate()
{
	cp "new/$5" before
	sed -i "$6" "new/$5"
	{
		printf 'From: %s\nDate: Fri, %d May 2026 10:00:00 +0200\n' "$2" "$1"
		printf 'Subject: [PATCH] %s\n\n%b\n---\n' "$3" "$4"
		diff -u --label "a/$5" --label "b/$5" before "new/$5"
	} >"patches/$1.patch"
}

# adds NUMBER FILE MODE: let the mail in patches/ add a file as well
adds()
{
	{
		printf 'diff --git a/%s b/%s\nnew file mode %s\n' "$2" "$2" "$3"
		printf -- '--- /dev/null\n+++ b/%s\n@@ -0,0 +1 @@\n+x\n' "$2"
	} >>"patches/$1.patch"
}

# changes_binary CONTENT: a mail in patches/ that makes this of old/binary
changes_binary()
{
	rm -rf src
	git init -q src
	cp old/binary src
	git -C src -c user.name=T -c user.email=t@t add -A
	git -C src -c user.name=T -c user.email=t@t commit -q -m old
	# shellcheck disable=SC2059 # the content has escapes
	printf "$1" >src/binary
	git -C src -c user.name=T -c user.email=t@t commit -q -a -m 'change it'
	git -C src format-patch -q -1 --binary -o ../patches
}

# jump: a vendor's update from old to new, with its changelog, candidates and records
jump()
{
	mkdir -p old/net old/debian patches
	seq -f 'int line%g;' 60 >old/net/line.c
	seq -f 'int row%g;' 40 >old/net/row.c
	echo 'int gone;' >old/gone.c
	cp -r old new
	candidate 1 'A B <a@b.org>' 'net: fix line ten' \
		'[ Upstream commit 0123456789012345678901234567890123456789 ]\n\nIt was wrong.' \
		net/line.c 's/line10;/line10 = 10;/'
	candidate 2 '=?UTF-8?q?J=C3=B6rg?= <j@b.org>' 'net: fix row twenty' 'It was wrong, too.' \
		net/row.c 's/row20;/row20 = 20;/'
	candidate 3 'A B <a@b.org>' 'net: fix line ten again' 'It was still wrong.' \
		net/line.c 's/line10 = 10;/line10 = 11;/'
	sed -i 's/line50;/line50 = 50;/' new/net/line.c
	rm new/gone.c
	records
	changelog
}

records()
{
	printf '{"cve": "%s", "title": "net: fix row twenty", "upstream": "%s", "cvss": 7.8}\n' \
		CVE-2026-10002 aaaabbbbccccddddeeeeffff0000111122223333 >records.jsonl
}

changelog()
{
	cat >old/debian/changelog <<-EOF
	linux (6.1.1-1) bookworm; urgency=medium

	  * New upstream stable update:

	 -- C D <c@d.org>  Fri, 01 May 2026 10:00:00 +0200
	EOF
	cat - old/debian/changelog >new/debian/changelog <<-EOF
	linux (6.1.2-1) bookworm; urgency=medium

	  * New upstream stable update:
	    https://www.kernel.org/pub/linux/kernel/v6.x/ChangeLog-6.1.2
	    - [x86] net: fix line ten (CVE-2026-10001)
	    - net: fix row twenty
	    - net: fix line ten again
	    - net: nobody has seen this

	 -- C D <c@d.org>  Sat, 30 May 2026 10:00:00 +0200

	EOF
}

# The repository of jump.
split()
{
	suture-split --quiet --old old --new new --candidates patches --records records.jsonl \
		--output split.git >report
}

# Names of commits change with everything that a commit says; how sure one is, with what is learnt.
masked()
{
	sed -E -e 's/\b([0-9a-f]{40}|[0-9a-f]{12})\b/COMMIT/g' -e 's/\b0\.[0-9]+/SURE/g'
}

# as_nobody COMMAND...: on the machine itself, as a user that is not root, who cannot come into the
# directory of this test
as_nobody()
{
	if [ "$(id -u)" -eq 0 ]; then
		place=$(mktemp -d)
		chmod 755 "$place"
		cp "$(command -v "$1")" "$place"
		shift
		SUTURE_SYSROOT='' setpriv --reuid=65534 --regid=65534 --clear-groups \
			"$place/suture" "$@"
		status=$?
		rm -r "$place"
		return $status
	fi
	SUTURE_SYSROOT='' "$@"
}

# with_mounts COMMAND...: with mounts of its own; in a chroot, root may have them and no other user
with_mounts()
{
	if [ "$(id -u)" -eq 0 ]; then
		unshare --mount "$@"
	else
		unshare --map-root-user --mount "$@"
	fi
}

# web DIRECTORY FAULTS COMMAND...: run it while the directory is on the web, at $URL, with these
# faults of tests/web/server.c
web()
{
	directory=$1 faults=$2
	shift 2
	rm -f port
	set -f
	# shellcheck disable=SC2086 # a list of words
	web-server "$directory" port web.log $faults >server.log 2>&1 &
	server=$!
	set +f
	while [ ! -e port ]; do
		kill -0 $server || return
		sleep 0.02
	done
	URL=http://127.0.0.1:$(cat port)
	"$@"
	status=$?
	kill $server
	wait $server 2>/dev/null
	return $status
}

# What the service of a fleet answers is scripted (tests/web/server.c), in a directory of this name.
# advise FILTER [WORD]: to what is posted as WORD, by jq from what is good for any machine
advise()
{
	mkdir -p fleet/api/1
	{
		echo 200
		jq -n '{format: 1, machine: "@UUID@", authorization: "allowed", renew: false,
			group: "web", next: 3600, good_until: "2026-12-05T12:00:00Z", hold: [],
			hold_others: null, release: []}' | jq "$1"
	} >"fleet/api/1/${2:-report}"
}

# declines STATUS TOKEN MESSAGE [WORD]
declines()
{
	mkdir -p fleet/api/1
	printf '%s\n{"refusal": {"code": 1, "token": "%s", "message": "%s"}}' "$1" "$2" "$3" \
		>"fleet/api/1/${4:-report}"
}

# The access key of the fleet's, and what the machine has as its member.
# shellcheck disable=SC2034 # for the transcripts
access_key=suture-access-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
membership=root/var/lib/suture/fleet

# The service is where the machine has it, whichever port that is now.
# shellcheck disable=SC2016 # jq has variables of its own
at_fleet()
{
	[ ! -e "$membership/membership.json" ] ||
		edit "$membership/membership.json" --arg url "$URL" '.service = $url'
	"$@"
}

# fleet COMMAND...: with the service on the web, with $FAULTS; names of machines are not the same in
# two runs
fleet()
{
	web fleet "${FAULTS:-}" at_fleet "$@" >fleet.out 2>fleet.err
	status=$?
	named <fleet.out
	named <fleet.err >&2
	return $status
}

named()
{
	sed -E -e 's/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/UUID/g'
}

# body LETTER: what it says; the lists of a report are where its status would have them
body()
{
	sed 1d "$1" | jq -s 'if .[1] then .[0] * {status: .[1]} else .[0] end'
}

# verifies LETTER PUBLIC-KEY, by another program's word
verifies()
{
	{
		head -n 1 "$1" | sed 's/ [0-9a-f]*$//'
		sed 1d "$1" | sha256sum | cut -d ' ' -f 1 | tr -d '\n'
	} >signed
	head -n 1 "$1" | sed 's/.* //' | tr a-f A-F | tr -d '\n' | basenc --base16 -d >signature
	openssl pkeyutl -verify -pubin -inkey "$2" -rawin -in signed -sigfile signature
}

# A machine that follows a repository on the disk and is a member of the fleet.
# shellcheck disable=SC2016 # the variables are known when the service is there
member()
{
	follower "file://$PWD/repo"
	put /proc/sys/kernel/hostname 'host\n'
	advise . enrol
	advise .
	fleet eval 'suture enrol $access_key --service $URL' >/dev/null
}

# later SECONDS: what time it is then
later()
{
	SUTURE_NOW=$((1795867200 + $1))
	export SUTURE_NOW
}

# The number of letters that the machine has sent.
serial()
{
	jq .serial "$membership/membership.json"
}

# A repository with few keys, and a client who begins to trust it.
repository()
{
	suture-repo init repo --keys keys --threshold root=1/1 --threshold targets=1/1 \
		--threshold release=1/1 --threshold block=1/1 >/dev/null
	suture-tuf-client --metadata-dir trusted init repo/metadata/1.root.json
}

# A machine that follows the repository of repository(), when it is on the web.
follower()
{
	machine
	put /proc/sys/kernel/random/boot_id "boot-1\n"
	put /etc/machine-id 'feedfacefeedfacefeedfacefeedface\n'
	put /etc/suture/root.json ''
	cp repo/metadata/1.root.json root/etc/suture/root.json
	suture config set source "${1:-http://127.0.0.1:1}"
}

# follow COMMAND...: with the source where web() has it; what is said of a date is always the same
follow()
{
	suture config set source "$URL" && "$@"
}

# add ID [OPTION...]: to the repository, and publish it
add()
{
	suture-repo add repo --keys keys "$@" >/dev/null && suture-repo publish repo --keys keys
}

# What the machine has written down of itself.
record()
{
	jq -c '[[.installed[].id], (.intent | if . then [.install[].id] + .remove else . end),
		.suspects]' root/var/lib/suture/kernels/01234567/journal.json
}

# reboot N: of the kernel, nothing is left but its files
reboot()
{
	rm -rf root/sys/kernel/suture/updates/*
	put /proc/sys/kernel/random/boot_id "boot-$1\n"
}

# rotate ROLE [KEYS [REPO]]: ids of keys are not the same in two runs
rotate()
{
	suture-repo rotate "${3:-repo}" "$1" --keys "${2:-keys}" | sed 's/-[0-9a-f]\{8\}\./-ID./'
}

# core FILE RELEASE: what suture-repo reads of a core module
core()
{
	printf 'x\0name=suture\0vermagic=%s SMP mod_unload \0' "$2" >"$1"
}

# series BUILDID: what is published of a kernel
series()
{
	version=$(jq '.signed.meta["snapshot.json"].version' repo/metadata/timestamp.json)
	version=$(jq ".signed.meta[\"debian-$1.json\"].version" \
		"repo/metadata/$version.snapshot.json")
	digest=$(jq -r ".signed.targets[\"debian/$1/series.json\"].hashes.sha256" \
		"repo/metadata/$version.debian-$1.json")
	cat "repo/targets/debian/$1/$digest.series.json"
}

# Take over what a mirror has, and with a directory of targets' names and a target fetch that.
refresh()
{
	suture-tuf-client --metadata-dir trusted --metadata-url "$URL/metadata" --patience 1 refresh
}

fetch()
{
	suture-tuf-client --metadata-dir trusted --metadata-url "$URL/metadata" --patience 1 \
		--target-base-url "$URL/targets" --target-dir files --target-name "$1" download
}

# The versions of what is trusted.
trusted()
{
	for role; do
		jq -r '"\(.signed._type) \(.signed.version)"' "trusted/$role.json"
	done
}

# completes WORD...: what bash completes the last word of a command to
# shellcheck disable=SC2016 # bash expands what is in single quotes
completes()
{
	bash --norc -c '
		. "$0"
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_suture "$1" "${!#}" "${COMP_WORDS[COMP_CWORD-1]}"
		((${#COMPREPLY[@]} == 0)) || printf "%s\n" "${COMPREPLY[@]}"' \
		"$SUTURE_COMPLETIONS" "$@" | LC_ALL=C sort
}

# completes_all PROGRAM: of it and each verb, all options of --help are offered and no others
# shellcheck disable=SC2016 # bash expands what is in single quotes
completes_all()
{
	bash --norc -c '
		. "$0"
		mkdir -p empty
		cd empty
		complete_word()
		{
			COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
			_suture "$1" "${!#}" "${COMP_WORDS[COMP_CWORD-1]}"
		}
		compare()
		{
			complete_word "$@" --
			diff <("$@" --help | grep -oE "^  (-., )?--[a-z-]+" | sed "s/.* //") \
				<(printf "%s\n" "${COMPREPLY[@]}") && [[ ${COMPREPLY[*]} ]] &&
				echo "$*"
		}
		complete_word "$1" ""
		verbs=("${COMPREPLY[@]}")
		compare "$1" >/dev/null || exit
		for verb in "${verbs[@]}"; do
			[[ $verb == try ]] || compare "$1" "$verb" >/dev/null || exit
		done
		echo "${#verbs[@]} verbs"' "$SUTURE_COMPLETIONS" "$1" |
		sed "s/^[1-9][0-9]* verbs/right, with verbs/;s/^0 verbs/right, without verbs/"
}

# look SOURCE...: what the service makes of a repository, with either database the same
look()
{
	content-look "sqlite://$PWD/fleet.db" repo/metadata/1.root.json store "$@" >looked || return
	cat looked
	[ -n "${SUTURE_TEST_POSTGRES:-}" ] || return 0
	content-look "$SUTURE_TEST_POSTGRES" repo/metadata/1.root.json store-2 "$@" >other || return
	diff looked other
}
