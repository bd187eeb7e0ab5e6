/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/advice.h"

#include <stdlib.h>

#include "base/json.h"
#include "base/memory.h"

#define FORMAT 1

static const char *const reasons[] = {
	[HOLD_RING] = "ring",
	[HOLD_HALTED] = "halted",
	[HOLD_LIMIT] = "limit",
	[HOLD_WINDOW] = "window",
	[HOLD_BLOCKED] = "blocked",
	[HOLD_SUBSCRIPTION] = "subscription",
	[HOLD_AUTHORIZATION] = "authorization",
};

void advice_hold(struct advice *advice, const char *name, enum hold_reason reason, const char *text)
{
	*array_append(advice->holds, advice->n_holds) =
		(struct hold){ xstrdup(name), reason, xstrdup(text) };
}

void advice_hold_others(struct advice *advice, enum hold_reason reason, const char *text)
{
	free(advice->others.text);
	advice->others = (struct hold){ NULL, reason, xstrdup(text) };
}

static json_t *hold_to_json(const struct hold *hold)
{
	json_t *object;

	if (!hold->reason)
		return json_null();
	object = json_pack("{s:s, s:o}", "reason", reasons[hold->reason], "text",
			   string_to_json(hold->text));
	if (hold->name)
		json_object_set_new(object, "id", string_to_json(hold->name));
	return object;
}

static json_t *holds_to_json(const struct advice *advice)
{
	json_t *array = json_array();

	for (size_t i = 0; i < advice->n_holds; i++)
		json_array_append_new(array, hold_to_json(&advice->holds[i]));
	return array;
}

json_t *advice_to_json(const struct advice *advice)
{
	return json_pack("{s:i, s:s, s:s, s:b, s:o, s:I, s:o, s:o, s:o, s:o}", "format", FORMAT,
			 "machine", advice->machine, "authorization",
			 admission_name(advice->authorization), "renew", (int)advice->renew,
			 "group", string_to_json(advice->group), "next", (json_int_t)advice->next,
			 "good_until", date_to_json(advice->good_until), "hold",
			 holds_to_json(advice), "hold_others", hold_to_json(&advice->others),
			 "release", string_list_to_json(&advice->released));
}

void advice_deinit(struct advice *advice)
{
	for (size_t i = 0; i < advice->n_holds; i++) {
		free(advice->holds[i].name);
		free(advice->holds[i].text);
	}
	free(advice->holds);
	free(advice->others.text);
	free(advice->group);
	string_list_deinit(&advice->released);
	*advice = (struct advice){};
}
