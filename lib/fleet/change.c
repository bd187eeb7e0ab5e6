/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/change.h"

#define ATTEMPTS 10

static struct error *run_once(struct db *db, struct error *(*work)(struct db *db, void *data),
			      void *data)
{
	struct error *error;

	try(db_begin(db));
	error = work(db, data);
	if (!error)
		error = db_commit(db);
	if (error)
		db_rollback(db);
	return error;
}

static bool is_collision(const struct error *error)
{
	return error && error->kind == ERROR_REFUSED &&
	       error->refusal == SUTURE_REFUSAL_DATABASE_BUSY;
}

struct error *transaction_run(struct db *db, struct error *(*work)(struct db *db, void *data),
			      void *data)
{
	struct error *error;

	if (db_is_in_transaction(db))
		return work(db, data);
	error = run_once(db, work, data);
	for (int i = 1; i < ATTEMPTS && is_collision(error); i++) {
		error_free(error);
		error = run_once(db, work, data);
	}
	return error;
}

struct making {
	const struct change *change;
	struct error *(*make)(const struct change *change, const void *data);
	const void *data;
};

static struct error *make_and_note(struct db *db, void *data)
{
	const struct making *making = data;
	const struct change *change = making->change;

	try(making->make(change, making->data));
	return audit_write(db, change->actor, change->account, change->now, change->action,
			   change->object, change->detail);
}

struct error *change_make(const struct change *change,
			  struct error *(*make)(const struct change *change, const void *data),
			  const void *data)
{
	struct making making = { change, make, data };

	return transaction_run(change->db, make_and_note, &making);
}
