/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the store has of a machine whose letter came. */
#ifndef SUTURE_FLEET_INTAKE_ROW_H
#define SUTURE_FLEET_INTAKE_ROW_H

#include "base/ed25519.h"
#include "fleet/facts.h"
#include "fleet/key.h"
#include "fleet/rollout.h"

struct intake_row {
	struct rollout_member member; /* cluster and is_about_to are the letter's, not in here */
	enum admission authorization;
	int64_t serial;
	char *uuid, *letter, *opens, *group, *counted;
	struct facts facts;
	unsigned char public_key[ED25519_PUBLIC_SIZE];
};

/* *found false: there is none, and nothing to free. */
struct error *intake_row_find(struct db *db, const char *uuid, bool *found, struct intake_row *row)
	__attribute__((nonnull, warn_unused_result));
/* Refuses with MACHINE_UNKNOWN. */
struct error *intake_row_get(struct db *db, const char *uuid, struct intake_row *row)
	__attribute__((nonnull, warn_unused_result));
void intake_row_deinit(struct intake_row *row);
#define _cleanup_intake_row_ _cleanup_(intake_row_deinit)

#endif
