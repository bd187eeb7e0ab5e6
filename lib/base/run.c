/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"

/* One end of a pipe that we read from or write to while the program runs. */
struct stream {
	int fd;
	struct bytes *bytes; /* reading: where to; writing: unused */
	const struct bytes *input;
	size_t done;
};

static void child_fail(int report)
{
	int number = errno;

	if (write(report, &number, sizeof(number)) < 0)
		_exit(126);
	_exit(127);
}

static void clean_environment(void)
{
	static const char *const kept[] = { "PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH" };
	char *values[ARRAY_SIZE(kept)];

	for (size_t i = 0; i < ARRAY_SIZE(kept); i++)
		values[i] = getenv(kept[i]) ? xstrdup(getenv(kept[i])) : NULL;
	clearenv();
	for (size_t i = 0; i < ARRAY_SIZE(kept); i++)
		if (values[i])
			setenv(kept[i], values[i], 1);
	setenv("LC_ALL", "C", 1);
}

static void child_exec(const char *const argv[], const struct run_options *options,
		       const int fds[3], int report)
{
	char *const *extra = options->environment;

	for (int i = 0; i < 3; i++)
		if (dup2(fds[i], i) < 0)
			child_fail(report);
	if (options->directory && chdir(options->directory) < 0)
		child_fail(report);
	if (options->clean)
		clean_environment();
	for (; extra && *extra; extra++)
		putenv(*extra);
	signal(SIGPIPE, SIG_DFL);
	execvp(argv[0], (char *const *)argv);
	child_fail(report);
}

static ssize_t stream_write(struct stream *stream)
{
	ssize_t done = write(stream->fd, stream->input->data + stream->done,
			     stream->input->size - stream->done);

	if (done > 0)
		stream->done += done;
	return stream->done == stream->input->size ? 0 : done;
}

static ssize_t stream_read(struct stream *stream)
{
	struct bytes *bytes = stream->bytes;
	char chunk[16384];
	ssize_t got = read(stream->fd, chunk, sizeof(chunk));

	if (got <= 0)
		return got;
	bytes->data = xrealloc(bytes->data, bytes->size + got + 1, 1);
	memcpy(bytes->data + bytes->size, chunk, got);
	bytes->size += got;
	bytes->data[bytes->size] = 0;
	return got;
}

static void stream_move(struct stream *stream)
{
	ssize_t moved = stream->input ? stream_write(stream) : stream_read(stream);

	if (moved > 0 || (moved < 0 && (errno == EINTR || errno == EAGAIN)))
		return;
	close(stream->fd);
	stream->fd = -1;
}

/* ---- patience ---- */

#define FOREVER INT64_MAX

static int64_t milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t deadline_of(const struct run_options *options)
{
	return options->patience ? milliseconds() + (int64_t)options->patience * 1000 : FOREVER;
}

/* For poll(): -1 is for ever. */
static int left_until(int64_t deadline)
{
	const int64_t left = deadline - milliseconds();

	if (deadline == FOREVER)
		return -1;
	return left > 0 ? (int)left : 0;
}

/* ---- what is said ---- */

/* false: the time is over. Whoever the program has started may hold the pipes open. */
static bool pump(struct stream *streams, size_t n, int64_t deadline)
{
	for (;;) {
		struct pollfd polls[3];
		size_t live = 0;

		for (size_t i = 0; i < n; i++) {
			polls[i] = (struct pollfd){ streams[i].fd,
						    streams[i].input ? POLLOUT : POLLIN, 0 };
			live += streams[i].fd >= 0;
		}
		if (live == 0)
			return true;
		if (left_until(deadline) == 0)
			return false;
		if (poll(polls, n, left_until(deadline)) < 0)
			continue;
		for (size_t i = 0; i < n; i++)
			if (streams[i].fd >= 0 && polls[i].revents)
				stream_move(&streams[i]);
	}
}

static struct error *make_pipe(int fds[2])
{
	if (pipe2(fds, O_CLOEXEC) < 0)
		return error_errno("cannot make a pipe");
	return NULL;
}

/* Everything that is open while a program is started. */
struct plumbing {
	int null;
	int in[2], out[2], err[2], report[2];
};

static void plumbing_close(struct plumbing *plumbing)
{
	int *fds[] = { plumbing->in, plumbing->out, plumbing->err, plumbing->report };

	for (size_t i = 0; i < ARRAY_SIZE(fds); i++)
		for (int end = 0; end < 2; end++)
			if (fds[i][end] >= 0)
				close(fds[i][end]);
	if (plumbing->null >= 0)
		close(plumbing->null);
}

static struct error *plumbing_open(struct plumbing *plumbing, const struct run_options *options)
{
	plumbing->null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (plumbing->null < 0)
		return error_errno("cannot open /dev/null");
	if (options->input)
		try(make_pipe(plumbing->in));
	if (options->output)
		try(make_pipe(plumbing->out));
	if (options->errors)
		try(make_pipe(plumbing->err));
	return make_pipe(plumbing->report);
}

