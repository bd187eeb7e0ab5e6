// SPDX-License-Identifier: GPL-2.0-or-later
/* Ways in through storage that another part of the same kernel, or of this program, serves. */
#include <dirent.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "exercise.h"

static void make_directory(const char *path)
{
	if (mkdir(path, 0700) && errno != EEXIST)
		give_up(path);
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		give_up(path);
	close(fd);
}

void mount_configfs(void)
{
	if (access("/sys/kernel/config", F_OK))
		return;
	if (mount("configfs", "/sys/kernel/config", "configfs", 0, NULL) && errno != EBUSY)
		give_up("mount configfs");
}

#define NVMET "/sys/kernel/config/nvmet"
#define SUBSYSTEM NVMET "/subsystems/exercise"
#define PORT NVMET "/ports/1"

static void serve_nvme(void)
{
	int fd = open("/tmp/exercise.disk", O_CREAT | O_RDWR, 0600);

	if (fd < 0 || ftruncate(fd, 1 << 20))
		give_up("make a disk");
	close(fd);
	make_directory(SUBSYSTEM);
	write_file(SUBSYSTEM "/attr_allow_any_host", "1");
	make_directory(SUBSYSTEM "/namespaces/1");
	write_file(SUBSYSTEM "/namespaces/1/device_path", "/tmp/exercise.disk");
	write_file(SUBSYSTEM "/namespaces/1/buffered_io", "1");
	write_file(SUBSYSTEM "/namespaces/1/enable", "1");
	make_directory(PORT);
	write_file(PORT "/addr_trtype", "tcp");
	write_file(PORT "/addr_adrfam", "ipv4");
	write_file(PORT "/addr_traddr", "127.0.0.1");
	write_file(PORT "/addr_trsvcid", "4420");
	if (symlink(SUBSYSTEM, PORT "/subsystems/exercise"))
		give_up("serve the disk");
}

static void stop_serving_nvme(void)
{
	unlink(PORT "/subsystems/exercise");
	rmdir(PORT);
	rmdir(SUBSYSTEM "/namespaces/1");
	rmdir(SUBSYSTEM);
}

/* The controller's number stands in the answer: "instance=0,cntlid=1". */
static void disconnect_nvme(int fabrics)
{
	char answer[64] = "", path[96];
	unsigned int instance;

	if (read(fabrics, answer, sizeof(answer) - 1) < 0 ||
	    sscanf(answer, "instance=%u", &instance) != 1)
		give_up("read the controller's number");
	snprintf(path, sizeof(path), "/sys/class/nvme/nvme%u/delete_controller", instance);
	write_file(path, "1");
}

/* Host and target are in one kernel; scanning the disk writes and reads. */
void connect_nvme(void)
{
	static const char target[] = "transport=tcp,traddr=127.0.0.1,trsvcid=4420,nqn=exercise";
	static const char block[4096];
	int fabrics, disk;

	mount_configfs();
	serve_nvme();
	fabrics = open("/dev/nvme-fabrics", O_RDWR);
	if (fabrics < 0 || write(fabrics, target, sizeof(target) - 1) < 0)
		give_up("connect to the disk");
	usleep(500000);
	disk = open("/dev/nvme0n1", O_RDWR | O_SYNC);
	if (disk < 0 || write(disk, block, sizeof(block)) < 0)
		give_up("write to the disk");
	close(disk);
	disconnect_nvme(fabrics);
	close(fabrics);
	stop_serving_nvme();
}

/* What the daemon answers to each request of the file system. */
struct answer {
	struct fuse_out_header header;
	union {
		struct fuse_init_out init;
		struct fuse_open_out open;
		struct fuse_attr_out attributes;
		struct {
			struct fuse_dirent head;
			char name[8];
		} entry;
	};
};

static size_t fill(const struct fuse_in_header *request, struct answer *answer, int *error)
{
	const struct fuse_read_in *read_in = (const void *)(request + 1);

	*error = 0;
	switch (request->opcode) {
	case FUSE_INIT:
		answer->init.major = FUSE_KERNEL_VERSION;
		answer->init.minor = FUSE_KERNEL_MINOR_VERSION;
		answer->init.max_write = 4096;
		return sizeof(answer->init);
	case FUSE_OPENDIR:
		answer->open.open_flags = FOPEN_CACHE_DIR;
		return sizeof(answer->open);
	case FUSE_GETATTR:
		answer->attributes.attr.ino = 1;
		answer->attributes.attr.mode = S_IFDIR | 0755;
		answer->attributes.attr.nlink = 2;
		return sizeof(answer->attributes);
	case FUSE_READDIR:
		answer->entry.head.ino = 2;
		answer->entry.head.off = 1;
		answer->entry.head.namelen = 4;
		memcpy(answer->entry.head.name, "file", 4);
		return read_in->offset ? 0 : sizeof(answer->entry);
	case FUSE_RELEASEDIR:
		return 0;
	default:
		*error = -ENOSYS;
		return 0;
	}
}

static void serve_fuse(int device)
{
	static char buffer[65536];
	const struct fuse_in_header *request = (const void *)buffer;

	while (read(device, buffer, sizeof(buffer)) > 0) {
		struct answer answer = { 0 };
		int error;
		size_t size = fill(request, &answer, &error);

		if (request->opcode == FUSE_FORGET || request->opcode == FUSE_INTERRUPT)
			continue;
		answer.header.unique = request->unique;
		answer.header.error = error;
		answer.header.len = sizeof(answer.header) + size;
		if (write(device, &answer, answer.header.len) < 0)
			_exit(1);
	}
	_exit(0);
}

/* Twice: what the first reading puts into the page cache serves the second. */
void list_fuse_directory(void)
{
	int device = open("/dev/fuse", O_RDWR);
	char options[64];
	pid_t daemon;

	make_directory("/tmp/fuse");
	snprintf(options, sizeof(options), "fd=%d,rootmode=40000,user_id=0,group_id=0", device);
	if (device < 0 || mount("exercise", "/tmp/fuse", "fuse", 0, options))
		give_up("mount through FUSE");
	daemon = fork();
	if (!daemon)
		serve_fuse(device);
	for (int i = 0; i < 2; i++) {
		DIR *directory = opendir("/tmp/fuse");

		if (!directory || !readdir(directory))
			give_up("list the directory");
		closedir(directory);
	}
	umount2("/tmp/fuse", MNT_DETACH);
	close(device);
	kill(daemon, SIGKILL);
	waitpid(daemon, NULL, 0);
}
