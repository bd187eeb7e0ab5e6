/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which machines a filter lets through, in a fleet of a million.
 *
 * Machines are listed by their names. There are two ways: walk along the names and look whether
 * each machine is meant, which is fast if many are; or gather those that one member of the filter
 * means, by its index, and sort them, which is fast if they are few. Which of them are few is
 * counted first, and not beyond MACHINES_FEW.
 *
 * Where none is few a walk may find nothing for long: it ends with a stretch of MACHINES_STRETCH
 * names, and the next page goes on behind it. So no filter reads more than some tens of thousands
 * of rows.
 */
#ifndef SUTURE_FLEET_MACHINES_FILTER_H
#define SUTURE_FLEET_MACHINES_FILTER_H

#include "fleet/list.h"

#define MACHINES_FEW	   10000
#define MACHINES_STRETCH   5000
#define MACHINES_N_VALUES  19

/* The members of a filter as the parameters of all statements; none is null. */
struct machines_filter {
	struct db_value values[MACHINES_N_VALUES];
	char *name_first, *name_end, *tag_first, *tag_end; /* what values point to */
};

struct error *machines_filter_init(struct machines_filter *filter,
				   const struct machine_filter *asked, int64_t account,
				   int64_t active_since)
	__attribute__((nonnull, warn_unused_result));
void machines_filter_deinit(struct machines_filter *filter);
#define _cleanup_machines_filter_ _cleanup_(machines_filter_deinit)

/* Where the page begins, behind this machine, and where it ends, with this one. The names are the
 * caller's; NULL: with the first or the last machine that may be meant. */
void machines_filter_set_after(struct machines_filter *filter, const char *name, int64_t id)
	__attribute__((nonnull(1)));
void machines_filter_set_until(struct machines_filter *filter, const char *name, int64_t id)
	__attribute__((nonnull(1)));
/* What of it is wanted. */
void machines_filter_set_cut(struct machines_filter *filter, int64_t limit, int64_t offset)
	__attribute__((nonnull));

/* The statements for what is asked. */
struct machines_way {
	const char *total;   /* one integer, MACHINES_FEW + 1 for more; of a walk, up to UNTIL */
	const char *page;    /* rows, with the total last; of a walk it is -1 */
	const char *stretch; /* of a walk: UUID, name and id of the machine at the offset */
};

struct machines_choice {
	const struct machines_way *way;
	bool is_many; /* more than MACHINES_FEW are meant, which need not be counted */
	bool is_bare; /* whatever the walk comes to is meant */
};

struct error *machines_filter_choose(struct db *db, const struct machines_filter *filter,
				     struct machines_choice *choice)
	__attribute__((nonnull, warn_unused_result));

#endif
