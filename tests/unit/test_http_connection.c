/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Connections: those that stay, that are slow, that are too many, and the end of all. */
#include "web.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/memory.h"

/* ---- connections ---- */

static void test_keep_alive(void **state)
{
	struct http_server *server = web_start((struct http_options){});
	int fd = web_dial(web_port(server));

	(void)state;
	for (int i = 0; i < 3; i++) {
		_cleanup_free_ char *request =
			xasprintf("GET /echo/%d HTTP/1.1\r\nHost: a\r\n\r\n", i);
		_cleanup_free_ char *end = xasprintf("/echo/%d|%d|-|-|-|127.0.0.1|0|7", i, i);

		web_put_text(fd, request);
		free(web_get_until(fd, end));
	}
	web_put_text(fd, "GET /other HTTP/1.1\r\nHost: a\r\n\r\n");
	free(web_get_until(fd, "refused 404 /other"));
	web_put_text(fd, "POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\n\r\n");
	for (int i = 0; i < 101; i++)
		web_put_text(fd, "x");
	free(web_get_until(fd, "refused 413 /length"));
	web_put_text(fd, "GET /echo/last HTTP/1.1\r\n" END);
	free(web_get_until(fd, "|7"));
	close(fd);
	http_stop(server, 0);
}

/* Two in one packet, one of them with a body; and one byte at a time. */
static void test_pipeline(void **state)
{
	static const char two[] = "POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
				  "GET /echo/two HTTP/1.1\r\n" END;
	struct http_server *server = web_start((struct http_options){});
	_cleanup_free_ char *answers = web_ask(server, two), *slow = NULL;
	int fd = web_dial(web_port(server));

	(void)state;
	assert_non_null(strstr(answers, "3 3HTTP/1.1 200"));
	assert_non_null(strstr(answers, "/echo/two|two|"));
	for (const char *c = two; *c; c++)
		web_put(fd, c, 1);
	slow = web_get_all(fd);
	assert_int_equal(web_count(slow, "HTTP/1.1 200"), 2);
	http_stop(server, 0);
}

static void test_truncated(void **state)
{
	static const char *const pieces[] = {
		"",
		"G",
		"GET /echo/a HTTP/1.1\r\nHo",
		"POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc",
		"POST /length HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
	};
	struct http_server *server = web_start((struct http_options){ .patience = 1 });

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(pieces); i++) {
		int fd = web_dial(web_port(server));
		_cleanup_free_ char *answer = NULL;

		web_put_text(fd, pieces[i]);
		shutdown(fd, SHUT_WR);
		answer = web_get_all(fd);
		if (strstr(answer, " 200 "))
			fail_msg("'%s' is answered: %s", pieces[i], answer);
	}
	web_expect(server, "GET /echo/a HTTP/1.1\r\n" END, 200, NULL);
	http_stop(server, 0);
}

static void test_long_heads(void **state)
{
	struct http_server *server = web_start((struct http_options){});
	_cleanup_free_ char *filler = xcalloc(60001, 1), *line = NULL, *header = NULL;
	_cleanup_free_ char *of_line = NULL, *of_header = NULL;

	(void)state;
	memset(filler, 'a', 60000);
	line = xasprintf("GET /echo/%s HTTP/1.1\r\n" END, filler);
	header = xasprintf("GET /echo/a HTTP/1.1\r\nX-Test: %s\r\n" END, filler);
	of_line = web_ask(server, line);
	of_header = web_ask(server, header);
	assert_true(!*of_line || web_status(of_line) == 414);
	assert_true(!*of_header || web_status(of_header) == 431);
	http_stop(server, 0);
}

/* Sends a byte again and again until nobody takes it; yields how many milliseconds that took. */
static uint64_t trickle(const struct http_server *server, const char *start_text, const char *bytes)
{
	const uint64_t begin = web_milliseconds();
	int fd = web_dial(web_port(server));
	struct pollfd ready = { fd, POLLIN, 0 };
	char byte;

	web_put_text(fd, start_text);
	for (size_t i = 0; web_milliseconds() < begin + 9000; i++) {
		web_put(fd, &bytes[i % strlen(bytes)], 1);
		if (poll(&ready, 1, 100) == 1 && recv(fd, &byte, 1, 0) <= 0)
			break;
	}
	close(fd);
	return web_milliseconds() - begin;
}

