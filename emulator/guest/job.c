/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "emulator/guest/job.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "emulator/guest/modules.h"
#include "emulator/guest/report.h"

enum { FIELDS_MAX = 64, BACKGROUND_MAX = 16 };

struct step {
	unsigned int number;
	char *kind, *name;
	long limit_ms;		/* 0: none */
	char *argv[FIELDS_MAX + 1];
};

/* A child of ours; the guest has others, which are reaped and forgotten. */
struct process {
	char *name;
	pid_t pid;		/* 0: the slot is free */
	bool ended;
	int status;		/* exit status, or 128 + signal */
	int output;		/* where its output is read from */
};

/* Slot 0 is the foreground's. */
static struct process processes[1 + BACKGROUND_MAX];
static int children = -1;	/* signalfd of SIGCHLD */

static void reap(void)
{
	struct signalfd_siginfo ignored;
	int status;
	pid_t pid;

	while (read(children, &ignored, sizeof(ignored)) > 0)
		;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for (size_t i = 0; i < 1 + BACKGROUND_MAX; i++) {
			if (processes[i].pid != pid)
				continue;
			processes[i].ended = true;
			processes[i].status = WIFEXITED(status) ? WEXITSTATUS(status)
								: 128 + WTERMSIG(status);
		}
	}
}

static void exec_child(char **argv, int output)
{
	sigset_t none;
	int null = open("/dev/null", O_RDONLY);

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setpgid(0, 0);
	dup2(null, 0);
	dup2(output, 1);
	dup2(output, 2);
	execvp(argv[0], argv);
	dprintf(2, "%s: %s\n", argv[0], strerror(errno));
	_exit(errno == ENOENT ? 127 : 126);
}

static int spawn(struct process *process, char *name, char **argv, int output)
{
	pid_t pid = fork();

	if (pid < 0)
		return errno;
	if (!pid)
		exec_child(argv, output);
	/* Both sides make the group: whoever comes first, it is there before a kill. */
	setpgid(pid, pid);
	process->name = name;
	process->pid = pid;
	process->ended = false;
	return 0;
}

/* Pass on what is there to be read; false once there can be no more. */
static bool forward(unsigned int number, int output)
{
	char chunk[4096];
	ssize_t got = read(output, chunk, sizeof(chunk));

	if (got > 0)
		report_output(number, chunk, (size_t)got);
	return got > 0 || (got < 0 && errno == EAGAIN);
}

static void forward_rest(unsigned int number, int output)
{
	char chunk[4096];
	ssize_t got;

	while ((got = read(output, chunk, sizeof(chunk))) > 0)
		report_output(number, chunk, (size_t)got);
}

static int time_left(long deadline)
{
	long left = deadline - uptime_ms();

	if (!deadline)
		return -1;
	return left > 0 ? (int)left : 0;
}

/* Wait for a process while its output goes to the host. True: it was killed for being late. */
static bool await(struct process *process, unsigned int number, long limit_ms)
{
	long deadline = limit_ms ? uptime_ms() + limit_ms : 0;
	struct pollfd fds[] = { { .fd = children, .events = POLLIN },
				{ .fd = process->output, .events = POLLIN } };
	bool late = false;

	reap();
	while (!process->ended) {
		int ready = poll(fds, 2, time_left(deadline));

		if (ready > 0 && fds[1].revents && !forward(number, process->output))
			fds[1].fd = -1;
		if (!ready) {
			late = true;
			deadline = 0;
			kill(-process->pid, SIGKILL);
		}
		reap();
	}
	forward_rest(number, process->output);
	return late;
}

static void finish(struct process *process)
{
	close(process->output);
	free(process->name);
	memset(process, 0, sizeof(*process));
}

static void report_end(const struct step *step, int status, bool late)
{
	report("end %u %d %ld %d", step->number, status, uptime_ms(), late);
}

static void complain(const struct step *step, const char *what, int error)
{
	char text[512];
	int length = snprintf(text, sizeof(text), "%s: %s\n", what, strerror(error));

	if (length > 0 && (size_t)length < sizeof(text))
		report_output(step->number, text, (size_t)length);
	report_end(step, error, false);
}

