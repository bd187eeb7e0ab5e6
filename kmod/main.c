// SPDX-License-Identifier: GPL-2.0
/*
 * The core module of Suture. It does nothing by itself: it matches and keeps the updates
 * that are loaded (stage.c) and switches them when it is told to (switch.c).
 */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/notifier.h>

#include "device.h"
#include "quiesce.h"
#include "stage.h"
#include "sysfs.h"

#if !defined(CONFIG_X86_64)
#error "Suture's core knows x86-64 only"
#endif
#if !defined(CONFIG_SMP) || !defined(CONFIG_STOP_MACHINE) && !defined(CONFIG_HOTPLUG_CPU)
#error "stop_machine() must stop the machine"
#endif
#if !defined(CONFIG_UNWINDER_ORC)
#error "stacks are walked with the ORC unwinder"
#endif
#if !defined(CONFIG_TRACEPOINTS) || !defined(CONFIG_TASKS_RCU)
#error "who runs is recorded by a probe on sched_switch"
#endif
#if !defined(CONFIG_DYNAMIC_FTRACE_WITH_REGS) || !defined(CONFIG_DYNAMIC_FTRACE_WITH_ARGS)
#error "ftrace must be able to divert a function"
#endif
#if !defined(CONFIG_VMAP_STACK) || !defined(CONFIG_THREAD_INFO_IN_TASK)
#error "a stack must stay mapped for an RCU grace period"
#endif
#if !defined(CONFIG_MODULE_UNLOAD) || !defined(CONFIG_SYSFS) || !defined(CONFIG_KALLSYMS)
#error "modules must be able to go, sysfs must show build-ids"
#endif
#if defined(CONFIG_CFI_CLANG) || defined(CONFIG_X86_KERNEL_IBT)
#error "calls of addresses from an update's descriptor must be allowed"
#endif

static int on_module(struct notifier_block *block, unsigned long state, void *data)
{
	if (state == MODULE_STATE_COMING)
		return notifier_from_errno(stage_module(data));
	if (state == MODULE_STATE_GOING)
		unstage_module(data);
	return NOTIFY_OK;
}

static struct notifier_block module_notifier = {
	.notifier_call = on_module,
	/* Before jump labels, static calls and tracepoints (priorities 1 and less). */
	.priority = INT_MAX,
};

static int __init suture_init(void)
{
	int error = stage_init();

	if (error)
		return error;
	error = quiesce_init();
	if (error)
		return error;
	error = sysfs_init();
	if (error)
		goto exit_quiesce;
	error = register_module_notifier(&module_notifier);
	if (error)
		goto remove_sysfs;
	error = device_init();
	if (error)
		goto remove_notifier;
	return 0;

remove_notifier:
	unregister_module_notifier(&module_notifier);
remove_sysfs:
	sysfs_exit();
exit_quiesce:
	quiesce_exit();
	return error;
}

/* Each staged update holds this module, so by now there is none. */
static void __exit suture_exit(void)
{
	device_exit();
	unregister_module_notifier(&module_notifier);
	sysfs_exit();
	quiesce_exit();
}

module_init(suture_init);
module_exit(suture_exit);
MODULE_DESCRIPTION("Suture: updates of the running kernel");
MODULE_LICENSE("GPL");