static void test_slow_senders(void **state)
{
	struct http_server *server = web_start((struct http_options){ .patience = 1 });

	(void)state;
	assert_in_range(trickle(server, "", "a"), 900, 5000);
	assert_in_range(trickle(server, "GET /echo/a HTTP/1.1\r\nHost: a\r\n", "X: a\r\n"), 900,
			5000);
	assert_in_range(trickle(server,
				"POST /length/default HTTP/1.1\r\nHost: a\r\n"
				"Content-Length: 60000\r\n\r\n",
				"a"),
			900, 5000);
	assert_in_range(trickle(server,
				"POST /other HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n",
				"a"),
			900, 5000);
	assert_in_range(trickle(server,
				"GET /echo/a HTTP/1.1\r\n"
				"Host: a\r\n\r\n",
				"a"),
			100, 5000);
	web_expect(server, "GET /echo/a HTTP/1.1\r\n" END, 200, NULL);
	http_stop(server, 0);
}

/* Who says nothing at all, before or after a request, and who does not take the answer. */
static void test_idle(void **state)
{
	struct http_server *server = web_start((struct http_options){ .patience = 1 });
	const uint64_t begin = web_milliseconds();
	int silent = web_dial(web_port(server)), idle = web_dial(web_port(server));

	(void)state;
	web_put_text(idle, "GET /echo/a HTTP/1.1\r\nHost: a\r\n\r\n");
	free(web_get_until(idle, "|7"));
	free(web_get_all(silent));
	free(web_get_all(idle));
	assert_in_range(web_milliseconds() - begin, 900, 5000);
	http_stop(server, 0);
}

/* Who takes nothing of a long answer does not get the rest of it later. */
static void test_deaf(void **state)
{
	struct http_server *server = web_start((struct http_options){ .patience = 1 });
	int deaf = web_dial(web_port(server));
	static char data[1 << 16];
	size_t got = 0;
	ssize_t size;

	(void)state;
	web_put_text(deaf, "GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
	web_sleep(3500);
	while ((size = recv(deaf, data, sizeof(data), 0)) > 0)
		got += (size_t)size;
	assert_in_range(got, 1, (8 << 20) - 1);
	close(deaf);
	http_stop(server, 0);
}

/* ---- limits ---- */

static void test_too_many_connections(void **state)
{
	struct http_server *server = web_start((struct http_options){ .connections_max = 3 });
	int held[3];
	struct http_counts counts;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(held); i++) {
		held[i] = web_dial(web_port(server));
		web_put_text(held[i], "GET /echo/a HTTP/1.1\r\nHost: a\r\n\r\n");
		free(web_get_until(held[i], "|7"));
	}
	_cleanup_free_ char *answer = web_ask(server, "GET /other HTTP/1.1\r\nHost: a\r\n\r\n");

	assert_int_equal(web_status(answer), 503);
	web_expect_header(answer, "Retry-After: 1", true);
	web_put_text(held[0], "GET /echo/a HTTP/1.1\r\n" END);
	free(web_get_all(held[0]));
	web_sleep(500);
	web_expect(server, "GET /echo/a HTTP/1.1\r\n" END, 200, NULL);
	http_count(server, &counts);
	assert_int_equal(counts.dropped, 1);
	assert_int_equal(counts.requests, 5);
	assert_int_equal(counts.answers[2], 5);
	assert_int_equal(counts.answers[5], 1);
	close(held[1]);
	close(held[2]);
	http_stop(server, 0);
}

/* Far beyond what may be they are closed without a word, and all goes on when they have gone. */
static void test_flood_of_connections(void **state)
{
	struct http_server *server = web_start((struct http_options){ .connections_max = 8 });
	struct http_counts counts;
	int flood[200];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(flood); i++)
		flood[i] = web_dial(web_port(server));
	web_sleep(1000);
	http_count(server, &counts);
	/* Two threads may each let in one more at the same time. */
	assert_in_range(counts.dropped, 200 - (8 + 2 + 16) - 1, 200 - (8 + 2 + 16));
	for (size_t i = 0; i < ARRAY_SIZE(flood); i++)
		close(flood[i]);
	web_sleep(1000);
	web_expect(server, "GET /echo/a HTTP/1.1\r\n" END, 200, NULL);
	http_stop(server, 0);
}

