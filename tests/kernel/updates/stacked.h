/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An update that replaces cmdline_proc_show(), as update "one" does:
 *
 *	STACKED_ID		its id
 *	STACKED_REQUIRES	the update that it requires, if it does
 *	STACKED_LOADAVG		if defined, it replaces loadavg_proc_show() as well
 */
#include "update.h"

static noinline int new_cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "update " STACKED_ID "\n");
	return 0;
}

TEST_MATCH(FACT_LINK_cmdline_proc_show, FACT_LINK_loadavg_proc_show);

#ifdef STACKED_LOADAVG
static noinline int new_loadavg_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "update " STACKED_ID "\n");
	return 0;
}
#endif

static struct suture_function functions[] = {
	TEST_FUNCTION(cmdline_proc_show, new_cmdline_proc_show, JUMP, BEHIND_FENTRY),
#ifdef STACKED_LOADAVG
	TEST_FUNCTION(loadavg_proc_show, new_loadavg_proc_show, JUMP, BEHIND_FENTRY),
#endif
};

static struct suture_range ranges[] = {
	TEST_RANGE(cmdline_proc_show, 0),
#ifdef STACKED_LOADAVG
	{ .start = FACT_LINK_loadavg_proc_show, .size = FACT_SIZE_loadavg_proc_show,
	  .function = 1 },
#endif
};

#ifdef STACKED_REQUIRES
static u64 requires[] = { POINTER(STACKED_REQUIRES) };
#endif

static struct suture_update update __refdata = {
	TEST_UPDATE(STACKED_ID),
	TEST_ARRAY(functions, functions),
	TEST_ARRAY(ranges, ranges),
#ifdef STACKED_REQUIRES
	TEST_ARRAY(requires, requires),
#endif
};

TEST_MODULE(update);
