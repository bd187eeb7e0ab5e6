/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The process that talks to the network: what it is left with, and that it goes when it should. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/memory.h"
#include "fetch/exchange.h"
#include "fetch/fetcher.h"

static char directory[] = "/tmp/fetcher.XXXXXX";

/* The one of this build. */
static char *program_path(void)
{
	char self[PATH_MAX] = "";

	assert_true(readlink("/proc/self/exe", self, sizeof(self) - 1) > 0);
	*strrchr(self, '/') = 0;
	return xasprintf("%s/../../cmd/suture-fetch/suture-fetch", self);
}

static void prepare(struct launch *launch, const char *user)
{
	const struct fetch_options options = { .patience = 1000, .user = user };

	assert_null(launch_init(launch, &options));
	free(launch->program);
	launch->program = program_path();
}

static struct error *drop_data(void *context, const void *data, size_t size)
{
	(void)data;
	*(size_t *)context += size;
	return NULL;
}

static struct error *ask(const struct fetcher *fetcher, const char *url, struct end_frame *end,
			 size_t *size)
{
	const struct exchange exchange = { fetcher->socket, 30, drop_data, size };
	struct request_frame request;

	try(request_make(&request, url, NULL));
	request.limit = 100000;
	return exchange_run(&exchange, &request, end);
}

/* ---- what it is ---- */

static char *read_of(const struct fetcher *fetcher, const char *name)
{
	_cleanup_free_ char *path = xasprintf("/proc/%d/%s", (int)fetcher->process, name);
	char text[8192];
	int fd = open(path, O_RDONLY);
	ssize_t size = read(fd, text, sizeof(text) - 1);

	assert_true(size >= 0);
	close(fd);
	for (ssize_t i = 0; i < size; i++)
		if (!text[i])
			text[i] = '\n';
	return xstrndup(text, (size_t)size);
}

static void assert_line(const char *text, const char *line)
{
	_cleanup_free_ char *whole = xasprintf("\n%s\n", line);

	if (!strstr(text, whole))
		fail_msg("no '%s' in: %s", line, text);
}

static void assert_harmless(const struct fetcher *fetcher)
{
	_cleanup_free_ char *status = read_of(fetcher, "status");
	_cleanup_free_ char *limits = read_of(fetcher, "limits");

	assert_line(status, "CapInh:\t0000000000000000");
	assert_line(status, "CapPrm:\t0000000000000000");
	assert_line(status, "CapEff:\t0000000000000000");
	assert_line(status, "CapAmb:\t0000000000000000");
	assert_line(status, "NoNewPrivs:\t1");
	assert_line(status, "Seccomp:\t2");
	assert_non_null(strstr(limits, "Max core file size        0                    0 "));
	assert_non_null(strstr(limits, "Max file size             0                    0 "));
}

/* What is beyond the standard ones is libcurl's own. */
static void assert_no_files(const struct fetcher *fetcher)
{
	for (int fd = 0; fd < 64; fd++) {
		_cleanup_free_ char *path = xasprintf("/proc/%d/fd/%d", (int)fetcher->process, fd);
		char target[PATH_MAX] = "";

		if (readlink(path, target, sizeof(target) - 1) < 0)
			continue;
		if (fd == 0)
			assert_non_null(strstr(target, "socket:"));
		else if (fd < 3)
			assert_string_equal(target, "/dev/null");
		else if (*target == '/')
			fail_msg("%d is %s", fd, target);
	}
}

static void start(const char *user, struct launch *launch, struct fetcher *fetcher)
{
	_cleanup_free_ char *url = xasprintf("file://%s/open", directory);
	struct end_frame end;
	size_t size = 0;

	prepare(launch, user);
	assert_null(fetcher_start(launch, fetcher));
	assert_null(ask(fetcher, url, &end, &size));
	assert_int_equal(end.status, FETCH_FOUND);
	assert_int_equal(size, 5);
}

static void finish(struct launch *launch, struct fetcher *fetcher)
{
	fetcher_end(fetcher);
	launch_deinit(launch);
}

