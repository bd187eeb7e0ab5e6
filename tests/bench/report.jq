# SPDX-License-Identifier: GPL-2.0-or-later
# bench.json for people.
def pad(n): tostring | (" " * ([n - length, 0] | max)) + .;
def left(n): tostring | . + (" " * ([n - length, 0] | max));
def ms: . / 10000 | round / 100;

"Measured \(.date), kernel \(.kernel) (stock, emulated), commit \(.commit);",
"host: \(.host_cpus) processors, load \(.host_load) at the start. Emulated times are slow; ratios",
"count, and a busy host spoils those too: it takes processors away while others wait for them.",
"",
"Creating an update of a fix in one file, prepared source (median of 3; goal 30 s)",
(.creator_seconds.warm | to_entries[] | select(.key != "all") |
 "  \(.key | left(40))\(.value | pad(8)) s"),
"  \("all" | left(40))\(.creator_seconds.warm.all | pad(8)) s",
(if .creator_seconds.cold then
 "  \("the first, with download (goal 240 s)" | left(40))" +
 "\(.creator_seconds.cold.all | pad(8)) s"
 else empty end),
"",
"Pause of the machine, ms; ratio to an empty stop of the same boot (goal 2 at 10,000)",
"  threads       empty       apply     reverse   ratio: apply   reverse   samples",
(.pause_ns[] | ("least", "quarter", "median") as $q |
 "  \(.threads | pad(7))\(.empty[$q] | ms | pad(12))\(.apply[$q] | ms | pad(12))" +
 "\(.reverse[$q] | ms | pad(12))\(.apply_ratio[$q] | pad(15))\(.reverse_ratio[$q] | pad(10))" +
 "\(.apply.n | pad(10))  \($q)"),
"",
"One getppid(), ns (least of the samples of 20,000 calls each, and median)",
(.call_ns | to_entries[] |
 "  \(.key | left(12))\(.value.least | pad(8))\(.value.median | pad(8))"),
"",
"Memory that stays, bytes",
"  the core    \(.memory_bytes.core | pad(8))",
"  one update  \(.memory_bytes.update | pad(8))"
