/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Run a program and write down what it and its children do to the machine.
 *
 *	witness LOG SECONDS PROGRAM...
 *
 *	run PATH	a program that was started
 *	change PATH	a file or directory that was to be written, made, renamed or removed
 *	connect TO	somebody who was called: ADDRESS:PORT, or the kind of address
 *	kernel CALL	a call that changes the kernel
 *	peak KIB	the memory of the largest of them, at the end
 *	killed		it took longer than SECONDS
 *
 * A call that fails counts as well. A filter stops those calls alone, so that the rest goes at
 * its pace. Exits as the program does, or with 124 if it was killed.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define KILLED	  124
#define PATH_ROOM 4096
#define OPTIONS                                                                                 \
	(PTRACE_O_EXITKILL | PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEEXEC | PTRACE_O_TRACECLONE | \
	 PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK)

enum kind { OPENS, CHANGES, CONNECTS, KERNEL };

/* Arguments count from 1; 0: there is none. */
static const struct call {
	unsigned int number;
	enum kind kind;
	const char *name;
	char directory, path; /* where a path begins, and the path */
	char flags;	      /* of opening */
} calls[] = {
	{ SYS_open, OPENS, "open", 0, 1, 2 },
	{ SYS_openat, OPENS, "openat", 1, 2, 3 },
	{ SYS_creat, CHANGES, "creat", 0, 1, 0 },
	{ SYS_openat2, CHANGES, "openat2", 1, 2, 0 },
	{ SYS_truncate, CHANGES, "truncate", 0, 1, 0 },
	{ SYS_rename, CHANGES, "rename", 0, 2, 0 },
	{ SYS_renameat, CHANGES, "renameat", 3, 4, 0 },
	{ SYS_renameat2, CHANGES, "renameat2", 3, 4, 0 },
	{ SYS_link, CHANGES, "link", 0, 2, 0 },
	{ SYS_linkat, CHANGES, "linkat", 3, 4, 0 },
	{ SYS_symlink, CHANGES, "symlink", 0, 2, 0 },
	{ SYS_symlinkat, CHANGES, "symlinkat", 2, 3, 0 },
	{ SYS_mkdir, CHANGES, "mkdir", 0, 1, 0 },
	{ SYS_mkdirat, CHANGES, "mkdirat", 1, 2, 0 },
	{ SYS_mknod, CHANGES, "mknod", 0, 1, 0 },
	{ SYS_mknodat, CHANGES, "mknodat", 1, 2, 0 },
	{ SYS_unlink, CHANGES, "unlink", 0, 1, 0 },
	{ SYS_unlinkat, CHANGES, "unlinkat", 1, 2, 0 },
	{ SYS_rmdir, CHANGES, "rmdir", 0, 1, 0 },
	{ SYS_chmod, CHANGES, "chmod", 0, 1, 0 },
	{ SYS_fchmodat, CHANGES, "fchmodat", 1, 2, 0 },
	{ SYS_chown, CHANGES, "chown", 0, 1, 0 },
	{ SYS_lchown, CHANGES, "lchown", 0, 1, 0 },
	{ SYS_fchownat, CHANGES, "fchownat", 1, 2, 0 },
	{ SYS_connect, CONNECTS, "connect", 0, 0, 0 },
	{ SYS_init_module, KERNEL, "init_module", 0, 0, 0 },
	{ SYS_finit_module, KERNEL, "finit_module", 0, 0, 0 },
	{ SYS_delete_module, KERNEL, "delete_module", 0, 0, 0 },
	{ SYS_kexec_load, KERNEL, "kexec_load", 0, 0, 0 },
	{ SYS_kexec_file_load, KERNEL, "kexec_file_load", 0, 0, 0 },
	{ SYS_bpf, KERNEL, "bpf", 0, 0, 0 },
	{ SYS_mount, KERNEL, "mount", 0, 0, 0 },
	{ SYS_reboot, KERNEL, "reboot", 0, 0, 0 },
};
#define N_CALLS (sizeof(calls) / sizeof(*calls))

static FILE *log_file;
static pid_t program;

static void die(const char *what)
{
	perror(what);
	exit(1);
}

/* ---- what a call names ---- */

static unsigned long long argument(const struct user_regs_struct *regs, int n)
{
	const unsigned long long arguments[] = { 0,	    regs->rdi, regs->rsi,
						 regs->rdx, regs->r10, regs->r8 };

	return arguments[n];
}

/* Page by page: what comes after the last one may not be there. */
static void read_text(pid_t pid, unsigned long long address, char text[static PATH_ROOM])
{
	size_t has = 0;

	memset(text, 0, PATH_ROOM);
	while (has < PATH_ROOM - 1 && !memchr(text, 0, has)) {
		const size_t page = 4096 - (address + has) % 4096;
		const size_t room = PATH_ROOM - 1 - has;
		struct iovec to = { text + has, page < room ? page : room };
		struct iovec from = { (void *)(address + has), to.iov_len };

		if (process_vm_readv(pid, &to, 1, &from, 1, 0) <= 0)
			break;
		has += to.iov_len;
	}
}

