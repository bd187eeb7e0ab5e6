/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A place: where something is in a kernel that is not running yet. The running
 * kernel adds one number, known when it runs, for each kind and section:
 *
 *	PLACE_IMAGE	vmlinux moves as a whole (KASLR): the slide
 *	PLACE_ABSOLUTE	nothing: per-CPU offsets and constants
 *	PLACE_MODULE	the address at which the section was put
 *	PLACE_EXTERNAL	the address of the symbol of that name
 */
#ifndef SUTURE_PLACE_H
#define SUTURE_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "elf/object.h"

enum place_kind {
	PLACE_NONE,		/* not known */
	PLACE_IMAGE,		/* in vmlinux: the link address */
	PLACE_ABSOLUTE,		/* in vmlinux: a value below the kernel's text mapping */
	PLACE_MODULE,		/* in a section of the vendor's .ko: the offset */
	PLACE_EXTERNAL,		/* a symbol that the vendor's .ko does not define:
				   an offset to it */
};

struct place {
	enum place_kind kind;
	const struct section *section;	/* PLACE_MODULE: of the vendor's .ko */
	const char *name;		/* PLACE_EXTERNAL: the .ko's; lives as long as it */
	uint64_t offset;		/* wraps: a section symbol may lie "before" its section */
};

/* Link addresses of x86-64 vmlinux start here; smaller values do not move. */
#define PLACE_IMAGE_START UINT64_C(0xffffffff80000000)

/* The place of a value in vmlinux. */
struct place place_of_value(uint64_t value);
/* The place N bytes further on. */
struct place place_add(struct place place, int64_t n);
bool place_equal(struct place a, struct place b);

#endif
