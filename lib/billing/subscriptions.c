/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "billing/answers.h"

#include "api/ask.h"
#include "api/body.h"
#include "base/json.h"
#include "fleet/subscription.h"

struct error *subscriptions_show(const struct call *call, struct http_response *response)
{
	int64_t account;
	json_t *items;

	try(ask_account(call, &account));
	try(subscription_list(call->db, call->actor, account, call->now, &items));
	ask_answer(response, json_pack("{s:o}", "items", items));
	return NULL;
}

/* ---- a new one ---- */

struct addition {
	const struct call *call;
	struct subscription_request request;
	int64_t id;
};

static struct error *add(struct db *db, void *data)
{
	struct addition *addition = data;

	return subscription_add(db, addition->call->actor, addition->call->now, &addition->request,
				&addition->id);
}

struct error *subscriptions_add(const struct call *call, struct http_response *response)
{
	struct addition addition = { .call = call };
	struct subscription_request *request = &addition.request;
	const struct body_row rows[] = {
		{ "plan", BODY_TEXT, BODY_NEEDED, 80, &request->plan },
		{ "starts", BODY_DATE, BODY_OPTIONAL, 0, &request->starts },
		{ "ends", BODY_DATE, BODY_OPTIONAL, 0, &request->ends },
		{ "quota", BODY_NUMBER, BODY_OPTIONAL, TARIFF_NUMBER_MAX, &request->quota },
		{},
	};
	_cleanup_json_ json_t *body = NULL, *made = NULL;

	try(billing_check_vendor(call));
	try(body_read(call, rows, &body));
	try(ask_one_account(call, &request->account));
	try(service_change(call->service, add, &addition));
	made = json_pack("{s:I}", "id", (json_int_t)addition.id);
	answer_json(response, 201, made);
	return NULL;
}

/* ---- the end of one ---- */

struct ending {
	const struct call *call;
	int64_t id, ends;
};

static struct error *end(struct db *db, void *data)
{
	const struct ending *ending = data;

	return subscription_end(db, ending->call->actor, ending->call->now, ending->id,
				ending->ends);
}

/* Without a body: now. */
struct error *subscriptions_end(const struct call *call, struct http_response *response)
{
	struct ending ending = { .call = call };
	const struct body_row rows[] = {
		{ "ends", BODY_DATE, BODY_OPTIONAL, 0, &ending.ends },
		{},
	};
	_cleanup_json_ json_t *body = NULL;

	try(ask_id(call, "id", &ending.id));
	try(body_read(call, rows, &body));
	try(service_change(call->service, end, &ending));
	ask_answer_done(response);
	return NULL;
}
