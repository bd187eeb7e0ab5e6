/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is published, in one file for machines without a network: a tar archive of the same tree, in
 * the same order as a mirror must copy it. Whoever unpacks it has a mirror, trusted like any other.
 */
#ifndef SUTURE_BUNDLE_H
#define SUTURE_BUNDLE_H

#include "repo/repository.h"

/*
 * build_id: of the one kernel whose updates are in it, or NULL for all. Refuses with
 * NOT_IN_REPOSITORY if it has none. The same content makes the same bytes.
 */
struct error *repository_export(struct repository *repository, const char *build_id,
				const char *bundle)
	__attribute__((nonnull(1, 3), warn_unused_result));

#endif