static void read_link(char text[static PATH_ROOM], const char *format, pid_t pid, int file)
{
	char link[64];
	ssize_t length;

	snprintf(link, sizeof(link), format, pid, file);
	length = readlink(link, text, PATH_ROOM - 1);
	text[length > 0 ? length : 0] = 0;
}

/* Where a relative path begins; "" for others. */
static void read_start(pid_t pid, const struct user_regs_struct *regs, const struct call *call,
		       char text[static PATH_ROOM])
{
	const int directory = call->directory ? (int)argument(regs, call->directory) : AT_FDCWD;

	if (directory == AT_FDCWD)
		read_link(text, "/proc/%d/cwd", pid, 0);
	else
		read_link(text, "/proc/%d/fd/%d", pid, directory);
}

static void note_path(pid_t pid, const struct user_regs_struct *regs, const struct call *call)
{
	char path[PATH_ROOM], start[PATH_ROOM] = "";

	read_text(pid, argument(regs, call->path), path);
	if (*path != '/')
		read_start(pid, regs, call, start);
	fprintf(log_file, "change %s%s%s\n", start, *start ? "/" : "", path);
}

static void note_connection(pid_t pid, const struct user_regs_struct *regs)
{
	struct sockaddr_in address = {};
	struct iovec to = { &address, sizeof(address) };
	struct iovec from = { (void *)regs->rsi, to.iov_len };

	if (regs->rdx < to.iov_len)
		to.iov_len = from.iov_len = regs->rdx;
	if (process_vm_readv(pid, &to, 1, &from, 1, 0) < 0 || address.sin_family != AF_INET)
		fprintf(log_file, "connect family %d\n", address.sin_family);
	else
		fprintf(log_file, "connect %s:%d\n", inet_ntoa(address.sin_addr),
			ntohs(address.sin_port));
}

static bool writes(unsigned long long flags)
{
	return (flags & O_ACCMODE) != O_RDONLY || flags & (O_CREAT | O_TRUNC);
}

static void note_call(pid_t pid)
{
	struct user_regs_struct regs;
	const struct call *call = calls;

	if (ptrace(PTRACE_GETREGS, pid, NULL, &regs) < 0)
		return; /* it was killed by somebody else */
	while (call->number != regs.orig_rax)
		call++;
	if (call->kind == CONNECTS)
		note_connection(pid, &regs);
	else if (call->kind == KERNEL)
		fprintf(log_file, "kernel %s\n", call->name);
	else if (call->kind == CHANGES || writes(argument(&regs, call->flags)))
		note_path(pid, &regs, call);
}

static void note_program(pid_t pid)
{
	char path[PATH_ROOM];

	read_link(path, "/proc/%d/exe", pid, 0);
	fprintf(log_file, "run %s\n", path);
}

/* ---- the filter ---- */

/* Calls of another architecture's numbers could not be told from each other. */
static void set_filter(void)
{
	struct sock_filter filter[2 * N_CALLS + 5] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	};
	struct sock_fprog whole = { .len = 4, .filter = filter };

	for (size_t i = 0; i < N_CALLS; i++) {
		filter[whole.len++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
								   calls[i].number, 0, 1);
		filter[whole.len++] =
			(struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
	}
	filter[whole.len++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &whole) < 0)
		die("seccomp");
}

/* ---- tracing ---- */

/* The signal that the task is to get when it goes on. */
static int signal_of(pid_t pid, int status)
{
	const int event = status >> 16, sig = WSTOPSIG(status);

	if (event == PTRACE_EVENT_SECCOMP)
		note_call(pid);
	if (event == PTRACE_EVENT_EXEC)
		note_program(pid);
	/* An event, or the first stop of a new task. */
	return event || sig == SIGSTOP ? 0 : sig;
}

static int trace(void)
{
	int status, result = 0;
	pid_t pid;

	while ((pid = waitpid(-1, &status, __WALL)) > 0) {
		if (WIFSTOPPED(status))
			ptrace(PTRACE_CONT, pid, NULL, signal_of(pid, status));
		else if (pid == program)
			result = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	}
	return result;
}

static void start(char **argv)
{
	int status;

	program = fork();
	if (program < 0)
		die("fork");
	if (!program) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		set_filter();
		execvp(*argv, argv);
		die(*argv);
	}
	waitpid(program, &status, 0);
	if (ptrace(PTRACE_SETOPTIONS, program, NULL, OPTIONS) < 0)
		die("PTRACE_SETOPTIONS");
	ptrace(PTRACE_CONT, program, NULL, 0);
}

/* All that are traced end with us. */
static void kill_all(int sig)
{
	static const char text[] = "killed\n";

	(void)sig;
	(void)!write(fileno(log_file), text, sizeof(text) - 1);
	_exit(KILLED);
}

int main(int argc, char **argv)
{
	struct rusage usage;
	int result;

	if (argc < 4)
		return 2;
	log_file = fopen(argv[1], "ae");
	if (!log_file)
		die(argv[1]);
	setlinebuf(log_file);
	signal(SIGALRM, kill_all);
	alarm((unsigned int)atoi(argv[2]));
	start(argv + 3);
	result = trace();
	getrusage(RUSAGE_CHILDREN, &usage);
	fprintf(log_file, "peak %ld\n", usage.ru_maxrss);
	return result;
}
