/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "loaded.h"

const char *loaded_state(const struct loaded_update *update)
{
	return update->applied ? "applied" : "staged";
}

static json_t *functions(const struct loaded_update *update)
{
	json_t *array = json_array();

	for (size_t i = 0; i < update->n_functions; i++) {
		const struct loaded_function *function = &update->functions[i];

		json_array_append_new(array, json_pack("{s:s, s:s, s:I, s:I}", "target",
						       function->target, "name", function->name,
						       "old_size", (json_int_t)function->old_size,
						       "new_size", (json_int_t)function->new_size));
	}
	return array;
}

json_t *loaded_to_json(const struct loaded_update *update)
{
	return json_pack("{s:s, s:s, s:o, s:o, s:o}", "id", update->id, "state",
			 loaded_state(update), "targets",
			 strings_to_json(update->targets.items, update->targets.n_items), "modules",
			 strings_to_json(update->modules.items, update->modules.n_items),
			 "functions", functions(update));
}