static void run_step(const struct step *step)
{
	struct process *process = &processes[0];
	int ends[2];
	int error;
	int status;
	bool late;

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK)) {
		complain(step, step->name, errno);
		return;
	}
	/* Our end alone must not block: programs expect an ordinary output. */
	fcntl(ends[1], F_SETFL, 0);
	process->output = ends[0];
	error = spawn(process, strdup(step->name), (char **)step->argv, ends[1]);
	close(ends[1]);
	if (error) {
		finish(process);
		complain(step, step->name, error);
		return;
	}
	late = await(process, step->number, step->limit_ms);
	status = process->status;
	finish(process);
	report_end(step, status, late);
}

static struct process *free_slot(void)
{
	for (size_t i = 1; i < 1 + BACKGROUND_MAX; i++)
		if (!processes[i].pid)
			return &processes[i];
	return NULL;
}

static struct process *background(const char *name)
{
	for (size_t i = 1; i < 1 + BACKGROUND_MAX; i++)
		if (processes[i].pid && !strcmp(processes[i].name, name))
			return &processes[i];
	return NULL;
}

/* Its output waits in a nameless file until the step that stops it. */
static void start_step(const struct step *step)
{
	struct process *process = free_slot();
	int output;
	int error;

	if (!process) {
		complain(step, step->name, EAGAIN);
		return;
	}
	output = open("/tmp", O_TMPFILE | O_RDWR | O_APPEND | O_CLOEXEC, 0600);
	process->output = output;
	error = output < 0 ? errno
			   : spawn(process, strdup(step->name), (char **)step->argv, output);
	if (error) {
		finish(process);
		complain(step, step->name, error);
		return;
	}
	report_end(step, 0, false);
}

/*
 * Its output is a file, which is always readable: it is not watched while the process ends, but
 * sent as a whole afterwards. The descriptor shares its offset with the child, so go back first.
 */
static void stop_step(const struct step *step)
{
	struct process *process = background(step->name);
	int output;
	int status;
	bool late;

	if (!process) {
		complain(step, step->name, ESRCH);
		return;
	}
	reap();
	if (!process->ended)
		kill(-process->pid, SIGTERM);
	output = process->output;
	process->output = -1;
	late = await(process, step->number, step->limit_ms);
	lseek(output, 0, SEEK_SET);
	forward_rest(step->number, output);
	process->output = output;
	status = process->status;
	finish(process);
	report_end(step, status, late);
}

static void module_step(const struct step *step)
{
	const char *options = step->argv[0] && step->argv[1] ? step->argv[1] : "";
	const char *failed;
	int error;

	if (!step->argv[0]) {
		complain(step, step->name, EINVAL);
		return;
	}
	error = module_load(step->argv[0], options, &failed);
	if (error)
		complain(step, failed, error);
	else
		report_end(step, 0, false);
}

static const struct {
	const char *kind;
	void (*run)(const struct step *step);
	bool has_program;
} kinds[] = {
	{ "run", run_step, true },
	{ "start", start_step, true },
	{ "stop", stop_step, false },
	{ "module", module_step, false },
};

static void dispatch(const struct step *step)
{
	report("begin %u %ld", step->number, uptime_ms());
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(kinds[i].kind, step->kind))
			continue;
		if (kinds[i].has_program && !step->argv[0])
			break;
		kinds[i].run(step);
		return;
	}
	complain(step, step->kind, EINVAL);
}

/* Cuts the line up in place. */
static bool parse(char *line, struct step *step)
{
	char *seconds;
	size_t n = 0;

	line[strcspn(line, "\n")] = '\0';
	step->kind = strsep(&line, "\t");
	step->name = strsep(&line, "\t");
	seconds = strsep(&line, "\t");
	if (!step->name || !seconds)
		return false;
	step->limit_ms = atol(seconds) * 1000;
	while (line && n < FIELDS_MAX)
		step->argv[n++] = strsep(&line, "\t");
	step->argv[n] = NULL;
	return !line;
}

static void watch_children(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	children = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

void job_run(const char *path)
{
	FILE *job = fopen(path, "re");
	unsigned int number = 0;
	char *line = NULL;
	size_t room = 0;

	watch_children();
	while (job && getline(&line, &room, job) > 0) {
		struct step step = { .number = number++ };

		if (parse(line, &step))
			dispatch(&step);
		else
			complain(&step, path, EINVAL);
	}
	free(line);
	if (job)
		fclose(job);
}
