/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which machines were counted in a month: those that reported in it, were allowed, and were covered
 * by a subscription or by an account that has none. intake.h writes a row for each one with its
 * first such report.
 */
#ifndef SUTURE_FLEET_USAGE_H
#define SUTURE_FLEET_USAGE_H

#include "fleet/lists.h"
#include "fleet/month.h"

/*
 * Items: account, machine (its UUID) and hostname, both null when it was removed, distribution,
 * version, kernel_release, plan or null. Also "month", and "preliminary" while more may come.
 */
struct error *usage_list(struct db *db, const struct actor *actor, int64_t account,
			 const struct month *month, int64_t now, const struct lists_page *page,
			 json_t **list) __attribute__((nonnull, warn_unused_result));

#endif
