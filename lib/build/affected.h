/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which units a patch affects. A source file affects its own unit and those that
 * include it; a header affects the units that include it and can notice the change
 * (see names.h). Whatever is not code of this configuration is noted and ignored.
 */
#ifndef SUTURE_AFFECTED_H
#define SUTURE_AFFECTED_H

#include "base/error.h"
#include "build/patch.h"
#include "build/plan.h"

struct affected {
	const struct plan_unit **units;	/* of the plan, each once for a module, in its order */
	size_t n_units;
	size_t n_candidates;	/* units that include a changed file */
	char **notes;		/* sentences about files that were ignored */
	size_t n_notes;
};

/*
 * tree: the unpatched tree; patched: the tree with the patch applied. cache: a
 * directory for what is known about this kernel. NOT_BUILT if nothing is left.
 */
struct error *affected_units(const char *tree, const char *patched, const char *cache,
			     const struct plan *plan, const struct patch *patch,
			     struct affected **affected)
	__attribute__((nonnull, warn_unused_result));
void affected_free(struct affected *affected);
DEFINE_CLEANUP(struct affected *, affected_free);
#define _cleanup_affected_ _cleanup_(affected_freep)

#endif
