/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SHA-1 as git uses it to name things. libcrypto's is three times as fast as libgit2's own,
 * which looks for collisions as it goes; a whole kernel tree is hashed here.
 */
#ifndef SUTURE_DIGEST_H
#define SUTURE_DIGEST_H

#include <git2.h>

#include "base/error.h"

struct digest;

/* One digest serves for any number of sums, one after the other. */
struct error *digest_new(struct digest **digest) __attribute__((nonnull, warn_unused_result));
void digest_free(struct digest *digest);
DEFINE_CLEANUP(struct digest *, digest_free);
#define _cleanup_digest_ _cleanup_(digest_freep)

void digest_add(struct digest *digest, const void *data, size_t size) __attribute__((nonnull(1)));
/* The sum of what was added. Begins the next one. */
struct error *digest_end(struct digest *digest, git_oid *sum)
	__attribute__((nonnull, warn_unused_result));

#endif
