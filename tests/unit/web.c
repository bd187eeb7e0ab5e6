/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "web.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"

/* ---- the application ---- */

sem_t web_entered, web_released;

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
	sem_post(&web_entered);
	sem_wait(&web_released);
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

const struct http_application web_application = { routes, ARRAY_SIZE(routes), NULL, refuse };

/* ---- servers ---- */

struct http_server *web_start(struct http_options options)
{
	struct http_server *server;

	if (!options.listen)
		options.listen = "127.0.0.1:0";
	if (!options.threads)
		options.threads = 2;
	if (!options.patience)
		options.patience = 10;
	assert_null(http_start(&options, &web_application, &server));
	return server;
}

in_port_t web_port(const struct http_server *server)
{
	return (in_port_t)atoi(strrchr(http_url(server), ':') + 1);
}

/* ---- clients ---- */

int web_dial(in_port_t port)
{
	const struct sockaddr_in address = { .sin_family = AF_INET,
					     .sin_port = htons(port),
					     .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

void web_put(int fd, const char *data, size_t size)
{
	while (size) {
		ssize_t sent = send(fd, data, size, MSG_NOSIGNAL);

		if (sent <= 0)
			return;
		data += sent;
		size -= (size_t)sent;
	}
}

void web_put_text(int fd, const char *text)
{
	web_put(fd, text, strlen(text));
}

/* All that comes until the other side closes; NULs as '0'. It has ten seconds for it. */
char *web_get_all(int fd)
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
char *web_get_until(int fd, const char *text)
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

char *web_ask_bytes(const struct http_server *server, const char *data, size_t size)
{
	int fd = web_dial(web_port(server));

	web_put(fd, data, size);
	return web_get_all(fd);
}

char *web_ask(const struct http_server *server, const char *text)
{
	return web_ask_bytes(server, text, strlen(text));
}

unsigned int web_status(const char *answer)
{
	return strncmp(answer, "HTTP/1.1 ", 9) ? 0 : (unsigned int)atoi(answer + 9);
}

const char *web_body(const char *answer)
{
	const char *end = strstr(answer, "\r\n\r\n");

	return end ? end + 4 : "";
}

unsigned int web_count(const char *text, const char *what)
{
	unsigned int number = 0;

	while ((text = strstr(text, what))) {
		number++;
		text++;
	}
	return number;
}

/* One request, whose answer has this status and body; NULL: any. */
void web_expect(const struct http_server *server, const char *request, unsigned int status,
		const char *body)
{
	_cleanup_free_ char *answer = web_ask(server, request);

	if (web_status(answer) != status || (body && strcmp(web_body(answer), body)))
		fail_msg("%s\nis answered\n%s", request, answer);
}

void web_sleep(unsigned int milliseconds)
{
	const struct timespec time = { milliseconds / 1000, (milliseconds % 1000) * 1000000L };

	nanosleep(&time, NULL);
}

uint64_t web_milliseconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

void web_expect_header(const char *answer, const char *header, bool is_there)
{
	_cleanup_free_ char *line = xasprintf("\r\n%s\r\n", header);

	if (!strstr(answer, line) == is_there)
		fail_msg("'%s' in: %s", header, answer);
}

void web_set_up(void)
{
	signal(SIGPIPE, SIG_IGN);
	sem_init(&web_entered, 0, 0);
	sem_init(&web_released, 0, 0);
}
