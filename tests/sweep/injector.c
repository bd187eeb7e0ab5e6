/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Run a program, and at its Nth system call end it, or let that call fail.
 *
 *	injector WORD N kill PROGRAM...		like a power cut, with all its children
 *	injector WORD N kill-own PROGRAM...	the same, but its children's calls do not count
 *	injector WORD N kill-child PROGRAM...	one child alone, at the Nth call of all children
 *	injector WORD N ENOSPC PROGRAM...	the Nth call that takes room fails so
 *	injector WORD N EIO PROGRAM...		the Nth one that changes a file or directory
 *
 * Calls count from the first one that names a file whose path has WORD in it: before that the
 * program is being loaded. All processes and threads of it count together. What happens between
 * two calls is seen by nobody, so that to be ended after one is to be ended before the next.
 *
 * A kernel that is pretended (tests/cli/fake_kernel.c) does its work between two calls of
 * access(2), for "/pretended-kernel/enter" and ".../leave", which count as calls; what it does
 * there does not, since a kernel's work is not ended with a program.
 *
 * Says on standard error what it did. Exits as the program does, with 100 if it was ended, and
 * with 101 if it came to its end before the Nth call.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define ENDED	  100
#define TOO_SHORT 101
#define TASKS_MAX 64
#define PATH_ROOM 4096
#define ENTER	  "/pretended-kernel/enter"
#define LEAVE	  "/pretended-kernel/leave"

/* One that is traced. */
struct task {
	pid_t pid;
	bool inside; /* of a call, whose result is to be failed */
	bool fails;
	bool in_kernel; /* the pretended one */
};

/* Whose calls count. */
enum whose {
	OF_ALL,
	OF_PROGRAM,
	OF_CHILDREN,
};

static const struct how {
	const char *name;
	int number; /* errno; 0: end it */
	enum whose whose;
} hows[] = {
	{ "kill", 0, OF_ALL },
	{ "kill-own", 0, OF_PROGRAM },
	{ "kill-child", 0, OF_CHILDREN },
	{ "ENOSPC", ENOSPC, OF_ALL },
	{ "EIO", EIO, OF_ALL },
};

/* Calls that name a file, and which argument does; those that change one. */
static const struct call {
	long number;
	const char *name;
	char path;     /* 1, 2; 0: none */
	bool has_file; /* the first argument is an open one */
	bool changes, takes_room;
} calls[] = {
	{ SYS_open, "open", 1, false, false, false },
	{ SYS_access, "access", 1, false, false, false },
	{ SYS_stat, "stat", 1, false, false, false },
	{ SYS_lstat, "lstat", 1, false, false, false },
	{ SYS_openat, "openat", 2, false, false, false },
	{ SYS_newfstatat, "newfstatat", 2, false, false, false },
	{ SYS_faccessat2, "faccessat2", 2, false, false, false },
	{ SYS_write, "write", 0, true, true, true },
	{ SYS_pwrite64, "pwrite64", 0, true, true, true },
	{ SYS_writev, "writev", 0, true, true, true },
	{ SYS_fsync, "fsync", 0, true, true, true },
	{ SYS_fdatasync, "fdatasync", 0, true, true, true },
	{ SYS_rename, "rename", 1, false, true, true },
	{ SYS_renameat, "renameat", 2, false, true, true },
	{ SYS_renameat2, "renameat2", 2, false, true, true },
	{ SYS_mkdir, "mkdir", 1, false, true, true },
	{ SYS_mkdirat, "mkdirat", 2, false, true, true },
	{ SYS_link, "link", 1, false, true, true },
	{ SYS_symlink, "symlink", 1, false, true, true },
	{ SYS_unlink, "unlink", 1, false, true, false },
	{ SYS_unlinkat, "unlinkat", 2, false, true, false },
	{ SYS_rmdir, "rmdir", 1, false, true, false },
	{ SYS_chmod, "chmod", 1, false, true, false },
	{ SYS_fchmod, "fchmod", 0, true, true, false },
	{ SYS_ftruncate, "ftruncate", 0, true, true, false },
};
#define N_CALLS (sizeof(calls) / sizeof(*calls))

static struct task tasks[TASKS_MAX];
static const char *word;
static const struct how *how;
static long wanted, seen;
static pid_t program;
static bool begun, done;

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static struct task *find(pid_t pid)
{
	for (size_t i = 0; i < TASKS_MAX; i++)
		if (tasks[i].pid == pid)
			return &tasks[i];
	for (size_t i = 0; i < TASKS_MAX; i++) {
		if (!tasks[i].pid) {
			tasks[i] = (struct task){ .pid = pid };
			return &tasks[i];
		}
	}
	die("too many tasks");
	return NULL;
}

/* ---- calls ---- */

static const struct call *call_of(const struct user_regs_struct *regs)
{
	for (size_t i = 0; i < N_CALLS; i++)
		if (calls[i].number == (long)regs->orig_rax)
			return &calls[i];
	return NULL;
}

static void read_path(pid_t pid, unsigned long long address, char text[static PATH_ROOM])
{
	struct iovec to = { text, PATH_ROOM - 1 };
	/* Not beyond the page: what comes after it may not be there. */
	struct iovec from = { (void *)address, 4096 - address % 4096 };

	if (from.iov_len > to.iov_len)
		from.iov_len = to.iov_len;
	if (process_vm_readv(pid, &to, 1, &from, 1, 0) < 0)
		*text = 0;
}

