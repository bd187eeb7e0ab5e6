// SPDX-License-Identifier: GPL-2.0
/* Points out of itself: refused while it loads. */
#include "update.h"

TEST_MATCH(FACT_LINK_cmdline_proc_show, FACT_LINK_cmdline_proc_show);

static struct suture_update update __refdata = {
	TEST_UPDATE("damaged"),
	.functions = 8, .n_functions = 1000,
};

TEST_MODULE(update);
