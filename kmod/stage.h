/* SPDX-License-Identifier: GPL-2.0 */
/* Staging: a module that is loading turns out to be an update, and is made ready. */
#ifndef SUTURE_STAGE_H
#define SUTURE_STAGE_H

#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/sched.h>

/*
 * For a module in state COMING. 0: it is staged, or it is no update. Else it must not
 * load; the reason is remembered (refuse.h). Takes core_lock.
 */
int stage_module(struct module *module);

/* For a module in state GOING. Nobody has applied it, or it could not go. */
void unstage_module(struct module *module);

/* What the staged updates told about the inside of this kernel; NULL: unknown. */
struct internals {
	struct mutex *text_mutex;
	struct task_struct *(*idle_task)(int cpu);
};

extern struct internals internals;

/* Read the kernel's build-id, once. */
int stage_init(void);

#endif
