/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A set of tasks, filled where nothing may be allocated or waited for. Open
 * addressing over an index, and a list beside it, so that going through it costs
 * what is in it and not what it could hold.
 */
#ifndef SUTURE_TASKSET_H
#define SUTURE_TASKSET_H

#include <linux/sched.h>
#include <linux/types.h>

#define TASKSET_BITS 12
#define TASKSET_SLOTS (1 << TASKSET_BITS)
#define TASKSET_MAX (TASKSET_SLOTS * 3 / 4)

struct taskset {
	unsigned int n;
	bool overflowed;	/* at least one task is missing */
	u16 slots[TASKSET_SLOTS];	/* 1 + index in tasks; 0: free */
	struct task_struct *tasks[TASKSET_MAX];
};

/* Add the task, with a reference; false: it is in already. Any context; the caller serialises. */
bool taskset_add(struct taskset *set, struct task_struct *task);

/* Drop all references. Process context. */
void taskset_clear(struct taskset *set);

#endif
