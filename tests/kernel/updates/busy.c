// SPDX-License-Identifier: GPL-2.0
/* Wants to replace hrtimer_nanosleep(), in which every sleep(1) sits. */
#include <linux/hrtimer.h>

#include "update.h"

static noinline long new_hrtimer_nanosleep(ktime_t time, enum hrtimer_mode mode, clockid_t clock)
{
	return 0;
}

TEST_MATCH(FACT_LINK_hrtimer_nanosleep, FACT_LINK_hrtimer_nanosleep);

static struct suture_function functions[] = {
	TEST_FUNCTION(hrtimer_nanosleep, new_hrtimer_nanosleep, JUMP, BEHIND_FENTRY),
};

static struct suture_range ranges[] = { TEST_RANGE(hrtimer_nanosleep, 0) };

static struct suture_update update __refdata = {
	TEST_UPDATE("busy"),
	TEST_ARRAY(functions, functions),
	TEST_ARRAY(ranges, ranges),
};

TEST_MODULE(update);
