/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A server on loopback, and clients that are polite, clumsy, slow or hostile. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>

#include <cmocka.h>

#include <curl/curl.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "http/http.h"

/* ---- the application ---- */

static sem_t entered, released;

static void say_text(struct http_response *response, const char *text)
{
	http_say(response, 200, "text/plain", text, strlen(text));
}

static const char *or_none(const char *text)
{
	return text ? text : "-";
}

static void echo(void *context, const struct http_request *request, struct http_response *response)
{
	_cleanup_free_ char *text = NULL;

	(void)context;
	text = xasprintf("%s|%s|%s|%s|%s|%s|%d|%u", http_path(request), http_part(request, "name"),
			 or_none(http_query(request, "q")), or_none(http_header(request, "X-Test")),
			 or_none(http_cookie(request, "session")), http_address(request),
			 http_is_secure(request), http_route(request)->tag);
	say_text(response, text);
}

static void length(void *context, const struct http_request *request,
		   struct http_response *response)
{
	_cleanup_free_ char *text = NULL;
	const char *body;
	size_t size;

	(void)context;
	body = http_body(request, &size);
	text = xasprintf("%zu %zu", size, strlen(body));
	say_text(response, text);
}

static void form(void *context, const struct http_request *request, struct http_response *response)
{
	_cleanup_free_ char *text = xasprintf("%s|%s", or_none(http_field(request, "a")),
					      or_none(http_field(request, "b")));

	(void)context;
	say_text(response, text);
}

static void wait_here(void *context, const struct http_request *request,
		      struct http_response *response)
{
	(void)context, (void)request;
	sem_post(&entered);
	sem_wait(&released);
	say_text(response, "waited");
}

static void inject(void *context, const struct http_request *request,
		   struct http_response *response)
{
	(void)context;
	say_text(response, "injected");
	http_set(response, "X-Good", "good");
	http_set(response, "X-Bad", or_none(http_query(request, "q")));
	http_set(response, "X-Worse: a\r\nX-Worst", "a");
}

static void redirect(void *context, const struct http_request *request,
		     struct http_response *response)
{
	(void)context;
	http_redirect(response, or_none(http_query(request, "to")));
}

static void nothing(void *context, const struct http_request *request,
		    struct http_response *response)
{
	(void)context, (void)request, (void)response;
}

static void large(void *context, const struct http_request *request, struct http_response *response)
{
	_cleanup_free_ char *data = xcalloc(8 << 20, 1);

	(void)context, (void)request;
	http_say(response, 200, "application/octet-stream", data, 8 << 20);
}

static const struct http_route routes[] = {
	{ HTTP_GET, "/echo/{name}", 0, echo, 7 },
	{ HTTP_POST, "/length", 100, length },
	{ HTTP_POST, "/length/default", 0, length },
	{ HTTP_POST, "/form", 0, form },
	{ HTTP_GET, "/wait", 0, wait_here },
	{ HTTP_GET, "/inject", 0, inject },
	{ HTTP_GET, "/redirect", 0, redirect },
	{ HTTP_GET, "/nothing", 0, nothing },
	{ HTTP_GET, "/large", 0, large },
};

static void refuse(void *context, const struct http_request *request, unsigned int status,
		   struct http_response *response)
{
	_cleanup_free_ char *text = xasprintf("refused %u %s", status, http_path(request));

	(void)context;
	if (status != 405)
		http_say(response, 200, "text/x-refusal", text, strlen(text));
}

static const struct http_application application = { routes, ARRAY_SIZE(routes), NULL, refuse };

/* ---- servers ---- */

static struct http_server *start(struct http_options options)
{
	struct http_server *server;

	if (!options.listen)
		options.listen = "127.0.0.1:0";
	if (!options.threads)
		options.threads = 2;
	if (!options.patience)
		options.patience = 10;
	assert_null(http_start(&options, &application, &server));
	return server;
}

static in_port_t port_of(const struct http_server *server)
{
	return (in_port_t)atoi(strrchr(http_url(server), ':') + 1);
}

/* ---- clients ---- */

