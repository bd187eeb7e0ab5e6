/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fetch/fetcher.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"

/* Everything that is made before the process is. */
struct plumbing {
	int program, null;
	int socket[2], report[2];
	pid_t parent;
	char **environment;
	char patience[16];
};

/* What went wrong in the new process; its texts are where ours are. */
struct failure {
	const char *what;
	int number;
};

/* ---- in the new process: nothing here may allocate or lock ---- */

static void child_fail(int report, const char *what)
{
	const struct failure failure = { what, errno };

	if (write(report, &failure, sizeof(failure)) < 0)
		_exit(126);
	_exit(127);
}

static void child_must(bool done, int report, const char *what)
{
	if (!done)
		child_fail(report, what);
}

/* The standard ones may be any of ours, so out of their way first. */
static void keep_socket_only(struct plumbing *plumbing)
{
	int *moved[] = { &plumbing->report[1], &plumbing->socket[1], &plumbing->null,
			 &plumbing->program };
	const int old_report = plumbing->report[1];

	for (size_t i = 0; i < ARRAY_SIZE(moved); i++) {
		*moved[i] = fcntl(*moved[i], F_DUPFD_CLOEXEC, 3);
		child_must(*moved[i] >= 0, old_report, "duplicate a descriptor");
	}
	child_must(dup2(plumbing->socket[1], 0) == 0 && dup2(plumbing->null, 1) == 1 &&
			   dup2(plumbing->null, 2) == 2 &&
			   !close_range(3, ~0U, CLOSE_RANGE_CLOEXEC),
		   plumbing->report[1], "give up descriptors");
}

static bool become(const struct launch *launch)
{
	return !launch->changes_user ||
	       (!setgroups(0, NULL) && !setresgid(launch->group, launch->group, launch->group) &&
		!setresuid(launch->user, launch->user, launch->user));
}

/* With no_new_privs no program gives any back, not to user 0 either. */
static bool drop_capabilities(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};

	return !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) &&
	       !prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) &&
	       !syscall(SYS_capset, &header, none);
}

/* No file is written, no dump of what is in its memory either. */
static bool limit_resources(void)
{
	const struct rlimit none = { 0, 0 };

	return !setrlimit(RLIMIT_CORE, &none) && !setrlimit(RLIMIT_FSIZE, &none);
}

static bool reset_signals(void)
{
	sigset_t none;

	return !sigemptyset(&none) && !sigprocmask(SIG_SETMASK, &none, NULL);
}

/* After the user has changed, which would make the kernel forget it. */
static bool die_with(pid_t parent)
{
	return !prctl(PR_SET_PDEATHSIG, SIGKILL) && getppid() == parent;
}

static void child_run(const struct launch *launch, struct plumbing *plumbing)
{
	char *const argv[] = { (char *)"suture-fetch", plumbing->patience, NULL };
	int report;

	keep_socket_only(plumbing);
	report = plumbing->report[1];
	child_must(!chdir("/") && reset_signals(), report, "settle down");
	child_must(limit_resources(), report, "limit its resources");
	child_must(become(launch), report, "change its user");
	child_must(drop_capabilities(), report, "drop its capabilities");
	child_must(die_with(plumbing->parent), report, "die with its parent");
	syscall(SYS_execveat, plumbing->program, "", argv, plumbing->environment, AT_EMPTY_PATH);
	child_fail(report, "run its program");
}

/* ---- in ours ---- */

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(take_fd(fd));
}

static void plumbing_close(struct plumbing *plumbing)
{
	close_end(&plumbing->program);
	close_end(&plumbing->null);
	for (int end = 0; end < 2; end++) {
		close_end(&plumbing->socket[end]);
		close_end(&plumbing->report[end]);
	}
	free(plumbing->environment);
}

static char **environment_of(const struct launch *launch)
{
	const size_t n = launch->environment.n_items;
	char **environment = xcalloc(n + 1, sizeof(*environment));

	for (size_t i = 0; i < n; i++)
		environment[i] = launch->environment.items[i];
	return environment;
}

/*
 * The program is opened here: whom the process becomes need not be able to come to where it is, as
 * in a build tree.
 */
static struct error *plumbing_open(struct plumbing *plumbing, const struct launch *launch)
{
	plumbing->program = open(launch->program, O_PATH | O_CLOEXEC);
	if (plumbing->program < 0)
		return error_refuse(SUTURE_REFUSAL_TOOL_MISSING, "cannot run '%s'",
				    launch->program);
	plumbing->null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (plumbing->null < 0)
		return error_errno("cannot open /dev/null");
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, plumbing->socket) < 0)
		return error_errno("cannot make a socket");
	if (pipe2(plumbing->report, O_CLOEXEC) < 0)
		return error_errno("cannot make a pipe");
	plumbing->parent = getpid();
	plumbing->environment = environment_of(launch);
	snprintf(plumbing->patience, sizeof(plumbing->patience), "%u", launch->patience);
	return NULL;
}

static struct error *see_that_it_runs(const struct launch *launch, int report)
{
	struct failure failure;

	if (read(report, &failure, sizeof(failure)) != sizeof(failure))
		return NULL;
	errno = failure.number;
	return error_errno("the fetcher '%s' cannot %s", launch->program, failure.what);
}

struct error *fetcher_start(const struct launch *launch, struct fetcher *fetcher)
{
	_cleanup_(plumbing_close)
	struct plumbing plumbing = { -1, -1, { -1, -1 }, { -1, -1 }, 0, NULL, "" };
	struct fetcher started;
	struct error *error;

	try(plumbing_open(&plumbing, launch));
	started.process = fork();
	if (started.process < 0)
		return error_errno("cannot start a fetcher");
	if (!started.process)
		child_run(launch, &plumbing);
	close_end(&plumbing.report[1]);
	close_end(&plumbing.socket[1]);
	started.socket = take_fd(&plumbing.socket[0]);
	error = see_that_it_runs(launch, plumbing.report[0]);
	if (error)
		fetcher_end(&started);
	else
		*fetcher = started;
	return error;
}

void fetcher_end(struct fetcher *fetcher)
{
	if (fetcher->socket < 0)
		return;
	close_end(&fetcher->socket);
	kill(fetcher->process, SIGKILL);
	while (waitpid(fetcher->process, NULL, 0) < 0 && errno == EINTR)
		;
}
