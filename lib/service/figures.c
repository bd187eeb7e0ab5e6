/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/figures.h"

#include "fleet/figures.h"

static struct error *change(void *context, struct error *(*work)(struct db *db, void *data),
			    void *data)
{
	return service_change(context, work, data);
}

struct error *figures_note(struct service *service, int64_t now)
{
	struct figures_making making = {
		.change = change,
		.context = service,
		.now = now,
		.active_since = now - service_options(service)->inactive_after,
		.few = FIGURES_FEW,
	};

	try(service_db(service, &making.db));
	return figures_make(&making);
}