static int dial(in_port_t port)
{
	const struct sockaddr_in address = { .sin_family = AF_INET,
					     .sin_port = htons(port),
					     .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

static void put(int fd, const char *data, size_t size)
{
	while (size) {
		ssize_t sent = send(fd, data, size, MSG_NOSIGNAL);

		if (sent <= 0)
			return;
		data += sent;
		size -= (size_t)sent;
	}
}

static void put_text(int fd, const char *text)
{
	put(fd, text, strlen(text));
}

/* All that comes until the other side closes; NULs as '0'. It has ten seconds for it. */
static char *get_all(int fd)
{
	char *all = xstrdup("");
	struct pollfd ready = { fd, POLLIN, 0 };
	char data[4096];

	for (;;) {
		ssize_t size;

		if (poll(&ready, 1, 10000) != 1)
			fail_msg("nobody closes, after: %s", all);
		size = recv(fd, data, sizeof(data), 0);
		if (size <= 0)
			break;
		for (ssize_t i = 0; i < size; i++)
			data[i] = data[i] ? data[i] : '0';
		xappend(&all, "%.*s", (int)size, data);
	}
	close(fd);
	return all;
}

/* What comes until this is in it. */
static char *get_until(int fd, const char *text)
{
	char *all = xstrdup("");
	struct pollfd ready = { fd, POLLIN, 0 };
	char byte;

	while (!strstr(all, text)) {
		if (poll(&ready, 1, 10000) != 1 || recv(fd, &byte, 1, 0) != 1)
			fail_msg("no '%s' in: %s", text, all);
		xappend(&all, "%c", byte);
	}
	return all;
}

static char *ask_bytes(const struct http_server *server, const char *data, size_t size)
{
	int fd = dial(port_of(server));

	put(fd, data, size);
	return get_all(fd);
}

static char *ask(const struct http_server *server, const char *text)
{
	return ask_bytes(server, text, strlen(text));
}

#define END "Host: a\r\nConnection: close\r\n\r\n"

static unsigned int status_of(const char *answer)
{
	return strncmp(answer, "HTTP/1.1 ", 9) ? 0 : (unsigned int)atoi(answer + 9);
}

static const char *body_of(const char *answer)
{
	const char *end = strstr(answer, "\r\n\r\n");

	return end ? end + 4 : "";
}

static unsigned int count_of(const char *text, const char *what)
{
	unsigned int number = 0;

	while ((text = strstr(text, what))) {
		number++;
		text++;
	}
	return number;
}

/* One request, whose answer has this status and body; NULL: any. */
static void expect(const struct http_server *server, const char *request, unsigned int status,
		   const char *body)
{
	_cleanup_free_ char *answer = ask(server, request);

	if (status_of(answer) != status || (body && strcmp(body_of(answer), body)))
		fail_msg("%s\nis answered\n%s", request, answer);
}

static void sleep_for(unsigned int milliseconds)
{
	const struct timespec time = { milliseconds / 1000, (milliseconds % 1000) * 1000000L };

	nanosleep(&time, NULL);
}

static uint64_t milliseconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

/* ---- requests and answers ---- */

static void test_statuses(void **state)
{
	static const struct {
		const char *request;
		unsigned int status;
		const char *body;
	} rows[] = {
		{ "GET /echo/a?q=b HTTP/1.1\r\nX-Test: t\r\nCookie: a=b; session=s\r\n" END, 200,
		  "/echo/a|a|b|t|s|127.0.0.1|0|7" },
		{ "GET /echo/%c3%a9?q=%20+%2b HTTP/1.1\r\n" END, 200,
		  "/echo/\xc3\xa9|\xc3\xa9|  +|-|-|127.0.0.1|0|7" },
		{ "GET /nothing HTTP/1.1\r\n" END, 500, "refused 500 /nothing" },
		{ "GET /other HTTP/1.1\r\n" END, 404, "refused 404 /other" },
		{ "BREW /other HTTP/1.1\r\n" END, 404, NULL },
		{ "POST /echo/a HTTP/1.1\r\n" END, 405, "This cannot be done here.\n" },
		{ "BREW /echo/a HTTP/1.1\r\n" END, 405, NULL },
		{ "OPTIONS * HTTP/1.1\r\n" END, 400, NULL },
		{ "GET /echo/%00 HTTP/1.1\r\n" END, 400, "refused 400 " },
		{ "GET /other/%ff HTTP/1.1\r\n" END, 400, NULL },
		{ "GET /echo/% HTTP/1.1\r\n" END, 400, NULL },
		{ "GET /echo/a?q=%00 HTTP/1.1\r\n" END, 400, NULL },
		{ "GET /echo/a?q=%c3 HTTP/1.1\r\n" END, 400, NULL },
		{ "GET /echo/a?q=\xff HTTP/1.1\r\n" END, 400, NULL },
		{ "GET /other?q=%00 HTTP/1.1\r\n" END, 404, NULL },
		{ "POST /other HTTP/1.1\r\nContent-Length: 9999999\r\n" END, 413, NULL },
		{ "GET /echo/a HTTP/1.1\r\nConnection: close\r\n\r\n", 400, NULL },
		{ "POST /length HTTP/1.1\r\nContent-Length: 3\r\n" END "abc", 200, "3 3" },
		{ "POST /length HTTP/1.1\r\nContent-Length: 0\r\n" END, 200, "0 0" },
		{ "POST /length HTTP/1.1\r\n" END, 200, "0 0" },
		{ "POST /length HTTP/1.1\r\nContent-Length: x\r\n" END, 400, NULL },
		{ "POST /length HTTP/1.1\r\nContent-Length: -1\r\n" END, 400, NULL },
		{ "POST /length HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" END
		  "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n",
		  200, "5 5" },
		{ "POST /length HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" END "x\r\n", 400,
		  NULL },
	};
	struct http_server *server = start((struct http_options){});

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		expect(server, rows[i].request, rows[i].status, rows[i].body);
	http_stop(server, 0);
}

/* What a proxy before us may read otherwise is not read at all, and nothing behind it. */
static void test_ambiguous_bodies(void **state)
{
	static const char *const heads[] = {
		"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
		"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
		"Content-Length: 3\r\nContent-Length: 30\r\n",
		"Content-Length: 3\r\nContent-Length: 3\r\n",
		"Content-Length : 3\r\n",
		"Transfer-Encoding : chunked\r\n",
		"Transfer-Encoding\t: chunked\r\n",
		" Transfer-Encoding: chunked\r\n",
		"Transfer-Encoding: gzip, chunked\r\n",
		"Transfer-Encoding: identity\r\n",
		"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
	};
	struct http_server *server = start((struct http_options){});

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(heads); i++) {
		_cleanup_free_ char *request =
			xasprintf("POST /length HTTP/1.1\r\nHost: a\r\n%s\r\n"
				  "0\r\n\r\nGET /echo/smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
				  heads[i]);
		_cleanup_free_ char *answer = ask(server, request);

		if (status_of(answer) != 400 || strstr(answer, "smuggled"))
			fail_msg("%s: %s", heads[i], answer);
	}
	http_stop(server, 0);
}

static void test_nul_in_first_line(void **state)
{
	static const char path[] = "GET /echo/a\0b HTTP/1.1\r\n" END;
	static const char query[] = "GET /echo/a?q=a\0b HTTP/1.1\r\n" END;
	static const char after[] = "GET /echo/a?q=a\0 HTTP/1.1\r\n" END;
	static const char body[] = "POST /length HTTP/1.1\r\nContent-Length: 5\r\n" END "ab\0cd";
	struct http_server *server = start((struct http_options){});
	_cleanup_free_ char *in_path = ask_bytes(server, path, sizeof(path) - 1);
	_cleanup_free_ char *in_query = ask_bytes(server, query, sizeof(query) - 1);
	_cleanup_free_ char *behind = ask_bytes(server, after, sizeof(after) - 1);
	_cleanup_free_ char *in_body = ask_bytes(server, body, sizeof(body) - 1);

	(void)state;
	assert_int_equal(status_of(in_path), 400);
	assert_int_equal(status_of(in_query), 400);
	assert_int_equal(status_of(behind), 400);
	assert_int_equal(status_of(in_body), 200);
	assert_string_equal(body_of(in_body), "5 2");
	http_stop(server, 0);
}

static void expect_form(const struct http_server *server, const char *type, const char *body,
			size_t size, unsigned int status, const char *expected)
{
	_cleanup_free_ char *head = xasprintf("POST /form HTTP/1.1\r\nContent-Type: %s\r\n"
					      "Content-Length: %zu\r\n" END,
					      type, size);
	const size_t head_size = strlen(head);
	_cleanup_free_ char *whole = xcalloc(head_size + size + 1, 1);
	_cleanup_free_ char *answer = NULL;

	memcpy(whole, head, head_size);
	memcpy(whole + head_size, body, size);
	answer = ask_bytes(server, whole, head_size + size);
	assert_int_equal(status_of(answer), status);
	assert_string_equal(body_of(answer), expected);
}

static void test_forms(void **state)
{
	static const char type[] = "application/x-www-form-urlencoded";
	struct http_server *server = start((struct http_options){});

	(void)state;
	expect_form(server, type, "a=1&b=2+%26", 11, 200, "1|2 &");
	expect_form(server, "Application/X-WWW-form-urlencoded; charset=utf-8", "a=1", 3, 200,
		    "1|-");
	expect_form(server, "application/x-www-form-urlencoded2", "a=1", 3, 200, "-|-");
	expect_form(server, "text/plain", "a=%00", 5, 200, "-|-");
	expect_form(server, type, "", 0, 200, "-|-");
	expect_form(server, type, "a=%00", 5, 400, "refused 400 /form");
	expect_form(server, type, "a=\0", 3, 400, "refused 400 /form");
	expect_form(server, type, "a=%ff", 5, 400, "refused 400 /form");
	http_stop(server, 0);
}

static void expect_header(const char *answer, const char *header, bool is_there)
{
	_cleanup_free_ char *line = xasprintf("\r\n%s\r\n", header);

	if (!strstr(answer, line) == is_there)
		fail_msg("'%s' in: %s", header, answer);
}

static void test_headers(void **state)
{
	struct http_server *server = start((struct http_options){});
	_cleanup_free_ char *fine = ask(server, "GET /inject?q=fine HTTP/1.1\r\n" END);
	_cleanup_free_ char *bad =
		ask(server, "GET /inject?q=a%0d%0aSet-Cookie:%20b HTTP/1.1\r\n" END);
	_cleanup_free_ char *line = ask(server, "GET /inject?q=a%0ab HTTP/1.1\r\n" END);
	_cleanup_free_ char *escape = ask(server, "GET /inject?q=a%1bb HTTP/1.1\r\n" END);
	_cleanup_free_ char *method = ask(server, "PUT /inject HTTP/1.1\r\n" END);

	(void)state;
	expect_header(fine, "X-Content-Type-Options: nosniff", true);
	expect_header(fine, "Content-Type: text/plain", true);
	expect_header(fine, "Content-Length: 8", true);
	expect_header(fine, "X-Good: good", true);
	expect_header(fine, "X-Bad: fine", true);
	assert_null(strstr(fine, "X-Wors"));
	assert_int_equal(status_of(bad), 200);
	assert_null(strstr(bad, "X-Bad"));
	assert_null(strstr(bad, "Set-Cookie"));
	assert_null(strstr(line, "X-Bad"));
	assert_null(strstr(escape, "X-Bad"));
	expect_header(method, "Allow: GET, HEAD", true);
	expect_header(method, "X-Content-Type-Options: nosniff", true);
	http_stop(server, 0);
}

static void test_redirects(void **state)
{
	static const char *const rows[][2] = {
		{ "/a?b=c", "Location: /a?b=c" },      { "//evil.example", "Location: /" },
		{ "/%5cevil.example", "Location: /" }, { "https://evil.example", "Location: /" },
		{ "/a%0d%0ab", "Location: /" },	       { "/", "Location: /" },
	};
	struct http_server *server = start((struct http_options){});

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *request =
			xasprintf("GET /redirect?to=%s HTTP/1.1\r\n" END, rows[i][0]);
		_cleanup_free_ char *answer = ask(server, request);

		assert_int_equal(status_of(answer), 303);
		expect_header(answer, rows[i][1], true);
	}
	http_stop(server, 0);
}

