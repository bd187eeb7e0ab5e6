/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan_world.h"

#include "base/memory.h"

struct world world;

int world_begin(void **state)
{
	(void)state;
	world = (struct world){
		.series = { .distribution = xstrdup("debian"),
			    .release = xstrdup("6.1.0-47-cloud-amd64"),
			    .version = xstrdup("6.1.170-3"),
			    .build_id = xstrdup("0123") },
		.policy = { .machine = "a machine", .now = NOW },
	};
	return 0;
}

int world_end(void **state)
{
	(void)state;
	series_deinit(&world.series);
	block_list_deinit(&world.blocked);
	string_list_deinit(&world.applied);
	string_list_deinit(&world.policy.held);
	string_list_deinit(&world.request.names);
	plan_deinit(&world.plan);
	return 0;
}

struct series_update *world_add(const char *id, const char *effective)
{
	struct series_update *update = array_append(world.series.updates, world.series.n_updates);

	update->id = xstrdup(id);
	update->title = xstrdup("");
	update->effective = effective ? xstrdup(effective) : NULL;
	update->rollout = 100;
	update->added = NOW - 10 * DAY;
	return update;
}

void world_plan(void)
{
	plan_deinit(&world.plan);
	world.plan = (struct plan){};
	assert_null(plan_make(&world.series, &world.blocked, &world.applied, &world.policy,
			      &world.request, &world.plan));
}
