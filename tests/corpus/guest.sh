#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# One fix of the corpus in a guest: guest.sh CVE
#
# /corpus/CVE holds the update, the lists "targets" and "modules" of what is loaded first, and
# perhaps "reproducer"; /corpus/exercise has the ways into the functions. What is found goes to
# standard output, "KEY VALUE" a line; what was said goes to it as well, indented.
# Exit status: 0 applied and undone as it should be, 1 not.
set -u

cve=$1
here=/corpus/$cve
tracing=/sys/kernel/tracing
said=/tmp/said

fact()
{
	echo "$*"
}

# The log of the kernel tells as well what it was busy with when something went wrong.
stage()
{
	stage=$1
	echo "corpus: $cve: $1" >/dev/kmsg
}

fail()
{
	fact failed "$stage"
	fact message "$(grep . "$said" | head -n 4 | tr -s '\n\t ' ' ')"
	tracer nop 2>/dev/null
	exit 1
}

# Run a command whose failure ends everything.
must()
{
	"$@" >"$said" 2>&1
	status=$?
	sed 's/^/\t/' "$said"
	[ $status -eq 0 ] || fail
}

# A driver does not load where its hardware is not; what the update says to that is the result.
lacks_hardware()
{
	grep -q 'No such device' "$said" || return 1
	fact lacking "$1: No such device"
	suture apply "$here/update" >"$said" 2>&1
	status=$?
	sed 's/^/\t/' "$said"
	token=$(sed -n 's/^ *reason: .*(\([a-z-]*\))$/\1/p' "$said")
	if [ $status -eq 0 ] || [ ! "$token" ]; then
		fail
	fi
	fact refused "$token"
	exit 0
}

load_targets()
{
	while read -r module; do
		modprobe "$module" >"$said" 2>&1 && continue
		sed 's/^/\t/' "$said"
		lacks_hardware "$module" || fail
	done <"$here/targets"
}

# A module that a way in would use may be missing.
load_others()
{
	while read -r module; do
		modprobe "$module"
	done <"$here/modules"
}

exercises()
{
	/corpus/exercise | grep -q "^$cve	"
}

# A way in that does not work on the kernel as it was cannot be held against the update.
exercise()
{
	exercises || return 0
	timeout 60 /corpus/exercise "$cve" >"$said" 2>&1
	fact "exercise-$1" $?
	sed 's/^/\t/' "$said"
}

reproduce()
{
	[ -x "$here/reproducer" ] || return 0
	timeout 60 "$here/reproducer" >"$said" 2>&1
	fact "reproducer-$1" $?
	sed 's/^/\t/' "$said"
}

tracer()
{
	echo "$1" >$tracing/current_tracer
}

# Only the functions of the update's own modules are traced.
trace_update()
{
	echo 8192 >$tracing/buffer_size_kb
	echo >$tracing/set_ftrace_filter
	for module in "$here"/update/*.ko; do
		name=${module##*/}
		echo "*:mod:${name%.ko}" >>$tracing/set_ftrace_filter || return 1
	done
	tracer function
}

# The functions that were entered, each once.
entered()
{
	echo 0 >$tracing/tracing_on
	sed -n 's/^[^#].*: \([A-Za-z0-9_.]*\) .*<-.*/entered \1/p' $tracing/trace | sort -u
	tracer nop
	echo >$tracing/trace
	echo >$tracing/set_ftrace_filter
	echo 1 >$tracing/tracing_on
}

work()
{
	exercise "$1"
	reproduce "$1"
}

stage targets
load_targets
load_others
stage before
work before
stage apply
must suture apply "$here/update"
stage trace
must trace_update
stage after
work after
must load --seconds 2
entered
stage undo
must suture undo --all
stage again
work again
stage end
