/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Apply again what was applied before the machine was started. It takes no network, no daemon, and
 * no right clock: all of it is on the disk, and was verified when it came.
 */
#ifndef SUTURE_BOOT_H
#define SUTURE_BOOT_H

#include "machine/transition.h"

struct boot_result {
	struct transition_result transition;
	struct string_list failures; /* "ID: TOKEN: why it is not applied" */
};

/*
 * All together, or where that fails each that can be alone. What its publisher has withdrawn is
 * left out. Also for modules that were loaded since: what waited for them is applied. Refuses with
 * SWITCHED_OFF. ERROR_NO_CHANGE: nothing was to be done.
 */
struct error *boot(struct machine *machine, const struct transaction_options *options,
		   struct boot_result *result) __attribute__((nonnull, warn_unused_result));
void boot_result_deinit(struct boot_result *result);

#endif