static void test_head(void **state)
{
	struct http_server *server = start((struct http_options){});
	_cleanup_free_ char *answer = ask(server, "HEAD /inject HTTP/1.1\r\n" END);
	_cleanup_free_ char *post = ask(server, "HEAD /form HTTP/1.1\r\n" END);

	(void)state;
	assert_int_equal(status_of(answer), 200);
	expect_header(answer, "Content-Length: 8", true);
	assert_string_equal(body_of(answer), "");
	assert_int_equal(status_of(post), 405);
	http_stop(server, 0);
}

/* ---- bodies ---- */

static char *post_body(const struct http_server *server, const char *path, size_t size,
		       size_t chunk, const char *more)
{
	_cleanup_free_ char *request = xasprintf("POST %s HTTP/1.1\r\n%s", path, more);
	_cleanup_free_ char *data = xcalloc(size + 1, 1);

	memset(data, 'x', size);
	if (!chunk) {
		xappend(&request, "Content-Length: %zu\r\n" END "%s", size, data);
		return ask(server, request);
	}
	xappend(&request, "Transfer-Encoding: chunked\r\n" END);
	for (size_t sent = 0; sent < size; sent += chunk) {
		const size_t piece = size - sent < chunk ? size - sent : chunk;

		xappend(&request, "%zx\r\n%.*s\r\n", piece, (int)piece, data);
	}
	xappend(&request, "0\r\n\r\n");
	return ask(server, request);
}

