# SPDX-License-Identifier: GPL-2.0-or-later
# The table for people, from corpus.json: rows of fields, divided by tabs.

def proof:
	if .reproducer == null then empty
	elif .reproducer == { before: 1, after: 0, again: 1 } then
		"reproducer: vulnerable, fixed, vulnerable"
	else
		"reproducer: \(.reproducer | [.before, .after, .again] | map(tostring) | join(","))"
	end;
def remarks:
	[ proof,
	  (select(.exercise != null and (.exercise | .before != .after or .before != .again))
		| "exercise: \(.exercise | [.before, .after, .again] | map(tostring) | join(","))"),
	  (select(.attempts > 1) | "attempt \(.attempts)"),
	  (select(.data | length > 0) | "data: \(.data | join(" "))"),
	  (select(.how != "whole") | .why),
	  (select(.result != "applied") | .message // empty) ]
	| join("; ");
def cell: if . == null then "-" else tostring end;

["fix", "target", "how", "result", "functions", "entered", "create s", "pause ms", "log", "remark"],
(.fixes[] | [ .cve, .target, .how, .result, (.functions | length), (.entered | length),
	.create_seconds, .pause_ms, .log, remarks ] | map(cell))
| @tsv
