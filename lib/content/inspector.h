/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Inspector: what a kernel lacks that is as its vendor shipped it, by what 'uname' says of it.
 * Nobody has to be known to ask.
 */
#ifndef SUTURE_INSPECTOR_H
#define SUTURE_INSPECTOR_H

#include <jansson.h>

#include "db/db.h"

#define INSPECTOR_TEXT_MAX 1000 /* bytes */

/*
 * What was pasted: any text with the words of 'uname -a', 'uname -rv' or /proc/version in it. Of it
 * release and version are looked for among the kernels that are known.
 *
 *	{"kernel": {"release", "version", "distribution", "build_id", "covered_until"} or null,
 *	 "effective", "updates": [{"id", "title", "severity", "cves", "added"}],
 *	 "unpatchable": [{"cves", "title", "reason", "text"}]}
 *
 * kernel is null, and the lists are empty, if no kernel of this name is known.
 */
struct error *inspector_ask(struct db *db, const char *text, json_t **answer)
	__attribute__((nonnull, warn_unused_result));

#endif
