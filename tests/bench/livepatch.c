// SPDX-License-Identifier: GPL-2.0
/* The kernel's own livepatch of getppid(), for comparison: the answer is as big a number more. */
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/sched.h>

static long livepatch_getppid(const struct pt_regs *regs)
{
	pid_t pid;

	rcu_read_lock();
	pid = task_tgid_vnr(rcu_dereference(current->real_parent));
	rcu_read_unlock();
	return pid + 100000;
}

static struct klp_func functions[] = {
	{ .old_name = "__do_sys_getppid", .new_func = livepatch_getppid },
	{ }
};

static struct klp_object objects[] = { { .funcs = functions }, { } };

static struct klp_patch patch = { .mod = THIS_MODULE, .objs = objects };

static int __init livepatch_init(void)
{
	return klp_enable_patch(&patch);
}

static void __exit livepatch_exit(void)
{
}

module_init(livepatch_init);
module_exit(livepatch_exit);
MODULE_DESCRIPTION("a benchmark's livepatch");
MODULE_LICENSE("GPL");
MODULE_INFO(livepatch, "Y");
