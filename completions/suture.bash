# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What there is to complete is asked of the programs' --help, so it is never out of date;
# 'suture list' knows the ids.

# Verbs stand in a list of their own or in the lines of usage.
_suture_verbs()
{
	local name=${1##*/}

	"$1" --help 2>/dev/null | sed -n \
		-e '/^Verbs:/,/^$/s/^  \([a-z]*\) .*/\1/p' \
		-e "/^[Uu]sage:/,/^\$/s/^[Uu ][a-z: ]* $name \([a-z][a-z]*\) .*/\1/p"
	[[ $name != suture ]] || ! type -P suture-try >/dev/null || echo try
}

_suture_options()
{
	"$@" --help 2>/dev/null | sed -n 's/^  \(-[a-zA-Z], \)\{0,1\}\(--[a-z-]*\).*/\2/p'
}

# _suture_value OPTION COMMAND...: the word that stands for its value, if it wants one
_suture_value()
{
	local option=$1

	shift
	[[ $option == -* ]] || return
	"$@" --help 2>/dev/null | awk -v option="$option" '
		/^  -/ {
			sub(",", "")
			last = $2 ~ /^-/ ? 2 : 1
			if ($1 == option || $last == option) {
				if ($(last + 1) ~ /^[A-Z][A-Z=\/]*$/)
					print $(last + 1)
				exit
			}
		}'
}

# _suture_arguments COMMAND...: what stands in the line of usage besides options
_suture_arguments()
{
	"$@" --help 2>/dev/null | sed -n '1{s/^[Uu]sage: //;s/\[OPTION\.\.\.\]//;p;}'
}

_suture_ids()
{
	suture list 2>/dev/null | awk 'NR == 1 && $1 != "ID" { exit } NR > 1 { print $1 }'
}

# _suture_offer KIND WORD
_suture_offer()
{
	case $1 in
	ID) mapfile -t COMPREPLY < <(compgen -W "$(_suture_ids)" -- "$2") ;;
	DIR | DIRECTORY)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -d -- "$2") ;;
	FILE)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$2") ;;
	*SPEC | SOURCE) _suture_offer FILE "$2" ;;
	esac
}

# _suture PROGRAM WORD BEFORE, as bash calls it
_suture()
{
	local word=$2 before=$3 verbs value arguments
	local -a command=("$1")

	COMPREPLY=()
	verbs=$(_suture_verbs "$1")
	if [[ $COMP_CWORD -gt 1 && " ${verbs//$'\n'/ } " == *" ${COMP_WORDS[1]} "* ]]; then
		command+=("${COMP_WORDS[1]}")
		verbs=
	fi
	value=$(_suture_value "$before" "${command[@]}")
	if [[ $value ]]; then
		_suture_offer "$value" "$word"
	elif [[ $word == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$(_suture_options "${command[@]}")" -- "$word")
	elif [[ $COMP_CWORD -eq 1 && $verbs ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$verbs" -- "$word")
	else
		arguments=$(_suture_arguments "${command[@]}")
		case $arguments in
		*' ID'*DIR*)
			compopt -o filenames 2>/dev/null
			mapfile -t COMPREPLY < <({
				compgen -W "$(_suture_ids)" -- "$word"
				compgen -d -- "$word"
			} | sort -u) ;;
		*' ID'*) _suture_offer ID "$word" ;;
		*[[:upper:]]*) _suture_offer FILE "$word" ;;
		esac
	fi
}

complete -F _suture suture suture-create suture-repo suture-split suture-try suture-tuf-client \
	sutured suture-admin
