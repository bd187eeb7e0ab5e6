/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "hostility.h"

#define HOLD(id)   "\"hold\": [{\"id\": \"" id "\", \"reason\": \"ring\", \"text\": \"-\"}]"
#define SAYS(text) "\"hold_others\": {\"reason\": \"ring\", \"text\": \"" text "\"}"
#define LETTERS	   "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define LONG	   LETTERS LETTERS LETTERS LETTERS
#define VERY_LONG  LONG LONG LONG LONG LONG LONG LONG LONG

/* @ELSEWHERE@ is a repository of the service's own, which has the updates that are told of. */
const struct lie lies[] = {
	/* Updates that there are not, or that are not to come. */
	{ "holds what nobody has", HOLD("nobody") },
	{ "releases what nobody has", "\"release\": [\"nobody\"]" },
	{ "releases what it has itself", "\"release\": [\"planted\", \"one\"]" },
	{ "releases what is withdrawn", "\"release\": [\"gone\"]" },
	{ "releases what excludes", "\"release\": [\"other\"]" },
	{ "releases what is held", "\"release\": [\"kept\"]" },
	{ "releases half", SAYS("-") ", \"release\": [\"two\"]" },
	{ "holds all", SAYS("-") },
	{ "nobody is allowed", "\"authorization\": \"denied\", " SAYS("-") },
	/* Ids that are no ids. */
	{ "id in a parent", HOLD("../../x") },
	{ "id of a parent", HOLD("..") },
	{ "id absolute", HOLD("/etc/passwd") },
	{ "id with NUL", HOLD("one\\u0000") },
	{ "id with newline", HOLD("one\\n") },
	{ "id with escape", HOLD("\\u001b[2J") },
	{ "id of no bytes", HOLD("") },
	{ "id of 256 bytes", HOLD(LONG) },
	{ "id as option", HOLD("--to") },
	{ "id as pattern", HOLD("*") },
	{ "id as command", HOLD("$(id)") },
	{ "id as URL", HOLD("@ELSEWHERE@/x") },
	{ "id as format", HOLD("%n%s") },
	{ "id as number", "\"hold\": [{\"id\": 1, \"reason\": \"ring\", \"text\": \"-\"}]" },
	{ "released in a parent", "\"release\": [\"../../x\"]" },
	{ "released absolute", "\"release\": [\"/dev/suture\"]" },
	{ "released with NUL", "\"release\": [\"one\\u0000\"]" },
	{ "released of 256 bytes", "\"release\": [\"" LONG "\"]" },
	{ "released as object", "\"release\": [{\"id\": \"one\"}]" },
	{ "one both ways", HOLD("one") ", \"release\": [\"one\", \"one\"]" },
	/* More than is asked for. */
	{ "with a repository", "\"repository\": \"@ELSEWHERE@\", \"url\": \"@ELSEWHERE@\"" },
	{ "with a source", "\"source\": \"@ELSEWHERE@\", \"mirrors\": [\"@ELSEWHERE@\"]" },
	{ "with a root", "\"root\": {\"signed\": {\"_type\": \"root\", \"version\": 9}}" },
	{ "with a key", "\"key\": \"00\", \"public_key\": \"00\", \"access_key\": \"00\"" },
	{ "with a hook", "\"hook\": \"/bin/sh -c id\", \"hooks\": {\"before\": [\"id\"]}" },
	{ "with a command", "\"command\": \"id\", \"run\": [\"id\"], \"exec\": \"id\"" },
	{ "with a policy", "\"config\": {\"mode\": \"automatic\", \"delay\": 0, \"hold\":\"\"}, "
			   "\"policy\": {\"source\": \"@ELSEWHERE@\"}" },
	{ "with a service", "\"service\": \"@ELSEWHERE@\", \"redirect\": \"@ELSEWHERE@\"" },
	{ "with updates", "\"install\": [\"planted\", \"gone\"], \"apply\": [\"/tmp/planted\"]" },
	{ "with a file", "\"update\": {\"id\": \"planted\", \"file\": \"fleet/planted\", "
			 "\"content\": \"c3V0dXJlLWZha2U=\", \"sha256\": \"00\"}" },
	{ "with a way back",
	  "\"remove\": [\"base\"], \"downgrade\": \"6.1.99-1\", \"pin\": \"1\"" },
	{ "with a switch", "\"disable\": true, \"reboot\": true, \"leave\": true" },
	{ "with a series", "\"series\": {\"updates\": [{\"id\": \"planted\"}]}, \"blocked\": []" },
	{ "with a core", "\"core\": {\"url\": \"@ELSEWHERE@/suture.ko\", \"load\": true}" },
	{ "with a prototype", "\"__proto__\": {\"renew\":true}, \"\": {}" },
	{ "with shares", "\"percent\": 1e308, \"at_once\": -1, \"rollout\": 10000, "
			 "\"window\": \"NaN-99:99\"" },
	/* Strange values. */
	{ "next is not a number", "\"next\": NaN" },
	{ "next is without end", "\"next\": Infinity" },
	{ "next below nothing", "\"next\": -9223372036854775808" },
	{ "next of 64 bits", "\"next\": 9223372036854775807" },
	{ "next of more bits", "\"next\": 18446744073709551616" },
	{ "next is huge", "\"next\": 1e308" },
	{ "next is too huge", "\"next\": 1e309" },
	{ "next is nothing", "\"next\": 0" },
	{ "next is text", "\"next\": \"60\"" },
	{ "good for ever", "\"good_until\": \"9999-12-31T23:59:59Z\"" },
	{ "good before time", "\"good_until\": \"0000-00-00T00:00:00Z\"" },
	{ "good on no day", "\"good_until\": \"2026-02-31T25:61:61Z\"" },
	{ "good as number", "\"good_until\": 1e308" },
	{ "good in long", "\"good_until\": \"" LONG "\"" },
	{ "good long ago", "\"good_until\": \"2026-01-01T00:00:00Z\"" },
	{ "authorized as root", "\"authorization\": \"root\"" },
	{ "authorized by number", "\"authorization\": 2" },
	{ "renew by word", "\"renew\": \"yes\"" },
	{ "renew at once", "\"renew\": true" },
	{ "format of later", "\"format\": 2" },
	{ "format as real", "\"format\": 1.0" },
	/* Identities. */
	{ "of another machine", "\"machine\": \"6b9a3c1e-7d52-4f1b-9a55-3e1f6f0d2c47\"" },
	{ "of a path", "\"machine\": \"../../../../etc/cron.d/x\"" },
	{ "of nobody", "\"machine\": null" },
	{ "of two", "\"machine\": \"@UUID@\", \"machine\": \"@UUID@\"" },
	/* What people are shown. */
	{ "group as path", "\"group\": \"../../etc\"" },
	{ "group as command", "\"group\": \"$(id)`id`;id|id\"" },
	{ "group as format", "\"group\": \"%n%n%n%s%s%1000000d\"" },
	{ "group with escape", "\"group\": \"\\u001b]0;x\\u0007\"" },
	{ "group in lines", "\"group\": \"web\\nmode = automatic\"" },
	{ "group from the right", "\"group\": \"\\u202ebew\"" },
	{ "group of 2048 bytes", "\"group\": \"" VERY_LONG "\"" },
	{ "group as object", "\"group\": {\"name\": \"web\"}" },
	{ "text as format", SAYS("%n%s%99999d") },
	{ "text with escape", SAYS("\\u009b2J") },
	{ "text in lines", SAYS("x\\r\\nsuture: all is well") },
	{ "text of 2048 bytes", SAYS(VERY_LONG) },
	{ "reason as path", "\"hold_others\": {\"reason\": \"../x\", \"text\": \"-\"}" },
	{ "half a pair", "\"group\": \"\\ud800\"" },
	{ NULL, NULL },
};

