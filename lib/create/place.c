// SPDX-License-Identifier: GPL-2.0-or-later
#include "create/place.h"

#include <string.h>

struct place place_of_value(uint64_t value)
{
	return (struct place) {
		.kind = value >= PLACE_IMAGE_START ? PLACE_IMAGE : PLACE_ABSOLUTE,
		.offset = value,
	};
}

/* In vmlinux the sum may change kind: an addend can lead out of the image. */
struct place place_add(struct place place, int64_t n)
{
	if (place.kind == PLACE_IMAGE || place.kind == PLACE_ABSOLUTE)
		return place_of_value(place.offset + n);
	if (place.kind != PLACE_NONE)
		place.offset += n;
	return place;
}

static bool is_same_name(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

bool place_equal(struct place a, struct place b)
{
	return a.kind == b.kind && a.section == b.section && a.offset == b.offset &&
	       is_same_name(a.name, b.name);
}
