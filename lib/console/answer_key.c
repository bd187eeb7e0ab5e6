/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/answer.h"
#include "console/frame.h"
#include "console/show.h"
#include "fleet/account.h"
#include "fleet/key.h"

struct making {
	const struct call *call;
	struct secret secret;
};

/* 0 for never. */
static struct error *find_end(const struct call *call, int64_t *end)
{
	int64_t days;

	try(filled_number(call, "days", &days));
	if (days > 36500)
		return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED, "that is too many days");
	*end = days ? call->now + days * 86400 : 0;
	return NULL;
}

/* A page, and no other one behind it, whose address would have to have the key in it. */
static struct error *say_key(const struct making *making, struct http_response *response)
{
	_cleanup_frame_ struct frame frame = {};

	try(frame_init(&frame, making->call, "A new key", "/keys"));
	frame_begin(&frame);
	show_new_key(&frame.html, filled(making->call, "label"), &making->secret);
	frame_say(&frame, response);
	return NULL;
}

static struct error *make(const struct call *call, struct error *(*work)(struct db *db, void *data),
			  struct http_response *response)
{
	struct making making = { .call = call };

	try(service_change(call->service, work, &making));
	return say_key(&making, response);
}

/* ---- for machines ---- */

static struct error *add_access_key(struct db *db, void *data)
{
	struct making *making = data;
	const struct call *call = making->call;
	const char *group, *admits;
	struct access_key key = {};

	try(must_fill(call, "label", &key.label));
	try(must_fill(call, "group", &group));
	try(must_fill(call, "admits", &admits));
	if (!admission_find(admits, &key.admits))
		return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED,
				    "machines are allowed, pending or denied");
	try(filled_number(call, "quota", &key.quota));
	try(find_end(call, &key.expires));
	try(must_fill_account(call, &key.account));
	try(group_find(db, key.account, group, &key.group));
	return access_key_add(db, call->actor, call->now, &key, &making->secret);
}

struct error *make_access_key(const struct call *call, struct http_response *response)
{
	return make(call, add_access_key, response);
}

/* ---- for people and programs ---- */

static struct error *add_api_key(struct db *db, void *data)
{
	struct making *making = data;
	const struct call *call = making->call;
	struct api_key key = {};
	const char *role;

	try(must_fill(call, "label", &key.label));
	try(must_fill(call, "role", &role));
	if (!role_find(role, &key.role))
		return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED, "there is no such role");
	try(find_end(call, &key.expires));
	try(filled_account(call, &key.account));
	return api_key_add(db, call->actor, call->now, &key, &making->secret);
}

struct error *make_api_key(const struct call *call, struct http_response *response)
{
	return make(call, add_api_key, response);
}