/* Root's, if that is who we are. */
static void test_same_user(void **state)
{
	struct launch launch;
	struct fetcher fetcher;
	int leak = open(directory, O_RDONLY);

	(void)state;
	start(NULL, &launch, &fetcher);
	assert_harmless(&fetcher);
	assert_no_files(&fetcher);
	finish(&launch, &fetcher);
	close(leak);
}

static void see_other_user(void)
{
	_cleanup_free_ char *url = xasprintf("file://%s/secret", directory);
	_cleanup_free_ char *status = NULL;
	struct launch launch;
	struct fetcher fetcher;
	struct end_frame end;
	size_t size = 0;

	start("nobody", &launch, &fetcher);
	assert_harmless(&fetcher);
	status = read_of(&fetcher, "status");
	assert_line(status, "Uid:\t65534\t65534\t65534\t65534");
	assert_line(status, "Gid:\t65534\t65534\t65534\t65534");
	assert_line(status, "Groups:\t ");
	assert_null(ask(&fetcher, url, &end, &size));
	assert_int_equal(end.status, FETCH_NOT_FOUND);
	finish(&launch, &fetcher);
}

static void test_other_user(void **state)
{
	(void)state;
	if (geteuid())
		skip();
	see_other_user();
}

static void test_environment(void **state)
{
	_cleanup_free_ char *environment = NULL;
	struct launch launch;
	struct fetcher fetcher;

	(void)state;
	setenv("https_proxy", "http://proxy", 1);
	setenv("LANG", "C", 1);
	start(NULL, &launch, &fetcher);
	unsetenv("https_proxy");
	environment = read_of(&fetcher, "environ");
	assert_string_equal(environment, "https_proxy=http://proxy\n");
	finish(&launch, &fetcher);
}

/* ---- what is said when it does not start ---- */

static void assert_refused(const struct fetch_options *options, enum error_kind kind,
			   enum suture_refusal refusal)
{
	struct launch launch;
	_cleanup_error_ struct error *error = launch_init(&launch, options);

	assert_non_null(error);
	assert_int_equal(error->kind, kind);
	assert_int_equal(error->refusal, refusal);
}

static void test_wrong_options(void **state)
{
	const struct fetch_options stranger = { .patience = 1, .user = "no such user" },
				   no_file = { .patience = 1, .ca_file = "/no/such/file" };

	(void)state;
	assert_refused(&no_file, ERROR_USAGE, SUTURE_REFUSAL_NONE);
	if (!geteuid())
		assert_refused(&stranger, ERROR_REFUSED, SUTURE_REFUSAL_FETCHER_USER);
}

static void test_options(void **state)
{
	const struct fetch_options given = { 1, "http://a", "/dev/null", NULL },
				   none = { 1, "none", NULL, NULL };
	struct launch launch;

	(void)state;
	setenv("http_proxy", "http://b", 1);
	assert_null(launch_init(&launch, &given));
	assert_int_equal(launch.environment.n_items, 2);
	assert_string_equal(launch.environment.items[0], "SSL_CERT_FILE=/dev/null");
	assert_string_equal(launch.environment.items[1], "all_proxy=http://a");
	launch_deinit(&launch);
	assert_null(launch_init(&launch, &none));
	assert_int_equal(launch.environment.n_items, 0);
	launch_deinit(&launch);
	unsetenv("http_proxy");
}

static struct error *start_program(const char *path, struct fetcher *fetcher)
{
	struct launch launch;
	struct error *error;

	prepare(&launch, NULL);
	free(launch.program);
	launch.program = xstrdup(path);
	error = fetcher_start(&launch, fetcher);
	launch_deinit(&launch);
	return error;
}

static void test_no_program(void **state)
{
	struct fetcher fetcher;
	_cleanup_error_ struct error *missing = start_program("/no/such/program", &fetcher);
	_cleanup_error_ struct error *none = start_program("/etc/passwd", &fetcher);

	(void)state;
	assert_int_equal(missing->refusal, SUTURE_REFUSAL_TOOL_MISSING);
	assert_non_null(strstr(none->message, "cannot run its program"));
}

/* ---- how it ends ---- */

