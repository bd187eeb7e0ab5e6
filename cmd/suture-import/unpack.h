/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Unpack a bundle: a tar archive of a repository's tree (repo/bundle.h). Nothing of it is trusted,
 * so there is next to nothing that it may have: plain files, under metadata/ and targets/.
 */
#ifndef SUTURE_UNPACK_H
#define SUTURE_UNPACK_H

#include "base/error.h"

/* directory is there, and empty. Refuses with BUNDLE_DAMAGED. */
struct error *unpack(const char *bundle, const char *directory)
	__attribute__((nonnull, warn_unused_result));

#endif
