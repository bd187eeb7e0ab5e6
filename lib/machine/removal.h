/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What may be taken back at its owner's word. */
#ifndef SUTURE_REMOVAL_H
#define SUTURE_REMOVAL_H

#include "machine/transition.h"

/*
 * ids: of what is applied or installed; none: all of it. removes is what transition() wants.
 * Refuses with UPDATE_UNKNOWN, or with NEEDED if something that stays requires one of them.
 * ERROR_NO_CHANGE: there is nothing.
 */
struct error *removal_choose(const struct machine *machine, const struct string_list *ids,
			     struct string_list *removes)
	__attribute__((nonnull, warn_unused_result));

#endif
