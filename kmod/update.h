/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Updates and their parts. An update has an id and one part, a kernel module,
 * for each target. A part is staged while its module loads, and dropped when
 * the module goes.
 *
 * References: a part pins its target and this module for as long as it exists. An
 * applied update pins the modules of its parts; one that is marked
 * SUTURE_UPDATE_PINNED does so for ever once it has been applied.
 */
#ifndef SUTURE_UPDATE_H
#define SUTURE_UPDATE_H

#include <linux/kobject.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <suture/abi.h>
#include <suture/format.h>

#include "place.h"

/* One piece of new code or content and where it belongs. */
struct replacement {
	struct place *place;
	const void *with;
};

struct part {
	struct list_head list;		/* in update->parts */
	struct update *update;
	struct module *module;		/* the part itself */
	struct module *target;		/* NULL: vmlinux */
	const struct suture_update *descriptor;	/* in module; checked */
	u64 *bases;			/* the value of each base */
	struct module **pins;		/* the module that each base lies in, or NULL */
	struct replacement *replacements;	/* functions, then data */
	unsigned int n_replacements;
};

struct update {
	struct kobject kobj;
	struct list_head list;		/* in updates */
	struct list_head applied;	/* in applied_updates; empty: not applied */
	struct list_head parts;
	unsigned int n_parts;		/* present */
	unsigned int n_modules;		/* wanted */
	bool is_held;			/* holds its modules */
	bool is_held_for_ever;		/* pinned, and has been applied */
	bool is_required;		/* plan.c: by the update that it looks at */
	char id[SUTURE_ID_MAX];
};

/*
 * Staging, dropping and switching exclude each other. Taken in a module notifier
 * and in an ioctl; held across the whole switch.
 */
extern struct mutex core_lock;

/*
 * The lists below change under both locks, so either is enough to read them. A
 * reader of sysfs takes this one only: removing a file waits for its readers, and
 * that happens under core_lock. A leaf.
 */
extern struct mutex state_lock;

extern struct list_head updates;		/* in the order of staging */
extern struct list_head applied_updates;	/* in the order of applying */

#define for_each_update(update) list_for_each_entry(update, &updates, list)
#define for_each_applied(update) list_for_each_entry(update, &applied_updates, applied)
#define for_each_part(part, update) list_for_each_entry(part, &(update)->parts, list)

static inline bool is_applied(const struct update *update)
{
	return !list_empty(&update->applied);
}

/* The pointers in a checked descriptor. */
#define DESCRIPTOR_ARRAY(type, descriptor, field) ((const type *)(unsigned long)(descriptor)->field)

static inline const char *text_at(u64 pointer)
{
	return (const char *)(unsigned long)pointer;
}

static inline u64 base_address(const struct part *part, u32 base, u64 offset)
{
	return part->bases[base] + offset;
}

/* NULL if there is none. */
struct update *update_find(const char *id);

/* The update of this id, made if it is new. ERR_PTR. */
struct update *update_get(const char *id, unsigned int n_modules);
void update_add_part(struct update *update, struct part *part);
/* Takes the part out; the update goes with its last part. */
void update_remove_part(struct part *part);

struct part *part_find(const struct module *module);

/* May the update be applied: are all its parts here and live? */
bool update_is_complete(const struct update *update);

/* Pin the modules of all parts; all or none. Does nothing if they are held already. */
int update_hold(struct update *update);
/* Does nothing if they are held for ever. */
void update_release(struct update *update);

/* Put the update at the end of the applied ones, or take it out. */
void update_set_applied(struct update *update, bool applied);

#endif
