/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/account.h"

#include "base/form.h"
#include "base/memory.h"
#include "fleet/change.h"
#include "fleet/view.h"
#include "base/window.h"

static struct error *check_name(const char *name)
{
	if (is_name(name, " ._@-", 80))
		return NULL;
	return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED, "'%s' is no name", name);
}

/* An INSERT ... ON CONFLICT DO NOTHING RETURNING id. */
static struct error *insert(struct db *db, const char *sql, struct db_values values,
			    const char *name, int64_t *id)
{
	bool is_new;

	try(view_integer(db, sql, values, &is_new, id));
	if (is_new)
		return NULL;
	return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED, "'%s' is there already", name);
}

/* ---- accounts ---- */

struct addition {
	const char *name, *email;
	int64_t *id;
};

static struct error *add_account(const struct change *change, const void *data)
{
	const struct addition *addition = data;

	try(check_name(addition->name));
	return insert(change->db,
		      "INSERT INTO account (name, email, created) VALUES ($1, $2, $3)"
		      " ON CONFLICT DO NOTHING RETURNING id",
		      DB_VALUES(db_text(addition->name), db_text(addition->email),
				db_integer(change->now)),
		      addition->name, addition->id);
}

struct error *account_add(struct db *db, const struct actor *actor, int64_t now, const char *name,
			  const char *email, int64_t *id)
{
	const struct addition addition = { name, email, id };

	return change_make(&(struct change){ db, actor, now, 0, "account-add", name, email },
			   add_account, &addition);
}

/* ---- rings ---- */

struct ring_addition {
	const struct ring *ring;
	int64_t *id;
};

static struct error *add_ring(const struct change *change, const void *data)
{
	const struct ring_addition *addition = data;
	const struct ring *ring = addition->ring;

	try(check_name(ring->name));
	if (ring->promote_after < 0 || ring->failures_max < 0)
		return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED, "a number is negative");
	return insert(change->db,
		      "INSERT INTO ring (account, position, name, promote_after, failures_max)"
		      " VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING id",
		      DB_VALUES(db_integer(change->account), db_integer(ring->position),
				db_text(ring->name), db_optional(ring->promote_after),
				db_integer(ring->failures_max)),
		      ring->name, addition->id);
}

struct error *ring_add(struct db *db, const struct actor *actor, int64_t now, int64_t account,
		       const struct ring *ring, int64_t *id)
{
	const struct ring_addition addition = { ring, id };

	return change_make(
		&(struct change){ db, actor, now, account, "ring-add", ring->name, NULL }, add_ring,
		&addition);
}

/* ---- groups ---- */

struct group_setting {
	const struct fleet_group *group;
	int64_t *id;
};

static struct error *find(struct db *db, const char *sql, int64_t account, const char *what,
			  const char *name, int64_t *id)
{
	bool found;

	try(view_integer(db, sql, DB_VALUES(db_integer(account), db_text(name)), &found, id));
	if (found)
		return NULL;
	return error_refuse(SUTURE_REFUSAL_NOT_THERE, "there is no %s '%s'", what, name);
}

static struct error *check_window(const char *text)
{
	struct window window;

	if (window_parse(text, &window))
		return NULL;
	return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED, "'%s' is no window", text);
}

static struct error *set_group(const struct change *change, const void *data)
{
	const struct group_setting *setting = data;
	const struct fleet_group *group = setting->group;
	int64_t ring = 0;
	bool found;

	try(check_name(group->name));
	if (group->opens)
		try(check_window(group->opens));
	if (group->at_once < 0)
		return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED, "a number is negative");
	if (group->ring)
		try(find(change->db, "SELECT id FROM ring WHERE account = $1 AND name = $2",
			 change->account, "ring", group->ring, &ring));
	return view_integer(change->db,
			    "INSERT INTO fleet_group (account, name, ring, opens, at_once)"
			    " VALUES ($1, $2, $3, $4, $5)"
			    " ON CONFLICT (account, name) DO UPDATE SET ring = excluded.ring,"
			    " opens = excluded.opens, at_once = excluded.at_once RETURNING id",
			    DB_VALUES(db_integer(change->account), db_text(group->name),
				      db_optional(ring), db_text(group->opens),
				      db_optional(group->at_once)),
			    &found, setting->id);
}

struct error *group_set(struct db *db, const struct actor *actor, int64_t now, int64_t account,
			const struct fleet_group *group, int64_t *id)
{
	const struct group_setting setting = { group, id };

	return change_make(
		&(struct change){ db, actor, now, account, "group-set", group->name, group->ring },
		set_group, &setting);
}

struct error *group_find(struct db *db, int64_t account, const char *name, int64_t *id)
{
	return find(db, "SELECT id FROM fleet_group WHERE account = $1 AND name = $2", account,
		    "group", name, id);
}
