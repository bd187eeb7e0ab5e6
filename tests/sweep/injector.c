/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Run a program, and at its Nth system call end it, or let that call fail.
 *
 *	injector WORD N kill PROGRAM...		like a power cut, with all its children
 *	injector WORD N ENOSPC PROGRAM...	the Nth write fails so
 *	injector WORD N EIO PROGRAM...		the Nth write, sync or rename
 *
 * Calls count from the first one that names a file whose path has WORD in it: before that the
 * program is being loaded. All processes and threads of it count together. Exits as the program
 * does, with 100 if it was ended, and with 101 if it came to its end before the Nth call.
 */
#include <errno.h>
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

/* One that is traced. */
struct task {
	pid_t pid;
	bool inside; /* of a call, whose result is to be failed */
	bool fails;
};

static struct task tasks[TASKS_MAX];
static const char *word;
static long wanted, seen;
static int number; /* errno; 0: end it */
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

static bool names_word(pid_t pid, unsigned long long address)
{
	char text[4096] = "";
	struct iovec to = { text, sizeof(text) - 1 };
	/* Not beyond the page: what comes after it may not be there. */
	struct iovec from = { (void *)address, 4096 - address % 4096 };

	if (from.iov_len > to.iov_len)
		from.iov_len = to.iov_len;
	return process_vm_readv(pid, &to, 1, &from, 1, 0) > 0 && strstr(text, word);
}

static bool begins(pid_t pid, const struct user_regs_struct *regs)
{
	switch (regs->orig_rax) {
	case SYS_open:
	case SYS_access:
	case SYS_stat:
	case SYS_lstat:
	case SYS_mkdir:
		return names_word(pid, regs->rdi);
	case SYS_openat:
	case SYS_newfstatat:
	case SYS_faccessat2:
		return names_word(pid, regs->rsi);
	}
	return false;
}

static bool counts(const struct user_regs_struct *regs)
{
	switch (regs->orig_rax) {
	case SYS_write:
	case SYS_pwrite64:
	case SYS_writev:
		return true;
	case SYS_fsync:
	case SYS_fdatasync:
	case SYS_rename:
	case SYS_renameat:
	case SYS_renameat2:
		return number != ENOSPC;
	}
	return !number;
}

static void end_all(void)
{
	for (size_t i = 0; i < TASKS_MAX; i++)
		if (tasks[i].pid)
			kill(tasks[i].pid, SIGKILL);
	exit(ENDED);
}

static void enter(struct task *task, struct user_regs_struct *regs)
{
	begun = begun || begins(task->pid, regs);
	if (!begun || done || !counts(regs) || ++seen < wanted)
		return;
	done = true;
	if (!number)
		end_all();
	task->fails = true;
	regs->orig_rax = (unsigned long long)-1; /* no such call */
	if (ptrace(PTRACE_SETREGS, task->pid, NULL, regs) < 0)
		die("PTRACE_SETREGS");
}

static void leave(struct task *task, struct user_regs_struct *regs)
{
	if (!task->fails)
		return;
	task->fails = false;
	regs->rax = (unsigned long long)-number;
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

static int trace(pid_t program)
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

static pid_t start(char **argv)
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
	ptrace(PTRACE_SYSCALL, pid, NULL, 0);
	return pid;
}

int main(int argc, char **argv)
{
	int result;

	if (argc < 5)
		return 2;
	word = argv[1];
	wanted = strtol(argv[2], NULL, 10);
	number = !strcmp(argv[3], "ENOSPC") ? ENOSPC : !strcmp(argv[3], "EIO") ? EIO : 0;
	result = trace(start(argv + 4));
	return done ? result : TOO_SHORT;
}
