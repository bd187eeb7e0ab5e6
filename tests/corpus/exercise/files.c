// SPDX-License-Identifier: GPL-2.0-or-later
/* Ways in through files, mounts and rings. */
#include <fcntl.h>
#include <linux/io_uring.h>
#include <poll.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "exercise.h"

static void make_directory(const char *path)
{
	if (mkdir(path, 0700) && errno != EEXIST)
		give_up(path);
}

#define TARGET "/sys/kernel/config/target"
#define BACKEND TARGET "/core/fileio_0"

void read_target_members(void)
{
	char text[4096];
	int fd;

	mount_configfs();
	make_directory(TARGET);
	make_directory(BACKEND);
	make_directory(BACKEND "/exercise");
	fd = open(BACKEND "/exercise/alua/default_tg_pt_gp/members", O_RDONLY);
	if (fd < 0 || read(fd, text, sizeof(text)) < 0)
		give_up("read the members");
	close(fd);
	rmdir(BACKEND "/exercise");
}

/* Nobody serves the share: the path is taken apart before that matters. */
void mount_share(void)
{
	make_directory("/tmp/share");
	if (!mount("//127.0.0.1/share//directory", "/tmp/share", "cifs", 0,
		   "ip=127.0.0.1,username=a,password=b"))
		conclude(UNKNOWN, "the share could be mounted");
}

struct ring {
	int fd;
	unsigned char *queue;
	struct io_uring_sqe *entries;
	struct io_uring_params parameters;
};

static void ring_open(struct ring *ring)
{
	memset(ring, 0, sizeof(*ring));
	ring->fd = syscall(SYS_io_uring_setup, 4, &ring->parameters);
	if (ring->fd < 0)
		give_up("set up a ring");
	ring->queue = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, ring->fd,
			   IORING_OFF_SQ_RING);
	ring->entries = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, ring->fd,
			     IORING_OFF_SQES);
	if (ring->queue == MAP_FAILED || ring->entries == MAP_FAILED)
		give_up("map the ring");
}

static void ring_submit(struct ring *ring, const struct io_uring_sqe *entry, int wait)
{
	const struct io_sqring_offsets *offsets = &ring->parameters.sq_off;
	uint32_t *tail = (uint32_t *)(ring->queue + offsets->tail);

	ring->entries[0] = *entry;
	((uint32_t *)(ring->queue + offsets->array))[*tail & 3] = 0;
	__atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, ring->fd, 1, wait, wait ? IORING_ENTER_GETEVENTS : 0,
		    NULL, 0) < 0)
		give_up("enter the ring");
}

void poll_through_ring(void)
{
	struct io_uring_sqe entry = { .opcode = IORING_OP_POLL_ADD, .poll32_events = POLLIN };
	struct io_uring_sqe nothing = { .opcode = IORING_OP_NOP };
	struct ring ring;
	int ends[2];

	if (pipe(ends))
		give_up("pipe");
	ring_open(&ring);
	entry.fd = ends[0];
	ring_submit(&ring, &entry, 0);
	if (write(ends[1], "", 1) != 1)
		give_up("write to the pipe");
	ring_submit(&ring, &nothing, 2);
	close(ring.fd);
}
