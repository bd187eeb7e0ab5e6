// SPDX-License-Identifier: GPL-2.0
#include <linux/hash.h>
#include <linux/sched/task.h>
#include <linux/string.h>

#include "taskset.h"

bool taskset_add(struct taskset *set, struct task_struct *task)
{
	unsigned int slot = hash_ptr(task, TASKSET_BITS);

	/* At most three quarters are in use, so there is a free slot. */
	for (; set->slots[slot]; slot = (slot + 1) % TASKSET_SLOTS)
		if (set->tasks[set->slots[slot] - 1] == task)
			return false;
	if (set->n == TASKSET_MAX) {
		set->overflowed = true;
		return true;
	}
	get_task_struct(task);
	set->tasks[set->n++] = task;
	set->slots[slot] = set->n;
	return true;
}

void taskset_clear(struct taskset *set)
{
	unsigned int i;

	for (i = 0; i < set->n; i++)
		put_task_struct(set->tasks[i]);
	set->n = 0;
	set->overflowed = false;
	memset(set->slots, 0, sizeof(set->slots));
}
