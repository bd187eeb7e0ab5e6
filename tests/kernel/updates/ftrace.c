// SPDX-License-Identifier: GPL-2.0
/* Replaces version_proc_show() through ftrace, and requires update "one". */
#include "update.h"

static noinline int new_version_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "update ftrace\n");
	return 0;
}

TEST_MATCH(FACT_LINK_version_proc_show, FACT_LINK_version_proc_show);

static struct suture_function functions[] = {
	TEST_FUNCTION(version_proc_show, new_version_proc_show, FTRACE, 0),
};

static struct suture_range ranges[] = { TEST_RANGE(version_proc_show, 0) };

static u64 requires[] = { POINTER("one") };

static struct suture_update update __refdata = {
	TEST_UPDATE("ftrace"),
	TEST_ARRAY(functions, functions),
	TEST_ARRAY(ranges, ranges),
	TEST_ARRAY(requires, requires),
};

TEST_MODULE(update);