static void test_body_limits(void **state)
{
	static const struct {
		const char *path;
		size_t size, chunk;
		unsigned int status;
		const char *body;
	} rows[] = {
		{ "/length", 100, 0, 200, "100 100" },
		{ "/length", 101, 0, 413, "refused 413 /length" },
		{ "/length", 100, 7, 200, "100 100" },
		{ "/length", 101, 7, 413, "refused 413 /length" },
		{ "/length/default", 65536, 0, 200, "65536 65536" },
		{ "/length/default", 65537, 0, 413, NULL },
		{ "/length/default", 65536, 5000, 200, "65536 65536" },
		{ "/length/default", 65537, 5000, 413, NULL },
		{ "/length", 900000, 0, 413, "refused 413 /length" },
		{ "/length", 900000, 60000, 413, "refused 413 /length" },
	};
	struct http_server *server = start((struct http_options){});

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *answer =
			post_body(server, rows[i].path, rows[i].size, rows[i].chunk, "");

		if (status_of(answer) != rows[i].status ||
		    (rows[i].body && strcmp(body_of(answer), rows[i].body)))
			fail_msg("row %zu: %s", i, answer);
	}
	http_stop(server, 0);
}

/* Whoever announces far too much, or waits to be told to go on, is told before any of it comes. */
static void test_body_refused_early(void **state)
{
	struct http_server *server = start((struct http_options){});

	(void)state;
	expect(server, "POST /length HTTP/1.1\r\nContent-Length: 99999999999\r\nHost: a\r\n\r\n",
	       413, NULL);
	expect(server,
	       "POST /length HTTP/1.1\r\nContent-Length: 101\r\nExpect: 100-continue\r\nHost: "
	       "a\r\n\r\n",
	       413, NULL);
	expect(server,
	       "POST /other HTTP/1.1\r\nContent-Length: 10\r\nExpect: 100-continue\r\nHost: "
	       "a\r\n\r\n",
	       404, NULL);
	http_stop(server, 0);
}

/* Chunks without end are cut off, with not much more read than is dropped. */
static void test_endless_chunks(void **state)
{
	struct http_server *server = start((struct http_options){ .patience = 5 });
	int fd = dial(port_of(server));
	static char chunk[65536 + 16];
	size_t sent = 0;

	(void)state;
	memset(chunk, 'x', sizeof(chunk));
	memcpy(chunk, "10000\r\n", 7);
	memcpy(chunk + 7 + 65536, "\r\n", 2);
	put_text(fd, "POST /length HTTP/1.1\r\nTransfer-Encoding: chunked\r\nHost: a\r\n\r\n");
	while (sent < (64U << 20) && send(fd, chunk, 7 + 65536 + 2, MSG_NOSIGNAL) > 0)
		sent += 65536;
	assert_true(sent < (32U << 20));
	close(fd);
	http_stop(server, 0);
}

/* ---- connections ---- */

static void test_keep_alive(void **state)
{
	struct http_server *server = start((struct http_options){});
	int fd = dial(port_of(server));

	(void)state;
	for (int i = 0; i < 3; i++) {
		_cleanup_free_ char *request =
			xasprintf("GET /echo/%d HTTP/1.1\r\nHost: a\r\n\r\n", i);
		_cleanup_free_ char *end = xasprintf("/echo/%d|%d|-|-|-|127.0.0.1|0|7", i, i);

		put_text(fd, request);
		free(get_until(fd, end));
	}
	put_text(fd, "GET /other HTTP/1.1\r\nHost: a\r\n\r\n");
	free(get_until(fd, "refused 404 /other"));
	put_text(fd, "POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\n\r\n");
	for (int i = 0; i < 101; i++)
		put_text(fd, "x");
	free(get_until(fd, "refused 413 /length"));
	put_text(fd, "GET /echo/last HTTP/1.1\r\n" END);
	free(get_until(fd, "|7"));
	close(fd);
	http_stop(server, 0);
}

/* Two in one packet, one of them with a body; and one byte at a time. */
static void test_pipeline(void **state)
{
	static const char two[] = "POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
				  "GET /echo/two HTTP/1.1\r\n" END;
	struct http_server *server = start((struct http_options){});
	_cleanup_free_ char *answers = ask(server, two), *slow = NULL;
	int fd = dial(port_of(server));

	(void)state;
	assert_non_null(strstr(answers, "3 3HTTP/1.1 200"));
	assert_non_null(strstr(answers, "/echo/two|two|"));
	for (const char *c = two; *c; c++)
		put(fd, c, 1);
	slow = get_all(fd);
	assert_int_equal(count_of(slow, "HTTP/1.1 200"), 2);
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
	struct http_server *server = start((struct http_options){ .patience = 1 });

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(pieces); i++) {
		int fd = dial(port_of(server));
		_cleanup_free_ char *answer = NULL;

		put_text(fd, pieces[i]);
		shutdown(fd, SHUT_WR);
		answer = get_all(fd);
		if (strstr(answer, " 200 "))
			fail_msg("'%s' is answered: %s", pieces[i], answer);
	}
	expect(server, "GET /echo/a HTTP/1.1\r\n" END, 200, NULL);
	http_stop(server, 0);
}

