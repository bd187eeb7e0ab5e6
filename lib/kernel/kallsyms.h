/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's own table of names, read from a vmlinux image that has no symbol
 * table. The tables are found by their structure, not by the kernel's version:
 * the token table and its index have a shape that nothing else has, the other
 * tables lie before or after them in one of a few orders, and a reading counts
 * only if it names the start of the image's text.
 *
 * Read-only after kallsyms_open().
 */
#ifndef SUTURE_KALLSYMS_H
#define SUTURE_KALLSYMS_H

#include "kernel/image.h"

struct kallsym {
	uint64_t address;	/* link address; per-CPU symbols: the offset */
	const char *name;
	char type;		/* as nm prints it: upper case for global symbols */
};

struct kallsyms;

/* Refuses with IMAGE_UNREADABLE an image in which there are no tables of a known kind. */
struct error *kallsyms_open(const struct image *image, struct kallsyms **kallsyms)
	__attribute__((nonnull, warn_unused_result));
/*
 * The same from the bytes of the section that holds the tables, which is loaded
 * at an address, and the address of the first byte of the kernel's text.
 */
struct error *kallsyms_parse(const void *data, size_t size, uint64_t address, uint64_t text,
			     struct kallsyms **kallsyms)
	__attribute__((nonnull, warn_unused_result));
void kallsyms_close(struct kallsyms *kallsyms);
DEFINE_CLEANUP(struct kallsyms *, kallsyms_close);
#define _cleanup_kallsyms_ _cleanup_(kallsyms_closep)

/* All symbols by address, and those of one address in the kernel's own order. */
const struct kallsym *kallsyms_all(const struct kallsyms *kallsyms, size_t *n)
	__attribute__((nonnull));
/* All symbols of a name, by address; *n pointers into kallsyms_all(). NULL and 0: none. */
const struct kallsym *const *kallsyms_named(const struct kallsyms *kallsyms, const char *name,
					    size_t *n) __attribute__((nonnull));
/* The last symbol at or before an address; NULL if there is none. */
const struct kallsym *kallsyms_at(const struct kallsyms *kallsyms, uint64_t address)
	__attribute__((nonnull));

#endif
