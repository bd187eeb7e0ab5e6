/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Updates, the CVEs that they fix, and their roll-outs. */
#include "api/ask.h"
#include "api/body.h"
#include "api/endpoints.h"
#include "base/json.h"
#include "fleet/rollout.h"

/* Of list_updates() and list_cves(). */
typedef struct error *list_by_text(struct db *db, const struct actor *actor, int64_t account,
				   const char *text, const struct lists_page *page, json_t **list);

static struct error *answer_list(const struct call *call, list_by_text *list,
				 struct http_response *response)
{
	struct lists_page page;
	int64_t account;
	json_t *value;

	try(ask_account(call, &account));
	try(ask_page(call, &page));
	try(list(call->db, call->actor, account, http_query(call->request, "text"), &page, &value));
	ask_answer(response, value);
	return NULL;
}

struct error *updates_list(const struct call *call, struct http_response *response)
{
	return answer_list(call, list_updates, response);
}

struct error *updates_show(const struct call *call, struct http_response *response)
{
	json_t *update;

	try(show_update(call->db, call->actor, http_part(call->request, "build_id"),
			http_part(call->request, "id"), &update));
	ask_answer(response, update);
	return NULL;
}

struct error *cves_list(const struct call *call, struct http_response *response)
{
	return answer_list(call, list_cves, response);
}

struct error *cves_show(const struct call *call, struct http_response *response)
{
	json_t *cve;

	try(show_cve(call->db, call->actor, http_part(call->request, "name"), &cve));
	ask_answer(response, cve);
	return NULL;
}

/* ---- roll-outs ---- */

struct steering {
	const struct call *call;
	int64_t id;
	const char *verb, *reason;
};

static struct error *steer_rollout(struct db *db, void *data)
{
	const struct steering *steering = data;

	return rollout_steer(db, steering->call->actor, steering->call->now, steering->id,
			     steering->verb, steering->reason);
}

static struct error *steer(const struct call *call, const char *verb,
			   struct http_response *response)
{
	struct steering steering = { .call = call, .verb = verb };
	const struct body_row rows[] = {
		{ "reason", BODY_TEXT, BODY_OPTIONAL, 200, &steering.reason }, {}
	};
	_cleanup_json_ json_t *body = NULL;

	try(ask_id(call, "id", &steering.id));
	try(body_read(call, rows, &body));
	try(service_change(call->service, steer_rollout, &steering));
	ask_answer_done(response);
	return NULL;
}

struct error *rollouts_halt(const struct call *call, struct http_response *response)
{
	return steer(call, "halt", response);
}

struct error *rollouts_block(const struct call *call, struct http_response *response)
{
	return steer(call, "block", response);
}

struct error *rollouts_resume(const struct call *call, struct http_response *response)
{
	return steer(call, "resume", response);
}

struct error *rollouts_promote(const struct call *call, struct http_response *response)
{
	return steer(call, "promote", response);
}
