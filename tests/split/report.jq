# SPDX-License-Identifier: GPL-2.0-or-later
# split.json for people. A line with tabs is a row of a table; its first row is the head.

def percent($part; $all): if $all == 0 then "-" else
	($part * 1000 / $all | round / 10 | tostring |
		if test("\\.") then "\(.) %" else "\(.).0 %" end) end;
def three: . * 1000 | round / 1000;
def row: map(tostring) | join("\t");
def demand($met; $what): if $met then "met: \($what)" else "not met: \($what)" end;
def lines_of($method): .methods[$method].lines // 0;
def all_lines: [.methods[].lines // 0] | add;
def explained_lines: all_lines - lines_of("residual") - lines_of("nobody");
def sum($key): map(.[$key] // 0) | add // 0;

def jump_row:
	(.items.exact + .items.claimed) as $ours
	| ["\(.old) to \(.new)", .items.items, .items.with_candidate,
	   "\(.items.exact) (\(percent(.items.exact; .items.with_candidate)))",
	   "\($ours) (\(percent($ours; .items.with_candidate)))",
	   "\(explained_lines) of \(all_lines) (\(percent(explained_lines; all_lines)))",
	   (if .tree_equal then "yes" else "NO" end), .cost.seconds, .cost.mib],
	  ["  cherry-pick or empty", .baseline.items, .baseline.with_candidate,
	   "\(.baseline.picked) (\(percent(.baseline.picked; .baseline.with_candidate)))",
	   "\(.baseline.picked) (\(percent(.baseline.picked; .baseline.with_candidate)))",
	   "\(all_lines - .baseline.rest_lines) of \(all_lines) (\(percent(
		all_lines - .baseline.rest_lines; all_lines)))", "yes", "-", "-"];

