/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Module.symvers: what a kernel and its modules export, with the checksums that
 * the module loader compares.
 */
#ifndef SUTURE_SYMVERS_H
#define SUTURE_SYMVERS_H

#include <stdint.h>

#include "base/error.h"

struct export {
	char *name;
	char *module;		/* "vmlinux", or "net/rds/rds" */
	char *name_space;	/* "" if it has none */
	uint32_t crc;
};

struct symvers {
	struct export *items;	/* sorted by name */
	size_t n_items;
};

struct error *symvers_open(const char *path, struct symvers **symvers)
	__attribute__((nonnull, warn_unused_result));
void symvers_free(struct symvers *symvers);
DEFINE_CLEANUP(struct symvers *, symvers_free);
#define _cleanup_symvers_ _cleanup_(symvers_freep)

/* NULL: nobody exports it. */
const struct export *symvers_find(const struct symvers *symvers, const char *name)
	__attribute__((nonnull));

#endif
