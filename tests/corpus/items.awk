# SPDX-License-Identifier: GPL-2.0-or-later
# Name the top-level item (function, structure, variable, macro) that each line of a C file
# in kernel style belongs to: one name a line, "-" for lines between two items.
#
# Kernel style makes this possible without a parser: a body opens with "{" and closes with a
# "}" in column one, and nothing else inside an item begins there but labels.

function identifier(text)
{
	if (!match(text, /[A-Za-z_][A-Za-z0-9_]*$/))
		return "-"
	return substr(text, RSTART, RLENGTH)
}

function trimmed(text)
{
	sub(/[ \t]+$/, "", text)
	return text
}

# What a function-like macro is called with: DEFINE_MUTEX(lock), SYSCALL_DEFINE3(bind, ...
function first_argument(text)
{
	sub(/^[^(]*\([ \t]*/, "", text)
	match(text, /^[A-Za-z0-9_]*/)
	return substr(text, 1, RLENGTH)
}

function name_of_code(text,    name)
{
	gsub(/__attribute__[ \t]*\(\([^)]*\)\)/, "", text)
	if (text ~ /^[^(]*[=;{[]/ && text !~ /^[^=;{[]*\(/) {
		sub(/[=;{[].*/, "", text)
		return identifier(trimmed(text))
	}
	if (text !~ /\(/)
		return identifier(trimmed(text))
	name = text
	sub(/[ \t]*\(.*/, "", name)
	name = identifier(name)
	return name ~ /^[A-Z][A-Z0-9_]*$/ ? first_argument(text) : name
}

function name_of_directive(text)
{
	if (text ~ /^#[ \t]*include/) {
		gsub(/^#[ \t]*include[ \t]*[<"]|[>"].*/, "", text)
		return text
	}
	if (text ~ /^#[ \t]*(define|undef)/) {
		sub(/^#[ \t]*[a-z]+[ \t]+/, "", text)
		match(text, /^[A-Za-z0-9_]*/)
		return substr(text, 1, RLENGTH)
	}
	return "-"
}

function close_item(name,    line)
{
	for (line = first; line <= NR; line++)
		names[line] = name
	first = 0
	head = ""
	body = 0
}

{
	names[NR] = "-"
	if (!first && $0 ~ /^[ \t]*$/)
		next
	if (!first)
		first = NR
}

comment || /^[ \t]*\/\*/ && !body && head == "" {
	comment = $0 !~ /\*\//
	next
}

/^\/\// && !body && head == "" { next }

continued || /^#/ && !body && head == "" {
	if (!continued)
		directive = $0
	continued = $0 ~ /\\$/
	if (!continued)
		close_item(name_of_directive(directive))
	next
}

# Conditional compilation inside a head or a body says nothing about where an item ends.
/^#/ { next }

!body {
	head = head " " $0
	if ($0 ~ /^{/ || $0 ~ /{[ \t]*$/)
		body = 1
	else if ($0 ~ /;[ \t]*(\/\*.*\*\/)?[ \t]*$/ || $0 ~ /}[ \t]*$/ ||
		 $0 ~ /^[A-Z][A-Z0-9_]*\(.*\)$/)
		close_item(name_of_code(head))
	next
}

/^}/ { close_item(name_of_code(head)) }

END {
	for (line = 1; line <= NR; line++)
		print names[line]
}
