/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a command costs.
 *
 *	measure time RUNS BEFORE COMMAND [ARGUMENT]...
 *		runs it so often, after BEFORE (for the shell, not timed), by turns with /bin/true;
 *		prints the median and the least time of both, in milliseconds
 *	measure memory COMMAND [ARGUMENT]...
 *		runs it once; prints "PROGRAM KIB", its peak of resident memory, for each process
 *
 * The command's output goes nowhere; where it fails, so does this.
 *
 * What the kernel says of a dead process counts what it was before it ran its program, a copy of
 * the one before. So the first one is asked while it dies, and is started from here, where
 * nothing is big; those that it starts are smaller than their programs before.
 */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PROCESSES_MAX 64

static void die(const char *what)
{
	fprintf(stderr, "measure: %s\n", what);
	exit(1);
}

static void run_silently(char **argv)
{
	int null = open("/dev/null", O_RDWR);

	if (null >= 0 && dup2(null, 0) == 0 && dup2(null, 1) == 1)
		execvp(argv[0], argv);
	_exit(127);
}

/* ---- time ---- */

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static double time_once(char **argv)
{
	const double start = now();
	pid_t process = vfork();
	int status;

	if (!process)
		run_silently(argv);
	if (process < 0 || waitpid(process, &status, 0) < 0)
		die("cannot run a process");
	if (status)
		die("the command failed");
	return now() - start;
}

static int by_value(const void *a, const void *b)
{
	const double one = *(const double *)a, other = *(const double *)b;

	return (one > other) - (one < other);
}

static void print_times(double *times, size_t n)
{
	qsort(times, n, sizeof(*times), by_value);
	printf("%.2f %.2f", times[n / 2], times[0]);
}

static void measure_time(size_t runs, const char *before, char **argv)
{
	char *nothing[] = { (char *)"/bin/true", NULL };
	double *times = calloc(runs, sizeof(*times)), *empty = calloc(runs, sizeof(*empty));

	if (!runs || !times || !empty)
		die("how often?");
	for (size_t i = 0; i < runs; i++) {
		if (*before && system(before))
			die("what is to be done before failed");
		times[i] = time_once(argv);
		empty[i] = time_once(nothing);
	}
	print_times(times, runs);
	putchar(' ');
	print_times(empty, runs);
	putchar('\n');
	free(times);
	free(empty);
}

/* ---- memory ---- */

static struct process {
	pid_t id;
	char program[4096];
	long peak; /* KiB */
} processes[PROCESSES_MAX];
static size_t n_processes;

static struct process *process_of(pid_t id)
{
	for (size_t i = 0; i < n_processes; i++)
		if (processes[i].id == id)
			return &processes[i];
	if (n_processes == PROCESSES_MAX)
		die("too many processes");
	processes[n_processes].id = id;
	return &processes[n_processes++];
}

static void note_program(struct process *process)
{
	char path[64];
	ssize_t length;

	snprintf(path, sizeof(path), "/proc/%d/exe", process->id);
	length = readlink(path, process->program, sizeof(process->program) - 1);
	process->program[length < 0 ? 0 : length] = 0;
}

static void note_peak(struct process *process)
{
	char path[64], line[256];
	FILE *status;

	snprintf(path, sizeof(path), "/proc/%d/status", process->id);
	status = fopen(path, "re");
	while (status && fgets(line, sizeof(line), status))
		sscanf(line, "VmHWM: %ld", &process->peak);
	if (status)
		fclose(status);
}

static pid_t start_traced(char **argv)
{
	pid_t process = fork();

	if (!process) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0)
			_exit(126);
		raise(SIGSTOP);
		run_silently(argv);
	}
	if (process < 0 || waitpid(process, NULL, __WALL) < 0 ||
	    ptrace(PTRACE_SETOPTIONS, process, NULL,
		   PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |
			   PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT | PTRACE_O_EXITKILL) < 0)
		die("cannot trace a process");
	ptrace(PTRACE_CONT, process, NULL, 0);
	return process;
}

/* A process stands still; which signal it shall go on with. */
static int look_at(struct process *process, int status)
{
	const int event = status >> 16;

	if (event == PTRACE_EVENT_EXEC)
		note_program(process);
	if (event == PTRACE_EVENT_EXIT)
		note_peak(process);
	/* A new process begins with a stop of ours. */
	return event || WSTOPSIG(status) == SIGSTOP || WSTOPSIG(status) == SIGTRAP
		       ? 0
		       : WSTOPSIG(status);
}

/* One that is killed is not seen while it dies. */
static void note_end(struct process *process, const struct rusage *usage)
{
	if (!process->peak)
		process->peak = usage->ru_maxrss;
}

static void measure_memory(char **argv)
{
	const pid_t first = start_traced(argv);
	int status, result = -1;
	struct rusage usage;
	pid_t id;

	while ((id = wait4(-1, &status, __WALL, &usage)) > 0) {
		struct process *process = process_of(id);

		if (WIFSTOPPED(status)) {
			ptrace(PTRACE_CONT, id, NULL, look_at(process, status));
			continue;
		}
		note_end(process, &usage);
		if (id == first)
			result = status;
	}
	if (result)
		die("the command failed");
	for (size_t i = 0; i < n_processes; i++)
		if (*processes[i].program)
			printf("%s %ld\n", basename(processes[i].program), processes[i].peak);
}

int main(int argc, char **argv)
{
	if (argc > 4 && !strcmp(argv[1], "time"))
		measure_time(strtoul(argv[2], NULL, 10), argv[3], argv + 4);
	else if (argc > 2 && !strcmp(argv[1], "memory"))
		measure_memory(argv + 2);
	else
		die("'time RUNS BEFORE COMMAND...' or 'memory COMMAND...' is needed");
	return 0;
}
