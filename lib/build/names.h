/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which names a change to a header is about, and who mentions them. A unit that
 * mentions none of them, neither itself nor through a header whose declarations do,
 * cannot notice the change. All doubts are decided for "can notice".
 */
#ifndef SUTURE_NAMES_H
#define SUTURE_NAMES_H

#include "base/file.h"
#include "build/patch.h"
#include "build/strings.h"

struct names {
	struct strings set;
	bool unclear;		/* the change may be about anything */
};

void names_deinit(struct names *names);

/*
 * Add the names that the changed declarations and macros declare. header is the
 * old text (is_new false) or the new one; the lines of that side count.
 */
void names_add_changed(struct names *names, const struct bytes *header,
		       const struct change *changes, size_t n_changes, bool is_new)
	__attribute__((nonnull(1, 2)));
/* Add what is declared by the header's declarations that mention a name of the set. */
void names_add_mentioning(struct names *names, const struct bytes *header) __attribute__((nonnull));
/* Is a name of the set mentioned, as a token and outside comments and strings? */
bool names_mentioned(const struct names *names, const struct bytes *source)
	__attribute__((nonnull));

#endif