def method_rows:
	"\(.old) to \(.new)" as $jump | .audit as $audit
	| .methods | to_entries[] | select(.value.commits)
	| ($audit[.key] // {}) as $same
	| [$jump, .key, .value.commits, (.value.lines // 0), ($same["the same"] // 0),
	   ($same["a part"] // 0), ($same.different // 0), ($same["without a mail"] // 0)];

def jump_demands:
	.jumps[] | "\(.old) to \(.new)" as $jump
	| (if .old == "6.1.170-3" then [90, 95] else [88, 93] end) as [$exact, $claimed]
	| demand(.tree_equal; "\($jump): the last tree is the vendor's"),
	  demand(.items.exact * 100 >= $exact * .items.with_candidate;
		"\($jump): \($exact) % of the items with a candidate exact"),
	  demand((.items.exact + .items.claimed) * 100 >= $claimed * .items.with_candidate;
		"\($jump): \($claimed) % exact or claimed");

def jumps:
	"Real updates: items that have a candidate among the mails, and what became of them", "",
	(["update", "items", "with candidate", "exact", "exact or claimed", "lines explained",
	  "tree equal", "s", "MiB"] | row), (.jumps[] | jump_row | row), "",
	"Commits by method; of those with a candidate, how the lines they change compare with the",
	"mail", "",
	(["update", "method", "commits", "lines", "the same", "a part", "different",
	  "mail of another subject"] | row), (.jumps[] | method_rows | row), "",
	jump_demands, "";

def withheld_rows:
	.[] | group_by(.how)[] | .[0].how as $how | sum("items") as $items
	| [.[].said[]] | group_by(.method)[]
	| (sum("lines") - sum("foreign")) as $lines
	| [$how, $items, .[0].method, length, sum("right"), percent(sum("right"); length),
	   sum("same"), sum("lines"), percent($lines; sum("lines")),
	   (map(.confidence) | add / length | three)];

def withheld:
	"Candidates of exact commits withheld, halved or drifted, and what is said then", "",
	(["what was done", "items", "method", "said", "pure", "share", "the same change",
	  "lines", "precision", "stated"] | row), (.withhold | withheld_rows | row), "",
	([.withhold[][].said[]] | group_by(.method)[]
	 | .[0].method as $method
	 | demand(sum("foreign") * 10 <= sum("lines");
		"\($method): of the lines 90 % are its own without the candidate as it is"),
	   demand((map(select(.foreign * 2 < .lines)) | length) * 100 >= 90 * length;
		"\($method): of the commits 90 % are its own for the most part"),
	   demand(sum("right") >= 0.9 * sum("confidence");
		"\($method): as many as are stated are nothing but its own")), "";

def series_row:
	[.withheld, .changelog, .missing, .lines.explained,
	 percent(.lines.explained; .lines.total), .lines.total - .lines.explained,
	 percent(.lines.right; .lines.explained), percent(.lines.right; .lines.total),
	 "\(.found) of \(.truth)",
	 ([.commits[] | select(.method != "residual")]
	  | percent(map(.same) | add // 0; length))];

# Lines that are told apart by nothing but their place count as wrong: 99 % and no more.
def series_demands:
	.series[] | "\(.withheld) % withheld, changelog: \(.changelog)" as $case
	| (if .changelog == "none" then [90, 10] else [99.5, 1] end) as [$share, $more]
	| (if .withheld == 0 then demand(.lines.explained * 100 >= $share * .lines.total;
		"\($case): \($share) % of the lines explained")
	   elif .withheld == 20 then
		demand(.lines.total - .lines.explained <= .missing + $more * .lines.total / 100;
		"\($case): the residual at most the missing lines and \($more) %")
	   else empty end),
	  (if .lines.explained > 0 then demand(.lines.right * 100 >= 99 * .lines.explained;
		"\($case): 99 % of the lines explained are right") else empty end);

def series:
	"The vendor's own patches withheld (truth A), by lines and by commits (patch-id). Without",
	"a changelog a patch is believed only if half of it brings the trees nearer, since it may",
	"never have gone in: one that later patches rewrite stays unexplained, and what rests on",
	"it. At 50 % and more the residual has no bound: much rests on what is withheld.",
	"",
	(["withheld %", "changelog", "lines missing", "explained", "share", "residual",
	  "precision", "recall", "commits found", "precision"] | row),
	(.series[] | series_row | row), "", series_demands, "";

def made_rows:
	.made | to_entries[] | .key as $kind | .value[]
	| [$kind, .method, "\(.from) - \(.to)", .commits, (.stated | three), .right,
	   (.observed | three), .pure, .lines, .lines_right, (if .ok then "yes" else "NO" end)];

def made:
	"Made and squashed histories (truth B): stated confidence, and how many are right", "",
	(["kind", "method", "confidence", "commits", "stated", "right", "observed", "pure", "lines",
	  "lines right", "holds"] | row), (made_rows | row), "",
	(.made | to_entries[]
	 | demand(all(.value[]; .ok); "\(.key): no method claims more than is true")), "";

def speed:
	"By size", "",
	(["items", "files", "candidates", "lines", "s", "processor s", "MiB"] | row),
	(.speed[] | [.items, .files, .candidates, .lines, .seconds, .cpu, .mib] | row), "",
	(.speed[-1] | demand(.seconds <= 10; "the largest in 10 s"),
		demand(.mib <= 2048; "in 2 GiB")),
	(.speed | map(.cpu / .lines) | demand(.[-1] <= 1.5 * .[0];
		"cost linear in the diff: the processor time of a line of the largest is " +
		"\(.[-1] / .[0] | three) times that of the smallest's, at most 1.5")), "";

def modules:
	"Modules that the source is said to build, and those of the vendor's package", "",
	(["kernel", "planned", "shipped", "only planned", "only shipped", "s", "MiB"] | row),
	(.modules | [.kernel, .planned, .shipped, (.only_planned | length),
		(.only_shipped | length), .seconds, .mib] | row), "",
	(.modules | (.only_planned + .only_shipped) as $different
	 | demand($different == [] and .planned == .shipped and .shipped > 0;
		"\(.kernel): the modules are those of the package" +
		($different[:5] | if . == [] then "" else " (\(join(", ")))" end))), "";

def fixes:
	"From the split to updates: the corpus's fixes, 6.1.170-3", "",
	"\([.fixes[] | select(.exported)] | length) of \(.fixes | length) come out as patches, " +
	"\([.fixes[] | select(.applies)] | length) apply, " +
	"\([.fixes[] | select(.exported and .needs == 0)] | length) of them alone; " +
	"\([.fixes[] | select(.update == "created")] | length) became updates.", "",
	(["fix", "method", "confidence", "needs", "exported", "applies", "update", "remark"] | row),
	(.fixes[] | [.cve, .method // "-", .confidence // "-", .needs, .exported, .applies,
		.update // "-", .reason // ""] | row), "";

"Measured \(.facts.date), commit \(.facts.commit), git \(.facts.git); " +
"\(.facts.cpus) processors, load \(.facts.load)", "",
(if .jumps then jumps else empty end),
(if .withhold then withheld else empty end),
(if .series then series else empty end),
(if .made then made else empty end),
(if .speed then speed else empty end),
(if .modules then modules else empty end),
(if .fixes then fixes else empty end)
