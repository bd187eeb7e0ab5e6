# SPDX-License-Identifier: GPL-2.0-or-later
# The samples of one run to what is kept of it. Nanoseconds; the quarter is the value that one
# sample in four stays below, which the host's other work disturbs less than the median.
def quantile($q): sort | .[(length - 1) * $q | floor];
def figures: {n: length, quarter: quantile(0.25), median: quantile(0.5), least: min};
def of($kind; $threads): [.[] | select(.kind == $kind and .threads == $threads) | .values[0]];
def ratio($a; $b): if $b > 0 then ($a / $b * 100 | round / 100) else null end;

def ratios($a; $b): {least: ratio($a.least; $b.least), quarter: ratio($a.quarter; $b.quarter),
		     median: ratio($a.median; $b.median)};

$samples[0] as $all |
def calls($kind): $all | of("call-" + $kind; "0") | figures;
def pause($threads): ($all | of("empty"; $threads) | figures) as $empty |
	($all | of("apply"; $threads) | figures) as $apply |
	($all | of("reverse"; $threads) | figures) as $reverse |
	{threads: ($threads | tonumber), empty: $empty, apply: $apply, reverse: $reverse,
	 apply_ratio: ratios($apply; $empty), reverse_ratio: ratios($reverse; $empty),
	 looked_at_inside: ([$all[] | select(.kind == "apply" and .threads == $threads) |
			     .values[2]] | quantile(0.5))};

def memory($of): [$all[] | select(.kind == "is-memory-" + $of) | .threads | tonumber][0];

$facts[0] + {
	creator_seconds: {warm: $warm[0], cold: $cold[0]},
	pause_ns: ($all | map(select(.kind == "empty") | .threads) | unique |
		   sort_by(tonumber) | map(pause(.))),
	call_ns: {vendor: calls("vendor"), suture: calls("suture"), livepatch: calls("livepatch")},
	memory_bytes: {core: memory("core"), update: memory("update")}
}
