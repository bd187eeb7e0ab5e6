/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/first.h"

#include "fleet/account.h"
#include "fleet/change.h"
#include "fleet/view.h"

#define NAME "default"

static const struct actor actor = { .name = "the service", .role = ROLE_APPROVER };

struct error *first_add_key(struct db *db, int64_t now, const char *label, struct secret *key)
{
	const struct api_key all = { .role = ROLE_APPROVER, .label = label };

	return api_key_add(db, &actor, now, &all, key);
}

struct beginning {
	int64_t now;
	bool is_first;
	struct secret *key;
};

static struct error *add_default(struct db *db, int64_t now)
{
	const struct fleet_group group = { .name = NAME };
	int64_t account, id;
	bool found;

	try(view_integer(db, "SELECT id FROM account WHERE name = $1", DB_VALUES(db_text(NAME)),
			 &found, &account));
	if (!found)
		try(account_add(db, &actor, now, NAME, NULL, &account));
	return group_set(db, &actor, now, account, &group, &id);
}

static struct error *begin(struct db *db, void *data)
{
	struct beginning *beginning = data;
	int64_t n_keys = 0;
	bool found;

	try(view_integer(db, "SELECT count(*) FROM api_key", DB_NO_VALUES, &found, &n_keys));
	beginning->is_first = !n_keys;
	if (n_keys)
		return NULL;
	try(add_default(db, beginning->now));
	return first_add_key(db, beginning->now, "first", beginning->key);
}

static struct error *begin_at_once(struct db *db, void *data)
{
	return transaction_run(db, begin, data);
}

struct error *first_start(struct service *service, bool *is_first, struct secret *key)
{
	struct beginning beginning = { .now = service_now(), .key = key };

	try(service_change(service, begin_at_once, &beginning));
	*is_first = beginning.is_first;
	return NULL;
}
