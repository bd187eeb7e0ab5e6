// SPDX-License-Identifier: GPL-2.0-or-later
/* Ways in through file systems that are made on the spot, by the usual programs. */
#include <fcntl.h>
#include <linux/loop.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "exercise.h"

#define IMAGE "/tmp/exercise.image"
#define PLACE "/tmp/exercise.disk"
#define CONTROL "/tmp/exercise.cgroup"

extern char **environ;

static void make_directory(const char *path)
{
	if (mkdir(path, 0700) && errno != EEXIST)
		give_up(path);
}

static void run(char **command)
{
	pid_t child;
	int status;

	if (posix_spawnp(&child, command[0], NULL, NULL, command, environ) ||
	    waitpid(child, &status, 0) < 0 || status)
		conclude(UNKNOWN, "%s failed", command[0]);
}

static void make_image(off_t size, char **maker)
{
	int fd = open(IMAGE, O_CREAT | O_TRUNC | O_RDWR, 0600);

	if (fd < 0 || ftruncate(fd, size))
		give_up("make the image");
	close(fd);
	run(maker);
}

/* The device goes away by itself after the last unmount. */
static void mount_disk(const char *type)
{
	struct loop_config config = { .info.lo_flags = LO_FLAGS_AUTOCLEAR };
	int control = open("/dev/loop-control", O_RDWR), device;
	char path[32];

	config.fd = open(IMAGE, O_RDWR);
	snprintf(path, sizeof(path), "/dev/loop%d", ioctl(control, LOOP_CTL_GET_FREE));
	device = open(path, O_RDWR);
	if (device < 0 || ioctl(device, LOOP_CONFIGURE, &config))
		give_up("attach the loop device");
	make_directory(PLACE);
	if (mount(path, PLACE, type, 0, NULL))
		give_up("mount the disk");
	close(device);
	close(control);
	close(config.fd);
}

static void unmount_disk(void)
{
	if (umount(PLACE))
		give_up("unmount the disk");
	unlink(IMAGE);
}

static void mount_ext4(void)
{
	char *maker[] = { "mkfs.ext4", "-q", "-F", "-b", "1024", IMAGE, NULL };

	make_image(32 << 20, maker);
	mount_disk("ext4");
}

/* Backwards and with gaps: every block is an extent, and goes before the first of its leaf. */
void write_backwards(void)
{
	char block[1024] = { 1 };
	int fd;

	mount_ext4();
	fd = open(PLACE "/file", O_CREAT | O_RDWR | O_SYNC, 0600);
	for (off_t i = 300; i >= 0; i--)
		if (pwrite(fd, block, sizeof(block), 2 * i * sizeof(block)) < 0)
			give_up("write a block");
	close(fd);
	unmount_disk();
}

static void write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		give_up(path);
	close(fd);
}

static void write_in_group(void)
{
	char block[4096] = { 1 };
	int fd;

	write_text(CONTROL "/exercise/cgroup.procs", "0");
	fd = open(PLACE "/file", O_CREAT | O_WRONLY, 0600);
	if (fd < 0 || write(fd, block, sizeof(block)) < 0 || fsync(fd))
		give_up("write in the group");
	_exit(0);
}

/* Whoever writes in a control group has a write-back of his own, which goes with the group. */
void write_back_in_group(void)
{
	pid_t child;

	mount_ext4();
	make_directory(CONTROL);
	if (mount("none", CONTROL, "cgroup2", 0, NULL))
		give_up("mount the control groups");
	write_text(CONTROL "/cgroup.subtree_control", "+memory +io");
	make_directory(CONTROL "/exercise");
	child = fork();
	if (!child)
		write_in_group();
	waitpid(child, NULL, 0);
	unlink(PLACE "/file");
	if (rmdir(CONTROL "/exercise"))
		give_up("remove the group");
	unmount_disk();
	write_text(CONTROL "/cgroup.subtree_control", "-memory -io");
	umount(CONTROL);
	usleep(500000);
}

void mount_btrfs(void)
{
	char *maker[] = { "mkfs.btrfs", "-q", "-f", IMAGE, NULL };

	make_image(128 << 20, maker);
	mount_disk("btrfs");
	unmount_disk();
}
