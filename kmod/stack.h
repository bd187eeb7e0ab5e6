/* SPDX-License-Identifier: GPL-2.0 */
/* Which code a task is in, or will return to. */
#ifndef SUTURE_STACK_H
#define SUTURE_STACK_H

#include <linux/sched.h>
#include <linux/types.h>

/* Code that changes hands. */
struct code_range {
	unsigned long start, end;
	const char *name;	/* of the function; NULL: ask kallsyms */
	bool goes_away;	/* a module that may be unloaded afterwards */
};

/* Sorted and without overlaps once code_ranges_sort() has run. */
struct code_ranges {
	struct code_range *list;
	unsigned int n, size;
};

/* 0 or -ENOMEM. Empty ranges are passed over. name is not copied. */
int code_ranges_add(struct code_ranges *ranges, const struct code_range *range);
void code_ranges_sort(struct code_ranges *ranges);
void code_ranges_deinit(struct code_ranges *ranges);

struct stack_finding {
	const struct code_range *range;
	unsigned long address;	/* in it */
	bool unreliable;	/* found by scanning words */
};

/* Sets the range and the address if there is one; the ranges are sorted. */
bool code_ranges_find(const struct code_ranges *ranges, unsigned long address,
		      struct stack_finding *finding);

/* Where the task's frames return to, the innermost first; 0 if the stack cannot be walked. */
unsigned int stack_frames(struct task_struct *task, unsigned long *frames, unsigned int max);

/*
 * Is the task in one of the ranges? The answer counts only if the task did not run
 * meanwhile. The caller holds rcu_read_lock() or has stopped the machine, so that
 * the stack stays mapped. Works for 'current' too, from the caller's frame up.
 */
bool stack_check(struct task_struct *task, const struct code_ranges *ranges,
		 struct stack_finding *finding);

#endif