/* ---- advice ---- */

static const struct {
	const char *name, *value;
} own[] = {
	{ "format", "1" },
	{ "machine", "\"@UUID@\"" },
	{ "authorization", "\"allowed\"" },
	{ "renew", "false" },
	{ "group", "\"web\"" },
	{ "next", "3600" },
	{ "good_until", "\"2026-12-05T12:00:00Z\"" },
	{ "hold", "[]" },
	{ "hold_others", "null" },
	{ "release", "[]" },
};

static void write_expanded(const char *text, const struct victim *victim, FILE *to)
{
	while (*text) {
		if (!strncmp(text, "@UUID@", 6)) {
			fputs(victim->uuid, to);
			text += 6;
		} else if (!strncmp(text, "@ELSEWHERE@", 11)) {
			fputs(victim->elsewhere, to);
			text += 11;
		} else {
			fputc(*text++, to);
		}
	}
}

char *advice_with(const struct victim *victim, const char *members)
{
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);

	if (!to)
		abort();
	fputc('{', to);
	for (size_t i = 0; i < ARRAY_SIZE(own); i++) {
		_cleanup_free_ char *name = xasprintf("\"%s\": ", own[i].name);

		if (strstr(members, name))
			continue;
		fputs(name, to);
		write_expanded(own[i].value, victim, to);
		fputs(", ", to);
	}
	write_expanded(*members ? members : "\"\": 0", victim, to);
	fputc('}', to);
	if (fclose(to))
		abort();
	return text;
}
