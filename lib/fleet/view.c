/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/view.h"

#include <string.h>

#include "base/json.h"
#include "base/memory.h"

static json_t *to_json(const struct db_rows *rows, int column, enum view_kind kind)
{
	json_t *value;

	if (rows_is_null(rows, column))
		return json_null();
	switch (kind) {
	case VIEW_TEXT:
		return string_to_json(rows_text(rows, column));
	case VIEW_NUMBER:
		return json_integer(rows_integer(rows, column));
	case VIEW_DATE:
		return date_to_json(rows_integer(rows, column));
	case VIEW_BOOLEAN:
		return json_boolean(rows_integer(rows, column));
	case VIEW_JSON:
		break;
	}
	value = json_loads(rows_text(rows, column), JSON_DECODE_ANY, NULL);
	return value ? value : json_null();
}

/* By "name", or "object.name": the object's first member decides whether there is one. */
static void put(json_t *object, const char *name, json_t *value)
{
	const char *dot = strchr(name, '.');
	_cleanup_free_ char *of = dot ? xstrndup(name, (size_t)(dot - name)) : NULL;

	if (!dot) {
		json_object_set_new(object, name, value);
		return;
	}
	if (!json_object_get(object, of))
		json_object_set_new(object, of, json_is_null(value) ? json_null() : json_object());
	json_object_set_new(json_object_get(object, of), dot + 1, value);
}

static json_t *row_to_json(const struct db_rows *rows, const struct view *view)
{
	json_t *object = json_object();

	for (int i = 0; view->columns[i].name; i++)
		put(object, view->columns[i].name, to_json(rows, i, view->columns[i].kind));
	return object;
}

struct error *view_list(struct db *db, const struct view *view, struct db_values values,
			json_t **array)
{
	_cleanup_rows_ struct db_rows *rows = NULL;
	_cleanup_json_ json_t *list = json_array();

	try(db_query(db, view->sql, values, &rows));
	while (rows_next(rows))
		json_array_append_new(list, row_to_json(rows, view));
	try(rows_error(rows));
	*array = json_incref(list);
	return NULL;
}

struct error *view_one(struct db *db, const struct view *view, struct db_values values,
		       const char *what, json_t **object)
{
	_cleanup_rows_ struct db_rows *rows = NULL;
	_cleanup_json_ json_t *row = NULL;

	try(db_query(db, view->sql, values, &rows));
	if (rows_next(rows))
		row = row_to_json(rows, view);
	try(rows_error(rows));
	if (!row)
		return error_refuse(SUTURE_REFUSAL_NOT_THERE, "%s", what);
	*object = json_incref(row);
	return NULL;
}

struct error *view_integer(struct db *db, const char *sql, struct db_values values, bool *found,
			   int64_t *value)
{
	_cleanup_rows_ struct db_rows *rows = NULL;

	try(db_query(db, sql, values, &rows));
	*found = rows_next(rows);
	if (*found)
		*value = rows_integer(rows, 0);
	return rows_error(rows);
}
