/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "emulator/qemu.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "emulator/program.h"

/* The files of one run, all in the caller's directory. */
struct paths {
	char *console, *report, *errors;
};

struct arguments {
	char **words;
	size_t n_words;
};

static void paths_deinit(struct paths *paths)
{
	free(paths->console);
	free(paths->report);
	free(paths->errors);
}

static void arguments_deinit(struct arguments *arguments)
{
	for (size_t i = 0; i < arguments->n_words; i++)
		free(arguments->words[i]);
	free(arguments->words);
}

void qemu_outcome_deinit(struct qemu_outcome *outcome)
{
	bytes_deinit(&outcome->console);
	bytes_deinit(&outcome->report);
	bytes_deinit(&outcome->errors);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void add(struct arguments *arguments, const char *first, char *second)
{
	*array_append(arguments->words, arguments->n_words) = xstrdup(first);
	if (second)
		*array_append(arguments->words, arguments->n_words) = second;
}

/*
 * No display, no network, no disk: fewer devices boot faster. A panic reboots,
 * which -no-reboot turns into an end.
 */
static void build_arguments(struct arguments *arguments, const struct qemu_options *options,
			    const struct paths *paths)
{
	static const char *const fixed[] = { "-nodefaults", "-no-user-config", "-display", "none",
					     "-no-reboot" };

	add(arguments, options->program, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(fixed); i++)
		add(arguments, fixed[i], NULL);
	add(arguments, "-accel",
	    xasprintf("tcg,thread=%s", options->parallel ? "multi" : "single"));
	add(arguments, "-cpu", xstrdup(options->cpu));
	add(arguments, "-smp", xasprintf("%u", options->cpus));
	add(arguments, "-m", xasprintf("%u", options->memory_mib));
	add(arguments, "-kernel", xstrdup(options->image));
	add(arguments, "-initrd", xstrdup(options->initramfs));
	add(arguments, "-append", xstrdup(options->append));
	add(arguments, "-serial", xasprintf("file:%s", paths->console));
	add(arguments, "-serial", xasprintf("file:%s", paths->report));
	for (const char *const *word = options->extra; word && *word; word++)
		add(arguments, *word, NULL);
	*array_append(arguments->words, arguments->n_words) = NULL;
}

static void child(char **argv, int errors)
{
	sigset_t none;
	int null = open("/dev/null", O_RDWR);

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setpgid(0, 0);
	/* An emulated machine that nobody waits for must not run on. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(null, 0);
	dup2(null, 1);
	dup2(errors, 2);
	execvp(argv[0], argv);
	dprintf(2, "cannot run %s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

static struct error *start(const struct arguments *arguments, const char *errors_path, pid_t *pid)
{
	_cleanup_close_ int errors =
		open(errors_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (errors < 0)
		return error_errno("cannot create %s", errors_path);
	*pid = fork();
	if (*pid < 0)
		return error_errno("cannot start %s", arguments->words[0]);
	if (!*pid)
		child(arguments->words, errors);
	setpgid(*pid, *pid);
	return NULL;
}

/* Made empty before QEMU starts, so that there is something to watch. */
static struct error *watch_report(const char *path, int *watch)
{
	_cleanup_close_ int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	_cleanup_close_ int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);

	if (file < 0)
		return error_errno("cannot create %s", path);
	if (fd < 0 || inotify_add_watch(fd, path, IN_MODIFY) < 0)
		return error_errno("cannot watch %s", path);
	*watch = take_fd(&fd);
	return NULL;
}

static bool has_content(const char *path)
{
	_cleanup_fclose_ FILE *file = fopen(path, "re");

	return file && fgetc(file) != EOF;
}

/*
 * Wait for QEMU's end; on the way note when the report begins. Opening the file to write
 * truncates it, which the watch reports too, hence the look at what is in it.
 */
static void wait_for_end(int process, int watch, const char *report, double begin,
			 const struct qemu_options *options, struct qemu_outcome *outcome)
{
	struct pollfd fds[] = { { .fd = process, .events = POLLIN },
				{ .fd = watch, .events = POLLIN } };
	char events[4096];

	for (;;) {
		double left = begin + options->timeout_s - now();
		int ready = left > 0 ? poll(fds, 2, (int)(left * 1000) + 1) : 0;

		if (ready < 0 && errno == EINTR)
			continue;
		outcome->timed_out = ready <= 0;
		if (ready <= 0 || fds[0].revents)
			return;
		if (read(watch, events, sizeof(events)) > 0 && has_content(report)) {
			outcome->boot_seconds = now() - begin;
			fds[1].fd = -1;
		}
	}
}

static int collect(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return 127;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static struct error *run_and_wait(const struct arguments *arguments,
				  const struct qemu_options *options, const struct paths *paths,
				  struct qemu_outcome *outcome)
{
	_cleanup_close_ int watch = -1;
	_cleanup_close_ int process = -1;
	double begin = now();
	pid_t pid;

	try(watch_report(paths->report, &watch));
	try(start(arguments, paths->errors, &pid));
	process = (int)syscall(SYS_pidfd_open, pid, 0);
	if (process >= 0)
		wait_for_end(process, watch, paths->report, begin, options, outcome);
	if (process < 0 || outcome->timed_out)
		kill(-pid, SIGKILL);
	outcome->status = collect(pid);
	outcome->seconds = now() - begin;
	if (process < 0)
		return error_new(ERROR_INTERNAL, "this system has no pidfd_open");
	return NULL;
}

static struct error *read_if_there(const char *path, struct bytes *bytes)
{
	if (!file_exists(path)) {
		bytes->data = xcalloc(1, 1);
		return NULL;
	}
	return file_read(path, bytes);
}

struct error *qemu_run(const struct qemu_options *options, struct qemu_outcome *outcome)
{
	_cleanup_(arguments_deinit) struct arguments arguments = {};
	_cleanup_qemu_outcome_ struct qemu_outcome result = {};
	_cleanup_(paths_deinit) struct paths paths = {
		.console = xasprintf("%s/console", options->directory),
		.report = xasprintf("%s/report", options->directory),
		.errors = xasprintf("%s/qemu", options->directory),
	};
	_cleanup_free_ char *program = NULL;

	try(host_program_find(options->program, &program));
	build_arguments(&arguments, options, &paths);
	try(run_and_wait(&arguments, options, &paths, &result));
	try(read_if_there(paths.console, &result.console));
	try(read_if_there(paths.report, &result.report));
	try(read_if_there(paths.errors, &result.errors));
	*outcome = result;
	memset(&result, 0, sizeof(result));
	return NULL;
}
