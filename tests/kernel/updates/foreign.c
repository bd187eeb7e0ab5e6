// SPDX-License-Identifier: GPL-2.0
/* Made for another kernel: refused while it loads. */
#include "update.h"

static noinline int new_cmdline_proc_show(struct seq_file *m, void *v)
{
	return 0;
}

TEST_MATCH(FACT_LINK_cmdline_proc_show, FACT_LINK_cmdline_proc_show);

static struct suture_function functions[] = {
	TEST_FUNCTION(cmdline_proc_show, new_cmdline_proc_show, JUMP, BEHIND_FENTRY),
};

static struct suture_update update __refdata = {
	TEST_UPDATE("foreign"),
	TEST_ARRAY(functions, functions),
	.build_id = { 0xbd },
};

TEST_MODULE(update);
