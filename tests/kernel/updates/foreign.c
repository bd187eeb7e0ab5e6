// SPDX-License-Identifier: GPL-2.0
/* Made for another kernel: refused while it loads. */
#include "update.h"

TEST_MATCH(FACT_LINK_cmdline_proc_show, FACT_LINK_cmdline_proc_show);

static struct suture_update update __refdata = {
	TEST_UPDATE("foreign"),
	.build_id = { 0xbd },
};

TEST_MODULE(update);
