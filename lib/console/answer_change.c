/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "base/memory.h"
#include "console/answer.h"
#include "console/frame.h"
#include "console/path.h"
#include "fleet/account.h"
#include "fleet/key.h"
#include "fleet/lists.h"
#include "fleet/rollout.h"

/* What a form asks for, by the writer, for whom the call's fields are there until it returns. */
static struct error *change(const struct call *call,
			    struct error *(*work)(struct db *db, void *data))
{
	return service_change(call->service, work, (void *)call);
}

/* The page that is looked at next; takes its path. */
static void go_on(struct http_response *response, char *path, const char *notice)
{
	path_add(&path, "notice", notice);
	http_redirect(response, path);
	free(path);
}

static char *path_of_machine(const struct call *call)
{
	return path_of("machines", http_part(call->request, "uuid"));
}

/* ---- machines ---- */

static struct error *authorize(struct db *db, void *data)
{
	const struct call *call = data;
	const char *authorization;

	try(must_fill(call, "authorization", &authorization));
	return machine_authorize(db, call->actor, call->now, http_part(call->request, "uuid"),
				 authorization);
}

struct error *change_authorization(const struct call *call, struct http_response *response)
{
	try(change(call, authorize));
	go_on(response, path_of_machine(call), filled(call, "authorization"));
	return NULL;
}

static struct error *move(struct db *db, void *data)
{
	const struct call *call = data;
	const char *group;

	try(must_fill(call, "group", &group));
	return machine_move(db, call->actor, call->now, http_part(call->request, "uuid"), group);
}

struct error *change_group_of_machine(const struct call *call, struct http_response *response)
{
	try(change(call, move));
	go_on(response, path_of_machine(call), "moved");
	return NULL;
}

static struct error *remove_machine(struct db *db, void *data)
{
	const struct call *call = data;

	return machine_remove(db, call->actor, call->now, http_part(call->request, "uuid"));
}

struct error *change_machine_removed(const struct call *call, struct http_response *response)
{
	try(change(call, remove_machine));
	go_on(response, path_of("machines"), "removed");
	return NULL;
}

/* ---- roll-outs ---- */

/* The last part of the path, which is one of console.c's. */
static const char *verb_of(const struct call *call)
{
	return strrchr(http_route(call->request)->pattern, '/') + 1;
}

static struct error *steer(struct db *db, void *data)
{
	const struct call *call = data;
	int64_t id;

	try(filled_number(call, "rollout", &id));
	return rollout_steer(db, call->actor, call->now, id, verb_of(call), filled(call, "reason"));
}

struct error *change_rollout(const struct call *call, struct http_response *response)
{
	try(change(call, steer));
	go_on(response,
	      path_of("updates", http_part(call->request, "build_id"),
		      http_part(call->request, "id")),
	      verb_of(call));
	return NULL;
}

/* ---- groups and rings ---- */

static struct error *set_group(struct db *db, void *data)
{
	const struct call *call = data;
	struct fleet_group group = { .ring = filled(call, "ring"), .opens = filled(call, "opens") };
	int64_t account, id;

	try(must_fill(call, "name", &group.name));
	try(filled_number(call, "at_once", &group.at_once));
	try(must_fill_account(call, &account));
	return group_set(db, call->actor, call->now, account, &group, &id);
}

struct error *change_group(const struct call *call, struct http_response *response)
{
	try(change(call, set_group));
	go_on(response, path_of("groups"), "group");
	return NULL;
}

static struct error *add_ring(struct db *db, void *data)
{
	const struct call *call = data;
	struct ring ring = {};
	int64_t account, hours, id;

	try(must_fill(call, "name", &ring.name));
	try(filled_number(call, "position", &ring.position));
	try(filled_number(call, "hours", &hours));
	try(filled_number(call, "failures_max", &ring.failures_max));
	try(must_fill_account(call, &account));
	ring.promote_after = hours * 3600;
	return ring_add(db, call->actor, call->now, account, &ring, &id);
}

struct error *change_ring(const struct call *call, struct http_response *response)
{
	try(change(call, add_ring));
	go_on(response, path_of("groups"), "ring");
	return NULL;
}

/* ---- keys ---- */

static struct error *revoke_key(struct db *db, void *data)
{
	const struct call *call = data;
	const char *text = http_part(call->request, "id");
	const size_t length = strlen(text);

	if (!length || length > 15 || strspn(text, "0123456789") != length)
		return error_refuse(SUTURE_REFUSAL_NOT_THERE, "there is no such key");
	return key_revoke(db, call->actor, call->now, http_part(call->request, "kind"),
			  strtoll(text, NULL, 10));
}

struct error *change_key_revoked(const struct call *call, struct http_response *response)
{
	const char *kind = http_part(call->request, "kind");

	if (strcmp(kind, "access") && strcmp(kind, "api"))
		return error_refuse(SUTURE_REFUSAL_NOT_THERE, "there is no such kind of keys");
	try(change(call, revoke_key));
	go_on(response, path_of("keys"), "revoked");
	return NULL;
}
