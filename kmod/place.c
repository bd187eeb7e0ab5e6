// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <asm/unaligned.h>

#include "place.h"

#define JUMP_OPCODE 0xe9

LIST_HEAD(places);

static bool is_same_shape(const struct place *place, enum place_kind kind, unsigned long address,
			  unsigned int size)
{
	return place->kind == kind && place->address == address && place->size == size;
}

/*
 * How far a place reaches. What ftrace diverts must not be redirected behind the
 * fentry call as well: ftrace would always win, whoever came last.
 */
static unsigned int place_reach(enum place_kind kind, unsigned int size)
{
	return kind == PLACE_FTRACE ? 2 * JUMP_SIZE : size;
}

static bool overlaps(const struct place *place, unsigned long address, unsigned int reach)
{
	return address < place->address + place_reach(place->kind, place->size) &&
	       place->address < address + reach;
}

static void place_free(struct place *place)
{
	kvfree(place->original);
	kfree(place);
}

static struct place *place_new(enum place_kind kind, unsigned long address, unsigned int size,
			       const char *name)
{
	struct place *place = kzalloc(sizeof(*place), GFP_KERNEL);

	if (!place)
		return ERR_PTR(-ENOMEM);
	place->kind = kind;
	place->address = address;
	place->size = size;
	strscpy(place->name, name, sizeof(place->name));
	place->original = kvmalloc_array(3, max(size, 1u), GFP_KERNEL);
	if (!place->original) {
		place_free(place);
		return ERR_PTR(-ENOMEM);
	}
	place->before = place->original + size;
	place->after = place->before + size;
	if (copy_from_kernel_nofault(place->original, (void *)address, size)) {
		place_free(place);
		return ERR_PTR(-EFAULT);
	}
	return place;
}

struct place *place_get(enum place_kind kind, unsigned long address, unsigned int size,
			const char *name)
{
	struct place *place;

	for_each_place(place) {
		if (is_same_shape(place, kind, address, size)) {
			place->users++;
			return place;
		}
		if (overlaps(place, address, place_reach(kind, size)))
			return ERR_PTR(-EEXIST);
	}
	place = place_new(kind, address, size, name);
	if (IS_ERR(place))
		return place;
	place->users = 1;
	list_add_tail(&place->list, &places);
	return place;
}

void place_put(struct place *place)
{
	if (--place->users)
		return;
	list_del(&place->list);
	place_free(place);
}

/* Lay the place's original bytes over the part of [address, address + size) that it covers. */
static void place_overlay(const struct place *place, unsigned long address, u8 *to,
			  unsigned int size)
{
	unsigned long from = max(address, place->address);
	unsigned long end = min(address + size, place->address + place->size);

	if (from < end)
		memcpy(to + (from - address), place->original + (from - place->address),
		       end - from);
}

int places_read_original(unsigned long address, void *to, unsigned int size)
{
	struct place *place;

	if (copy_from_kernel_nofault(to, (void *)address, size))
		return -EFAULT;
	for_each_place(place)
		if (place->now)
			place_overlay(place, address, to, size);
	return 0;
}

static void place_encode(const struct place *place, const void *owner, u8 *bytes)
{
	if (!owner) {
		memcpy(bytes, place->original, place->size);
	} else if (place->kind == PLACE_DATA) {
		memcpy(bytes, owner, place->size);
	} else if (place->kind == PLACE_JUMP) {
		bytes[0] = JUMP_OPCODE;
		put_unaligned_le32((unsigned long)owner - place->address - JUMP_SIZE, bytes + 1);
	}
}

int place_prepare(struct place *place)
{
	if (place->kind == PLACE_FTRACE)
		return place->now ? 0 : place_register(place);
	place->meanwhile = place->next ?: place->now;
	place_encode(place, place->now, place->before);
	place_encode(place, place->next, place->after);
	return alias_map(&place->alias, (void *)place->address, place->size);
}

void place_finish(struct place *place)
{
	if (place->kind != PLACE_FTRACE)
		alias_unmap(&place->alias);
	else if (!place->now && place->registered)
		place_unregister(place);
}
