/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What 'suture plan' and 'suture upgrade' have in common: the request, and what comes of it. */
#ifndef SUTURE_PLANNING_H
#define SUTURE_PLANNING_H

#include "base/command.h"
#include "machine/machine.h"

/* --to, --only and --cve, as options set them. */
struct planning {
	const char *to;
	struct string_list only, cves;
};

#define PLANNING_OPTIONS(planning)                                                               \
	{ "to", "VERSION", "go to this effective version", OPTION_TEXT, &(planning).to },        \
		{ "only", "ID", "this update and what it requires; may be repeated",             \
		  OPTION_LIST, &(planning).only },                                               \
		{ "cve", "CVE", "what fixes this, and what that requires; may be repeated",      \
		  OPTION_LIST, &(planning).cves }

/* One of them, or none: all. */
struct error *planning_check(const struct planning *planning, const struct command *command)
	__attribute__((nonnull, warn_unused_result));
/* Some of it is asked for, by name. */
bool planning_is_named(const struct planning *planning) __attribute__((nonnull));
/* Refuses with NOT_SERVED if nothing is known of this kernel, and with what plan_make() refuses. */
struct error *planning_make(const struct planning *planning, const struct machine *machine,
			    struct plan *plan) __attribute__((nonnull, warn_unused_result));
void planning_deinit(struct planning *planning);

bool planning_is_empty(const struct plan *plan) __attribute__((nonnull));
void planning_print(const struct plan *plan, const struct machine *machine)
	__attribute__((nonnull));
/* {"before", "after", "install": [{"id", "title", "cves", "severity"}], "remove", "skip": [{"id",
 * "reason", "other"}], "foreign"} */
json_t *planning_to_json(const struct plan *plan, const struct machine *machine)
	__attribute__((nonnull, warn_unused_result));

#endif
