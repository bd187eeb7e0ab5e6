/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The stack check: is any task in code that changes hands?
 *
 *	quiesce_new(ranges)
 *	quiesce_arm()		start recording who runs
 *	quiesce_settle()	look at everybody, then at those who ran meanwhile
 *	stop the machine:
 *		quiesce_check_cpu() on every CPU, then quiesce_verdict()
 *	quiesce_free()
 *
 * quiesce_settle() and the stop may be repeated.
 */
#ifndef SUTURE_QUIESCE_H
#define SUTURE_QUIESCE_H

#include <suture/abi.h>

#include "stack.h"

struct quiesce;

/* The kernel's own way to a CPU's idle task; NULL: not known. */
typedef struct task_struct *(*idle_task_function)(int cpu);

/* Once, before all else: stops the machine for a moment. 0 or -errno. */
int quiesce_init(void);
void quiesce_exit(void);

/* The ranges are sorted and outlive the check. ERR_PTR(-ENOMEM). */
struct quiesce *quiesce_new(const struct code_ranges *ranges, idle_task_function idle_task);
/* Disarms. */
void quiesce_free(struct quiesce *quiesce);

/* 0 or -errno. */
int quiesce_arm(struct quiesce *quiesce);

/*
 * 0: nobody is in the ranges but, perhaps, tasks that quiesce_check_cpu() will see.
 * -EBUSY: somebody is (see quiesce_report()), or too many tasks run to keep track of.
 */
int quiesce_settle(struct quiesce *quiesce);

/* Inside the stop, on every CPU, interrupts off. */
void quiesce_check_cpu(struct quiesce *quiesce);

/*
 * Inside the stop, on one CPU, after all have done quiesce_check_cpu(). 0: free to go
 * on. -EBUSY: somebody is in the ranges. -EAGAIN: the records are incomplete, settle
 * again.
 */
int quiesce_verdict(struct quiesce *quiesce);

/* Fill in n_tasks, n_rechecked, n_blockers and blockers. */
void quiesce_report(const struct quiesce *quiesce, struct suture_switch *result);

#endif
