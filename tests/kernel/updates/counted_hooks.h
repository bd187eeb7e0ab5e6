/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Hooks that are counted, one digit each, in the order of enum suture_hook_kind. The parameter
 * 'refuse' names the hook that says no (-1: none).
 */
#ifndef TEST_COUNTED_HOOKS_H
#define TEST_COUNTED_HOOKS_H

#include "update.h"

static int refuse = -1;
module_param(refuse, int, 0600);

static int counts[SUTURE_HOOK_KINDS];

static int count(enum suture_hook_kind kind)
{
	counts[kind]++;
	return kind == refuse ? -EPERM : 0;
}

static int get_counts(char *buffer, const struct kernel_param *param)
{
	int kind, n = 0;

	for (kind = 0; kind < SUTURE_HOOK_KINDS; kind++)
		n += sprintf(buffer + n, "%d", counts[kind]);
	return n + sprintf(buffer + n, "\n");
}

static const struct kernel_param_ops counts_ops = { .get = get_counts };
module_param_cb(counts, &counts_ops, NULL, 0400);

static noinline int pre_apply(void) { return count(SUTURE_HOOK_PRE_APPLY); }
static noinline int apply(void) { return count(SUTURE_HOOK_APPLY); }
static noinline void post_apply(void) { count(SUTURE_HOOK_POST_APPLY); }
static noinline void fail_apply(void) { count(SUTURE_HOOK_FAIL_APPLY); }
static noinline int pre_reverse(void) { return count(SUTURE_HOOK_PRE_REVERSE); }
static noinline int reverse(void) { return count(SUTURE_HOOK_REVERSE); }
static noinline void post_reverse(void) { count(SUTURE_HOOK_POST_REVERSE); }
static noinline void fail_reverse(void) { count(SUTURE_HOOK_FAIL_REVERSE); }

static struct suture_hook hooks[] = {
	{ POINTER(pre_apply), SUTURE_HOOK_PRE_APPLY },
	{ POINTER(apply), SUTURE_HOOK_APPLY },
	{ POINTER(post_apply), SUTURE_HOOK_POST_APPLY },
	{ POINTER(fail_apply), SUTURE_HOOK_FAIL_APPLY },
	{ POINTER(pre_reverse), SUTURE_HOOK_PRE_REVERSE },
	{ POINTER(reverse), SUTURE_HOOK_REVERSE },
	{ POINTER(post_reverse), SUTURE_HOOK_POST_REVERSE },
	{ POINTER(fail_reverse), SUTURE_HOOK_FAIL_REVERSE },
};

#endif
