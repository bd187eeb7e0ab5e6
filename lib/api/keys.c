/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "api/ask.h"
#include "api/body.h"
#include "api/endpoints.h"
#include "base/json.h"
#include "fleet/account.h"
#include "fleet/key.h"

#define A_MILLION 1000000

struct error *keys_list(const struct call *call, struct http_response *response)
{
	int64_t account;
	json_t *keys;

	try(ask_account(call, &account));
	try(list_keys(call->db, call->actor, account, &keys));
	ask_answer(response, keys);
	return NULL;
}

/* The one time that it is shown. */
static void answer_secret(struct http_response *response, const struct secret *secret)
{
	_cleanup_json_ json_t *value =
		json_pack("{s:s, s:s}", "key", secret->text, "hint", secret->hint);

	answer_json(response, 201, value);
}

/* ---- access keys ---- */

struct access_addition {
	const struct call *call;
	struct access_key key;
	const char *group;
	struct secret secret;
};

static struct error *add_access(struct db *db, void *data)
{
	struct access_addition *addition = data;

	try(group_find(db, addition->key.account, addition->group, &addition->key.group));
	return access_key_add(db, addition->call->actor, addition->call->now, &addition->key,
			      &addition->secret);
}

struct error *keys_post_access(const struct call *call, struct http_response *response)
{
	struct access_addition addition = { .call = call };
	const char *admits = NULL;
	const struct body_row rows[] = {
		{ "label", BODY_TEXT, BODY_NEEDED, 60, &addition.key.label },
		{ "group", BODY_TEXT, BODY_NEEDED, 80, &addition.group },
		{ "admits", BODY_TEXT, BODY_NEEDED, 20, &admits },
		{ "quota", BODY_NUMBER, BODY_OPTIONAL, 100 * A_MILLION, &addition.key.quota },
		{ "expires", BODY_DATE, BODY_OPTIONAL, 0, &addition.key.expires },
		{},
	};
	_cleanup_json_ json_t *body = NULL;

	try(body_read(call, rows, &body));
	if (!admission_find(admits, &addition.key.admits))
		return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED,
				    "'admits' is allowed, pending or denied");
	try(ask_one_account(call, &addition.key.account));
	try(service_change(call->service, add_access, &addition));
	answer_secret(response, &addition.secret);
	return NULL;
}

/* ---- API keys ---- */

struct api_addition {
	const struct call *call;
	struct api_key key;
	struct secret secret;
};

static struct error *add_api(struct db *db, void *data)
{
	struct api_addition *addition = data;

	return api_key_add(db, addition->call->actor, addition->call->now, &addition->key,
			   &addition->secret);
}

/* Of all accounts if none is named and the actor's is of all as well. */
struct error *keys_post_api(const struct call *call, struct http_response *response)
{
	struct api_addition addition = { .call = call };
	const char *role = NULL;
	const struct body_row rows[] = {
		{ "label", BODY_TEXT, BODY_NEEDED, 60, &addition.key.label },
		{ "role", BODY_TEXT, BODY_NEEDED, 20, &role },
		{ "expires", BODY_DATE, BODY_OPTIONAL, 0, &addition.key.expires },
		{},
	};
	_cleanup_json_ json_t *body = NULL;

	try(body_read(call, rows, &body));
	if (!role_find(role, &addition.key.role))
		return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED,
				    "'role' is read, operator or approver");
	try(ask_account(call, &addition.key.account));
	try(service_change(call->service, add_api, &addition));
	answer_secret(response, &addition.secret);
	return NULL;
}

/* ---- their end ---- */

struct revocation {
	const struct call *call;
	const char *kind;
	int64_t id;
};

static struct error *end_key(struct db *db, void *data)
{
	const struct revocation *revocation = data;

	return key_revoke(db, revocation->call->actor, revocation->call->now, revocation->kind,
			  revocation->id);
}

static struct error *delete_key(const struct call *call, const char *kind,
				struct http_response *response)
{
	struct revocation revocation = { .call = call, .kind = kind };

	try(ask_id(call, "id", &revocation.id));
	try(service_change(call->service, end_key, &revocation));
	ask_answer_done(response);
	return NULL;
}

struct error *keys_delete_access(const struct call *call, struct http_response *response)
{
	return delete_key(call, "access", response);
}

struct error *keys_delete_api(const struct call *call, struct http_response *response)
{
	return delete_key(call, "api", response);
}
