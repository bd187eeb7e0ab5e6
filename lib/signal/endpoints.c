/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/endpoints.h"

#include <string.h>

#include "api/ask.h"
#include "api/body.h"
#include "base/json.h"
#include "base/memory.h"
#include "content/inspector.h"
#include "signal/metrics.h"
#include "signal/webhook.h"

#define SMALL	     4096
#define OPEN_METRICS "application/openmetrics-text; version=1.0.0; charset=utf-8"

static struct error *show_metrics(const struct call *call, struct http_response *response)
{
	_cleanup_free_ char *text = NULL;
	struct http_counts counts;

	http_count_there(call->request, &counts);
	try(fleet_metrics(call->db, call->actor, ask_active_since(call), &counts, &text));
	http_say(response, 200, OPEN_METRICS, text, strlen(text));
	return NULL;
}

static struct error *inspect(const struct call *call, struct http_response *response)
{
	size_t size;
	const char *text = http_body(call->request, &size);
	json_t *answer;

	if (memchr(text, 0, size))
		return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED, "it is no text");
	try(inspector_ask(call->db, text, &answer));
	ask_answer(response, answer);
	return NULL;
}

/* ---- webhooks ---- */

static struct error *list_webhooks(const struct call *call, struct http_response *response)
{
	_cleanup_json_ json_t *list = NULL;

	try(webhook_list(call->db, call->actor, &list));
	ask_answer(response, json_pack("{s:O}", "items", list));
	return NULL;
}

struct addition {
	const struct call *call;
	const char *url;
	int64_t account, id;
	char *secret;
};

static void addition_deinit(struct addition *addition)
{
	free(addition->secret);
}

/* It may have been done already, in a transaction that came to nothing. */
static struct error *add(struct db *db, void *data)
{
	struct addition *addition = data;

	free(addition->secret);
	addition->secret = NULL;
	return webhook_add(db, addition->call->actor, addition->call->now, addition->account,
			   addition->url, &addition->id, &addition->secret);
}

static struct error *add_webhook(const struct call *call, struct http_response *response)
{
	_cleanup_(addition_deinit)
	struct addition addition = { .call = call };
	const struct body_row rows[] = { { "url", BODY_TEXT, BODY_NEEDED, 1000, &addition.url },
					 {} };
	_cleanup_json_ json_t *body = NULL, *answer = NULL;

	try(body_read(call, rows, &body));
	try(ask_one_account(call, &addition.account));
	try(service_change(call->service, add, &addition));
	answer = json_pack("{s:I, s:s}", "id", (json_int_t)addition.id, "secret", addition.secret);
	answer_json(response, 201, answer);
	return NULL;
}

struct webhook_change {
	const struct call *call;
	int64_t id;
};

static struct error *remove_one(struct db *db, void *data)
{
	const struct webhook_change *change = data;

	return webhook_remove(db, change->call->actor, change->call->now, change->id);
}

static struct error *test_one(struct db *db, void *data)
{
	const struct webhook_change *change = data;

	return webhook_test(db, change->call->actor, change->call->now, change->id);
}

static struct error *change_webhook(const struct call *call, struct http_response *response,
				    struct error *(*work)(struct db *db, void *data))
{
	struct webhook_change change = { .call = call };

	try(ask_id(call, "id", &change.id));
	try(service_change(call->service, work, &change));
	ask_answer_done(response);
	return NULL;
}

static struct error *remove_webhook(const struct call *call, struct http_response *response)
{
	return change_webhook(call, response, remove_one);
}

static struct error *test_webhook(const struct call *call, struct http_response *response)
{
	return change_webhook(call, response, test_one);
}

/* ---- the family ---- */

/* Whose URL it is learns what happens to the fleet: whoever may add one may also make keys. */
static const struct endpoint endpoints[] = {
	{ HTTP_GET, "/metrics", ROLE_READ, show_metrics, SMALL },
	{ HTTP_POST, "/api/1/inspect", ROLE_NOBODY, inspect, INSPECTOR_TEXT_MAX },
	{ HTTP_GET, "/api/1/webhooks", ROLE_OPERATOR, list_webhooks, SMALL },
	{ HTTP_POST, "/api/1/webhooks", ROLE_APPROVER, add_webhook, SMALL },
	{ HTTP_DELETE, "/api/1/webhooks/{id}", ROLE_APPROVER, remove_webhook, SMALL },
	{ HTTP_POST, "/api/1/webhooks/{id}/test", ROLE_OPERATOR, test_webhook, SMALL },
};

static void refuse(const struct http_request *request, unsigned int status,
		   const struct error *error, struct http_response *response)
{
	(void)request;
	answer_error(response, status, error);
}

const struct family signal_family = { endpoints, ARRAY_SIZE(endpoints), refuse, "/metrics" };
