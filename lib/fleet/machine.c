/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What operators change of a machine. */
#include "base/memory.h"
#include "fleet/account.h"
#include "fleet/change.h"
#include "fleet/key.h"
#include "fleet/lists.h"

/* Which one it is, and whose. */
struct target {
	const char *uuid;
	int64_t id, account;
	int64_t group; /* of machine_move() */
};

static struct error *find(struct db *db, const struct actor *actor, const char *uuid,
			  struct target *target)
{
	_cleanup_rows_ struct db_rows *rows = NULL;

	try(db_query(db,
		     "SELECT id, account FROM machine WHERE uuid = $1 AND ($2 = 0 OR account = $2)",
		     DB_VALUES(db_text(uuid), db_integer(actor->account)), &rows));
	if (!rows_next(rows)) {
		try(rows_error(rows));
		return error_refuse(SUTURE_REFUSAL_NOT_THERE, "there is no machine %s", uuid);
	}
	*target = (struct target){ uuid, rows_integer(rows, 0), rows_integer(rows, 1), 0 };
	return NULL;
}

/* ---- authorization ---- */

static struct error *authorize(const struct change *change, const void *data)
{
	const struct target *target = data;

	return db_run(change->db, "UPDATE machine SET authorization_state = $2 WHERE id = $1",
		      DB_VALUES(db_integer(target->id), db_text(change->detail)), NULL);
}

struct error *machine_authorize(struct db *db, const struct actor *actor, int64_t now,
				const char *uuid, const char *authorization)
{
	enum admission admission;
	struct target target;

	if (!admission_find(authorization, &admission))
		return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED,
				    "a machine is allowed, pending or denied, not '%s'",
				    authorization);
	try(find(db, actor, uuid, &target));
	return change_make(&(struct change){ db, actor, now, target.account, "machine-authorize",
					     uuid, authorization },
			   authorize, &target);
}

/* ---- its group ---- */

static struct error *move(const struct change *change, const void *data)
{
	const struct target *target = data;

	return db_run(change->db, "UPDATE machine SET fleet_group = $2 WHERE id = $1",
		      DB_VALUES(db_integer(target->id), db_integer(target->group)), NULL);
}

struct error *machine_move(struct db *db, const struct actor *actor, int64_t now, const char *uuid,
			   const char *group)
{
	struct target target;

	try(find(db, actor, uuid, &target));
	try(group_find(db, target.account, group, &target.group));
	return change_make(
		&(struct change){ db, actor, now, target.account, "machine-move", uuid, group },
		move, &target);
}

/* ---- its end ---- */

/* What refers to it goes first. */
static const char *const removals[] = {
	"DELETE FROM attempt WHERE machine = $1",
	"DELETE FROM machine_tag WHERE machine = $1",
	"DELETE FROM machine WHERE id = $1",
};

static struct error *remove_all(const struct change *change, const void *data)
{
	const struct target *target = data;

	for (size_t i = 0; i < ARRAY_SIZE(removals); i++)
		try(db_run(change->db, removals[i], DB_VALUES(db_integer(target->id)), NULL));
	return NULL;
}

struct error *machine_remove(struct db *db, const struct actor *actor, int64_t now,
			     const char *uuid)
{
	struct target target;

	try(find(db, actor, uuid, &target));
	return change_make(
		&(struct change){ db, actor, now, target.account, "machine-remove", uuid, NULL },
		remove_all, &target);
}
