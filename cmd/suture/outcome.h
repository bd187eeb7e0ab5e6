/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a transaction is told, to people and as JSON.
 */
#ifndef SUTURE_OUTCOME_H
#define SUTURE_OUTCOME_H

#include "base/json.h"
#include "client/transaction.h"

/* One line: how long the machine stood still. */
void outcome_print(const struct transaction_result *result) __attribute__((nonnull));

/* A line for each kernel module that could not be unloaded after its update was taken back. */
void outcome_print_kept(const struct string_list *modules) __attribute__((nonnull));

/*
 * {"attempts", "pause_ns", "check_ns", "walk_ns", "tasks", "rechecked", "functions",
 *  "blockers": [{"pid", "comm", "function", "unreliable"}]}; null if it was never tried.
 */
json_t *outcome_to_json(const struct transaction_result *result)
	__attribute__((nonnull, warn_unused_result));

#endif
