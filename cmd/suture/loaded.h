/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How an update in the running kernel is told as JSON.
 */
#ifndef SUTURE_LOADED_H
#define SUTURE_LOADED_H

#include "base/json.h"
#include "client/state.h"

/*
 * {"id", "state", "targets", "modules",
 *  "functions": [{"target", "name", "old_size", "new_size"}]}
 */
json_t *loaded_to_json(const struct loaded_update *update)
	__attribute__((nonnull, warn_unused_result));
const char *loaded_state(const struct loaded_update *update) __attribute__((nonnull));

#endif
