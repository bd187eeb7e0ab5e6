// SPDX-License-Identifier: GPL-2.0
/* Replaces uptime_proc_show() and counts its hooks. */
#include "counted_hooks.h"

static noinline int new_uptime_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "update hooks\n");
	return 0;
}

TEST_MATCH(FACT_LINK_uptime_proc_show, FACT_LINK_uptime_proc_show);

static struct suture_function functions[] = {
	TEST_FUNCTION(uptime_proc_show, new_uptime_proc_show, JUMP, BEHIND_FENTRY),
};

static struct suture_range ranges[] = { TEST_RANGE(uptime_proc_show, 0) };

static struct suture_update update __refdata = {
	TEST_UPDATE("hooks"),
	TEST_ARRAY(functions, functions),
	TEST_ARRAY(ranges, ranges),
	TEST_ARRAY(hooks, hooks),
};

TEST_MODULE(update);
