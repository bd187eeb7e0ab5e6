/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Process 1 of the emulated machine: makes the usual file systems, runs the job, sends the kernel's
 * log home and turns the machine off. Static, so that it needs nothing around it.
 */
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "emulator/guest/job.h"
#include "emulator/guest/modules.h"
#include "emulator/guest/report.h"
#include "emulator/protocol.h"

/* In this order: a mount point may be inside an earlier mount. */
static const struct {
	const char *type, *path, *options;
} mounts[] = {
	{ "proc", "/proc", NULL },
	{ "sysfs", "/sys", NULL },
	{ "devtmpfs", "/dev", NULL },
	{ "devpts", "/dev/pts", NULL },
	{ "tmpfs", "/dev/shm", NULL },
	{ "tmpfs", "/tmp", "mode=1777" },
	{ "tmpfs", "/run", NULL },
	{ "debugfs", "/sys/kernel/debug", NULL },
	{ "tracefs", "/sys/kernel/tracing", NULL },
};

/* A kernel without one of them is no fault of the machine: the steps that need it will say so. */
static void mount_all(void)
{
	for (size_t i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++) {
		mkdir(mounts[i].path, 0755);
		mount(mounts[i].type, mounts[i].path, mounts[i].type, 0, mounts[i].options);
	}
}

static void loopback_up(void)
{
	struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return;
	ioctl(fd, SIOCSIFFLAGS, &request);
	close(fd);
}

static void set_environment(void)
{
	clearenv();
	setenv("PATH", "/bin:/sbin", 1);
	setenv("HOME", "/", 1);
	setenv("LANG", "C", 1);
	/* The host puts all libraries there, wherever its own loader looks for them. */
	setenv("LD_LIBRARY_PATH", "/lib", 1);
	sethostname("guest", 5);
}

/* The kernel limits how much a process may say there; a job's words should not be lost. */
static void open_kernel_log(void)
{
	int fd = open("/proc/sys/kernel/printk_devkmsg", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (write(fd, "on\n", 3) < 0)
		perror("printk_devkmsg");
	close(fd);
}

int main(int argc, char **argv)
{
	if (strstr(argv[0], "modprobe"))
		return modprobe_main(argc, argv);
	mount_all();
	report_open(GUEST_REPORT);
	report("hello %d %ld", GUEST_PROTOCOL, uptime_ms());
	set_environment();
	open_kernel_log();
	loopback_up();
	job_run(GUEST_JOB);
	report_kernel_log();
	report("bye %ld", uptime_ms());
	report_drain();
	reboot(RB_POWER_OFF);
	return 1;
}
