/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is asked and answered, and what is written of it. */
#include "web.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/json.h"
#include "base/memory.h"

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
	struct http_server *server = web_start((struct http_options){});

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		web_expect(server, rows[i].request, rows[i].status, rows[i].body);
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
	struct http_server *server = web_start((struct http_options){});

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(heads); i++) {
		_cleanup_free_ char *request =
			xasprintf("POST /length HTTP/1.1\r\nHost: a\r\n%s\r\n"
				  "0\r\n\r\nGET /echo/smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
				  heads[i]);
		_cleanup_free_ char *answer = web_ask(server, request);

		if (web_status(answer) != 400 || strstr(answer, "smuggled"))
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
	struct http_server *server = web_start((struct http_options){});
	_cleanup_free_ char *in_path = web_ask_bytes(server, path, sizeof(path) - 1);
	_cleanup_free_ char *in_query = web_ask_bytes(server, query, sizeof(query) - 1);
	_cleanup_free_ char *behind = web_ask_bytes(server, after, sizeof(after) - 1);
	_cleanup_free_ char *in_body = web_ask_bytes(server, body, sizeof(body) - 1);

	(void)state;
	assert_int_equal(web_status(in_path), 400);
	assert_int_equal(web_status(in_query), 400);
	assert_int_equal(web_status(behind), 400);
	assert_int_equal(web_status(in_body), 200);
	assert_string_equal(web_body(in_body), "5 2");
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
	answer = web_ask_bytes(server, whole, head_size + size);
	assert_int_equal(web_status(answer), status);
	assert_string_equal(web_body(answer), expected);
}

static void test_forms(void **state)
{
	static const char type[] = "application/x-www-form-urlencoded";
	struct http_server *server = web_start((struct http_options){});

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

static void test_headers(void **state)
{
	struct http_server *server = web_start((struct http_options){});
	_cleanup_free_ char *fine = web_ask(server, "GET /inject?q=fine HTTP/1.1\r\n" END);
	_cleanup_free_ char *bad =
		web_ask(server, "GET /inject?q=a%0d%0aSet-Cookie:%20b HTTP/1.1\r\n" END);
	_cleanup_free_ char *line = web_ask(server, "GET /inject?q=a%0ab HTTP/1.1\r\n" END);
	_cleanup_free_ char *escape = web_ask(server, "GET /inject?q=a%1bb HTTP/1.1\r\n" END);
	_cleanup_free_ char *method = web_ask(server, "PUT /inject HTTP/1.1\r\n" END);

	(void)state;
	web_expect_header(fine, "X-Content-Type-Options: nosniff", true);
	web_expect_header(fine, "Content-Type: text/plain", true);
	web_expect_header(fine, "Content-Length: 8", true);
	web_expect_header(fine, "X-Good: good", true);
	web_expect_header(fine, "X-Bad: fine", true);
	assert_null(strstr(fine, "X-Wors"));
	assert_int_equal(web_status(bad), 200);
	assert_null(strstr(bad, "X-Bad"));
	assert_null(strstr(bad, "Set-Cookie"));
	assert_null(strstr(line, "X-Bad"));
	assert_null(strstr(escape, "X-Bad"));
	web_expect_header(method, "Allow: GET, HEAD", true);
	web_expect_header(method, "X-Content-Type-Options: nosniff", true);
	http_stop(server, 0);
}

static void test_redirects(void **state)
{
	static const char *const rows[][2] = {
		{ "/a?b=c", "Location: /a?b=c" },      { "//evil.example", "Location: /" },
		{ "/%5cevil.example", "Location: /" }, { "https://evil.example", "Location: /" },
		{ "/a%0d%0ab", "Location: /" },	       { "/", "Location: /" },
	};
	struct http_server *server = web_start((struct http_options){});

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *request =
			xasprintf("GET /redirect?to=%s HTTP/1.1\r\n" END, rows[i][0]);
		_cleanup_free_ char *answer = web_ask(server, request);

		assert_int_equal(web_status(answer), 303);
		web_expect_header(answer, rows[i][1], true);
	}
	http_stop(server, 0);
}

