/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "content/content.h"

#include <stdlib.h>

#include "base/json.h"
#include "base/memory.h"
#include "fleet/view.h"

static struct error *write_kernel(struct db *db, const struct content_news *news)
{
	const struct series *series = &news->series;

	return db_run(db,
		      "INSERT INTO kernel (build_id, kernel_release, distribution, version,"
		      " covered_until, series, series_digest) VALUES ($1, $2, $3, $4, $5, $6, $7)"
		      " ON CONFLICT (build_id) DO UPDATE SET"
		      " kernel_release = excluded.kernel_release,"
		      " distribution = excluded.distribution, version = excluded.version,"
		      " covered_until = excluded.covered_until, series = excluded.series,"
		      " series_digest = excluded.series_digest",
		      DB_VALUES(db_text(series->build_id), db_text(series->release),
				db_text(series->distribution), db_text(series->version),
				db_optional(series->covered_until), db_text(news->text),
				db_text(news->digest)),
		      NULL);
}

static struct error *write_update(struct db *db, const struct series *series,
				  const struct series_update *update, int64_t now)
{
	_cleanup_json_ json_t *list = string_list_to_json(&update->cves);
	_cleanup_free_ char *cves = json_dumps(list, JSON_COMPACT);

	return db_run(db,
		      "INSERT INTO known_update (build_id, name, title, severity, cves, effective,"
		      " added, first_seen) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
		      " ON CONFLICT (build_id, name) DO UPDATE SET title = excluded.title,"
		      " severity = excluded.severity, cves = excluded.cves,"
		      " effective = excluded.effective, added = excluded.added",
		      DB_VALUES(db_text(series->build_id), db_text(update->id),
				db_text(update->title), db_text(severity_name(update->severity)),
				db_text(cves), db_text(update->effective),
				db_optional(update->added), db_integer(now)),
		      NULL);
}

/* Who had machines before we had heard of the update was offered it all the same. */
static struct error *correct_offered(struct db *db, const struct series *series,
				     const struct series_update *update, const char *cve)
{
	return db_run(db,
		      "UPDATE protection SET offered = $2 WHERE cve = $1 AND offered > $2"
		      " AND account IN (SELECT m.account FROM machine m JOIN condition c"
		      " ON c.id = m.condition WHERE c.build_id = $3)",
		      DB_VALUES(db_text(cve), db_integer(update->added), db_text(series->build_id)),
		      NULL);
}

static struct error *write_updates(struct db *db, const struct series *series, int64_t now)
{
	for (size_t i = 0; i < series->n_updates; i++) {
		const struct series_update *update = &series->updates[i];

		try(write_update(db, series, update, now));
		for (size_t j = 0; update->added && j < update->cves.n_items; j++)
			try(correct_offered(db, series, update, update->cves.items[j]));
	}
	return NULL;
}

struct error *content_write(struct db *db, const struct content *content, int64_t now)
{
	for (size_t i = 0; i < content->n_items; i++) {
		try(write_kernel(db, &content->items[i]));
		try(write_updates(db, &content->items[i].series, now));
	}
	return NULL;
}

/* In doubt it is news. */
bool content_is_known(void *db, const char *build_id, const char *digest)
{
	int64_t one = 0;
	bool found = false;
	_cleanup_error_ struct error *error =
		view_integer(db, "SELECT 1 FROM kernel WHERE build_id = $1 AND series_digest = $2",
			     DB_VALUES(db_text(build_id), db_text(digest)), &found, &one);

	return !error && found;
}