static void test_too_many_of_one(void **state)
{
	struct http_server *server = web_start((struct http_options){ .connections_of_one = 1 });
	int held = web_dial(web_port(server));
	struct http_counts counts;

	(void)state;
	web_put_text(held, "GET /echo/a HTTP/1.1\r\nHost: a\r\n\r\n");
	free(web_get_until(held, "|7"));
	_cleanup_free_ char *answer = web_ask(server, "GET /echo/a HTTP/1.1\r\nHost: a\r\n\r\n");

	assert_int_equal(web_status(answer), 429);
	web_expect_header(answer, "Retry-After: 1", true);
	close(held);
	web_sleep(500);
	web_expect(server, "GET /echo/a HTTP/1.1\r\n" END, 200, NULL);
	http_count(server, &counts);
	assert_int_equal(counts.limited, 1);
	assert_int_equal(counts.dropped, 0);
	http_stop(server, 0);
}

static void expect_from(const struct http_server *server, const char *address, unsigned int status)
{
	_cleanup_free_ char *request =
		xasprintf("GET /echo/a HTTP/1.1\r\nX-Forwarded-For: %s\r\n" END, address);

	web_expect(server, request, status, NULL);
}

static void test_rate(void **state)
{
	struct http_server *server = web_start((struct http_options){ .requests_of_one = 1 });
	struct http_server *behind =
		web_start((struct http_options){ .requests_of_one = 1, .proxies = "127.0.0.1" });

	(void)state;
	expect_from(server, "192.0.2.1", 200);
	expect_from(server, "192.0.2.2", 429);
	web_sleep(1100);
	expect_from(server, "192.0.2.3", 200);
	expect_from(behind, "192.0.2.1", 200);
	expect_from(behind, "192.0.2.2, 192.0.2.1", 429);
	expect_from(behind, "192.0.2.2", 200);
	http_stop(server, 0);
	http_stop(behind, 0);
}

static void test_proxies(void **state)
{
	static const char request[] = "GET /echo/a HTTP/1.1\r\nX-Forwarded-For: "
				      "192.0.2.66\r\nX-Forwarded-Proto: https\r\n"
				      "X-Forwarded-For: 192.0.2.1\r\n" END;
	struct http_server *alone = web_start((struct http_options){ .proxies = "10.0.0.1" });
	struct http_server *behind =
		web_start((struct http_options){ .proxies = "10.0.0.1 127.0.0.1" });

	(void)state;
	web_expect(alone, request, 200, "/echo/a|a|-|-|-|127.0.0.1|0|7");
	web_expect(behind, request, 200, "/echo/a|a|-|-|-|192.0.2.1|1|7");
	web_expect(behind, "GET /echo/a HTTP/1.1\r\n" END, 200, "/echo/a|a|-|-|-|127.0.0.1|0|7");
	http_stop(alone, 0);
	http_stop(behind, 0);
}

/* ---- the end ---- */

static void *stop_slowly(void *server)
{
	http_stop(server, 5);
	return NULL;
}

