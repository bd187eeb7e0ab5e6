/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "billing/answers.h"

#include "base/json.h"
#include "base/memory.h"
#include "billing/asked.h"
#include "fleet/tariff.h"
#include "service/answer.h"

struct error *plans_show(const struct call *call, struct http_response *response)
{
	_cleanup_json_ json_t *items = NULL, *list = NULL;

	try(tariff_list(call->db, &items));
	list = json_pack("{s:O}", "items", items);
	answer_json(response, 200, list);
	return NULL;
}

/* ---- a new one ---- */

static struct error *read_kind(const json_t *body, enum tariff_kind *kind)
{
	const char *name = tariff_kind_name(*kind);

	try(asked_text(body, "kind", &name));
	if (tariff_kind_find(name, kind))
		return NULL;
	return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED, "there is no kind '%s'", name);
}

static struct error *read_step(const json_t *item, struct tariff_step *step)
{
	struct tariff_step read = { -1, -1 };

	try(asked_number(item, "beyond", &read.beyond));
	try(asked_number(item, "cents", &read.cents));
	*step = read;
	return NULL;
}

/* Those of the default, if it is metered and has none. */
static struct error *read_steps(const json_t *body, struct tariff *tariff)
{
	const json_t *list = json_object_get(body, "steps");
	const json_t *item;
	size_t i;

	if (tariff->kind != TARIFF_METERED)
		tariff->n_steps = 0;
	if (!list)
		return NULL;
	if (!json_is_array(list) || json_array_size(list) > TARIFF_STEPS_MAX)
		return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED, "'steps' is no list of %d",
				    TARIFF_STEPS_MAX);
	json_array_foreach (list, i, item)
		try(read_step(item, &tariff->steps[i]));
	tariff->n_steps = json_array_size(list);
	return NULL;
}

static struct error *read_tariff(const json_t *body, struct tariff *tariff)
{
	struct tariff read = tariff_default;

	try(asked_text(body, "name", &read.name));
	try(read_kind(body, &read.kind));
	try(asked_text(body, "currency", &read.currency));
	try(asked_text(body, "distribution", &read.distribution));
	try(asked_text(body, "releases", &read.releases));
	try(asked_number(body, "days", &read.days));
	try(asked_number(body, "grace_days", &read.grace_days));
	try(read_steps(body, &read));
	*tariff = read;
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
	static const char *const names[] = { "name",	     "kind",	 "currency",
					     "distribution", "releases", "days",
					     "grace_days",   "steps",	 NULL };
	struct addition addition = { .call = call };
	_cleanup_json_ json_t *body = NULL, *made = NULL;

	try(asked_by_vendor(call));
	try(asked_body(call, names, &body));
	try(read_tariff(body, &addition.tariff));
	try(service_change(call->service, add, &addition));
	made = json_pack("{s:I}", "id", (json_int_t)addition.id);
	answer_json(response, 201, made);
	return NULL;
}
