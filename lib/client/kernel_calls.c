/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "client/kernel_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>

#include "client/signals.h"
#include "client/sysroot.h"

struct error *core_open(int *fd)
{
	int device;

	if (sysroot_is_set())
		return error_new(ERROR_USAGE,
				 "only the running kernel can be changed, no other tree");
	device = open(SUTURE_DEVICE, O_RDWR | O_CLOEXEC);
	if (device >= 0) {
		*fd = device;
		return NULL;
	}
	if (errno == EACCES || errno == EPERM)
		return error_refuse(SUTURE_REFUSAL_NOT_ROOT, "%s may not be opened", SUTURE_DEVICE);
	if (errno == ENOENT || errno == ENODEV || errno == ENXIO)
		return error_refuse(SUTURE_REFUSAL_CORE_NOT_LOADED, "%s is not there",
				    SUTURE_DEVICE);
	return error_errno("cannot open %s", SUTURE_DEVICE);
}

int module_load(int file)
{
	return (int)syscall(SYS_finit_module, file, "", 0);
}

int module_unload(const char *name)
{
	return (int)syscall(SYS_delete_module, name, O_NONBLOCK);
}

int core_switch(int fd, struct suture_switch *request)
{
	return ioctl(fd, SUTURE_IOC_SWITCH, request);
}

int core_refusal(int fd, struct suture_refusal_record *record)
{
	return ioctl(fd, SUTURE_IOC_REFUSAL, record);
}

bool pause_unless_ended(unsigned int milliseconds)
{
	struct timespec time = { milliseconds / 1000, milliseconds % 1000 * 1000000L };
	sigset_t ending;
	int signal;

	signals_ending(&ending);
	signal = sigtimedwait(&ending, NULL, &time);
	if (signal < 0)
		return true;
	/* Taken from the queue by the wait: put it back, to end the program in good time. */
	raise(signal);
	return false;
}
