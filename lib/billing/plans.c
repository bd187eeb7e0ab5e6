/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "billing/answers.h"

#include "api/ask.h"
#include "api/body.h"
#include "base/json.h"
#include "fleet/tariff.h"

struct error *plans_show(const struct call *call, struct http_response *response)
{
	json_t *items;

	try(tariff_list(call->db, &items));
	ask_answer(response, json_pack("{s:o}", "items", items));
	return NULL;
}

/* ---- a new one ---- */

static struct error *read_kind(const char *name, enum tariff_kind *kind)
{
	if (!name || tariff_kind_find(name, kind))
		return NULL;
	return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED,
			    "'kind' is metered, free, trial or unlimited");
}

static struct error *read_step(json_t *item, struct tariff_step *step)
{
	json_int_t beyond, cents;

	if (json_unpack(item, "{s:I, s:I !}", "beyond", &beyond, "cents", &cents))
		return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED,
				    "a step is the numbers 'beyond' and 'cents'");
	*step = (struct tariff_step){ beyond, cents };
	return NULL;
}

/* Those of the default, if it is metered and has none. */
static struct error *read_steps(const json_t *list, struct tariff *tariff)
{
	json_t *item;
	size_t i;

	if (tariff->kind != TARIFF_METERED)
		tariff->n_steps = 0;
	if (!list)
		return NULL;
	json_array_foreach (list, i, item)
		try(read_step(item, &tariff->steps[i]));
	tariff->n_steps = json_array_size(list);
	return NULL;
}

struct addition {
	const struct call *call;
	struct tariff tariff;
	int64_t id;
};

static struct error *add(struct db *db, void *data)
{
	struct addition *addition = data;

	return tariff_add(db, addition->call->actor, addition->call->now, &addition->tariff,
			  &addition->id);
}

struct error *plans_add(const struct call *call, struct http_response *response)
{
	struct addition addition = { .call = call, .tariff = tariff_default };
	struct tariff *tariff = &addition.tariff;
	const char *kind = NULL;
	const json_t *steps = NULL;
	const struct body_row rows[] = {
		{ "name", BODY_TEXT, BODY_NEEDED, 80, &tariff->name },
		{ "kind", BODY_TEXT, BODY_OPTIONAL, 20, &kind },
		{ "currency", BODY_TEXT, BODY_OPTIONAL, 3, &tariff->currency },
		{ "distribution", BODY_TEXT, BODY_OPTIONAL, TARIFF_PATTERN_SIZE - 1,
		  &tariff->distribution },
		{ "releases", BODY_TEXT, BODY_OPTIONAL, TARIFF_PATTERN_SIZE - 1,
		  &tariff->releases },
		{ "days", BODY_NUMBER, BODY_OPTIONAL, TARIFF_DAYS_MAX, &tariff->days },
		{ "grace_days", BODY_NUMBER, BODY_OPTIONAL, TARIFF_DAYS_MAX, &tariff->grace_days },
		{ "steps", BODY_LIST, BODY_OPTIONAL, TARIFF_STEPS_MAX, &steps },
		{},
	};
	_cleanup_json_ json_t *body = NULL, *made = NULL;

	try(billing_check_vendor(call));
	try(body_read(call, rows, &body));
	try(read_kind(kind, &tariff->kind));
	try(read_steps(steps, tariff));
	try(service_change(call->service, add, &addition));
	made = json_pack("{s:I}", "id", (json_int_t)addition.id);
	answer_json(response, 201, made);
	return NULL;
}
