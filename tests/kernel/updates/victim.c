// SPDX-License-Identifier: GPL-2.0
/*
 * A module for grafted.c to change. victim_mention() stands for text that mentions data: from
 * it the core learns where .data of this module is.
 */
#include <linux/linkage.h>
#include <linux/module.h>
#include <linux/moduleparam.h>

int victim_hidden __used = 41;

int *victim_mention(void);
asm(".pushsection .text\n"
    ".balign 16\n"
    ".type victim_mention, @function\n"
    "victim_mention:\n"
    "	movabs $victim_hidden, %rax\n"
    "	" ASM_RET
    ".size victim_mention, . - victim_mention\n"
    ".popsection\n");

static noinline int victim_get(char *buffer, const struct kernel_param *param)
{
	return sprintf(buffer, "%d\n", victim_hidden);
}

static const struct kernel_param_ops answer_ops = { .get = victim_get };
module_param_cb(answer, &answer_ops, NULL, 0400);

MODULE_DESCRIPTION("a test's target");
MODULE_LICENSE("GPL");
