#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Checks of style: style.sh CHECK...; 'style.sh list' names them all.
#
# A check prints what it finds, as FILE:LINE: COMPLAINT, and fails if there is anything. Tables
# and pictures in .md files may be wider than other lines, and a long URL cannot be broken.
#
# shellcheck disable=SC2317 # the checks are called by their names

set -u

cd "$(dirname "$0")/.." || exit 1

# What git knows or would take, so that a new file is checked before it is committed.
files()
{
	git ls-files --cached --others --exclude-standard -- "$@" | while read -r file; do
		[ -e "$file" ] && printf '%s\n' "$file"
	done
}

sources()
{
	files '*.c' '*.h' '*.S'
}

# By the first line, so that programs without a suffix count too.
scripts()
{
	files | while read -r file; do
		case $file in
		*.sh | *.bash) echo "$file" ;;
		*) head -n 1 "$file" | grep -aqE '^#!.*sh$' && echo "$file" ;;
		esac
	done
}

# A file that cannot hold a comment says nothing of its licence.
check_licence()
{
	files | grep -vE '^(LICENSE|NEWS|\.(gitignore|clang-format|editorconfig))$' |
		grep -vE '^debian/(changelog|copyright|source/format)$' |
		grep -vE '^(LICENSES|docs/results)/|\.(md|t|expected|tsv|json|in)$|/modules$' |
		while read -r file; do
		head -n 3 "$file" | grep -q 'SPDX-License-Identifier: GPL-2.0' ||
			echo "$file:1: no licence"
	done
}

check_width()
{
	files | grep -vE '^(LICENSES|docs/results)/|\.(md|tsv|t|json|expected)$|^\.clang-format$' |
		while read -r file; do
		expand -t 8 "$file" | awk -v file="$file" \
			'length($0) > 100 { print file ":" FNR ": " length($0) " columns" }'
	done
}

check_blanks()
{
	files | grep -vE '^LICENSES/|\.(t|expected|patch)$' | while read -r file; do
		grep -nE '[	 ]+$' "$file" |
			sed "s|^\([0-9]*\):.*|$file:\1: blanks at the end|"
		[ -z "$(tail -c 1 "$file")" ] || echo "$file: no newline at the end"
	done
}

# Tabs indent; up to seven blanks may follow them to align.
check_indentation()
{
	sources | while read -r file; do
		grep -nE '^	*        ' "$file" |
			sed "s|^\([0-9]*\):.*|$file:\1: blanks for a tab|"
	done
}

# A list of rows may be long; look for the second noun in anything else.
check_length()
{
	sources | while read -r file; do
		lines=$(wc -l <"$file")
		[ "$lines" -le 620 ] || case $file in
		tests/unit/*) ;;
		*) echo "$file: $lines lines" ;;
		esac
	done
}

check_guards()
{
	sources | xargs grep -nE '\b(TODO|FIXME|XXX)\b' | sed 's/:[^:]*$/: unfinished/'
	sources | xargs awk '
		FNR == 1 { guarded = 0 }
		/_cleanup_/ { guarded = 1 }
		/^\tgoto |^\t\tgoto / && guarded { print FILENAME ":" FNR ": goto beside a guard" }'
}

check_fuzzers()
{
	for file in tests/fuzz/fuzz_*.c; do
		name=$(basename "$file" .c)
		grep -q "^  '${name#fuzz_}':" tests/fuzz/meson.build || echo "$file: is not built"
	done
}

check_tests()
{
	for file in tests/unit/test_*.c; do
		name=$(basename "$file" .c)
		grep -q "^  '${name#test_}':" tests/unit/meson.build || echo "$file: is not built"
	done
}

# What is read by another script has no first line to say which shell it is for, but may have
# a directive.
check_shell()
{
	scripts | while read -r file; do
		shell=--shell=sh
		if grep -qE '^(#!|# shellcheck shell=)' "$file"; then
			shell=
		fi
		shellcheck -x --source-path=SCRIPTDIR --format=gcc ${shell:+"$shell"} "$file"
	done 2>&1
}

check_manuals()
{
	for page in man/*.[1-8]; do
		LC_ALL=C.UTF-8 MANROFFSEQ=t MANWIDTH=80 \
			man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 >/dev/null |
			sed "s|^|$page: |"
	done
}

# Links between the documents, to files that are there.
check_links()
{
	files '*.md' | while read -r file; do
		grep -oE '\]\([^)#:]+' "$file" | sed 's/^](//' | while read -r link; do
			[ -e "$(dirname "$file")/$link" ] || echo "$file: no $link"
		done
	done
}

checks=$(sed -n 's/^check_\([a-z]*\)()$/\1/p' tests/style.sh)
if [ "${1:-}" = list ]; then
	echo "$checks"
	exit 0
fi
[ $# -gt 0 ] || {
	# shellcheck disable=SC2086 # a list of words
	set -- $checks
}
status=0
for check; do
	complaints=$("check_$check")
	if [ -n "$complaints" ]; then
		printf '%s\n' "$complaints"
		status=1
	fi
done
exit $status
