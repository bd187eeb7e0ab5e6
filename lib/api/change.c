/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "api/change.h"

#include "fleet/lists.h"

struct error *change_authorize(struct db *db, void *data)
{
	const struct change_of_machine *change = data;

	return machine_authorize(db, change->call->actor, change->call->now, change->uuid,
				 change->value);
}

struct error *change_move(struct db *db, void *data)
{
	const struct change_of_machine *change = data;

	return machine_move(db, change->call->actor, change->call->now, change->uuid,
			    change->value);
}

struct error *change_remove(struct db *db, void *data)
{
	const struct change_of_machine *change = data;

	return machine_remove(db, change->call->actor, change->call->now, change->uuid);
}
