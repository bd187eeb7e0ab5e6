# SPDX-License-Identifier: GPL-2.0-or-later
# What became of one fix, from what create-one and try-some left. Given as arguments: cve,
# target, how, why; created (JSON), seconds, status; and said, faults, ended as raw text or "".

def lines: split("\n") | map(select(. != ""));
def fact($key): $said | lines | map(select(startswith($key + " ")) | ltrimstr($key + " ")) | first;
def number_of($key): fact($key) | if . then tonumber else null end;
def pauses: $said | lines | map(capture("stood still for (?<ms>[0-9.]+) ms").ms | tonumber);
def attempts: $said | lines | map(capture("at attempt (?<n>[0-9]+)").n | tonumber) | max // 1;
def round_trip($what):
	{ before: number_of($what + "-before"), after: number_of($what + "-after"),
	  again: number_of($what + "-again") }
	| if .before == null then null else . end;

($created[0] // {}) as $made
| ($made.modules // []) as $modules
| fact("failed") as $stage
| ($faults | lines) as $faults
| {
	cve: $cve,
	target: ([$modules[].target] | if . == [] then $target else join(",") end),
	how: $how,
	why: $why,
	result: (
		if $made.refusal then "refused:" + $made.refusal.token
		elif $status != "0" then "failed:create"
		elif $stage then "failed:" + $stage
		elif $ended == "" then "untried"
		elif $ended != "0" then "failed:machine"
		elif ($faults | length) > 0 then "failed:log"
		elif fact("refused") then "refused:" + fact("refused")
		else "applied" end),
	message: ($made.refusal.message // (if $stage then fact("message") else fact("lacking") end)
		// $faults[0]),
	functions: [$modules[].functions[]? | .name],
	data: [$modules[].data[]? | .name],
	entered: [$said | lines[] | select(startswith("entered ")) | ltrimstr("entered ")],
	create_seconds: ($seconds | tonumber),
	pause_ms: pauses[0],
	undo_pause_ms: pauses[1],
	attempts: attempts,
	log: (if $said == "" then null elif ($faults | length) > 0 then "faults" else "clean" end),
	exercise: round_trip("exercise"),
	reproducer: round_trip("reproducer"),
	notices: ($made.notices // [])
}
