// SPDX-License-Identifier: GPL-2.0
/* Replaces loadavg_proc_show() by code that sleeps: its reader is in the way of an undo. */
#include <linux/delay.h>

#include "update.h"

static noinline int new_loadavg_proc_show(struct seq_file *m, void *v)
{
	msleep_interruptible(60000);
	seq_puts(m, "update slow\n");
	return 0;
}

TEST_MATCH(FACT_LINK_loadavg_proc_show, FACT_LINK_loadavg_proc_show);

static struct suture_function functions[] = {
	TEST_FUNCTION(loadavg_proc_show, new_loadavg_proc_show, JUMP, BEHIND_FENTRY),
};

static struct suture_range ranges[] = { TEST_RANGE(loadavg_proc_show, 0) };

static struct suture_update update __refdata = {
	TEST_UPDATE("slow"),
	TEST_ARRAY(functions, functions),
	TEST_ARRAY(ranges, ranges),
};

TEST_MODULE(update);
