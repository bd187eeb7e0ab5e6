/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A writable alias of read-only kernel memory: a second mapping of the same
 * pages. The read-only mapping stays as it is, so nothing is ever writable and
 * executable at one address.
 */
#ifndef SUTURE_ALIAS_H
#define SUTURE_ALIAS_H

#include <linux/types.h>

struct alias {
	void *mapping;	/* NULL: not mapped */
	void *bytes;	/* the alias of the first byte asked for */
};

/*
 * Map [address, address + size), which lies in the kernel image or in vmalloc or
 * module memory. Sleeps. 0, -EFAULT if there is no memory there, or -ENOMEM.
 */
int alias_map(struct alias *alias, const void *address, size_t size);
void alias_unmap(struct alias *alias);

/* Map, copy, unmap. For memory that nobody runs or reads yet. */
int alias_write(const void *address, const void *from, size_t size);

#endif
