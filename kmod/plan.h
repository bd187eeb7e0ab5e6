/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The plan of a switch: which updates are applied and reversed, whether their order
 * allows it, what every place holds afterwards, and which code must be empty.
 */
#ifndef SUTURE_PLAN_H
#define SUTURE_PLAN_H

#include "stack.h"
#include "update.h"

struct suture_refusal_record;

struct plan {
	struct update **apply, **reverse;	/* the caller's */
	unsigned int n_apply, n_reverse;

	struct update **after;	/* all that is applied afterwards, in order */
	unsigned int n_after;
	struct place **places;	/* those that change; place->next is set */
	unsigned int n_places;
	struct code_ranges ranges;	/* sorted */
};

/*
 * Under core_lock. Refuses with NEEDED, NEEDS, CONFLICTS or NO_MEMORY. plan_deinit() is due in
 * any case.
 */
int plan_make(struct plan *plan, struct suture_refusal_record *refusal);
void plan_deinit(struct plan *plan);

/* How many of the places are redirects. */
unsigned int plan_count_functions(const struct plan *plan);

#endif
