# SPDX-License-Identifier: GPL-2.0-or-later
# Set rows with tabs into columns; the last one runs free. The first row is the head.
BEGIN { FS = "\t" }

{
	rows = NR
	for (i = 1; i <= NF; i++) {
		cell[NR, i] = $i
		if (length($i) > width[i])
			width[i] = length($i)
	}
	columns = NF
}

END {
	for (row = 1; row <= rows; row++) {
		line = ""
		for (i = 1; i < columns; i++)
			line = line sprintf("%-*s  ", width[i], cell[row, i])
		line = line cell[row, columns]
		sub(/ +$/, "", line)
		print line
	}
}
