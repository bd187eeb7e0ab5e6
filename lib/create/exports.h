/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a module's new code may refer to in vmlinux: what the module loader would let it
 * have, the running kernel's exports, and what the same patch exports anew. The loader
 * knows nothing of the latter; they are reached as everything in vmlinux is, by a distance.
 * Another name in vmlinux may be anybody's static function, alike in nothing but its name.
 */
#ifndef SUTURE_EXPORTS_H
#define SUTURE_EXPORTS_H

#include <stdbool.h>

#include "create/symvers.h"
#include "elf/object.h"

/* A zeroed one knows of no export. */
struct exports {
	const struct symvers *symvers;	/* borrowed; NULL: the running kernel exports nothing */
	char **added;			/* by the patch */
	size_t n_added;
};

/* What a unit of vmlinux exports after the patch and the running kernel does not. */
void exports_add(struct exports *exports, const struct object *post) __attribute__((nonnull));
void exports_deinit(struct exports *exports);
#define _cleanup_exports_ _cleanup_(exports_deinit)

/* Does vmlinux export this to all modules? */
bool exports_have(const struct exports *exports, const char *name) __attribute__((nonnull));

#endif
