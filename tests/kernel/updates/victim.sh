#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The facts about victim.ko that grafted.c needs, for facts.h: victim.sh VICTIM.o
set -eu
nm -S "$1" | awk '
$4 == "victim_get" {
	printf "#define FACT_LINK_victim_get 0x%sULL\n", $1
	printf "#define FACT_SIZE_victim_get 0x%s\n", $2
}
$4 == "victim_hidden" { printf "#define FACT_LINK_victim_hidden 0x%sULL\n", $1 }
$4 == "victim_mention" { printf "#define FACT_LINK_victim_mention 0x%sULL\n", $1 }'
