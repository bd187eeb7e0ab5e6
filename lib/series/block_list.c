/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "series/block_list.h"

#include <string.h>

#include <jansson.h>

#include "base/form.h"
#include "base/json.h"
#include "base/memory.h"

#define FORMAT 1

void block_list_add(struct block_list *list, const char *id, const char *build_id,
		    const char *reason)
{
	struct block *block = array_append(list->items, list->n_items);

	block->id = xstrdup(id);
	block->build_id = build_id ? xstrdup(build_id) : NULL;
	block->reason = xstrdup(reason);
}

const struct block *block_list_find(const struct block_list *list, const char *id,
				    const char *build_id)
{
	for (size_t i = 0; i < list->n_items; i++) {
		const struct block *block = &list->items[i];

		if (!strcmp(block->id, id) &&
		    (!block->build_id || !strcmp(block->build_id, build_id)))
			return block;
	}
	return NULL;
}

static struct error *damaged(const char *what)
{
	return error_refuse(SUTURE_REFUSAL_SERIES_DAMAGED, BLOCK_LIST_FILE ": %s", what);
}

static struct error *check(const struct block *block)
{
	if (!is_update_id(block->id))
		return damaged("a bad id");
	if (block->build_id && !is_build_id(block->build_id))
		return damaged("a bad build_id");
	return is_printable(block->reason) ? NULL : damaged("a bad reason");
}

static struct error *read_block(json_t *object, struct block_list *list)
{
	const char *id, *reason;
	json_t *build_id;

	if (json_unpack(object, "{s:s, s:o, s:s}", "id", &id, "build_id", &build_id, "reason",
			&reason) ||
	    (!json_is_string(build_id) && !json_is_null(build_id)))
		return damaged("an entry lacks its id, build_id or reason");
	block_list_add(list, id, json_string_value(build_id), reason);
	return check(&list->items[list->n_items - 1]);
}

struct error *block_list_parse(const void *text, size_t size, struct block_list *list)
{
	_cleanup_block_list_ struct block_list read = {};
	_cleanup_json_ json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
	json_t *blocked = json_object_get(root, "blocked"), *item;
	const json_t *format = json_object_get(root, "format");
	size_t i;

	if (!json_is_integer(format) || !json_is_array(blocked))
		return damaged("no format number, or no list of what is blocked");
	if (json_integer_value(format) != FORMAT)
		return error_refuse(SUTURE_REFUSAL_SERIES_FORMAT, BLOCK_LIST_FILE);
	json_array_foreach (blocked, i, item)
		try(read_block(item, &read));
	*list = read;
	read = (struct block_list){};
	return NULL;
}

struct error *block_list_text(const struct block_list *list, char **text)
{
	json_t *blocked = json_array();
	_cleanup_json_ json_t *root = json_pack("{s:i, s:o}", "format", FORMAT, "blocked", blocked);

	for (size_t i = 0; i < list->n_items; i++) {
		const struct block *block = &list->items[i];

		try(check(block));
		json_array_append_new(blocked,
				      json_pack("{s:s, s:s?, s:s}", "id", block->id, "build_id",
						block->build_id, "reason", block->reason));
	}
	*text = json_text(root);
	return NULL;
}

void block_list_deinit(struct block_list *list)
{
	for (size_t i = 0; i < list->n_items; i++) {
		free(list->items[i].id);
		free(list->items[i].build_id);
		free(list->items[i].reason);
	}
	free(list->items);
}
