/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a fetcher cannot do any more, whoever has taken it over, and what it still can. */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/memory.h"
#include "fetch/sandbox.h"

/* ---- forbidden: each yields what the call did ---- */

static char directory[] = "/tmp/sandbox.XXXXXX";
static char file[64];

static long open_to_write(void)
{
	return open(file, O_WRONLY);
}

static long open_both_ways(void)
{
	return open(file, O_RDWR);
}

static long create(void)
{
	return open("/tmp/sandbox-new", O_RDONLY | O_CREAT, 0600);
}

static long truncate_opened(void)
{
	return open(file, O_RDONLY | O_TRUNC);
}

static long open_the_old_way(void)
{
	return syscall(SYS_open, file, O_WRONLY);
}

static long open_the_new_way(void)
{
	return syscall(SYS_openat2, AT_FDCWD, file, NULL, 0);
}

static long create_the_old_way(void)
{
	return syscall(SYS_creat, file, 0600);
}

static long execute(void)
{
	return execl("/bin/false", "false", NULL);
}

static long execute_opened(void)
{
	return syscall(SYS_execveat, AT_FDCWD, "/bin/false", NULL, NULL, 0);
}

static long start_process(void)
{
	return syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
}

static long start_process_the_old_way(void)
{
	return syscall(SYS_vfork);
}

static long unlink_file(void)
{
	return unlink(file);
}

static long rename_file(void)
{
	return rename(file, "/tmp/sandbox-new");
}

static long change_mode(void)
{
	return chmod(file, 04777);
}

static long change_owner(void)
{
	return chown(file, 1, 1);
}

static long make_directory(void)
{
	return mkdir("/tmp/sandbox-new", 0700);
}

static long link_file(void)
{
	return symlink(file, "/tmp/sandbox-new");
}

static long truncate_file(void)
{
	return truncate(file, 0);
}

static long mount_file_system(void)
{
	return mount("none", directory, "tmpfs", 0, NULL);
}

static long trace_parent(void)
{
	return ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
}

static long look_into_parent(void)
{
	return syscall(SYS_process_vm_readv, getppid(), NULL, 0, NULL, 0, 0);
}

static long signal_parent(void)
{
	return kill(getppid(), 0);
}

static long signal_thread_of_parent(void)
{
	return syscall(SYS_tgkill, getppid(), getppid(), 0);
}

static long own_socket_signals(void)
{
	return fcntl(0, F_SETOWN, getppid());
}

static long load_module(void)
{
	return syscall(SYS_init_module, "", 0, "");
}

static long load_module_file(void)
{
	return syscall(SYS_finit_module, 0, "", 0);
}

static long load_bpf(void)
{
	return syscall(SYS_bpf, 0, NULL, 0);
}

static long use_keys(void)
{
	return syscall(SYS_keyctl, 0, 0, 0, 0, 0);
}

static long become_root(void)
{
	return setuid(0);
}

static long change_process(void)
{
	return prctl(PR_SET_PDEATHSIG, 0);
}

static long new_namespace(void)
{
	return unshare(CLONE_NEWUSER);
}

static long raise_limit(void)
{
	struct rlimit limit = { 1, 1 };

	return setrlimit(RLIMIT_CORE, &limit);
}

static long packet_socket(void)
{
	return socket(AF_PACKET, SOCK_RAW, 0);
}

static long crypto_socket(void)
{
	return socket(AF_ALG, SOCK_SEQPACKET, 0);
}

static long listen_for_others(void)
{
	return listen(socket(AF_INET, SOCK_STREAM, 0), 1);
}

