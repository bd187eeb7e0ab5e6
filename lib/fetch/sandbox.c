/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fetch/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <seccomp.h>

#include "base/memory.h"

/* Whatever their arguments are. */
static const int calls[] = {
	/* memory */
	SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
	/* threads, time and chance */
	SCMP_SYS(futex), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(sched_yield),
	SCMP_SYS(sched_getaffinity), SCMP_SYS(membarrier), SCMP_SYS(getcpu), SCMP_SYS(exit),
	SCMP_SYS(exit_group), SCMP_SYS(restart_syscall), SCMP_SYS(clock_gettime),
	SCMP_SYS(clock_getres), SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep),
	SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(getrandom),
	/* signals, to itself only */
	SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
	SCMP_SYS(sigaltstack),
	/* what it is, and where */
	SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(getppid), SCMP_SYS(getuid),
	SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(uname),
	SCMP_SYS(sysinfo), SCMP_SYS(getcwd),
	/* what is open */
	SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(write), SCMP_SYS(writev),
	SCMP_SYS(lseek), SCMP_SYS(close), SCMP_SYS(dup), SCMP_SYS(pipe2), SCMP_SYS(eventfd2),
	SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(select), SCMP_SYS(pselect6),
	SCMP_SYS(epoll_create1), SCMP_SYS(epoll_ctl), SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait),
	/* files, to look at */
	SCMP_SYS(stat), SCMP_SYS(fstat), SCMP_SYS(lstat), SCMP_SYS(newfstatat), SCMP_SYS(statx),
	SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink),
	SCMP_SYS(readlinkat), SCMP_SYS(getdents64), SCMP_SYS(fadvise64),
	/* sockets; see families */
	SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(shutdown), SCMP_SYS(getsockname),
	SCMP_SYS(getpeername), SCMP_SYS(getsockopt), SCMP_SYS(setsockopt), SCMP_SYS(sendto),
	SCMP_SYS(sendmsg), SCMP_SYS(sendmmsg), SCMP_SYS(recvfrom), SCMP_SYS(recvmsg),
	SCMP_SYS(recvmmsg),
};

/* Only if this argument, of which the mask's bits count, has this value. */
static const struct condition {
	int call;
	struct scmp_arg_cmp argument;
} conditions[] = {
	{ SCMP_SYS(open), SCMP_A1_64(SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY) },
	{ SCMP_SYS(openat),
	  SCMP_A2_64(SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY) },
	{ SCMP_SYS(mprotect), SCMP_A2_64(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0) },
	{ SCMP_SYS(mmap), SCMP_A2_64(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0) },
	/* libraries by which names are looked up */
	{ SCMP_SYS(mmap), SCMP_A2_64(SCMP_CMP_MASKED_EQ, PROT_WRITE, 0) },
	{ SCMP_SYS(clone), SCMP_A0_64(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD) },
	{ SCMP_SYS(socket), SCMP_A0_32(SCMP_CMP_EQ, AF_UNIX) },
	{ SCMP_SYS(socket), SCMP_A0_32(SCMP_CMP_EQ, AF_INET) },
	{ SCMP_SYS(socket), SCMP_A0_32(SCMP_CMP_EQ, AF_INET6) },
	{ SCMP_SYS(socket), SCMP_A0_32(SCMP_CMP_EQ, AF_NETLINK) },
	{ SCMP_SYS(socketpair), SCMP_A0_32(SCMP_CMP_EQ, AF_UNIX) },
	/* no owner who would get signals */
	{ SCMP_SYS(fcntl), SCMP_A1_32(SCMP_CMP_EQ, F_GETFD) },
	{ SCMP_SYS(fcntl), SCMP_A1_32(SCMP_CMP_EQ, F_SETFD) },
	{ SCMP_SYS(fcntl), SCMP_A1_32(SCMP_CMP_EQ, F_GETFL) },
	{ SCMP_SYS(fcntl), SCMP_A1_32(SCMP_CMP_EQ, F_SETFL) },
	{ SCMP_SYS(ioctl), SCMP_A1_32(SCMP_CMP_EQ, FIONREAD) },
	{ SCMP_SYS(ioctl), SCMP_A1_32(SCMP_CMP_EQ, FIONBIO) },
	/* limits are read, not set */
	{ SCMP_SYS(prlimit64), SCMP_A2_64(SCMP_CMP_EQ, 0) },
};

static int allow_all(scmp_filter_ctx filter)
{
	int result = 0;

	for (size_t i = 0; i < ARRAY_SIZE(calls) && !result; i++)
		result = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
	for (size_t i = 0; i < ARRAY_SIZE(conditions) && !result; i++)
		result = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, conditions[i].call, 1,
						&conditions[i].argument);
	return result;
}

/* abort() ends this process by a signal, and nobody else. */
static int allow_itself(scmp_filter_ctx filter)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
				SCMP_A0_64(SCMP_CMP_EQ, (scmp_datum_t)getpid()));
}

/* Its arguments are in memory, where no filter sees them; the C library then takes clone(). */
static int forbid_clone3(scmp_filter_ctx filter)
{
	return seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
}

static void filter_free(scmp_filter_ctx *filter)
{
	seccomp_release(*filter);
}

struct error *sandbox_enter(void)
{
	_cleanup_(filter_free) scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int result = filter ? 0 : -ENOMEM;

	if (!result)
		result = allow_all(filter);
	if (!result)
		result = allow_itself(filter);
	if (!result)
		result = forbid_clone3(filter);
	if (!result)
		result = seccomp_load(filter);
	if (!result)
		return NULL;
	errno = -result;
	return error_errno("cannot give up system calls");
}
