/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a split knows of one commit, as the JSON object in refs/notes/suture (docs/split.md):
 *	{"subject", "method", "confidence", "item": line of the changelog or null, "release",
 *	 "candidate": {"origin", "id", "revision"} or null, "upstream", "stable",
 *	 "cves": [{"id", "score"}], "context", "drift", "missing", "undone",
 *	 "applies_alone", "needs": [COMMIT...],
 *	 "units": [...] or null, "targets": [...] or null}
 */
#ifndef SUTURE_NOTE_H
#define SUTURE_NOTE_H

#include <jansson.h>

#include "split/split.h"

/* ids: the commits' object names, of which those before this one are set. */
json_t *note_make(const struct split *split, size_t commit, const git_oid *ids)
	__attribute__((nonnull, warn_unused_result));

#endif