/* The file that a call names or has open; "" if it has none. */
static void path_of(pid_t pid, const struct user_regs_struct *regs, char text[static PATH_ROOM])
{
	const struct call *call = call_of(regs);
	char link[64];

	memset(text, 0, PATH_ROOM);
	if (call && call->path)
		read_path(pid, call->path == 1 ? regs->rdi : regs->rsi, text);
	if (!call || !call->has_file)
		return;
	snprintf(link, sizeof(link), "/proc/%d/fd/%d", pid, (int)regs->rdi);
	if (readlink(link, text, PATH_ROOM - 1) < 0)
		*text = 0;
}

static bool creates(const struct user_regs_struct *regs)
{
	const unsigned long long flags = regs->orig_rax == SYS_open ? regs->rsi : regs->rdx;

	return (regs->orig_rax == SYS_open || regs->orig_rax == SYS_openat) && flags & O_CREAT;
}

/* A directory that is there needs no room. */
static bool makes_nothing(const struct call *call, const char *path)
{
	return !strncmp(call->name, "mkdir", 5) && !access(path, F_OK);
}

static bool can_fail(const struct user_regs_struct *regs, const char *path)
{
	const struct call *call = call_of(regs);

	if (!call || makes_nothing(call, path))
		return false;
	return creates(regs) || (how->number == ENOSPC ? call->takes_room : call->changes);
}

static bool is_whose(const struct task *task)
{
	return how->whose == OF_ALL || (how->whose == OF_PROGRAM) == (task->pid == program);
}

/* Also sees who is in the pretended kernel: its first call counts, and so does its last one. */
static bool counts(struct task *task, const struct user_regs_struct *regs, const char *path)
{
	const bool was_in_kernel = task->in_kernel, leaves = !strcmp(path, LEAVE);

	if (!strcmp(path, ENTER) || leaves)
		task->in_kernel = !leaves;
	if (was_in_kernel && !leaves)
		return false;
	return is_whose(task) && (!how->number || can_fail(regs, path));
}

/* ---- misfortune ---- */

static void end_all(void)
{
	for (size_t i = 0; i < TASKS_MAX; i++)
		if (tasks[i].pid)
			kill(tasks[i].pid, SIGKILL);
	exit(ENDED);
}

static void tell(const struct user_regs_struct *regs, const char *path)
{
	const struct call *call = call_of(regs);

	fprintf(stderr, "injector: %s at call %lld %s %s\n", how->name, (long long)regs->orig_rax,
		call ? call->name : "", path);
}

static void strike(struct task *task, struct user_regs_struct *regs)
{
	if (how->whose == OF_CHILDREN) {
		kill(task->pid, SIGKILL);
		return;
	}
	if (!how->number)
		end_all();
	task->fails = true;
	regs->orig_rax = (unsigned long long)-1; /* no such call */
	if (ptrace(PTRACE_SETREGS, task->pid, NULL, regs) < 0)
		die("PTRACE_SETREGS");
}

static void enter(struct task *task, struct user_regs_struct *regs)
{
	char path[PATH_ROOM];

	path_of(task->pid, regs, path);
	begun = begun || strstr(path, word);
	if (!begun || done || !counts(task, regs, path) || ++seen < wanted)
		return;
	done = true;
	tell(regs, path);
	strike(task, regs);
}

static void leave(struct task *task, struct user_regs_struct *regs)
{
	if (!task->fails)
		return;
	task->fails = false;
	regs->rax = (unsigned long long)-how->number;
	if (ptrace(PTRACE_SETREGS, task->pid, NULL, regs) < 0)
		die("PTRACE_SETREGS");
}

static void stopped_at_call(struct task *task)
{
	struct user_regs_struct regs;

	if (ptrace(PTRACE_GETREGS, task->pid, NULL, &regs) < 0)
		return; /* it was killed by somebody else */
	task->inside = !task->inside;
	if (task->inside)
		enter(task, &regs);
	else
		leave(task, &regs);
}

/* ---- tracing ---- */

/* The signal that the task is to get when it goes on. */
static int signal_of(struct task *task, int status)
{
	int sig = WSTOPSIG(status);

	if (sig == (SIGTRAP | 0x80)) {
		stopped_at_call(task);
		return 0;
	}
	/* A clone or an exec, or the first stop of a new task. */
	return sig == SIGTRAP || sig == SIGSTOP ? 0 : sig;
}

static int trace(void)
{
	int status, result = 0;
	pid_t pid;

	while ((pid = waitpid(-1, &status, __WALL)) > 0) {
		struct task *task = find(pid);

		if (!WIFSTOPPED(status)) {
			task->pid = 0;
			if (pid == program)
				result = WIFEXITED(status) ? WEXITSTATUS(status)
							   : 128 + WTERMSIG(status);
			continue;
		}
		ptrace(PTRACE_SYSCALL, pid, NULL, signal_of(task, status));
	}
	return result;
}

static void start(char **argv)
{
	pid_t pid = fork();
	int status;

	if (pid < 0)
		die("fork");
	if (!pid) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		execvp(*argv, argv);
		die(*argv);
	}
	waitpid(pid, &status, 0);
	if (ptrace(PTRACE_SETOPTIONS, pid, NULL,
		   PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL | PTRACE_O_TRACECLONE |
			   PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC) < 0)
		die("PTRACE_SETOPTIONS");
	find(pid);
	program = pid;
	ptrace(PTRACE_SYSCALL, pid, NULL, 0);
}

static const struct how *how_called(const char *name)
{
	for (size_t i = 0; i < sizeof(hows) / sizeof(*hows); i++)
		if (!strcmp(hows[i].name, name))
			return &hows[i];
	return NULL;
}

int main(int argc, char **argv)
{
	int result;

	how = argc < 5 ? NULL : how_called(argv[3]);
	if (!how)
		return 2;
	word = argv[1];
	wanted = strtol(argv[2], NULL, 10);
	start(argv + 4);
	result = trace();
	return done ? result : TOO_SHORT;
}
