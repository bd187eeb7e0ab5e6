/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/intake_row.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void intake_row_deinit(struct intake_row *row)
{
	free(row->uuid);
	free(row->letter);
	free(row->opens);
	free(row->group);
	free(row->counted);
	facts_deinit(&row->facts);
}

static void copy_key(const struct db_rows *rows, int column, struct intake_row *row)
{
	size_t size;
	const void *key = rows_bytes(rows, column, &size);

	if (size == sizeof(row->public_key))
		memcpy(row->public_key, key, size);
}

struct error *intake_row_find(struct db *db, const char *uuid, bool *found, struct intake_row *row)
{
	_cleanup_rows_ struct db_rows *rows = NULL;

	try(db_query(db,
		     "SELECT m.id, m.account, m.fleet_group, m.serial, m.letter,"
		     " m.authorization_state, m.n_released, m.counted, m.public_key, g.name,"
		     " g.at_once, g.opens, r.position, " FACT_COLUMNS " FROM machine m"
		     " JOIN fleet_group g ON g.id = m.fleet_group"
		     " LEFT JOIN ring r ON r.id = g.ring WHERE m.uuid = $1",
		     DB_VALUES(db_text(uuid)), &rows));
	*found = rows_next(rows);
	if (!*found)
		return rows_error(rows);
	row->uuid = xstrdup(uuid);
	row->member.machine = rows_integer(rows, 0);
	row->member.account = rows_integer(rows, 1);
	row->member.group = rows_integer(rows, 2);
	row->serial = rows_integer(rows, 3);
	row->letter = xstrdup_optional(rows_text(rows, 4));
	admission_find(rows_text(rows, 5), &row->authorization);
	row->member.n_released = rows_integer(rows, 6);
	row->counted = xstrdup_optional(rows_text(rows, 7));
	copy_key(rows, 8, row);
	row->group = xstrdup_optional(rows_text(rows, 9));
	row->member.at_once = rows_integer(rows, 10);
	row->opens = xstrdup_optional(rows_text(rows, 11));
	row->member.is_staged = !rows_is_null(rows, 12);
	row->member.position = rows_integer(rows, 12);
	facts_of_row(rows, 13, &row->facts);
	row->member.opens = row->opens;
	return rows_error(rows);
}

struct error *intake_row_get(struct db *db, const char *uuid, struct intake_row *row)
{
	bool found;

	try(intake_row_find(db, uuid, &found, row));
	return found ? NULL
		     : error_refuse(SUTURE_REFUSAL_MACHINE_UNKNOWN, "there is no machine %s", uuid);
}
