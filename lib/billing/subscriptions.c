/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "billing/answers.h"

#include <errno.h>
#include <inttypes.h>

#include "base/json.h"
#include "base/memory.h"
#include "billing/asked.h"
#include "fleet/subscription.h"
#include "service/answer.h"

struct error *subscriptions_show(const struct call *call, struct http_response *response)
{
	_cleanup_json_ json_t *items = NULL, *list = NULL;
	int64_t account;

	try(asked_account(call, &account));
	try(subscription_list(call->db, call->actor, account, call->now, &items));
	list = json_pack("{s:O}", "items", items);
	answer_json(response, 200, list);
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

static struct error *read_request(const json_t *body, struct subscription_request *request)
{
	struct subscription_request read = {};

	try(asked_number(body, "account", &read.account));
	try(asked_text(body, "plan", &read.plan));
	try(asked_date(body, "starts", &read.starts));
	try(asked_date(body, "ends", &read.ends));
	try(asked_number(body, "quota", &read.quota));
	if (!read.account || !read.plan)
		return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED,
				    "a subscription has an account and a plan");
	*request = read;
	return NULL;
}

struct error *subscriptions_add(const struct call *call, struct http_response *response)
{
	static const char *const names[] = { "account", "plan", "starts", "ends", "quota", NULL };
	struct addition addition = { .call = call };
	_cleanup_json_ json_t *body = NULL, *made = NULL;

	try(asked_by_vendor(call));
	try(asked_body(call, names, &body));
	try(read_request(body, &addition.request));
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

static struct error *read_id(const struct call *call, int64_t *id)
{
	const char *text = http_part(call->request, "id");
	char *last;

	errno = 0;
	*id = strtoll(text, &last, 10);
	if (*text >= '0' && *text <= '9' && !*last && !errno)
		return NULL;
	return error_refuse(SUTURE_REFUSAL_NOT_THERE, "there is no subscription '%s'", text);
}

/* Without a body: now. */
static struct error *read_end(const struct call *call, int64_t *ends)
{
	static const char *const names[] = { "ends", NULL };
	_cleanup_json_ json_t *body = NULL;
	size_t size;

	http_body(call->request, &size);
	if (!size)
		return NULL;
	try(asked_body(call, names, &body));
	return asked_date(body, "ends", ends);
}

struct error *subscriptions_end(const struct call *call, struct http_response *response)
{
	struct ending ending = { .call = call };
	_cleanup_json_ json_t *made = NULL;

	try(read_id(call, &ending.id));
	try(read_end(call, &ending.ends));
	try(service_change(call->service, end, &ending));
	made = json_pack("{s:I, s:o}", "id", (json_int_t)ending.id, "ends",
			 date_to_json(ending.ends ? ending.ends : call->now));
	answer_json(response, 200, made);
	return NULL;
}
