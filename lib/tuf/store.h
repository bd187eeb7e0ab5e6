/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The metadata that was believed last, kept from run to run: a directory with root.json,
 * timestamp.json, snapshot.json, targets.json and a file for each delegated role, as the bytes
 * came.
 *
 * A file is replaced as a whole or not at all, and they are replaced in the order in which they
 * are believed, so a process may die and a disk may fill up at any moment. What is read from here
 * is checked like anything else that is offered.
 */
#ifndef SUTURE_TUF_STORE_H
#define SUTURE_TUF_STORE_H

#include <stdbool.h>

#include "base/file.h"

struct tuf_store {
	char *directory;
	int lock;
};

/*
 * Make the store of a machine that believes nothing yet but this root, which must be signed by its
 * own keys. An old store's directory may be there; what it had is gone then.
 */
struct error *tuf_store_make(const char *directory, const struct bytes *root)
	__attribute__((nonnull, warn_unused_result));

/* Only one process has it at a time: refuses with LOCKED, or STORE_MISSING. */
struct error *tuf_store_open(const char *directory, struct tuf_store *store)
	__attribute__((nonnull, warn_unused_result));
void tuf_store_close(struct tuf_store *store);
#define _cleanup_tuf_store_ _cleanup_(tuf_store_close)

/* *found false: there is none, and bytes stay as they are. */
struct error *tuf_store_read(const struct tuf_store *store, const char *role, struct bytes *bytes,
			     bool *found) __attribute__((nonnull, warn_unused_result));
struct error *tuf_store_write(const struct tuf_store *store, const char *role,
			      const struct bytes *bytes)
	__attribute__((nonnull, warn_unused_result));

/*
 * A next root. If it has other keys for timestamp or snapshot (rotated), the store forgets those
 * two, and does so even if the machine stops between the one and the other.
 */
struct error *tuf_store_write_root(const struct tuf_store *store, const struct bytes *root,
				   bool rotated) __attribute__((nonnull, warn_unused_result));

#endif
