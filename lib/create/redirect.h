/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the entry of an old function can be sent to the new one: by a jump, and
 * where that stands, or by ftrace where a jump cannot stand.
 */
#ifndef SUTURE_REDIRECT_H
#define SUTURE_REDIRECT_H

#include <suture/format.h>

#include "create/sites.h"

#define REDIRECT_SIZE 5		/* bytes of a jmp rel32 */

struct redirect {
	enum suture_method method;
	uint32_t offset;	/* of the jump, from the entry */
};

/*
 * For a function of an exact object; sites are those of its section. Refuses with
 * NO_ROOM or SITE_IN_THE_WAY where neither way works.
 */
struct error *redirect_choose(const struct symbol *function, const struct site_set *sites,
			      struct redirect *redirect)
	__attribute__((nonnull, warn_unused_result));

#endif