static void test_ends(void **state)
{
	struct fetcher fetcher;
	struct end_frame end;
	_cleanup_error_ struct error *error = NULL;
	size_t size;

	(void)state;
	assert_null(start_program("/bin/false", &fetcher));
	error = ask(&fetcher, "file:///etc/passwd", &end, &size);
	fetcher_end(&fetcher);
	assert_non_null(strstr(error->message, "the fetcher ended"));
}

/* A request that is none ends it, rather than being guessed at. */
static void test_wrong_request(void **state)
{
	struct launch launch;
	struct fetcher fetcher;
	char byte;

	(void)state;
	start(NULL, &launch, &fetcher);
	assert_int_equal(write(fetcher.socket, "x", 1), 1);
	assert_int_equal(read(fetcher.socket, &byte, 1), 0);
	finish(&launch, &fetcher);
}

/* So does what is said to be posted and is not. */
static void check_wrong_body(const void *frame, size_t size)
{
	struct launch launch;
	struct fetcher fetcher;
	struct request_frame request;
	char byte;

	start(NULL, &launch, &fetcher);
	assert_null(request_make(&request, "http://127.0.0.1:1/", NULL));
	request.posted = 2;
	assert_int_equal(write(fetcher.socket, &request, sizeof(request)), sizeof(request));
	assert_int_equal(write(fetcher.socket, frame, size), (ssize_t)size);
	assert_int_equal(read(fetcher.socket, &byte, 1), 0);
	finish(&launch, &fetcher);
}

static void test_wrong_body(void **state)
{
	const struct data_frame data = { .type = FRAME_DATA }, end = { .type = FRAME_END };

	(void)state;
	check_wrong_body(&data, data_frame_size(3));
	check_wrong_body(&data, data_frame_size(0));
	check_wrong_body(&end, data_frame_size(2));
}

/* Files are not posted to, and nobody listens there. */
static void test_post_goes_to_the_web(void **state)
{
	static const char *const urls[] = { "file:///tmp/posted", "http://127.0.0.1:1/" };
	const struct data_frame data = { .type = FRAME_DATA };
	struct launch launch;
	struct fetcher fetcher;

	(void)state;
	start(NULL, &launch, &fetcher);
	for (size_t i = 0; i < ARRAY_SIZE(urls); i++) {
		const struct exchange exchange = { .socket = fetcher.socket,
						   .silence = 30,
						   .accept = drop_data,
						   .body = data.data };
		struct request_frame request;
		struct end_frame end;

		assert_null(request_make(&request, urls[i], NULL));
		request.posted = 10;
		assert_null(exchange_run(&exchange, &request, &end));
		assert_int_equal(end.status, i ? FETCH_REFUSED : FETCH_USAGE);
	}
	finish(&launch, &fetcher);
}

/* sleep(1), of so much patience, does not see that its socket is closed. */
static void test_dies_with_parent(void **state)
{
	struct fetcher fetcher;
	int status;
	pid_t between;

	(void)state;
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	between = fork();
	if (!between)
		_exit(start_program("/bin/sleep", &fetcher) ? 1 : 0);
	assert_int_equal(waitpid(between, &status, 0), between);
	assert_int_equal(status, 0);
	assert_true(waitpid(-1, &status, 0) > 0);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGKILL);
}

/* ---- */

static int make_files(void **state)
{
	_cleanup_free_ char *readable = NULL, *secret = NULL;

	(void)state;
	clearenv();
	if (!mkdtemp(directory) || chmod(directory, 0755))
		return -1;
	readable = xasprintf("%s/open", directory);
	secret = xasprintf("%s/secret", directory);
	return file_write(readable, "hello", 5, 0644) || file_write(secret, "hello", 5, 0600) ? -1
											      : 0;
}

static int remove_files(void **state)
{
	(void)state;
	return tree_remove(directory) ? -1 : 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_user),
		cmocka_unit_test(test_other_user),
		cmocka_unit_test(test_environment),
		cmocka_unit_test(test_wrong_options),
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_no_program),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_wrong_request),
		cmocka_unit_test(test_wrong_body),
		cmocka_unit_test(test_post_goes_to_the_web),
		cmocka_unit_test(test_dies_with_parent),
	};

	return cmocka_run_group_tests(tests, make_files, remove_files);
}