static void test_long_heads(void **state)
{
	struct http_server *server = start((struct http_options){});
	_cleanup_free_ char *filler = xcalloc(60001, 1), *line = NULL, *header = NULL;
	_cleanup_free_ char *of_line = NULL, *of_header = NULL;

	(void)state;
	memset(filler, 'a', 60000);
	line = xasprintf("GET /echo/%s HTTP/1.1\r\n" END, filler);
	header = xasprintf("GET /echo/a HTTP/1.1\r\nX-Test: %s\r\n" END, filler);
	of_line = ask(server, line);
	of_header = ask(server, header);
	assert_true(!*of_line || status_of(of_line) == 414);
	assert_true(!*of_header || status_of(of_header) == 431);
	http_stop(server, 0);
}

/* Sends a byte again and again until nobody takes it; yields how many milliseconds that took. */
static uint64_t trickle(const struct http_server *server, const char *start_text, const char *bytes)
{
	const uint64_t begin = milliseconds();
	int fd = dial(port_of(server));
	struct pollfd ready = { fd, POLLIN, 0 };
	char byte;

	put_text(fd, start_text);
	for (size_t i = 0; milliseconds() < begin + 9000; i++) {
		put(fd, &bytes[i % strlen(bytes)], 1);
		if (poll(&ready, 1, 100) == 1 && recv(fd, &byte, 1, 0) <= 0)
			break;
	}
	close(fd);
	return milliseconds() - begin;
}

static void test_slow_senders(void **state)
{
	struct http_server *server = start((struct http_options){ .patience = 1 });

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
	expect(server, "GET /echo/a HTTP/1.1\r\n" END, 200, NULL);
	http_stop(server, 0);
}

/* Who says nothing at all, before or after a request, and who does not take the answer. */
static void test_idle(void **state)
{
	struct http_server *server = start((struct http_options){ .patience = 1 });
	const uint64_t begin = milliseconds();
	int silent = dial(port_of(server)), idle = dial(port_of(server));

	(void)state;
	put_text(idle, "GET /echo/a HTTP/1.1\r\nHost: a\r\n\r\n");
	free(get_until(idle, "|7"));
	free(get_all(silent));
	free(get_all(idle));
	assert_in_range(milliseconds() - begin, 900, 5000);
	http_stop(server, 0);
}

/* Who takes nothing of a long answer does not get the rest of it later. */
static void test_deaf(void **state)
{
	struct http_server *server = start((struct http_options){ .patience = 1 });
	int deaf = dial(port_of(server));
	static char data[1 << 16];
	size_t got = 0;
	ssize_t size;

	(void)state;
	put_text(deaf, "GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
	sleep_for(3500);
	while ((size = recv(deaf, data, sizeof(data), 0)) > 0)
		got += (size_t)size;
	assert_in_range(got, 1, (8 << 20) - 1);
	close(deaf);
	http_stop(server, 0);
}

/* ---- limits ---- */

static void test_too_many_connections(void **state)
{
	struct http_server *server = start((struct http_options){ .connections_max = 3 });
	int held[3];
	struct http_counts counts;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(held); i++) {
		held[i] = dial(port_of(server));
		put_text(held[i], "GET /echo/a HTTP/1.1\r\nHost: a\r\n\r\n");
		free(get_until(held[i], "|7"));
	}
	_cleanup_free_ char *answer = ask(server, "GET /other HTTP/1.1\r\nHost: a\r\n\r\n");

	assert_int_equal(status_of(answer), 503);
	expect_header(answer, "Retry-After: 1", true);
	put_text(held[0], "GET /echo/a HTTP/1.1\r\n" END);
	free(get_all(held[0]));
	sleep_for(500);
	expect(server, "GET /echo/a HTTP/1.1\r\n" END, 200, NULL);
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
	struct http_server *server = start((struct http_options){ .connections_max = 8 });
	struct http_counts counts;
	int flood[200];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(flood); i++)
		flood[i] = dial(port_of(server));
	sleep_for(1000);
	http_count(server, &counts);
	/* Two threads may each let in one more at the same time. */
	assert_in_range(counts.dropped, 200 - (8 + 2 + 16) - 1, 200 - (8 + 2 + 16));
	for (size_t i = 0; i < ARRAY_SIZE(flood); i++)
		close(flood[i]);
	sleep_for(1000);
	expect(server, "GET /echo/a HTTP/1.1\r\n" END, 200, NULL);
	http_stop(server, 0);
}

static void test_too_many_of_one(void **state)
{
	struct http_server *server = start((struct http_options){ .connections_of_one = 1 });
	int held = dial(port_of(server));
	struct http_counts counts;

	(void)state;
	put_text(held, "GET /echo/a HTTP/1.1\r\nHost: a\r\n\r\n");
	free(get_until(held, "|7"));
	_cleanup_free_ char *answer = ask(server, "GET /echo/a HTTP/1.1\r\nHost: a\r\n\r\n");

	assert_int_equal(status_of(answer), 429);
	expect_header(answer, "Retry-After: 1", true);
	close(held);
	sleep_for(500);
	expect(server, "GET /echo/a HTTP/1.1\r\n" END, 200, NULL);
	http_count(server, &counts);
	assert_int_equal(counts.limited, 1);
	assert_int_equal(counts.dropped, 0);
	http_stop(server, 0);
}

static void expect_from(const struct http_server *server, const char *address, unsigned int status)
{
	_cleanup_free_ char *request =
		xasprintf("GET /echo/a HTTP/1.1\r\nX-Forwarded-For: %s\r\n" END, address);

	expect(server, request, status, NULL);
}

