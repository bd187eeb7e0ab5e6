/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "api/ask.h"
#include "api/body.h"
#include "api/change.h"
#include "api/endpoints.h"
#include "base/json.h"
#include "service/filter.h"

/* ---- looking ---- */

struct error *machines_list(const struct call *call, struct http_response *response)
{
	struct machine_filter filter;
	struct lists_page page;
	json_t *machines;

	filter_read(call->request, &filter);
	try(ask_account(call, &filter.account));
	try(ask_page(call, &page));
	try(list_machines(call->db, call->actor, &filter, &page, ask_active_since(call),
			  &machines));
	ask_answer(response, machines);
	return NULL;
}

struct error *machines_show(const struct call *call, struct http_response *response)
{
	json_t *machine;

	try(show_machine(call->db, call->actor, http_part(call->request, "uuid"),
			 ask_active_since(call), &machine));
	ask_answer(response, machine);
	return NULL;
}

/* ---- changing ---- */

struct error *machines_authorize(const struct call *call, struct http_response *response)
{
	struct change_of_machine change = { call, http_part(call->request, "uuid"), NULL };
	const struct body_row rows[] = {
		{ "authorization", BODY_TEXT, BODY_NEEDED, 20, &change.value }, {}
	};
	_cleanup_json_ json_t *body = NULL;

	try(body_read(call, rows, &body));
	try(service_change(call->service, change_authorize, &change));
	ask_answer_done(response);
	return NULL;
}

struct error *machines_move(const struct call *call, struct http_response *response)
{
	struct change_of_machine change = { call, http_part(call->request, "uuid"), NULL };
	const struct body_row rows[] = { { "group", BODY_TEXT, BODY_NEEDED, 80, &change.value },
					 {} };
	_cleanup_json_ json_t *body = NULL;

	try(body_read(call, rows, &body));
	try(service_change(call->service, change_move, &change));
	ask_answer_done(response);
	return NULL;
}

struct error *machines_remove(const struct call *call, struct http_response *response)
{
	struct change_of_machine change = { call, http_part(call->request, "uuid"), NULL };

	try(service_change(call->service, change_remove, &change));
	ask_answer_done(response);
	return NULL;
}
