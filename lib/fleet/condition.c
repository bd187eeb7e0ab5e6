/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/condition.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "fleet/view.h"

static struct error *insert_kernel(struct db *db, const struct report *report)
{
	return db_run(
		db,
		"INSERT INTO kernel (build_id, kernel_release, distribution, version,"
		" covered_until) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
		DB_VALUES(db_text(report->build_id), db_text(report->release),
			  db_text(report->distribution), db_text(report->version),
			  report->covered_until ? db_integer(report->covered_until) : db_null()),
		NULL);
}

static struct error *insert_condition(struct db *db, const struct report *report, int64_t now,
				      bool *is_new, int64_t *id)
{
	return view_integer(
		db,
		"INSERT INTO condition (digest, build_id, effective, verdict, n_applied, n_open,"
		" n_unfixed, first_seen) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
		" ON CONFLICT DO NOTHING RETURNING id",
		DB_VALUES(db_text(report->condition), db_text(report->build_id),
			  db_text(report->effective), db_text(report->verdict),
			  db_integer((int64_t)report->n_applied),
			  db_integer((int64_t)report->n_open),
			  db_integer((int64_t)report->n_unfixed), db_integer(now)),
		is_new, id);
}

/* The update may be one that only machines know of. */
static struct error *find_update(struct db *db, const char *build_id, const char *name, int64_t now,
				 int64_t *id)
{
	bool found;

	try(view_integer(db, "SELECT id FROM known_update WHERE build_id = $1 AND name = $2",
			 DB_VALUES(db_text(build_id), db_text(name)), &found, id));
	if (found)
		return NULL;
	return view_integer(db,
			    "INSERT INTO known_update (build_id, name, cves, first_seen)"
			    " VALUES ($1, $2, '[]', $3) ON CONFLICT (build_id, name)"
			    " DO UPDATE SET name = excluded.name RETURNING id",
			    DB_VALUES(db_text(build_id), db_text(name), db_integer(now)), &found,
			    id);
}

static struct error *insert_updates(struct db *db, const struct report *report, int64_t now,
				    int64_t condition)
{
	for (size_t i = 0; i < report->n_updates; i++) {
		const struct report_update *update = &report->updates[i];
		int64_t known;

		try(find_update(db, report->build_id, update->name, now, &known));
		try(db_run(db,
			   "INSERT INTO condition_update (condition, known_update, position,"
			   " state, reason, text) VALUES ($1, $2, $3, $4, $5, $6)",
			   DB_VALUES(db_integer(condition), db_integer(known),
				     db_integer((int64_t)i), db_text(update->state),
				     db_text(update->reason), db_text(update->text)),
			   NULL));
	}
	return NULL;
}

static struct error *insert_cves(struct db *db, const struct report *report, int64_t condition)
{
	for (size_t i = 0; i < report->n_cves; i++) {
		const struct report_cve *cve = &report->cves[i];

		try(db_run(db,
			   "INSERT INTO condition_cve (condition, cve, state, update_name, text)"
			   " VALUES ($1, $2, $3, $4, $5)",
			   DB_VALUES(db_integer(condition), db_text(cve->name), db_text(cve->state),
				     db_text(cve->update), db_text(cve->text)),
			   NULL));
	}
	return NULL;
}

static struct error *look_up(struct db *db, const struct report *report, bool *found,
			     struct condition *condition)
{
	_cleanup_rows_ struct db_rows *rows = NULL;

	try(db_query(db, "SELECT id, n_open FROM condition WHERE digest = $1",
		     DB_VALUES(db_text(report->condition)), &rows));
	*found = rows_next(rows);
	if (*found)
		*condition = (struct condition){ rows_integer(rows, 0), rows_integer(rows, 1) };
	return rows_error(rows);
}

/* Another program may make the same at this moment; its rows are there once it has committed. */
static struct error *add(struct db *db, struct report *report, int64_t now,
			 struct condition *condition)
{
	bool is_new, found;

	try(report_read_lists(report));
	try(insert_kernel(db, report));
	try(insert_condition(db, report, now, &is_new, &condition->id));
	if (is_new) {
		condition->n_open = (int64_t)report->n_open;
		try(insert_updates(db, report, now, condition->id));
		return insert_cves(db, report, condition->id);
	}
	try(look_up(db, report, &found, condition));
	return found ? NULL
		     : error_refuse(SUTURE_REFUSAL_DATABASE_BUSY, "a condition came and went");
}

/* ---- those that are remembered ---- */

static size_t slot_of(const char *digest)
{
	return strtoul((char[]){ digest[0], digest[1], digest[2], 0 }, NULL, 16);
}

bool condition_recall(struct condition_cache *cache, const char *digest,
		      struct condition *condition)
{
	const size_t slot = slot_of(digest);
	bool found;

	pthread_mutex_lock(&cache->lock);
	found = !strcmp(cache->entries[slot].digest, digest);
	if (found)
		*condition = cache->entries[slot].condition;
	pthread_mutex_unlock(&cache->lock);
	return found;
}

static void remember(struct condition_cache *cache, const char *digest,
		     const struct condition *condition)
{
	const size_t slot = slot_of(digest);

	pthread_mutex_lock(&cache->lock);
	strcpy(cache->entries[slot].digest, digest);
	cache->entries[slot].condition = *condition;
	pthread_mutex_unlock(&cache->lock);
}

void condition_forget(struct condition_cache *cache)
{
	pthread_mutex_lock(&cache->lock);
	memset(cache->entries, 0, sizeof(cache->entries));
	pthread_mutex_unlock(&cache->lock);
}

/* ---- the whole ---- */

struct error *condition_find(struct db *db, struct condition_cache *cache, struct report *report,
			     int64_t now, struct condition *condition)
{
	bool found;

	if (condition_recall(cache, report->condition, condition))
		return NULL;
	try(look_up(db, report, &found, condition));
	if (!found)
		try(add(db, report, now, condition));
	remember(cache, report->condition, condition);
	return NULL;
}

#define UNUSED "NOT EXISTS (SELECT 1 FROM machine WHERE machine.condition = "

struct error *condition_tidy(struct db *db)
{
	try(db_run(db, "DELETE FROM condition_update WHERE " UNUSED "condition_update.condition)",
		   DB_NO_VALUES, NULL));
	try(db_run(db, "DELETE FROM condition_cve WHERE " UNUSED "condition_cve.condition)",
		   DB_NO_VALUES, NULL));
	return db_run(db, "DELETE FROM condition WHERE " UNUSED "condition.id)", DB_NO_VALUES,
		      NULL);
}
