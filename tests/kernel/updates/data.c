// SPDX-License-Identifier: GPL-2.0
/* Replaces the first bytes of linux_proc_banner[], which is constant data. */
#include "update.h"

TEST_MATCH(FACT_LINK_linux_proc_banner, FACT_LINK_linux_proc_banner);

static const char banner[] = { '%', 's', ' ', 'V', 'E', 'R', 'S', 'I', 'O', 'N' };

static struct suture_data data[] = {
	{
		.name = POINTER("linux_proc_banner"),
		.old = FACT_LINK_linux_proc_banner,
		.new_bytes = POINTER(banner),
		.size = sizeof(banner),
	},
};

static struct suture_update update __refdata = {
	TEST_UPDATE("data"),
	TEST_ARRAY(data, data),
};

TEST_MODULE(update);
