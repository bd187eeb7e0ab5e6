#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Usage: help.sh NAME PROGRAM MAN-PAGE
#
# The options that 'PROGRAM VERB --help' lists, with their arguments, are those under
# ".SS NAME VERB" in the man page, and every verb has both. Options of the program without a verb
# are under ".SS NAME", where there is such a section.

set -u

name=$1
program=$2
page=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Verbs stand in a list of their own or in the lines of usage.
verbs_of_help()
{
	"$program" --help >"$work/text" || exit 1
	sed -n '/^Verbs:/,/^$/s/^  \([a-z]*\) .*/\1/p' "$work/text"
	sed -n "/^[Uu]sage:/,/^\$/s/^[Uu ][a-z: ]* $name \([a-z][a-z]*\) .*/\1/p" "$work/text"
}

options_of_help()
{
	# shellcheck disable=SC2086 # no verb is no word
	"$program" $1 --help |
		sed -n 's/^  \(-[a-zA-Z], \)\{0,1\}\(--[a-z-]*\( [A-Z=/]*\)\{0,1\}\)  .*/\1\2/p' |
		sed 's/ *$//'
}

options_of_page()
{
	sed -n "/^\\.SS $1\$/,/^\\.S[SH] /p" "$page" | tail -n +2 |
		sed -n 's/^\.BI* \("*\\-[\\a-zA-Z].*\)/\1/p' | tr -d '\\"' | tr -s ' '
}

# compare_options SECTION VERB
compare_options()
{
	options_of_help "$2" | sort >"$work/help"
	options_of_page "$1" | sort >"$work/man"
	diff -u --label "man page: $1" --label "$1 --help" "$work/man" "$work/help" || status=1
	[ -s "$work/help" ] || { echo "$1: no options in --help"; status=1; }
}

status=0
verbs_of_help | sort >"$work/verbs.help"
sed -n "s/^\\.SS $name \\([a-z]\\)/\\1/p" "$page" | sort >"$work/verbs.man"
diff -u "$work/verbs.man" "$work/verbs.help" || exit 1
while read -r verb; do
	compare_options "$name $verb" "$verb"
done <"$work/verbs.help"
if grep -q "^\\.SS $name\$" "$page"; then
	compare_options "$name" ""
fi
exit $status
