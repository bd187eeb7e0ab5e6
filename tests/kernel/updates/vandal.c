// SPDX-License-Identifier: GPL-2.0
/*
 * Overwrites text of the kernel as somebody would who knows nothing of Suture: the place where a
 * redirect of cmdline_proc_show() stands. What is written to the parameter "put" says what goes
 * there:
 *
 *	elsewhere	a jump to version_proc_show(), which is a fine function to be in
 *	vendor		what was there when this module was loaded
 *	back		what "elsewhere" has overwritten
 *
 * Nobody may be in the function meanwhile.
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/sched/task.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <asm/sync_core.h>
#include <asm/unaligned.h>

#include "facts.h"

#define BEHIND_FENTRY 5
#define JUMP_SIZE 5

static u8 vendors[JUMP_SIZE], overwritten[JUMP_SIZE];

static u8 *victim(void)
{
	unsigned long slide = (unsigned long)&init_task - FACT_LINK_init_task;

	return (u8 *)(FACT_LINK_cmdline_proc_show + slide + BEHIND_FENTRY);
}

static void synchronise(void *nothing)
{
	sync_core();
}

/* Text is read-only: write through a mapping of its pages that is not. */
static int overwrite(const u8 *bytes)
{
	void *first = (void *)((unsigned long)victim() & PAGE_MASK);
	struct page *pages[] = { virt_to_page(first), virt_to_page(first + PAGE_SIZE) };
	u8 *mapping = vmap(pages, ARRAY_SIZE(pages), VM_MAP, PAGE_KERNEL);

	if (!mapping)
		return -ENOMEM;
	memcpy(mapping + offset_in_page(victim()), bytes, JUMP_SIZE);
	vunmap(mapping);
	on_each_cpu(synchronise, NULL, 1);
	return 0;
}

static int divert(void)
{
	u8 jump[JUMP_SIZE] = { 0xe9 };
	u8 *entry = victim() - BEHIND_FENTRY - FACT_LINK_cmdline_proc_show +
		    FACT_LINK_version_proc_show;

	memcpy(overwritten, victim(), JUMP_SIZE);
	put_unaligned_le32(entry - victim() - JUMP_SIZE, jump + 1);
	return overwrite(jump);
}

static int put(const char *value, const struct kernel_param *param)
{
	if (sysfs_streq(value, "elsewhere"))
		return divert();
	if (sysfs_streq(value, "vendor"))
		return overwrite(vendors);
	return overwrite(overwritten);
}

static const struct kernel_param_ops put_ops = { .set = put };
module_param_cb(put, &put_ops, NULL, 0200);

static int __init vandal_init(void)
{
	memcpy(vendors, victim(), JUMP_SIZE);
	return 0;
}

static void __exit vandal_exit(void)
{
}

module_init(vandal_init);
module_exit(vandal_exit);
MODULE_DESCRIPTION("a test's vandal");
MODULE_LICENSE("GPL");
