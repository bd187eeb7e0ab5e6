/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Updates written by hand, for tests of the core without the creator. What they know
 * about the kernel under test comes from facts.h, which the test makes from that
 * kernel's /proc/kallsyms and notes:
 *
 *	#define FACT_BUILD_ID { 0x01, ... }
 *	#define FACT_LINK_name 0xffffffff81...ULL	link address
 *
 * The match data compares nothing (each span is one IGNORED site): the matcher has tests
 * of its own.
 */
#ifndef TEST_UPDATE_H
#define TEST_UPDATE_H

#include <linux/init.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/sched/task.h>
#include <linux/seq_file.h>

#include <suture/format.h>

#include "facts.h"

#define BARE 0		/* redirect at the entry */
#define BEHIND_FENTRY 5

#define POINTER(p) ((u64)(unsigned long)(p))
#define TEST_SPAN_LENGTH 16
#define TEST_SPANS_MAX 2

struct test_match {
	struct suture_match head;
	struct suture_span spans[TEST_SPANS_MAX];
	struct suture_site sites[TEST_SPANS_MAX];
	u8 bytes[TEST_SPAN_LENGTH];
	char names[8];
} __aligned(8);

#define TEST_SPAN(index, link) {						\
	.offset = link, .length = TEST_SPAN_LENGTH,				\
	.first_site = index, .n_sites = 1,					\
}
#define TEST_SITE { .length = TEST_SPAN_LENGTH, .kind = SUTURE_SITE_IGNORED }

/* Match data with spans at two link addresses; they may be the same. */
#define TEST_MATCH(link_0, link_1)						\
	static struct test_match test_match __used __section(".init.suture.match") = {	\
		.head = {							\
			.magic = SUTURE_MAGIC,					\
			.size = sizeof(struct test_match),			\
			.n_spans = TEST_SPANS_MAX,				\
			.spans = offsetof(struct test_match, spans),		\
			.fields = sizeof(struct suture_match),			\
			.n_sites = TEST_SPANS_MAX,				\
			.sites = offsetof(struct test_match, sites),		\
			.functions = sizeof(struct suture_match),		\
			.alternatives = sizeof(struct suture_match),		\
			.n_bytes = TEST_SPAN_LENGTH,				\
			.bytes = offsetof(struct test_match, bytes),		\
			.n_names = sizeof(((struct test_match *)0)->names),	\
			.names = offsetof(struct test_match, names),		\
		},								\
		.spans = { TEST_SPAN(0, link_0), TEST_SPAN(1, link_1) },	\
		.sites = { TEST_SITE, TEST_SITE },				\
		.names = "test",						\
	}

static struct suture_base test_bases[] __used = { { .kind = SUTURE_BASE_IMAGE } };

/* vmlinux's function of that name is replaced. */
#define TEST_FUNCTION(function, replacement, how, offset) {			\
	.name = POINTER(#function), .old = FACT_LINK_##function,		\
	.new_code = POINTER(replacement), .old_size = FACT_SIZE_##function,	\
	.new_size = 1, .redirect_offset = offset, .method = SUTURE_METHOD_##how, \
}
#define TEST_RANGE(which, function) {						\
	.start = FACT_LINK_##which, .size = FACT_SIZE_##which,			\
}
#define TEST_ARRAY(field, array) .field = POINTER(array), .n_##field = ARRAY_SIZE(array)

/* The fields that are the same in every update for vmlinux. */
#define TEST_UPDATE(name)							\
	.magic = SUTURE_MAGIC, .format = SUTURE_FORMAT,				\
	.size = sizeof(struct suture_update), .id = POINTER(name),		\
	.target = POINTER("vmlinux"), .build_id = FACT_BUILD_ID, .n_modules = 1, \
	.slide = POINTER(&init_task) - FACT_LINK_init_task,			\
	.match = POINTER(&test_match),						\
	.internals = {								\
		.text_mutex = FACT_LINK_text_mutex,				\
		.idle_task = FACT_LINK_idle_task,				\
	},									\
	TEST_ARRAY(bases, test_bases)

static int test_refuse_set(const char *value, const struct kernel_param *param)
{
	return -EPERM;
}

static const struct kernel_param_ops test_param_ops = { .set = test_refuse_set };

#define TEST_MODULE(update)							\
	module_param_cb(suture_update, &test_param_ops, &update, 0);		\
	static int __init test_init(void) { return 0; }				\
	static void __exit test_exit(void) { }					\
	module_init(test_init);							\
	module_exit(test_exit);							\
	MODULE_DESCRIPTION("a test's update");					\
	MODULE_LICENSE("GPL")

#endif
