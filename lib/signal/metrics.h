/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A fleet's numbers, in the text format of OpenMetrics 1.0. */
#ifndef SUTURE_FLEET_METRICS_H
#define SUTURE_FLEET_METRICS_H

#include "fleet/audit.h"

/*
 * suture_fleet_machines{account,status}	up-to-date, out-of-date, unsupported, unknown,
 *						inactive, pending, denied
 * suture_fleet_rollouts{account,state}		rolling, halted, blocked, done
 * suture_fleet_machines_failed{account}	whose last attempt has failed and was not forgiven
 * suture_fleet_deliveries_waiting{account}	of webhooks
 *
 * Of a large fleet it takes a while. The text is the caller's.
 */
struct error *fleet_metrics(struct db *db, const struct actor *actor, int64_t active_since,
			    char **text) __attribute__((nonnull, warn_unused_result));

#endif