static void test_rate(void **state)
{
	struct http_server *server = start((struct http_options){ .requests_of_one = 1 });
	struct http_server *behind =
		start((struct http_options){ .requests_of_one = 1, .proxies = "127.0.0.1" });

	(void)state;
	expect_from(server, "192.0.2.1", 200);
	expect_from(server, "192.0.2.2", 429);
	sleep_for(1100);
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
	struct http_server *alone = start((struct http_options){ .proxies = "10.0.0.1" });
	struct http_server *behind =
		start((struct http_options){ .proxies = "10.0.0.1 127.0.0.1" });

	(void)state;
	expect(alone, request, 200, "/echo/a|a|-|-|-|127.0.0.1|0|7");
	expect(behind, request, 200, "/echo/a|a|-|-|-|192.0.2.1|1|7");
	expect(behind, "GET /echo/a HTTP/1.1\r\n" END, 200, "/echo/a|a|-|-|-|127.0.0.1|0|7");
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
	struct http_server *server = start((struct http_options){});
	const in_port_t port = port_of(server);
	int busy = dial(port), idle = dial(port), half = dial(port);
	_cleanup_free_ char *answer = NULL, *rest = NULL;
	uint64_t begin;
	pthread_t thread;

	(void)state;
	put_text(idle, "GET /echo/a HTTP/1.1\r\nHost: a\r\n\r\n");
	free(get_until(idle, "|7"));
	put_text(half, "POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na");
	sleep_for(100);
	put_text(busy, "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
	sem_wait(&entered);
	begin = milliseconds();
	pthread_create(&thread, NULL, stop_slowly, server);
	sleep_for(300);

	const struct sockaddr_in address = { .sin_family = AF_INET,
					     .sin_port = htons(port),
					     .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int late = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(connect(late, (const struct sockaddr *)&address, sizeof(address)), -1);
	close(late);
	sem_post(&released);
	answer = get_all(busy);
	assert_int_equal(status_of(answer), 200);
	assert_string_equal(body_of(answer), "waited");
	expect_header(answer, "Connection: close", true);
	put_text(half, "bc");
	rest = get_all(half);
	assert_string_equal(body_of(rest), "3 3");
	free(get_all(idle));
	pthread_join(thread, NULL);
	assert_true(milliseconds() - begin < 4000);
}

/* Who does not come to an end is not waited for longer than that. */
static void test_drain_ends(void **state)
{
	struct http_server *server = start((struct http_options){ .patience = 60 });
	int half = dial(port_of(server));
	const uint64_t begin = milliseconds();

	(void)state;
	put_text(half, "POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na");
	sleep_for(100);
	http_stop(server, 1);
	assert_in_range(milliseconds() - begin, 1000, 5000);
	free(get_all(half));
}

static void expect_no_start(struct http_options options, enum error_kind kind)
{
	struct http_server *server = NULL;
	_cleanup_error_ struct error *error = http_start(&options, &application, &server);

	assert_non_null(error);
	assert_int_equal(error->kind, kind);
	assert_null(server);
}

static void test_no_start(void **state)
{
	struct http_server *server = start((struct http_options){});
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
	struct http_server *server = start((struct http_options){ .listen = "[::]:0" });

	(void)state;
	assert_memory_equal(http_url(server), "http://[::]:", 12);
	expect(server, "GET /echo/a HTTP/1.1\r\n" END, 200, "/echo/a|a|-|-|-|127.0.0.1|0|7");
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
	server = start((struct http_options){ .listen = "systemd", .threads = 4 });
	port = port_of(server);
	for (int i = 0; i < 20; i++)
		expect(server, "GET /echo/a HTTP/1.1\r\n" END, 200, NULL);
	http_stop(server, 0);
	assert_int_equal(fcntl(3, F_GETFD), -1);
	close(dial(port));
	close(kept);
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
}

/* ---- the log ---- */

static json_t *log_of(int file, size_t n)
{
	char text[8192] = "";
	char *line = text;

	assert_true(pread(file, text, sizeof(text) - 1, 0) > 0);
	while (n--)
		line = strchr(line, '\n') + 1;
	return json_loads(line, JSON_DISABLE_EOF_CHECK, NULL);
}

static void expect_line(int file, size_t n, const char *method, const char *path, int status,
			int bytes)
{
	_cleanup_json_ json_t *line = log_of(file, n);

	assert_non_null(line);
	assert_string_equal(json_string_value(json_object_get(line, "method")), method);
	assert_string_equal(json_string_value(json_object_get(line, "path")), path);
	assert_int_equal(json_integer_value(json_object_get(line, "status")), status);
	assert_int_equal(json_integer_value(json_object_get(line, "bytes")), bytes);
	assert_int_equal(json_object_size(line), 7);
}

static void test_log(void **state)
{
	int file = memfd_create("log", MFD_CLOEXEC | MFD_ALLOW_SEALING), old = dup(STDERR_FILENO);
	struct http_server *server = start((struct http_options){ .threads = 1 });
	char text[8192] = "";

	(void)state;
	dup2(file, STDERR_FILENO);
	free(ask(server, "GET /echo/a?q=secret HTTP/1.1\r\n" END));
	free(ask(server, "HEAD /inject HTTP/1.1\r\n" END));
	free(ask(server, "BREW /\"\xff\x1b[1m?secret HTTP/1.1\r\n" END));
	free(ask(server, "POST /length HTTP/1.1\r\nContent-Length: x\r\n" END));
	dup2(old, STDERR_FILENO);
	http_stop(server, 1);
	close(old);
	expect_line(file, 0, "GET", "/echo/a", 200, 34);
	expect_line(file, 1, "HEAD", "/inject", 200, 0);
	expect_line(file, 2, "BREW", "/\"?\x1b[1m", 400, 12);
	expect_line(file, 3, "", "/length", 400, 0);
	assert_true(pread(file, text, sizeof(text) - 1, 0) > 0);
	assert_null(strstr(text, "secret"));
	assert_int_equal(count_of(text, "\n"), 4);
	close(file);
}

/* ---- TLS ---- */

static char directory[] = "/tmp/http-server.XXXXXX";
static char *certificate_path, *key_path;

static void write_pem(X509 *certificate, EVP_PKEY *key)
{
	FILE *file = fopen(certificate_path, "w");

	assert_int_equal(PEM_write_X509(file, certificate), 1);
	fclose(file);
	file = fopen(key_path, "w");
	assert_int_equal(PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL), 1);
	fclose(file);
}

/* A new certificate with this serial number, signed by its own new key. */
static void make_certificate(long serial)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *certificate = X509_new();
	X509_NAME *name = X509_get_subject_name(certificate);

	X509_set_version(certificate, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
	X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"localhost", -1,
				   -1, 0);
	X509_set_issuer_name(certificate, name);
	X509_set_pubkey(certificate, key);
	assert_true(X509_sign(certificate, key, EVP_sha256()) > 0);
	write_pem(certificate, key);
	X509_free(certificate);
	EVP_PKEY_free(key);
}

