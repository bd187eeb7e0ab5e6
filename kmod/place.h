/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A place is a run of bytes of the vendor's kernel that updates rewrite: the
 * redirect of a function, or constant data. Any number of staged updates may want
 * the same place; the one applied last has it. A place knows the vendor's own
 * bytes, who has it now, and, within a transaction, who has it next.
 *
 * A place lives from the staging of the first update that wants it until the
 * last such update is dropped. All functions need core_lock, unless noted.
 */
#ifndef SUTURE_PLACE_H
#define SUTURE_PLACE_H

#include <linux/ftrace.h>
#include <linux/list.h>
#include <linux/types.h>
#include <suture/abi.h>

#include "alias.h"

#define JUMP_SIZE 5	/* jmp rel32 */

enum place_kind {
	PLACE_DATA,	/* the new content is copied over the old */
	PLACE_JUMP,	/* a jmp to the new code is written over the old */
	PLACE_FTRACE,	/* nothing is written: ftrace sends callers to the new code */
};

struct place {
	struct list_head list;
	unsigned int users;
	enum place_kind kind;
	unsigned long address;	/* of the bytes; PLACE_FTRACE: of the function */
	unsigned int size;	/* PLACE_FTRACE: 0 */
	const void *now;	/* the new code or content; NULL: the vendor's own */
	const void *next;	/* within a transaction: what 'now' becomes */
	const void *meanwhile;	/* PLACE_JUMP, within a transaction: who takes over in an NMI */
	u8 *original;		/* the vendor's bytes */
	u8 *before, *after;	/* within a transaction: the bytes of now and of next */
	struct alias alias;	/* within a transaction */
	struct ftrace_ops ops;	/* PLACE_FTRACE */
	bool registered;	/* ops is */
	char name[SUTURE_NAME_MAX];	/* for messages */
};

/*
 * The place at this address, made if it is new; the vendor's bytes are then
 * what is in memory: the caller has matched it under the kernel's own lock for its
 * text, and still holds that. -EEXIST: it overlaps another place of another shape;
 * -EFAULT: no memory is there; -ENOMEM.
 */
struct place *place_get(enum place_kind kind, unsigned long address, unsigned int size,
			const char *name);
void place_put(struct place *place);

/* Copy running memory as it would be had no update been applied. 0 or -EFAULT. */
int places_read_original(unsigned long address, void *to, unsigned int size);

/* Walk all places: for_each_place(place). */
extern struct list_head places;
#define for_each_place(place) list_for_each_entry(place, &places, list)

/* Map the alias, work out before and after. Undone by place_finish(). Sleeps. */
int place_prepare(struct place *place);
void place_finish(struct place *place);

/*
 * Does memory hold the bytes that it should hold before the switch? Inside the stop. What
 * shall be the vendor's again may be so already: a probe that was set before the redirect
 * puts the vendor's bytes back when it goes.
 */
static inline bool place_is_intact(const struct place *place)
{
	const void *bytes = (const void *)place->address;

	return !memcmp(bytes, place->before, place->size) ||
	       (!place->next && !memcmp(bytes, place->original, place->size));
}

static inline bool place_changes(const struct place *place)
{
	return place->now != place->next;
}

/*
 * PLACE_FTRACE: let ftrace call us at the function, or no longer. While
 * registered, 'now' decides where callers go. Sleeps. 0, -EBUSY if somebody else
 * may redirect the function (the kernel's livepatch, or a kprobe with a post
 * handler), -ENOMEM, or what else ftrace says (-EPERM: it is off).
 */
int place_register(struct place *place);
void place_unregister(struct place *place);

/*
 * Does somebody else redirect one of these functions through ftrace? Only one may,
 * so we ask by trying. Functions that ftrace does not know are passed over.
 * Sleeps. 0, -EBUSY (index says which), or -ENOMEM.
 */
int functions_find_livepatched(unsigned long *entries, unsigned int n, unsigned int *index);

#endif
