// SPDX-License-Identifier: GPL-2.0
/* Replaces cmdline_proc_show(); the first of two. */
#include "update.h"

static noinline int new_cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "update one\n");
	return 0;
}

TEST_MATCH(FACT_LINK_cmdline_proc_show, FACT_LINK_cmdline_proc_show);

static struct suture_function functions[] = {
	TEST_FUNCTION(cmdline_proc_show, new_cmdline_proc_show, JUMP, BEHIND_FENTRY),
};

static struct suture_range ranges[] = { TEST_RANGE(cmdline_proc_show, 0) };

static struct suture_update update __refdata = {
	TEST_UPDATE("one"),
	TEST_ARRAY(functions, functions),
	TEST_ARRAY(ranges, ranges),
};

TEST_MODULE(update);