static void test_drain(void **state)
{
	struct http_server *server = web_start((struct http_options){});
	const in_port_t port = web_port(server);
	int busy = web_dial(port), idle = web_dial(port), half = web_dial(port);
	_cleanup_free_ char *answer = NULL, *rest = NULL;
	uint64_t begin;
	pthread_t thread;

	(void)state;
	web_put_text(idle, "GET /echo/a HTTP/1.1\r\nHost: a\r\n\r\n");
	free(web_get_until(idle, "|7"));
	web_put_text(half, "POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na");
	web_sleep(100);
	web_put_text(busy, "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
	sem_wait(&web_entered);
	begin = web_milliseconds();
	pthread_create(&thread, NULL, stop_slowly, server);
	web_sleep(300);

	const struct sockaddr_in address = { .sin_family = AF_INET,
					     .sin_port = htons(port),
					     .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int late = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(connect(late, (const struct sockaddr *)&address, sizeof(address)), -1);
	close(late);
	sem_post(&web_released);
	answer = web_get_all(busy);
	assert_int_equal(web_status(answer), 200);
	assert_string_equal(web_body(answer), "waited");
	web_expect_header(answer, "Connection: close", true);
	web_put_text(half, "bc");
	rest = web_get_all(half);
	assert_string_equal(web_body(rest), "3 3");
	free(web_get_all(idle));
	pthread_join(thread, NULL);
	assert_true(web_milliseconds() - begin < 4000);
}

/* Who does not come to an end is not waited for longer than that. */
static void test_drain_ends(void **state)
{
	struct http_server *server = web_start((struct http_options){ .patience = 60 });
	int half = web_dial(web_port(server));
	const uint64_t begin = web_milliseconds();

	(void)state;
	web_put_text(half, "POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na");
	web_sleep(100);
	http_stop(server, 1);
	assert_in_range(web_milliseconds() - begin, 1000, 5000);
	free(web_get_all(half));
}

static void expect_no_start(struct http_options options, enum error_kind kind)
{
	struct http_server *server = NULL;
	_cleanup_error_ struct error *error = http_start(&options, &web_application, &server);

	assert_non_null(error);
	assert_int_equal(error->kind, kind);
	assert_null(server);
}

static void test_no_start(void **state)
{
	struct http_server *server = web_start((struct http_options){});
	const char *taken = http_url(server) + strlen("http://");
	_cleanup_free_ char *address = xstrndup(taken, strlen(taken) - 1);

	(void)state;
	expect_no_start((struct http_options){ .listen = address }, ERROR_INTERNAL);
	expect_no_start((struct http_options){ .listen = "here" }, ERROR_USAGE);
	expect_no_start((struct http_options){ .listen = "systemd" }, ERROR_USAGE);
	expect_no_start((struct http_options){ .listen = "127.0.0.1:0", .proxies = "me" },
			ERROR_USAGE);
	expect_no_start((struct http_options){ .listen = "127.0.0.1:0",
					       .certificate = "/dev/null",
					       .key = "/dev/null" },
			ERROR_USAGE);
	expect_no_start(
		(struct http_options){ .listen = "127.0.0.1:0", .certificate = "/dev/null" },
		ERROR_USAGE);
	http_stop(server, 0);
}

/* ---- where it listens ---- */

static void test_any_address(void **state)
{
	struct http_server *server = web_start((struct http_options){ .listen = "[::]:0" });

	(void)state;
	assert_memory_equal(http_url(server), "http://[::]:", 12);
	web_expect(server, "GET /echo/a HTTP/1.1\r\n" END, 200, "/echo/a|a|-|-|-|127.0.0.1|0|7");
	http_stop(server, 0);
}

/* As systemd hands it over: it blocks, and it is systemd's after us. */
static void test_systemd(void **state)
{
	const struct sockaddr_in address = { .sin_family = AF_INET,
					     .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	_cleanup_free_ char *process = xasprintf("%d", (int)getpid());
	int kept = fcntl(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), F_DUPFD_CLOEXEC, 100);
	struct http_server *server;
	in_port_t port;

	(void)state;
	assert_int_equal(bind(kept, (const struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(kept, 16), 0);
	assert_int_equal(dup2(kept, 3), 3);
	setenv("LISTEN_PID", process, 1);
	setenv("LISTEN_FDS", "2", 1);
	expect_no_start((struct http_options){ .listen = "systemd" }, ERROR_USAGE);
	setenv("LISTEN_FDS", "1", 1);
	server = web_start((struct http_options){ .listen = "systemd", .threads = 4 });
	port = web_port(server);
	for (int i = 0; i < 20; i++)
		web_expect(server, "GET /echo/a HTTP/1.1\r\n" END, 200, NULL);
	http_stop(server, 0);
	assert_int_equal(fcntl(3, F_GETFD), -1);
	close(web_dial(port));
	close(kept);
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keep_alive),
		cmocka_unit_test(test_pipeline),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_long_heads),
		cmocka_unit_test(test_slow_senders),
		cmocka_unit_test(test_idle),
		cmocka_unit_test(test_deaf),
		cmocka_unit_test(test_too_many_connections),
		cmocka_unit_test(test_flood_of_connections),
		cmocka_unit_test(test_too_many_of_one),
		cmocka_unit_test(test_rate),
		cmocka_unit_test(test_proxies),
		cmocka_unit_test(test_drain),
		cmocka_unit_test(test_drain_ends),
		cmocka_unit_test(test_no_start),
		cmocka_unit_test(test_any_address),
		cmocka_unit_test(test_systemd),
	};

	web_set_up();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
