/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which machines a filter lets through, in a fleet of a million.
 *
 * Machines are listed by their names. There are two ways: walk along the names and look whether
 * each machine is meant, which is fast if many are; or gather those that one member of the filter
 * means, by its index, and sort them, which is fast if they are few. Which of them are few is
 * counted first, and not beyond MACHINES_FEW.
 */
#ifndef SUTURE_FLEET_MACHINES_FILTER_H
#define SUTURE_FLEET_MACHINES_FILTER_H

#include "fleet/list.h"

#define MACHINES_FEW	   10000
#define MACHINES_N_VALUES  16

/* The members of a filter as the parameters of all statements; none is null. */
struct machines_filter {
	struct db_value values[MACHINES_N_VALUES];
	char *pattern, *tag_first, *tag_end; /* what values point to */
};

struct error *machines_filter_init(struct machines_filter *filter,
				   const struct machine_filter *asked, int64_t account,
				   int64_t active_since)
	__attribute__((nonnull, warn_unused_result));
void machines_filter_deinit(struct machines_filter *filter);
#define _cleanup_machines_filter_ _cleanup_(machines_filter_deinit)

/* Where the page begins: behind this machine, and then at an offset. */
void machines_filter_set_page(struct machines_filter *filter, const char *hostname, int64_t id,
			      const struct lists_page *page) __attribute__((nonnull));

/* The statements for what is asked: "total" is one integer, MACHINES_FEW + 1 for more. */
struct machines_way {
	const char *total;
	const char *page;
};

/* The total as well: it is known already if nothing else is asked. */
struct error *machines_filter_choose(struct db *db, const struct machines_filter *filter,
				     const struct machines_way **way, int64_t *total)
	__attribute__((nonnull, warn_unused_result));

#endif
