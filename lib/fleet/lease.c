/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/lease.h"

#include "fleet/view.h"

bool lease_is_taken(struct db *db, const struct lease *lease)
{
	int64_t one = 0;
	bool found = false;
	_cleanup_error_ struct error *error = view_integer(
		db,
		"SELECT 1 FROM lease WHERE name = $1 AND owner <> $2 AND expires > $3"
		" AND expires <= $4",
		DB_VALUES(db_text(lease->name), db_text(lease->owner), db_integer(lease->now),
			  db_integer(lease->now + lease->seconds)),
		&found, &one);

	return !error && found;
}

/* Two that do this at one moment: PostgreSQL has the second begin anew, and see the first. */
struct error *lease_take(struct db *db, void *data)
{
	struct lease *lease = data;
	int64_t one;

	lease->is_ours = false;
	return view_integer(
		db,
		"INSERT INTO lease (name, owner, expires) VALUES ($1, $2, $4)"
		" ON CONFLICT (name) DO UPDATE SET owner = excluded.owner,"
		" expires = excluded.expires WHERE lease.owner = excluded.owner"
		" OR lease.expires <= $3 OR lease.expires > excluded.expires RETURNING 1",
		DB_VALUES(db_text(lease->name), db_text(lease->owner), db_integer(lease->now),
			  db_integer(lease->now + lease->seconds)),
		&lease->is_ours, &one);
}

struct error *lease_end(struct db *db, const char *name, const char *owner)
{
	return db_run(db, "DELETE FROM lease WHERE name = $1 AND owner = $2",
		      DB_VALUES(db_text(name), db_text(owner)), NULL);
}

struct error *lease_end_all(struct db *db, void *owner)
{
	return db_run(db, "DELETE FROM lease WHERE owner = $1", DB_VALUES(db_text(owner)), NULL);
}
