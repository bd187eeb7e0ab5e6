/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How many machines are of which kind. A small fleet is counted whenever somebody looks. Of one
 * with more than FIGURES_FEW machines that would take too long, so that it is counted now and then,
 * and the figures are kept in the store: whoever looks is told when they were counted.
 *
 *	figures_make()		count, and keep: the round of time (service/tick.h)
 *	figures_find()		when the kept ones were counted, if there are any
 *	FIGURES("group")	they, for a query
 *
 * Figures of one round come to be seen all at once, and are seen until those of the next one are.
 * Several programs may count at the same time: each has a round of its own, and the one that began
 * last stays. Nothing is done for a report.
 */
#ifndef SUTURE_FLEET_FIGURES_H
#define SUTURE_FLEET_FIGURES_H

#include <jansson.h>

#include "db/db.h"

#define FIGURES_FEW   20000
#define FIGURES_EVERY 60 /* seconds */

/* Each statement that shows figures is there twice, and shows the same. */
enum figures { FIGURES_FRESH, FIGURES_KEPT, FIGURES_N };

/*
 * The kept ones: account, id, name, n, a, b. Whoever sees all accounts sees account 0.
 *
 *	subject		id		name		n		a	    b
 *	condition	condition			machines	inactive
 *	cve				CVE		fixed		open	    unpatchable
 *	client				version		machines
 *	admission			its name	machines
 *	usage				month		machines
 *	account		account				machines		of account 0
 *	group		group				machines		of account 0
 *	key		access key			machines		of account 0
 *	attempt		roll-out	position	applied		failed	    of account 0
 */
#define FIGURES(of)                                                           \
	"(SELECT account, id, name, n, a, b FROM figure WHERE subject = '" of \
	"' AND round = (SELECT max(id) FROM figure_round WHERE counted IS NOT NULL))"

/* *counted: seconds since 1970; 0: there are none, the machines are to be counted. */
struct error *figures_find(struct db *db, int64_t *counted)
	__attribute__((nonnull, warn_unused_result));

/* Which of two statements shows them. */
static inline enum figures figures_which(int64_t counted)
{
	return counted ? FIGURES_KEPT : FIGURES_FRESH;
}

/* "counted" of what is shown: the moment, or null if it is now. */
void figures_tell(json_t *shown, int64_t counted) __attribute__((nonnull));

struct figures_making {
	struct db *db; /* to read by, outside of a transaction */
	/* Do some work in a transaction; it takes milliseconds. */
	struct error *(*change)(void *context, struct error *(*work)(struct db *db, void *data),
				void *data);
	void *context;
	int64_t now, active_since;
	int64_t few; /* FIGURES_FEW; other numbers are for tests */
};

/* Not if others have counted within FIGURES_EVERY. Of a small fleet, none are kept any more. */
struct error *figures_make(const struct figures_making *making)
	__attribute__((nonnull, warn_unused_result));

#endif
