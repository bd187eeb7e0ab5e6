/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/facts.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static char *to_text(const json_t *value)
{
	return json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
}

void facts_of_report(const struct report *report, int64_t condition, struct facts *facts)
{
	*facts = (struct facts){
		.texts = { [FACT_HOSTNAME] = xstrdup(report->hostname),
			   [FACT_CLIENT] = xstrdup(report->client),
			   [FACT_BOOT] = xstrdup(report->boot),
			   [FACT_TAGS] = to_text(report->tags),
			   [FACT_LAST_CHANGE] =
				   to_text(json_object_get(report->root, "last_change")),
			   [FACT_SUSPECTS] = to_text(report->suspects),
			   [FACT_CLUSTER] = xstrdup_optional(report->cluster) },
		.is_automatic = report->is_automatic,
		.condition = condition,
	};
}

void facts_of_row(const struct db_rows *rows, int first, struct facts *facts)
{
	for (int i = 0; i < FACTS; i++)
		facts->texts[i] = xstrdup_optional(rows_text(rows, first + i));
	facts->is_automatic = rows_integer(rows, first + FACTS);
	facts->condition = rows_integer(rows, first + FACTS + 1);
}

bool facts_have_same_text(const struct facts *one, const struct facts *other, enum fact fact)
{
	const char *text = one->texts[fact], *other_text = other->texts[fact];

	return text && other_text ? !strcmp(text, other_text) : text == other_text;
}

bool facts_are_same(const struct facts *one, const struct facts *other)
{
	for (enum fact fact = 0; fact < FACTS; fact++)
		if (!facts_have_same_text(one, other, fact))
			return false;
	return one->is_automatic == other->is_automatic && one->condition == other->condition;
}

void facts_deinit(struct facts *facts)
{
	for (enum fact fact = 0; fact < FACTS; fact++)
		free(facts->texts[fact]);
}
