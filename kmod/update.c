// SPDX-License-Identifier: GPL-2.0
#include <linux/slab.h>
#include <linux/string.h>

#include "sysfs.h"
#include "update.h"

DEFINE_MUTEX(core_lock);
DEFINE_MUTEX(state_lock);
LIST_HEAD(updates);
LIST_HEAD(applied_updates);

struct update *update_find(const char *id)
{
	struct update *update;

	for_each_update(update)
		if (!strcmp(update->id, id))
			return update;
	return NULL;
}

static struct update *update_new(const char *id, unsigned int n_modules)
{
	struct update *update = kzalloc(sizeof(*update), GFP_KERNEL);
	int error;

	if (!update)
		return ERR_PTR(-ENOMEM);
	INIT_LIST_HEAD(&update->list);
	INIT_LIST_HEAD(&update->applied);
	INIT_LIST_HEAD(&update->parts);
	update->n_modules = n_modules;
	strscpy(update->id, id, sizeof(update->id));
	error = sysfs_add_update(update);
	return error ? ERR_PTR(error) : update;
}

struct update *update_get(const char *id, unsigned int n_modules)
{
	struct update *update = update_find(id);

	if (update)
		return update;
	update = update_new(id, n_modules);
	if (IS_ERR(update))
		return update;
	mutex_lock(&state_lock);
	list_add_tail(&update->list, &updates);
	mutex_unlock(&state_lock);
	return update;
}

void update_add_part(struct update *update, struct part *part)
{
	part->update = update;
	mutex_lock(&state_lock);
	list_add_tail(&part->list, &update->parts);
	update->n_parts++;
	mutex_unlock(&state_lock);
}

void update_remove_part(struct part *part)
{
	struct update *update = part->update;
	bool last;

	mutex_lock(&state_lock);
	list_del(&part->list);
	last = !--update->n_parts;
	if (last)
		list_del(&update->list);
	mutex_unlock(&state_lock);
	if (last)
		sysfs_remove_update(update);
}

struct part *part_find(const struct module *module)
{
	struct update *update;
	struct part *part;

	for_each_update(update)
		for_each_part(part, update)
			if (part->module == module)
				return part;
	return NULL;
}

bool update_is_complete(const struct update *update)
{
	struct part *part;

	for_each_part(part, update)
		if (READ_ONCE(part->module->state) != MODULE_STATE_LIVE)
			return false;
	return update->n_parts == update->n_modules;
}

static void parts_put(struct update *update, const struct part *end)
{
	struct part *part;

	for_each_part(part, update) {
		if (part == end)
			return;
		module_put(part->module);
	}
}

int update_hold(struct update *update)
{
	struct part *part;

	if (update->is_held)
		return 0;
	for_each_part(part, update) {
		if (!try_module_get(part->module)) {
			parts_put(update, part);
			return -ENODEV;
		}
	}
	update->is_held = true;
	return 0;
}

void update_release(struct update *update)
{
	if (!update->is_held || update->is_held_for_ever)
		return;
	update->is_held = false;
	parts_put(update, NULL);
}

void update_set_applied(struct update *update, bool applied)
{
	mutex_lock(&state_lock);
	list_del_init(&update->applied);
	if (applied)
		list_add_tail(&update->applied, &applied_updates);
	mutex_unlock(&state_lock);
}
