/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Apply updates from disk and take others back, all in one transaction.
 */
#ifndef SUTURE_APPLY_H
#define SUTURE_APPLY_H

#include "client/transaction.h"
#include "client/update.h"

struct apply_result {
	struct string_list applied; /* ids that this call applied (or, in a dry run, could) */
	struct string_list already; /* ids that were applied before */
	struct string_list undone;  /* ids that this call took back (or could) */
	struct string_list kept;    /* modules of these that stay in memory, without effect */
	struct transaction_result transaction;
};

/*
 * Load the modules of every update that is not applied yet, then switch; those to be taken back
 * (undo: ids, of which others than the applied ones do not matter) go in the same moment, and are
 * unloaded. On any error whatever this call loaded is unloaded again, and nothing has changed.
 * Updates that require each other are put in order. The result says which
 * tasks were in the way on failure too. ERROR_NO_CHANGE: nothing is to be done.
 */
struct error *apply(struct updates *updates, const struct string_list *undo,
		    const struct transaction_options *options, struct apply_result *result)
	__attribute__((nonnull, warn_unused_result));
/*
 * Unload what a program that died has left staged. What cannot be unloaded stays, without effect;
 * so does all of it while another command is at work.
 */
void unload_staged(void);

void apply_result_deinit(struct apply_result *result);

#endif
