/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mount a file system image from memory, read-only, through a loop device. */
#ifndef LOOP_H
#define LOOP_H

#include <fcntl.h>
#include <linux/loop.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "verdict.h"

static inline int image_file(const void *image, size_t size)
{
	int fd = memfd_create("image", 0);

	if (fd < 0 || write(fd, image, size) != (ssize_t)size)
		give_up("write the image");
	return fd;
}

/* The device goes away by itself after the last unmount. */
static inline int loop_attach(int backing, char *path, size_t path_size)
{
	struct loop_config config = {
		.fd = backing,
		.info.lo_flags = LO_FLAGS_READ_ONLY | LO_FLAGS_AUTOCLEAR,
	};
	int control = open("/dev/loop-control", O_RDWR);
	int number = control < 0 ? -1 : ioctl(control, LOOP_CTL_GET_FREE);
	int device;

	if (number < 0)
		give_up("find a free loop device");
	close(control);
	snprintf(path, path_size, "/dev/loop%d", number);
	device = open(path, O_RDONLY);
	if (device < 0 || ioctl(device, LOOP_CONFIGURE, &config))
		give_up("attach the loop device");
	return device;
}

static inline void mount_image(const char *type, const void *image, size_t size, const char *where)
{
	char path[32];
	int backing = image_file(image, size);
	int device = loop_attach(backing, path, sizeof(path));

	if (mkdir(where, 0700) && errno != EEXIST)
		give_up("make the mount point");
	if (mount(path, where, type, MS_RDONLY, NULL))
		give_up("mount the image");
	close(device);
	close(backing);
}

#endif
