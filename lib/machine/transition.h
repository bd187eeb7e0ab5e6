/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From one set of updates to another, in one transaction, with what it takes to know afterwards
 * what happened (journal.h).
 *
 * An update whose target module is not loaded waits: there is no code of it to be replaced. So does
 * what requires it.
 */
#ifndef SUTURE_TRANSITION_H
#define SUTURE_TRANSITION_H

#include "client/apply.h"
#include "machine/machine.h"

struct transition_result {
	struct apply_result applied;
	struct string_list waiting; /* "ID: MODULE" that is not loaded */
};

/*
 * Take updates in from the machine's directory and take others back; there is no dry run of it. The
 * machine must be open to be changed; its journal and state are true afterwards. Refuses with what
 * apply() does; nothing has changed then. ERROR_NO_CHANGE: nothing was to be done.
 */
struct error *transition(struct machine *machine, const struct string_list *installs,
			 const struct string_list *removes,
			 const struct transaction_options *options,
			 struct transition_result *result)
	__attribute__((nonnull, warn_unused_result));
void transition_result_deinit(struct transition_result *result);

#endif
