/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Take updates back, all in one transaction.
 */
#ifndef SUTURE_UNDO_H
#define SUTURE_UNDO_H

#include "client/transaction.h"

struct undo_result {
	struct string_list undone;   /* ids that this call reversed (or, in a dry run, could) */
	struct string_list unloaded; /* ids that were loaded only, and are not any more */
	struct string_list kept;     /* kernel modules that stay in memory, without effect */
	struct transaction_result transaction;
};

/*
 * Reverse the updates (all if ids is empty), then unload their modules.
 * Refuses with UPDATE_UNKNOWN, NEEDED and others; nothing has changed then.
 * ERROR_NO_CHANGE: none of them is applied.
 */
struct error *undo(const struct string_list *ids, const struct transaction_options *options,
		   struct undo_result *result) __attribute__((nonnull, warn_unused_result));
void undo_result_deinit(struct undo_result *result);

#endif
