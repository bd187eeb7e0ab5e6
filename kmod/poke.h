/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The stop: every CPU stands still while stacks are checked and code is rewritten.
 *
 *	struct poke poke = { .places = ..., ... };
 *	poke_run(&poke);
 */
#ifndef SUTURE_POKE_H
#define SUTURE_POKE_H

#include <linux/atomic.h>
#include <linux/mutex.h>
#include <linux/types.h>

struct place;
struct quiesce;

struct poke {
	struct place **places;	/* prepared; sorted by poke_run() */
	unsigned int n_places;
	struct quiesce *quiesce;	/* NULL: stop and do nothing */
	struct mutex *text_mutex;	/* the kernel's own lock for its text; NULL: not known */
	/*
	 * Inside the stop, on one CPU, after the stack check and before anything is
	 * written: 0 to go on, or -errno to leave all as it was.
	 */
	int (*decide)(void *context);
	void *context;

	/* Results. */
	u64 pause_ns;	/* first CPU in to last CPU out, measured from outside */
	u64 check_ns;	/* of it: until the decision */

	/* Inside the stop. */
	atomic_t arrived;
	unsigned int generation;	/* of the barrier */
	u64 begun;
	int error;
};

/*
 * 0: all places hold what they shall hold next. Else nothing has changed: -EBUSY or
 * -EAGAIN as from quiesce_verdict(), -EAGAIN also if somebody else is in the middle of
 * rewriting text; or what decide() returned.
 */
int poke_run(struct poke *poke);

#endif
