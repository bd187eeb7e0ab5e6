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

/* Add "attempts", "pause_ns", "check_ns", "walk_ns", "tasks", "rechecked", "functions", "blockers". */
void outcome_add(json_t *object, const struct transaction_result *result) __attribute__((nonnull));

#endif
