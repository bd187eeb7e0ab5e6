# SPDX-License-Identifier: GPL-2.0-or-later
# From the difference of two versions of a file, keep the changes inside chosen items only,
# and print the old file with just those changes made.
#
# awk -v choice=NAMES -v met=FILE -f select.awk OLD-ITEMS NEW-ITEMS OLD NEW DIFFERENCE
#
# NAMES is a list with commas: NAME takes every change in that item, NAME#2 only its second
# one. If each begins with "!", everything but these is taken. DIFFERENCE is in diff's
# normal format. The names that met a change are added to FILE.

BEGIN {
	count = split(choice, wanted, ",")
	for (i = 1; i <= count; i++) {
		if (sub(/^!/, "", wanted[i]))
			exclude = 1
		chosen[wanted[i]] = 1
	}
}

FNR == 1 { input++ }
input == 1 { old_item[FNR] = $0; next }
input == 2 { new_item[FNR] = $0; next }
input == 3 { old_line[FNR] = $0; old_count = FNR; next }
input == 4 { new_line[FNR] = $0; next }

function collect(items, from, to, names,    line)
{
	for (line = from; line <= to; line++)
		if (items[line] != "-")
			names[items[line]] = 1
}

function is_chosen(names,    name, hit)
{
	for (name in names) {
		seen[name]++
		if (name in chosen)
			hit = used[name] = 1
		if ((name "#" seen[name]) in chosen)
			hit = used[name "#" seen[name]] = 1
	}
	return exclude ? !hit : hit
}

function range(text, bounds)
{
	if (split(text, bounds, ",") == 1)
		bounds[2] = bounds[1]
}

function copy_old(to)
{
	while (at < to)
		print old_line[++at]
}

/^[0-9]/ {
	split("", names)
	match($0, /[acd]/)
	kind = substr($0, RSTART, 1)
	range(substr($0, 1, RSTART - 1), old)
	range(substr($0, RSTART + 1), new)
	if (kind != "a")
		collect(old_item, old[1] + 0, old[2] + 0, names)
	if (kind != "d")
		collect(new_item, new[1] + 0, new[2] + 0, names)
	if (!is_chosen(names))
		next
	copy_old(kind == "a" ? old[1] + 0 : old[1] - 1)
	if (kind != "a")
		at = old[2] + 0
	if (kind != "d")
		for (line = new[1] + 0; line <= new[2] + 0; line++)
			print new_line[line]
}

END {
	copy_old(old_count)
	for (name in used)
		print name >> met
}
