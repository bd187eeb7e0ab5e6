/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One kernel's directory in the cache, $XDG_CACHE_HOME/suture/kernels/KEY/:
 *
 *	lock		held by whoever adds something
 *	tmp.*, *.new.*	being made by the holder of the lock; else the rest of a killed run
 *	package/	config, image, modules/
 *	vmlinux
 *	tree/		prepared source
 *	Module.symvers
 *	modules/	modules that had to be decompressed
 *	prepare.log	what kbuild said when it last failed
 *
 * An entry gets its name by rename(2) when it is complete. Entries are never
 * changed afterwards, so reading takes no lock.
 */
#ifndef SUTURE_SHELF_H
#define SUTURE_SHELF_H

#include <stdbool.h>

#include "base/error.h"

struct shelf {
	char *directory;
	int lock;		/* -1: not locked */
};

/* The directory of a key, made if need be. The key is a plain file name. */
struct error *shelf_open(const char *key, struct shelf *shelf)
	__attribute__((nonnull, warn_unused_result));
void shelf_close(struct shelf *shelf);
#define _cleanup_shelf_ _cleanup_(shelf_close)

/* Wait for the lock and clear away what killed runs left. Locked already: nothing happens. */
struct error *shelf_lock(struct shelf *shelf) __attribute__((nonnull, warn_unused_result));

/* The path of an entry. The caller's. */
char *shelf_path(const struct shelf *shelf, const char *entry) __attribute__((nonnull));
bool shelf_has(const struct shelf *shelf, const char *entry) __attribute__((nonnull));
/* A new empty directory to make entries in; the shelf is locked. The caller's. */
struct error *shelf_workplace(const struct shelf *shelf, char **path)
	__attribute__((nonnull, warn_unused_result));
/* Move a complete file or directory to its entry. */
struct error *shelf_publish(const struct shelf *shelf, const char *path, const char *entry)
	__attribute__((nonnull, warn_unused_result));

#endif
