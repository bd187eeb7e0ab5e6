/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "view.h"

#include "client/sysroot.h"
#include "machine/clock.h"

struct error *view_open(const char *root, struct view *view)
{
	if (root)
		sysroot_set(root);
	try(machine_open(&view->machine));
	standing_take(&view->machine, machine_now(), &view->standing);
	return NULL;
}

void view_close(struct view *view)
{
	standing_deinit(&view->standing);
	machine_close(&view->machine);
}

enum exit_code view_exit_code(const struct standing *standing)
{
	if (standing_count_unfixed(standing))
		return EXIT_UNFIXED;
	return standing_is_informed(standing) ? EXIT_DONE : EXIT_UNSAID;
}