static void test_head(void **state)
{
	struct http_server *server = web_start((struct http_options){});
	_cleanup_free_ char *answer = web_ask(server, "HEAD /inject HTTP/1.1\r\n" END);
	_cleanup_free_ char *post = web_ask(server, "HEAD /form HTTP/1.1\r\n" END);

	(void)state;
	assert_int_equal(web_status(answer), 200);
	web_expect_header(answer, "Content-Length: 8", true);
	assert_string_equal(web_body(answer), "");
	assert_int_equal(web_status(post), 405);
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
		return web_ask(server, request);
	}
	xappend(&request, "Transfer-Encoding: chunked\r\n" END);
	for (size_t sent = 0; sent < size; sent += chunk) {
		const size_t piece = size - sent < chunk ? size - sent : chunk;

		xappend(&request, "%zx\r\n%.*s\r\n", piece, (int)piece, data);
	}
	xappend(&request, "0\r\n\r\n");
	return web_ask(server, request);
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
	struct http_server *server = web_start((struct http_options){});

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *answer =
			post_body(server, rows[i].path, rows[i].size, rows[i].chunk, "");

		if (web_status(answer) != rows[i].status ||
		    (rows[i].body && strcmp(web_body(answer), rows[i].body)))
			fail_msg("row %zu: %s", i, answer);
	}
	http_stop(server, 0);
}

/* Whoever announces far too much, or waits to be told to go on, is told before any of it comes. */
static void test_body_refused_early(void **state)
{
	struct http_server *server = web_start((struct http_options){});

	(void)state;
	web_expect(server,
		   "POST /length HTTP/1.1\r\nContent-Length: 99999999999\r\nHost: a\r\n\r\n", 413,
		   NULL);
	web_expect(server,
		   "POST /length HTTP/1.1\r\nContent-Length: 101\r\nExpect: 100-continue\r\nHost: "
		   "a\r\n\r\n",
		   413, NULL);
	web_expect(server,
		   "POST /other HTTP/1.1\r\nContent-Length: 10\r\nExpect: 100-continue\r\nHost: "
		   "a\r\n\r\n",
		   404, NULL);
	http_stop(server, 0);
}

/* Chunks without end are cut off, with not much more read than is dropped. */
static void test_endless_chunks(void **state)
{
	struct http_server *server = web_start((struct http_options){ .patience = 5 });
	int fd = web_dial(web_port(server));
	static char chunk[65536 + 16];
	size_t sent = 0;

	(void)state;
	memset(chunk, 'x', sizeof(chunk));
	memcpy(chunk, "10000\r\n", 7);
	memcpy(chunk + 7 + 65536, "\r\n", 2);
	web_put_text(fd, "POST /length HTTP/1.1\r\nTransfer-Encoding: chunked\r\nHost: a\r\n\r\n");
	while (sent < (64U << 20) && send(fd, chunk, 7 + 65536 + 2, MSG_NOSIGNAL) > 0)
		sent += 65536;
	assert_true(sent < (32U << 20));
	close(fd);
	http_stop(server, 0);
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
	struct http_server *server = web_start((struct http_options){ .threads = 1 });
	char text[8192] = "";

	(void)state;
	dup2(file, STDERR_FILENO);
	free(web_ask(server, "GET /echo/a?q=secret HTTP/1.1\r\n" END));
	free(web_ask(server, "HEAD /inject HTTP/1.1\r\n" END));
	free(web_ask(server, "BREW /\"\xff\x1b[1m?secret HTTP/1.1\r\n" END));
	free(web_ask(server, "POST /length HTTP/1.1\r\nContent-Length: x\r\n" END));
	dup2(old, STDERR_FILENO);
	http_stop(server, 1);
	close(old);
	expect_line(file, 0, "GET", "/echo/a", 200, 34);
	expect_line(file, 1, "HEAD", "/inject", 200, 0);
	expect_line(file, 2, "BREW", "/\"?\x1b[1m", 400, 12);
	expect_line(file, 3, "", "/length", 400, 0);
	assert_true(pread(file, text, sizeof(text) - 1, 0) > 0);
	assert_null(strstr(text, "secret"));
	assert_int_equal(web_count(text, "\n"), 4);
	close(file);
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
		_cleanup_free_ char *answer = web_ask(
			crowd->server, "POST /length HTTP/1.1\r\nContent-Length: 3\r\n" END "abc");

		if (!strcmp(web_body(answer), "3 3"))
			__atomic_add_fetch(&crowd->right, 1, __ATOMIC_RELAXED);
	}
	return NULL;
}

static void test_crowd(void **state)
{
	struct http_server *server = web_start((struct http_options){ .threads = 4 });
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
		cmocka_unit_test(test_log),
		cmocka_unit_test(test_crowd),
	};

	web_set_up();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
