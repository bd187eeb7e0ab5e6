// SPDX-License-Identifier: GPL-2.0
/*
 * find_module() is not exported, but the list of modules is a ring that runs
 * through every struct module, ours too. The ring's head is the one element
 * that is no module: it lies in the kernel image, all others lie in the area of
 * modules.
 */
#include <linux/module.h>
#include <linux/rculist.h>
#include <linux/rcupdate.h>

#include "target.h"

static bool is_list_head(const struct list_head *entry)
{
	return (unsigned long)entry < MODULES_VADDR || (unsigned long)entry >= MODULES_END;
}

static bool is_target(const struct module *module, const char *name)
{
	return module->state == MODULE_STATE_LIVE && !strcmp(module->name, name);
}

struct module *target_get(const char *name)
{
	struct list_head *start = &THIS_MODULE->list, *entry;
	struct module *found = NULL;

	/* Modules are freed after a grace period, and try_module_get() fails
	 * once unloading has begun. */
	rcu_read_lock();
	for (entry = rcu_dereference(start->next); entry != start && !found;
	     entry = rcu_dereference(entry->next)) {
		struct module *module = list_entry(entry, struct module, list);

		if (!is_list_head(entry) && is_target(module, name) && try_module_get(module))
			found = module;
	}
	rcu_read_unlock();
	return found;
}
