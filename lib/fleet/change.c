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

/* In the transaction of others, as the writer's is: what was refused is not left half done. */
static struct error *run_within(struct db *db, struct error *(*work)(struct db *db, void *data),
				void *data)
{
	struct error *error;

	try(db_run(db, "SAVEPOINT change", DB_NO_VALUES, NULL));
	error = work(db, data);
	if (!error)
		return db_run(db, "RELEASE SAVEPOINT change", DB_NO_VALUES, NULL);
	/* After a failure of the database these fail too, and all of the transaction is undone. */
	error_free(db_run(db, "ROLLBACK TO SAVEPOINT change", DB_NO_VALUES, NULL));
	error_free(db_run(db, "RELEASE SAVEPOINT change", DB_NO_VALUES, NULL));
	return error;
}

struct error *transaction_run(struct db *db, struct error *(*work)(struct db *db, void *data),
			      void *data)
{
	struct error *error;

	if (db_is_in_transaction(db))
		return run_within(db, work, data);
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
