#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Usage: run.sh PROGRAM FILE.t [PROGRAM]...
#
# A .t file is a transcript. "$ COMMAND" is run by the shell; under it stand
# what it must print ("> " standard output, "! " standard error) and its exit code if
# that is not 0 ("= N"). Comments and blank lines are free. The transcript is
# made anew and compared as a whole. With UPDATE=1 it replaces the file.
#
# Commands run in an empty directory, with the functions of helpers.sh, service.sh and hostile.sh
# and the other programs.

set -u

program=$(realpath "$1")
script=$(realpath "$2")
folder=$(dirname "$(realpath "$0")")
work=$(mktemp -d)

# A service that was started and not stopped goes.
clean_up()
{
	if [ -e "$work/tree/sutured.pid" ]; then
		kill "$(cat "$work/tree/sutured.pid")" 2>/dev/null
	fi
	rm -rf "$work"
}
trap clean_up EXIT

mkdir "$work/bin" "$work/tree"
name=$(basename "$program" -fake)
ln "$program" "$work/bin/$name" 2>/dev/null || cp "$program" "$work/bin/$name"
shift 2
for other; do
	ln "$other" "$work/bin" 2>/dev/null || cp "$other" "$work/bin"
done
PATH=$work/bin:$PATH
SUTURE_SYSROOT=$work/tree/root
export PATH SUTURE_SYSROOT
cd "$work/tree" || exit 1

# Paths and times of this run are not a part of the transcript.
print_output()
{
	sed -e "s|$work/tree/||g" -e 's|127\.0\.0\.1:[0-9]*|WEB|g' \
		-e 's|after [0-9]* ms|after 0 ms|' -e "s|^|$1 |" -e 's| $||' "$2"
}

run_command()
{
	# shellcheck source=tests/cli/helpers.sh disable=SC1091
	( . "$folder/helpers.sh"; . "$folder/service.sh"; . "$folder/hostile.sh"; eval "$1" ) \
		>"$work/out" 2>"$work/err" </dev/null
	code=$?
	print_output '>' "$work/out"
	print_output '!' "$work/err"
	[ "$code" -eq 0 ] || echo "= $code"
}

while IFS= read -r line; do
	case $line in
	'$ '*)
		printf '%s\n' "$line"
		run_command "${line#??}"
		;;
	'>'* | '!'* | '='*) ;;
	*) printf '%s\n' "$line" ;;
	esac
done <"$script" >"$work/transcript"

if [ -n "${UPDATE:-}" ]; then
	cp "$work/transcript" "$script"
fi
diff -u "$script" "$work/transcript"
