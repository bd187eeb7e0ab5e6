# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by what an emulated machine does in a test, tests/e2e/guest and tests/fleet/guest.
#
# /root/test has the reproducers and the repository's first root. What is found goes to the second
# serial port:
#	step VERDICT SECONDS NAME
#	fact NAME VALUE
#	now WHAT		the host waits for it
#	| TEXT			what was said

here=/root/test
report=/dev/ttyS1
build_id=$(od -An -v -tx1 /sys/kernel/notes | tr -d ' \n' |
	sed 's/.*040000001400000003000000474e5500\(.\{40\}\).*/\1/')
state=/var/lib/suture/kernels/$build_id
late_fix=CVE-2026-46303	# of isofs

fact()
{
	echo "fact $*" >$report
}

now()
{
	echo "now $*" >$report
}

hundredths()
{
	cut -d' ' -f 1 /proc/uptime | tr -d .
}

# step NAME COMMAND...
step()
{
	name=$1
	shift
	began=$(hundredths)
	verdict=ok
	"$@" >/tmp/said 2>&1 || verdict=FAILED
	seconds=$(($(hundredths) - began))
	sed 's/^/| /' /tmp/said >$report
	printf 'step %s %d.%02d %s\n' $verdict $((seconds / 100)) $((seconds % 100)) "$name" \
		>$report
}

# ends STATUS TEXTS COMMAND...: it does with this status, and says each line of TEXTS
ends()
{
	expected=$1 texts=$2
	shift 2
	"$@" >/tmp/answer 2>&1
	status=$?
	cat /tmp/answer
	if [ $status -ne "$expected" ]; then
		echo "it ended with $status"
		return 1
	fi
	echo "$texts" | while read -r text; do
		[ -z "$text" ] || grep -qF -- "$text" /tmp/answer ||
			{ echo "not said: $text"; exit 1; }
	done
}

# ---- the holes ----

# reproduce VERDICT CVE...: 1 vulnerable, 0 fixed. isofs is loaded for it, and stays if it was.
reproduce()
{
	wanted=$1
	shift
	for cve; do
		had_isofs=$(grep -c '^isofs ' /proc/modules)
		[ "$cve" != $late_fix ] || modprobe -a loop isofs
		"$here/reproducers/$cve"
		found=$?
		[ "$had_isofs" -gt 0 ] || ! grep -q '^isofs ' /proc/modules || rmmod isofs
		[ $found -eq "$wanted" ] || { echo "$cve: $found"; return 1; }
	done
}

open()
{
	reproduce 1 "$@"
}

closed()
{
	reproduce 0 "$@"
}

# Applied by the kernel's word, these and no others; and the command says the same.
applied()
{
	for id; do
		grep -qx applied "/sys/kernel/suture/updates/$id/state" || return 1
	done
	[ "$(grep -lx applied /sys/kernel/suture/updates/*/state 2>/dev/null | wc -l)" -eq $# ] &&
		[ "$(suture list | grep -c ' applied ')" -eq $# ]
}

# ---- the machine ----

is_up()
{
	systemctl stop --no-block suture-upgrade.timer
	systemctl is-system-running --wait || { systemctl --failed --no-legend; return 1; }
}

log_is_clean()
{
	! dmesg | grep -E 'BUG|WARNING|Oops|Call Trace|protection fault|stall|lockup'
}

property()
{
	systemctl show --value -p "$2" "$1"
}

unit_went_well()
{
	[ "$(property "$1" Result)" = success ] || {
		systemctl status --no-pager "$1"
		return 1
	}
}

has_network()
{
	for _ in $(seq 60); do
		ip -4 route show default | grep -q 10.0.2.2 && return
		sleep 0.5
	done
	return 1
}

# ---- the power fails ----

suspects()
{
	suture hold | sed -n 's/ .*the machine went down.*//p'
}

# in_the_middle COMMAND...: stop it after it has written what it is about and before it is done.
# If it was too quick, begin_again, which is the caller's, undoes it.
in_the_middle()
{
	for _ in $(seq 20); do
		"$@" &
		pid=$!
		until grep -q '"boot_id"' "$state/journal.json"; do
			kill -0 $pid 2>/dev/null || break
		done
		kill -STOP $pid
		sync
		if grep -q '"boot_id"' "$state/journal.json"; then
			now middle
			sleep 1000
		fi
		kill -CONT $pid
		wait $pid
		begin_again "$@"
	done
}

stty -F $report raw -echo 2>/dev/null