static int or_null(const struct plumbing *plumbing, int fd)
{
	return fd >= 0 ? fd : plumbing->null;
}

static struct error *wait_for(pid_t child, int *status)
{
	int raw;

	while (waitpid(child, &raw, 0) < 0)
		if (errno != EINTR)
			return error_errno("cannot wait for a program");
	*status = WIFSIGNALED(raw) ? 128 + WTERMSIG(raw) : WEXITSTATUS(raw);
	return NULL;
}

/* A program may close its pipes and go on. Looked at now and then, as nothing tells of its end. */
static bool ends_in_time(pid_t child, int64_t deadline)
{
	siginfo_t info = {};

	while (deadline != FOREVER && !info.si_pid) {
		if (waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG | WNOWAIT) < 0)
			return true;
		if (!info.si_pid && left_until(deadline) == 0)
			return false;
		if (!info.si_pid)
			poll(NULL, 0, 20);
	}
	return true;
}

static void close_streams(struct stream *streams, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (streams[i].fd >= 0)
			close(take_fd(&streams[i].fd));
}

static struct error *start_error(const char *program, int number)
{
	errno = number;
	if (number == ENOENT)
		return error_refuse(SUTURE_REFUSAL_TOOL_MISSING, "cannot run '%s'", program);
	return error_errno("cannot run '%s'", program);
}

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(take_fd(fd));
}

static struct error *talk(pid_t child, const char *program, struct plumbing *plumbing,
			  const struct run_options *options, int *status)
{
	struct stream streams[] = {
		{ plumbing->in[1], NULL, options->input, 0 },
		{ plumbing->out[0], options->output, NULL, 0 },
		{ plumbing->err[0], options->errors, NULL, 0 },
	};
	const int64_t deadline = deadline_of(options);
	int number = 0;
	ssize_t got;

	plumbing->in[1] = plumbing->out[0] = plumbing->err[0] = -1;
	if (!pump(streams, ARRAY_SIZE(streams), deadline) || !ends_in_time(child, deadline)) {
		close_streams(streams, ARRAY_SIZE(streams));
		/* It has not been waited for, so that the number is its own. */
		kill(child, SIGKILL);
		try(wait_for(child, &number));
		return error_new(ERROR_INTERNAL, "'%s' takes longer than %u seconds", program,
				 options->patience);
	}
	got = read(plumbing->report[0], &number, sizeof(number));
	try(wait_for(child, status));
	return got == sizeof(number) ? start_error(program, number) : NULL;
}

struct error *run(const char *const argv[], const struct run_options *given, int *status)
{
	const struct run_options none = { 0 };
	const struct run_options *options = given ? given : &none;
	_cleanup_(plumbing_close)
	struct plumbing plumbing = { -1, { -1, -1 }, { -1, -1 }, { -1, -1 }, { -1, -1 } };
	int fds[3];
	pid_t child;

	try(plumbing_open(&plumbing, options));
	fds[0] = or_null(&plumbing, plumbing.in[0]);
	fds[1] = or_null(&plumbing, plumbing.out[1]);
	fds[2] = options->errors ? plumbing.err[1] : fds[1];
	child = fork();
	if (child < 0)
		return error_errno("cannot start '%s'", argv[0]);
	if (child == 0)
		child_exec(argv, options, fds, plumbing.report[1]);
	close_end(&plumbing.in[0]);
	close_end(&plumbing.out[1]);
	close_end(&plumbing.err[1]);
	close_end(&plumbing.report[1]);
	return talk(child, argv[0], &plumbing, options, status);
}

/* The last lines of what a program said, for a message. */
static const char *end_of(const struct bytes *output)
{
	const char *text = output->data ? (const char *)output->data : "";
	size_t length = strlen(text);

	return length > 2000 ? text + length - 2000 : text;
}

struct error *run_no_space(const char *program, const struct bytes *said)
{
	static const int numbers[] = { ENOSPC, EDQUOT };

	for (size_t i = 0; said->data && i < ARRAY_SIZE(numbers); i++) {
		errno = numbers[i];
		if (strstr((const char *)said->data, strerrordesc_np(errno)))
			return error_errno("'%s' failed", program);
	}
	return NULL;
}

struct error *run_checked(const char *const argv[], const struct run_options *given)
{
	_cleanup_bytes_ struct bytes said = { 0 };
	struct run_options options = given ? *given : (struct run_options){ 0 };
	char *const plain_language[] = { (char *)"LC_ALL=C", NULL };
	struct bytes *evidence = options.errors	  ? options.errors
				 : options.output ? options.output
						  : &said;
	int status;

	if (!options.environment)
		options.environment = plain_language;
	if (!options.output && !options.errors)
		options.output = &said;
	else if (!options.errors)
		options.errors = &said, evidence = &said;
	try(run(argv, &options, &status));
	if (status == 0)
		return NULL;
	try(run_no_space(argv[0], evidence));
	return error_new(ERROR_INTERNAL, "'%s' failed with status %d: %s", argv[0], status,
			 end_of(evidence));
}
