/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/figures.h"

#include "base/json.h"
#include "fleet/view.h"

struct error *figures_find(struct db *db, int64_t *counted)
{
	int64_t last = 0;
	bool found;

	try(view_integer(db,
			 "SELECT counted FROM figure_round WHERE counted IS NOT NULL"
			 " ORDER BY id DESC LIMIT 1",
			 DB_NO_VALUES, &found, &last));
	*counted = last;
	return NULL;
}

void figures_tell(json_t *shown, int64_t counted)
{
	json_object_set_new(shown, "counted", date_to_json(counted));
}
