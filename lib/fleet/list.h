/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the lists of lists.h have in common: whose things are shown, and pages. */
#ifndef SUTURE_FLEET_LIST_H
#define SUTURE_FLEET_LIST_H

#include "fleet/figures.h"
#include "fleet/lists.h"

/*
 * Of how many machines each way to stand is, of one account or, for 0, of all: a table expression
 * for the beginning of a query. Machines are counted before anything is joined, of an index alone;
 * or they were (figures.h).
 */
#define LIST_TALLY                                                                   \
	"tally AS MATERIALIZED (SELECT machine.condition AS condition, count(*) AS n" \
	" FROM machine WHERE ($1 = 0 OR machine.account = $1) GROUP BY machine.condition)"
#define LIST_TALLY_KEPT                                                                 \
	"tally AS MATERIALIZED (SELECT f.id AS condition, f.n AS n, f.a AS inactive FROM " \
	FIGURES("condition") " f WHERE f.account = $1)"

/* Whoever sees one account's things sees the kernels of its machines alone, those of the tally. */
#define LIST_KERNEL_IS_SEEN(build_id)                             \
	"($1 = 0 OR " build_id " IN (SELECT c.build_id FROM tally t" \
	" JOIN condition c ON c.id = t.condition))"

/* Whose things an actor sees who asks for those of 'wanted', 0 for all: *account, 0 for
 * everybody's. NOT_THERE for another's. */
struct error *list_scope(const struct actor *actor, int64_t wanted, int64_t *account)
	__attribute__((nonnull, warn_unused_result));

/* What a LIKE ... ESCAPE '!' takes to find a part of a text, in small letters; "" for NULL and "".
 * The caller's. */
char *list_pattern(const char *part) __attribute__((warn_unused_result));

/* REQUEST_MALFORMED if it is none; its limit is set if it was not. */
struct error *list_check_page(const struct lists_page *page, struct lists_page *checked)
	__attribute__((nonnull, warn_unused_result));

/* {"items": ..., "total": ..., "offset", "limit"}; takes the items. */
json_t *list_make(json_t *items, int64_t total, const struct lists_page *page)
	__attribute__((nonnull, warn_unused_result));

/*
 * A page of a view whose last column is 'total', which each row has: count(*) OVER (). The page's
 * limit and offset are the last two of 'values', which is why they are not constant.
 */
struct error *list_view(struct db *db, const struct view *view, struct db_value *values,
			size_t n_values, const struct lists_page *page, json_t **list)
	__attribute__((nonnull, warn_unused_result));

/* list_view() of one of two views, and when it was counted. */
struct error *list_figures(struct db *db, const struct view views[FIGURES_N],
			   struct db_value *values, size_t n_values, const struct lists_page *page,
			   json_t **list) __attribute__((nonnull, warn_unused_result));

#endif