static SSL *dial_tls(const struct http_server *server, int *fd)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	SSL *tls = SSL_new(context);

	*fd = dial(port_of(server));
	SSL_set_fd(tls, *fd);
	assert_int_equal(SSL_connect(tls), 1);
	SSL_CTX_free(context);
	return tls;
}

static long serial_of(const SSL *tls)
{
	X509 *certificate = SSL_get1_peer_certificate(tls);
	const long serial = ASN1_INTEGER_get(X509_get0_serialNumber(certificate));

	X509_free(certificate);
	return serial;
}

static void ask_tls(SSL *tls, char answer[static 4096])
{
	static const char request[] = "GET /echo/a HTTP/1.1\r\nHost: a\r\n\r\n";
	size_t size = 0;

	assert_true(SSL_write(tls, request, sizeof(request) - 1) > 0);
	*answer = 0;
	while (!strstr(answer, "|7")) {
		int got = SSL_read(tls, answer + size, (int)(4095 - size));

		assert_true(got > 0);
		size += (size_t)got;
		answer[size] = 0;
	}
}

static void hang_up(SSL *tls, int fd)
{
	SSL_free(tls);
	close(fd);
}

static void expect_serial(const struct http_server *server, long serial)
{
	int fd;
	SSL *tls = dial_tls(server, &fd);

	assert_int_equal(serial_of(tls), serial);
	hang_up(tls, fd);
}

static struct http_server *start_tls(void)
{
	return start((struct http_options){ .certificate = certificate_path, .key = key_path });
}

static void expect_no_reload(struct http_server *server)
{
	_cleanup_error_ struct error *error = http_reload(server);

	assert_non_null(error);
	assert_int_equal(error->kind, ERROR_USAGE);
}

/* A connection goes on while the certificate changes, and so does the server if it cannot. */
static void test_reload(void **state)
{
	struct http_server *server;
	char answer[4096];
	int fd;
	SSL *tls;

	(void)state;
	make_certificate(1);
	server = start_tls();
	assert_memory_equal(http_url(server), "https://127.0.0.1:", 18);
	tls = dial_tls(server, &fd);
	assert_int_equal(serial_of(tls), 1);
	ask_tls(tls, answer);
	assert_string_equal(body_of(answer), "/echo/a|a|-|-|-|127.0.0.1|1|7");
	make_certificate(2);
	expect_serial(server, 1);
	assert_null(http_reload(server));
	expect_serial(server, 2);
	ask_tls(tls, answer);
	hang_up(tls, fd);

	assert_null(file_write(key_path, "none", 4, 0600));
	expect_no_reload(server);
	make_certificate(3);
	_cleanup_bytes_ struct bytes key = {};
	assert_null(file_read(key_path, &key));
	make_certificate(4);
	assert_null(file_write(key_path, key.data, key.size, 0600));
	expect_no_reload(server);
	unlink(certificate_path);
	expect_no_reload(server);
	expect_serial(server, 2);
	http_stop(server, 0);
}

static int protocol_refused(const struct http_server *server, int version)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	SSL *tls;
	int fd = dial(port_of(server)), status;

	SSL_CTX_set_security_level(context, 0);
	SSL_CTX_set_min_proto_version(context, version);
	SSL_CTX_set_max_proto_version(context, version);
	tls = SSL_new(context);
	SSL_set_fd(tls, fd);
	status = SSL_connect(tls);
	hang_up(tls, fd);
	SSL_CTX_free(context);
	return status != 1;
}

static void test_protocols(void **state)
{
	struct http_server *server;
	_cleanup_free_ char *plain = NULL;

	(void)state;
	make_certificate(1);
	server = start_tls();
	assert_false(protocol_refused(server, TLS1_3_VERSION));
	assert_false(protocol_refused(server, TLS1_2_VERSION));
	assert_true(protocol_refused(server, TLS1_1_VERSION));
	assert_true(protocol_refused(server, TLS1_VERSION));
	plain = ask(server, "GET /echo/a HTTP/1.1\r\n" END);
	assert_int_equal(status_of(plain), 0);
	http_stop(server, 0);
}

/* Handshakes that do not come to their end are cut off too. */
static void test_slow_handshake(void **state)
{
	struct http_server *server;
	const uint64_t begin = milliseconds();

	(void)state;
	make_certificate(1);
	server = start((struct http_options){
		.certificate = certificate_path, .key = key_path, .handshake = 1 });
	free(get_all(dial(port_of(server))));
	assert_in_range(milliseconds() - begin, 900, 5000);
	http_stop(server, 0);
}

