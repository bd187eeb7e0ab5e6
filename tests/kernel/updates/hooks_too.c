// SPDX-License-Identifier: GPL-2.0
/* Another update with hooks, for one transaction with the first. */
#include "counted_hooks.h"

static noinline int new_loadavg_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "update hooks_too\n");
	return 0;
}

TEST_MATCH(FACT_LINK_loadavg_proc_show, FACT_LINK_loadavg_proc_show);

static struct suture_function functions[] = {
	TEST_FUNCTION(loadavg_proc_show, new_loadavg_proc_show, JUMP, BEHIND_FENTRY),
};

static struct suture_range ranges[] = { TEST_RANGE(loadavg_proc_show, 0) };

static struct suture_update update __refdata = {
	TEST_UPDATE("hooks_too"),
	TEST_ARRAY(functions, functions),
	TEST_ARRAY(ranges, ranges),
	TEST_ARRAY(hooks, hooks),
};

TEST_MODULE(update);
