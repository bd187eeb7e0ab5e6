// SPDX-License-Identifier: GPL-2.0
#include <linux/capability.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include <suture/abi.h>

#include "device.h"
#include "refuse.h"
#include "switch.h"

#define IDS_MAX 1024

static bool is_sound(const struct suture_switch *request)
{
	return request->size == sizeof(*request) && !(request->flags & ~SUTURE_SWITCH_DRY_RUN) &&
	       request->n_apply <= IDS_MAX && request->n_reverse <= IDS_MAX &&
	       request->n_apply + request->n_reverse > 0;
}

static bool are_texts(const char (*ids)[SUTURE_ID_MAX], unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		if (strnlen(ids[i], SUTURE_ID_MAX) == SUTURE_ID_MAX)
			return false;
	return true;
}

static void clear_results(struct suture_switch *request)
{
	const size_t start = offsetof(struct suture_switch, pause_ns);

	memset((void *)request + start, 0, sizeof(*request) - start);
}

static long do_switch(struct suture_switch *request)
{
	unsigned int n = request->n_apply + request->n_reverse;
	char (*ids)[SUTURE_ID_MAX] = vmemdup_user(u64_to_user_ptr(request->ids),
						  (size_t)n * SUTURE_ID_MAX);
	long error = -EINVAL;

	if (IS_ERR(ids))
		return PTR_ERR(ids);
	if (are_texts(ids, n))
		error = switch_updates(request, ids);
	kvfree(ids);
	return error;
}

static long ioctl_switch(void __user *argument)
{
	struct suture_switch *request = memdup_user(argument, sizeof(*request));
	long error = -EINVAL;

	if (IS_ERR(request))
		return PTR_ERR(request);
	if (is_sound(request)) {
		clear_results(request);
		error = do_switch(request);
		if (copy_to_user(argument, request, sizeof(*request)))
			error = -EFAULT;
	}
	kfree(request);
	return error;
}

static long ioctl_refusal(void __user *argument)
{
	struct suture_refusal_record *record = kmalloc(sizeof(*record), GFP_KERNEL);
	long error;

	if (!record)
		return -ENOMEM;
	refusal_recall(record);
	error = copy_to_user(argument, record, sizeof(*record)) ? -EFAULT : 0;
	kfree(record);
	return error;
}

static long ioctl_empty_stop(void __user *argument)
{
	struct suture_empty_stop result = {};
	long error = switch_nothing(&result.pause_ns);

	if (!error && copy_to_user(argument, &result, sizeof(result)))
		error = -EFAULT;
	return error;
}

static long device_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	if (!capable(CAP_SYS_MODULE))
		return -EPERM;
	switch (command) {
	case SUTURE_IOC_SWITCH:
		return ioctl_switch((void __user *)argument);
	case SUTURE_IOC_REFUSAL:
		return ioctl_refusal((void __user *)argument);
	case SUTURE_IOC_EMPTY_STOP:
		return ioctl_empty_stop((void __user *)argument);
	default:
		return -ENOTTY;
	}
}

static const struct file_operations device_operations = {
	.owner = THIS_MODULE,
	.open = nonseekable_open,
	.unlocked_ioctl = device_ioctl,
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "suture",
	.mode = 0600,
	.fops = &device_operations,
};

int device_init(void)
{
	return misc_register(&device);
}

void device_exit(void)
{
	misc_deregister(&device);
}
