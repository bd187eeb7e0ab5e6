#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Usage: help.sh PROGRAM MAN-PAGE
#
# The options that 'suture VERB --help' lists, with their arguments, are those under
# "SS suture VERB" in the man page, and every verb has both.

set -u

program=$1
page=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$program" --help | sed -n '/^Verbs:/,/^$/s/^  \([a-z]*\) .*/\1/p' | sort >"$work/verbs.help"
sed -n 's/^\.SS suture //p' "$page" | sort >"$work/verbs.man"
diff -u "$work/verbs.man" "$work/verbs.help" || exit 1

status=0
while read -r verb; do
	"$program" "$verb" --help |
		sed -n 's/^  \(--[a-z-]*\( [A-Z]*\)\{0,1\}\)  .*/\1/p' |
		sed 's/ *$//' | sort >"$work/help"
	sed -n "/^\\.SS suture $verb\$/,/^\\.S[SH] /p" "$page" | tail -n +2 |
		sed -n 's/^\.BI* \(\\-\\-.*\)/\1/p' | tr -d '\\"' | tr -s ' ' | sort >"$work/man"
	diff -u --label "man page: $verb" --label "--help: $verb" "$work/man" "$work/help" || status=1
	[ -s "$work/help" ] || { echo "$verb: no options in --help"; status=1; }
done <"$work/verbs.help"
exit $status
