// SPDX-License-Identifier: GPL-2.0
/* Changes nothing at all: refused while it loads. */
#include "update.h"

TEST_MATCH(FACT_LINK_cmdline_proc_show, FACT_LINK_cmdline_proc_show);

static struct suture_update update __refdata = { TEST_UPDATE("empty") };

TEST_MODULE(update);
