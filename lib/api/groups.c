/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Groups of machines, and rings of groups. */
#include "api/ask.h"
#include "api/body.h"
#include "api/endpoints.h"
#include "base/json.h"
#include "fleet/account.h"

#define A_YEAR	  (366 * 24 * 3600)
#define A_MILLION 1000000

struct error *groups_list(const struct call *call, struct http_response *response)
{
	int64_t account;
	json_t *groups;

	try(ask_account(call, &account));
	try(list_groups(call->db, call->actor, account, &groups));
	ask_answer(response, groups);
	return NULL;
}

struct error *rings_list(const struct call *call, struct http_response *response)
{
	int64_t account;
	json_t *rings;

	try(ask_account(call, &account));
	try(list_rings(call->db, call->actor, account, &rings));
	ask_answer(response, rings);
	return NULL;
}

/* ---- changing ---- */

struct group_change {
	const struct call *call;
	int64_t account;
	struct fleet_group group;
};

static struct error *set_group(struct db *db, void *data)
{
	const struct group_change *change = data;
	int64_t id;

	return group_set(db, change->call->actor, change->call->now, change->account,
			 &change->group, &id);
}

struct error *groups_put(const struct call *call, struct http_response *response)
{
	struct group_change change = { .call = call };
	const struct body_row rows[] = {
		{ "ring", BODY_TEXT, BODY_OPTIONAL, 80, &change.group.ring },
		{ "opens", BODY_TEXT, BODY_OPTIONAL, 200, &change.group.opens },
		{ "at_once", BODY_NUMBER, BODY_OPTIONAL, A_MILLION, &change.group.at_once },
		{},
	};
	_cleanup_json_ json_t *body = NULL;

	change.group.name = http_part(call->request, "name");
	try(body_read(call, rows, &body));
	try(ask_one_account(call, &change.account));
	try(service_change(call->service, set_group, &change));
	ask_answer_done(response);
	return NULL;
}

struct ring_change {
	const struct call *call;
	int64_t account;
	struct ring ring;
};

static struct error *add_ring(struct db *db, void *data)
{
	const struct ring_change *change = data;
	int64_t id;

	return ring_add(db, change->call->actor, change->call->now, change->account, &change->ring,
			&id);
}

struct error *rings_post(const struct call *call, struct http_response *response)
{
	struct ring_change change = { .call = call };
	const struct body_row rows[] = {
		{ "name", BODY_TEXT, BODY_NEEDED, 80, &change.ring.name },
		{ "position", BODY_NUMBER, BODY_NEEDED, A_MILLION, &change.ring.position },
		{ "promote_after", BODY_NUMBER, BODY_OPTIONAL, A_YEAR, &change.ring.promote_after },
		{ "failures_max", BODY_NUMBER, BODY_OPTIONAL, A_MILLION,
		  &change.ring.failures_max },
		{},
	};
	_cleanup_json_ json_t *body = NULL;

	try(body_read(call, rows, &body));
	try(ask_one_account(call, &change.account));
	try(service_change(call->service, add_ring, &change));
	ask_answer_done(response);
	return NULL;
}
