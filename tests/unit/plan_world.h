/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All that a plan depends on, as a test would have it: an empty world at first. */
#ifndef SUTURE_TESTS_PLAN_WORLD_H
#define SUTURE_TESTS_PLAN_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "series/plan.h"

#define NOW 1800000000
#define DAY 86400

extern struct world {
	struct series series;
	struct block_list blocked;
	struct string_list applied;
	struct plan_policy policy;
	struct plan_request request;
	struct plan plan;
} world;

/* Around each test. */
int world_begin(void **state);
int world_end(void **state);

/* An update without requirements, ten days old; effective may be NULL. */
struct series_update *world_add(const char *id, const char *effective);
/* What is to be done then, which must be known. */
void world_plan(void);

#endif
