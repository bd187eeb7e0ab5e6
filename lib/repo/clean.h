/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files of a repository that nobody reads any more, removed.
 *
 * A file that was current a moment ago may still be read, by clients in the middle of a refresh and
 * by mirrors, however old it is. When each snapshot gave way to the next one its successor's file
 * tells. So what stays is
 *
 *	- all that a snapshot names which was current within so many days,
 *	- all that is staged names,
 *	- every root,
 *	- files that are younger than so many days, and
 *	- whatever has no name of a repository's file.
 */
#ifndef SUTURE_REPO_CLEAN_H
#define SUTURE_REPO_CLEAN_H

#include "repo/repository.h"

struct cleaning {
	struct string_list removed; /* as "targets/DIGEST.block.json" */
	uint64_t bytes;
};

/*
 * Refuses as repository_inspect() does, and removes nothing, if what is published is not whole.
 */
struct error *repository_clean(struct repository *repository, unsigned int days,
			       struct cleaning *cleaning)
	__attribute__((nonnull, warn_unused_result));
void cleaning_deinit(struct cleaning *cleaning);
#define _cleanup_cleaning_ _cleanup_(cleaning_deinit)

#endif
