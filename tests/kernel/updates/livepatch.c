// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's own livepatch on cmdline_proc_show(), or on the function like it that the
 * parameter 'function' names, for updates to run into.
 */
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/seq_file.h>

static char *function = "cmdline_proc_show";
module_param(function, charp, 0);

static int livepatch_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "livepatch\n");
	return 0;
}

static struct klp_func functions[] = {
	{ .new_func = livepatch_proc_show },
	{ }
};

static struct klp_object objects[] = { { .funcs = functions }, { } };

static struct klp_patch patch = { .mod = THIS_MODULE, .objs = objects };

static int __init livepatch_init(void)
{
	functions[0].old_name = function;
	return klp_enable_patch(&patch);
}

static void __exit livepatch_exit(void)
{
}

module_init(livepatch_init);
module_exit(livepatch_exit);
MODULE_DESCRIPTION("a test's livepatch");
MODULE_LICENSE("GPL");
MODULE_INFO(livepatch, "Y");
