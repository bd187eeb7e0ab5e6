/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/turn.h"

#include "fleet/lease.h"

struct error *turn_take(struct service *service, const char *name, int64_t now, int64_t seconds,
			bool *is_ours)
{
	struct lease lease = { name, service_owner(service), now, seconds, false };
	struct db *db;

	try(service_db(service, &db));
	if (!lease_is_taken(db, &lease))
		try(service_change(service, lease_take, &lease));
	*is_ours = lease.is_ours;
	return NULL;
}

struct ending {
	const char *name, *owner;
};

static struct error *end(struct db *db, void *data)
{
	const struct ending *ending = data;

	return lease_end(db, ending->name, ending->owner);
}

void turn_end(struct service *service, const char *name)
{
	struct ending ending = { name, service_owner(service) };

	error_free(service_change(service, end, &ending));
}
