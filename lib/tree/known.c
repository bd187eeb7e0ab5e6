/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tree/known.h"

#include "base/memory.h"

#define FIRST_SLOTS 1024

/* Where the name is, or the free slot where it would go. */
static size_t find(const struct known *known, const git_oid *oid)
{
	uint64_t hash;
	size_t slot;

	memcpy(&hash, oid->id, sizeof(hash));
	slot = hash & (known->n_slots - 1);
	while (!git_oid_is_zero(&known->slots[slot]) &&
	       !git_oid_equal(&known->slots[slot], oid))
		slot = (slot + 1) & (known->n_slots - 1);
	return slot;
}

static void grow(struct known *known)
{
	struct known grown = { .n_names = known->n_names };

	grown.n_slots = known->n_slots ? known->n_slots * 2 : FIRST_SLOTS;
	grown.slots = xcalloc(grown.n_slots, sizeof(*grown.slots));
	for (size_t i = 0; i < known->n_slots; i++)
		if (!git_oid_is_zero(&known->slots[i]))
			grown.slots[find(&grown, &known->slots[i])] = known->slots[i];
	free(known->slots);
	*known = grown;
}

bool known_has(const struct known *known, const git_oid *oid)
{
	return known->n_slots && !git_oid_is_zero(&known->slots[find(known, oid)]);
}

void known_add(struct known *known, const git_oid *oid)
{
	if (known->n_names * 2 >= known->n_slots)
		grow(known);
	known->slots[find(known, oid)] = *oid;
	known->n_names++;
}

void known_deinit(struct known *known)
{
	free(known->slots);
	*known = (struct known){ 0 };
}