/* They are connections as others are, until then. */
static void test_handshakes_are_limited(void **state)
{
	struct http_server *server;
	struct http_counts counts;
	char answer[4096];
	int held[2], fd;
	SSL *tls;

	(void)state;
	make_certificate(1);
	server = start((struct http_options){ .certificate = certificate_path,
					      .key = key_path,
					      .handshake = 2,
					      .connections_max = 2 });
	for (size_t i = 0; i < ARRAY_SIZE(held); i++)
		held[i] = dial(port_of(server));
	sleep_for(200);
	tls = dial_tls(server, &fd);
	assert_true(SSL_write(tls, "GET / HTTP/1.1\r\n" END, strlen("GET / HTTP/1.1\r\n" END)) > 0);
	assert_true(SSL_read(tls, answer, sizeof(answer)) > 20);
	assert_int_equal(status_of(answer), 503);
	hang_up(tls, fd);
	for (size_t i = 0; i < ARRAY_SIZE(held); i++)
		free(get_all(held[i]));
	sleep_for(200);
	tls = dial_tls(server, &fd);
	ask_tls(tls, answer);
	assert_int_equal(status_of(answer), 200);
	/* Behind the handshake there is time as there is without. */
	sleep_for(2500);
	ask_tls(tls, answer);
	assert_int_equal(status_of(answer), 200);
	hang_up(tls, fd);
	http_count(server, &counts);
	assert_int_equal(counts.dropped, 1);
	http_stop(server, 0);
}

/* ---- libcurl ---- */

static size_t drop(char *data, size_t size, size_t number, void *context)
{
	(void)data;
	*(size_t *)context += size * number;
	return size * number;
}

static long get_by_curl(CURL *curl, const char *url, size_t *size)
{
	long status = 0;

	*size = 0;
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, size);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	assert_int_equal(curl_easy_perform(curl), CURLE_OK);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	return status;
}

static void test_curl(void **state)
{
	struct http_server *server;
	_cleanup_free_ char *echo_url = NULL, *large_url = NULL, *length_url = NULL, *body = NULL;
	CURL *curl = curl_easy_init();
	size_t size;
	long connects;

	(void)state;
	make_certificate(1);
	server = start_tls();
	echo_url = xasprintf("https://localhost:%u/echo/a", port_of(server));
	large_url = xasprintf("https://localhost:%u/large", port_of(server));
	length_url = xasprintf("https://localhost:%u/length/default", port_of(server));
	curl_easy_setopt(curl, CURLOPT_CAINFO, certificate_path);
	curl_easy_setopt(curl, CURLOPT_IPRESOLVE, CURL_IPRESOLVE_V4);
	assert_int_equal(get_by_curl(curl, echo_url, &size), 200);
	assert_int_equal(get_by_curl(curl, large_url, &size), 200);
	assert_int_equal(size, 8 << 20);
	curl_easy_getinfo(curl, CURLINFO_NUM_CONNECTS, &connects);
	assert_int_equal(connects, 0);
	body = xcalloc(3 << 20, 1);
	memset(body, 'x', 3 << 20);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, 3L << 20);
	assert_int_equal(get_by_curl(curl, length_url, &size), 413);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, 500000L);
	assert_int_equal(get_by_curl(curl, length_url, &size), 413);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, 65536L);
	assert_int_equal(get_by_curl(curl, length_url, &size), 200);
	curl_easy_cleanup(curl);
	http_stop(server, 1);
}

/* ---- many at once ---- */

struct crowd {
	const struct http_server *server;
	unsigned int right;
};

static void *ask_often(void *context)
{
	struct crowd *crowd = context;

	for (int i = 0; i < 100; i++) {
		_cleanup_free_ char *answer = ask(
			crowd->server, "POST /length HTTP/1.1\r\nContent-Length: 3\r\n" END "abc");

		if (!strcmp(body_of(answer), "3 3"))
			__atomic_add_fetch(&crowd->right, 1, __ATOMIC_RELAXED);
	}
	return NULL;
}

static void test_crowd(void **state)
{
	struct http_server *server = start((struct http_options){ .threads = 4 });
	struct crowd crowd = { server, 0 };
	struct http_counts counts;
	pthread_t threads[8];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(threads); i++)
		pthread_create(&threads[i], NULL, ask_often, &crowd);
	for (size_t i = 0; i < ARRAY_SIZE(threads); i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(crowd.right, 800);
	http_count(server, &counts);
	assert_int_equal(counts.requests, 800);
	assert_int_equal(counts.answers[2], 800);
	http_stop(server, 1);
}

static int set_up(void **state)
{
	(void)state;
	signal(SIGPIPE, SIG_IGN);
	sem_init(&entered, 0, 0);
	sem_init(&released, 0, 0);
	assert_non_null(mkdtemp(directory));
	certificate_path = xasprintf("%s/certificate.pem", directory);
	key_path = xasprintf("%s/key.pem", directory);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	assert_null(tree_remove(directory));
	free(certificate_path);
	free(key_path);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_statuses),
		cmocka_unit_test(test_ambiguous_bodies),
		cmocka_unit_test(test_nul_in_first_line),
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_redirects),
		cmocka_unit_test(test_head),
		cmocka_unit_test(test_body_limits),
		cmocka_unit_test(test_body_refused_early),
		cmocka_unit_test(test_endless_chunks),
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
		cmocka_unit_test(test_log),
		cmocka_unit_test(test_reload),
		cmocka_unit_test(test_protocols),
		cmocka_unit_test(test_slow_handshake),
		cmocka_unit_test(test_handshakes_are_limited),
		cmocka_unit_test(test_curl),
		cmocka_unit_test(test_crowd),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
