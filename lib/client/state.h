/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the running kernel says about updates: /sys/kernel/suture (abi.h).
 * Nothing else is believed, so the answer is never out of date. Anybody may read it.
 */
#ifndef SUTURE_STATE_H
#define SUTURE_STATE_H

#include <stdbool.h>

#include "base/error.h"
#include "base/string_list.h"

struct loaded_function {
	char *target;
	char *name;
	unsigned long old_size; /* bytes */
	unsigned long new_size;
};

struct loaded_update {
	char *id;
	bool applied; /* else staged: loaded, without effect */
	struct string_list targets;
	struct string_list modules; /* the update's own, as the kernel names them */
	struct loaded_function *functions;
	size_t n_functions;
};

struct state {
	bool has_core;		       /* is the core module loaded? */
	struct loaded_update *updates; /* sorted by id */
	size_t n_updates;
};

/* Without the core there are no updates, which is no error. */
struct error *state_read(struct state *state) __attribute__((nonnull, warn_unused_result));
/*
 * The same, but of each update no more than its id and whether it is applied: a file instead of
 * four, which counts for who looks at hundreds.
 */
struct error *state_read_applied(struct state *state) __attribute__((nonnull, warn_unused_result));
/* NULL if there is no such update. */
const struct loaded_update *state_find(const struct state *state, const char *id)
	__attribute__((nonnull));
/* Not loaded, and loaded without effect, is not applied. */
bool state_is_applied(const struct state *state, const char *id) __attribute__((nonnull));
void state_deinit(struct state *state);
#define _cleanup_state_ _cleanup_(state_deinit)

#endif
