/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A fleet that there is not, for measuring: 20 kernels of 60 updates, 2,000 ways to stand with 300
 * CVEs each, two accounts, 100 groups of which one has a tenth of the machines, roll-outs of which
 * half of them have been through one, a month's usage, an audit log. Machines that are unsupported
 * are many, and none is in the large group: what is asked with both finds nothing, and has to look
 * at much.
 */
#ifndef SUTURE_TESTS_BIG_FLEET_H
#define SUTURE_TESTS_BIG_FLEET_H

#include "db/db.h"

#define BIG_FLEET_NOW 1764500000 /* when it is looked at */

/* Bring the schema up to date and, if there is no account yet, fill it with so many machines. */
struct error *big_fleet_fill(struct db *db, int64_t n_machines)
	__attribute__((nonnull, warn_unused_result));

#endif
