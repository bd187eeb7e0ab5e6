/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/show.h"

#include "base/memory.h"
#include "console/path.h"
#include "console/table.h"

void show_audit(struct html *html, const struct page *page, const json_t *list)
{
	static const struct column columns[] = {
		{ "When", "at", cell_date, NULL },     { "Who", "actor", cell_text, NULL },
		{ "What", "action", cell_code, NULL }, { "Of", "object", cell_text, NULL },
		{ "More", "detail", cell_text, NULL }, {},
	};
	_cleanup_free_ char *path = path_of("audit");

	if (page->account)
		path_add_number(&path, "account", page->account);
	table_put(html, page, "Who did what, the last first", columns,
		  json_object_get(list, "items"), "Nobody has done anything yet.");
	pager_put(html, list, path);
}
