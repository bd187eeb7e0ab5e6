/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Accounts, what was done in them, and how they stand. */
#include "api/ask.h"
#include "api/body.h"
#include "api/endpoints.h"
#include "base/json.h"
#include "fleet/account.h"

struct error *accounts_list(const struct call *call, struct http_response *response)
{
	json_t *accounts;

	try(list_accounts(call->db, call->actor, &accounts));
	ask_answer(response, accounts);
	return NULL;
}

/* ---- a new one ---- */

struct addition {
	const struct call *call;
	const char *name, *email;
};

static struct error *add(struct db *db, void *data)
{
	const struct addition *addition = data;
	int64_t id;

	return account_add(db, addition->call->actor, addition->call->now, addition->name,
			   addition->email, &id);
}

struct error *accounts_post(const struct call *call, struct http_response *response)
{
	struct addition addition = { .call = call };
	const struct body_row rows[] = {
		{ "name", BODY_TEXT, BODY_NEEDED, 80, &addition.name },
		{ "email", BODY_TEXT, BODY_OPTIONAL, 200, &addition.email },
		{},
	};
	_cleanup_json_ json_t *body = NULL;

	if (call->actor->account)
		return error_refuse(SUTURE_REFUSAL_ROLE_LACKING, "a key of all accounts is needed");
	try(body_read(call, rows, &body));
	try(service_change(call->service, add, &addition));
	ask_answer_done(response);
	return NULL;
}

/* ---- looking ---- */

struct error *audit_list(const struct call *call, struct http_response *response)
{
	struct lists_page page;
	int64_t account;
	json_t *log;

	try(ask_account(call, &account));
	try(ask_page(call, &page));
	try(list_audit(call->db, call->actor, account, &page, &log));
	ask_answer(response, log);
	return NULL;
}

struct error *overview_show(const struct call *call, struct http_response *response)
{
	int64_t account;
	json_t *value;

	try(ask_account(call, &account));
	try(show_overview(call->db, call->actor, account, call->now, ask_active_since(call),
			  &value));
	ask_answer(response, value);
	return NULL;
}
