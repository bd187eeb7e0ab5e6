/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A fleet's numbers and a daemon's, in the text format of OpenMetrics 1.0. */
#ifndef SUTURE_FLEET_METRICS_H
#define SUTURE_FLEET_METRICS_H

#include "fleet/audit.h"
#include "http/http.h"

/*
 * suture_fleet_machines{account,status}	up-to-date, out-of-date, unsupported, unknown,
 *						inactive, pending, denied
 * suture_fleet_rollouts{account,state}		rolling, halted, blocked, done
 * suture_fleet_machines_failed{account}	whose last attempt has failed and was not forgiven
 * suture_fleet_deliveries_waiting{account}	of webhooks
 *
 * suture_service_requests_total{outcome}	of this daemon since its start: answered, dropped,
 *						limited; for actors that see everybody's things
 *
 * Of a large fleet it takes a while. counts may be NULL: there are none. The text is the caller's.
 */
struct error *fleet_metrics(struct db *db, const struct actor *actor, int64_t active_since,
			    const struct http_counts *counts, char **text)
	__attribute__((nonnull(1, 2, 5), warn_unused_result));

#endif