static long write_and_execute(void)
{
	return (long)mmap(NULL, 4096, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static long make_executable(void)
{
	void *page = mmap(NULL, 4096, PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return mprotect(page, 4096, PROT_READ | PROT_EXEC);
}

#define FORBIDDEN(call)     \
	{                   \
#call, call \
	}

static const struct forbidden {
	const char *name;
	long (*call)(void);
} forbidden[] = {
	FORBIDDEN(open_to_write),
	FORBIDDEN(open_both_ways),
	FORBIDDEN(create),
	FORBIDDEN(truncate_opened),
	FORBIDDEN(open_the_old_way),
	FORBIDDEN(open_the_new_way),
	FORBIDDEN(create_the_old_way),
	FORBIDDEN(execute),
	FORBIDDEN(execute_opened),
	FORBIDDEN(start_process),
	FORBIDDEN(start_process_the_old_way),
	FORBIDDEN(unlink_file),
	FORBIDDEN(rename_file),
	FORBIDDEN(change_mode),
	FORBIDDEN(change_owner),
	FORBIDDEN(make_directory),
	FORBIDDEN(link_file),
	FORBIDDEN(truncate_file),
	FORBIDDEN(mount_file_system),
	FORBIDDEN(trace_parent),
	FORBIDDEN(look_into_parent),
	FORBIDDEN(signal_parent),
	FORBIDDEN(signal_thread_of_parent),
	FORBIDDEN(own_socket_signals),
	FORBIDDEN(load_module),
	FORBIDDEN(load_module_file),
	FORBIDDEN(load_bpf),
	FORBIDDEN(use_keys),
	FORBIDDEN(become_root),
	FORBIDDEN(change_process),
	FORBIDDEN(new_namespace),
	FORBIDDEN(raise_limit),
	FORBIDDEN(packet_socket),
	FORBIDDEN(crypto_socket),
	FORBIDDEN(listen_for_others),
	FORBIDDEN(write_and_execute),
	FORBIDDEN(make_executable),
};

/* ---- allowed ---- */

static void *do_nothing(void *context)
{
	return context;
}

static bool thread_starts(void)
{
	pthread_t thread;

	return !pthread_create(&thread, NULL, do_nothing, NULL) && !pthread_join(thread, NULL);
}

static bool name_is_found(void)
{
	struct addrinfo *found;

	if (getaddrinfo("localhost", "80", NULL, &found))
		return false;
	freeaddrinfo(found);
	return true;
}

static bool file_is_read(void)
{
	char byte;
	int fd = open(file, O_RDONLY);

	return fd >= 0 && read(fd, &byte, 1) == 1 && !close(fd);
}

static bool sockets_are_made(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) >= 0 &&
	       (socket(AF_INET6, SOCK_STREAM, 0) >= 0 || errno == EAFNOSUPPORT) &&
	       socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
}

/* ---- in a process of its own ---- */

#define NO_SANDBOX 200

static int in_sandbox(int (*check)(void))
{
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (!child)
		_exit(sandbox_enter() ? NO_SANDBOX : check());
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

/* The number, from 1, of one that was not refused; sanitizers have a hand in some calls. */
static int count_allowed(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(forbidden); i++) {
		errno = 0;
		if (forbidden[i].call() != -1 || errno != EPERM)
			return (int)i + 1;
	}
	return 0;
}

static void test_forbidden(void **state)
{
	int allowed = in_sandbox(count_allowed);

	(void)state;
	if (allowed > 0 && allowed <= (int)ARRAY_SIZE(forbidden))
		fail_msg("%s is allowed", forbidden[allowed - 1].name);
	assert_int_equal(allowed, 0);
	assert_int_equal(access("/tmp/sandbox-new", F_OK), -1);
	assert_int_equal(access(file, F_OK), 0);
}

static int is_left(void)
{
	return !thread_starts()	     ? 1
	       : !name_is_found()    ? 2
	       : !file_is_read()     ? 3
	       : !sockets_are_made() ? 4
				     : 0;
}

static void test_allowed(void **state)
{
	(void)state;
	assert_int_equal(in_sandbox(is_left), 0);
}

static int no_privileges(void)
{
	char text[4096];
	int fd = open("/proc/self/status", O_RDONLY);
	ssize_t size = read(fd, text, sizeof(text) - 1);

	text[size > 0 ? size : 0] = 0;
	return strstr(text, "NoNewPrivs:\t1") && strstr(text, "Seccomp:\t2") ? 0 : 1;
}

static void test_status(void **state)
{
	(void)state;
	assert_int_equal(in_sandbox(no_privileges), 0);
}

/* It would not be a test if the calls failed of themselves. */
static void test_without(void **state)
{
	int fd = open(file, O_RDWR);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "x", 1), 1);
	close(fd);
	assert_true(unshare(0) == 0);
}

static int make_file(void **state)
{
	int fd;

	(void)state;
	if (!mkdtemp(directory))
		return -1;
	snprintf(file, sizeof(file), "%s/file", directory);
	fd = open(file, O_WRONLY | O_CREAT, 0600);
	return fd < 0 || write(fd, "x", 1) != 1 || close(fd) ? -1 : 0;
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(file) || rmdir(directory) ? -1 : 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_without),
		cmocka_unit_test(test_forbidden),
		cmocka_unit_test(test_allowed),
		cmocka_unit_test(test_status),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
