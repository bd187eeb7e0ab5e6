/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "hostility.h"

static void say_slowly(FILE *client, const char *text)
{
	for (; *text && !ferror(client); text++) {
		fputc(*text, client);
		fflush(client);
		sleep(1);
	}
}

static void silent(const struct victim *victim, FILE *client)
{
	(void)victim;
	(void)client;
	pause();
}

static void silent_within(const struct victim *victim, FILE *client)
{
	(void)victim;
	fputs("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{", client);
	fflush(client);
	pause();
}

static void slow(const struct victim *victim, FILE *client)
{
	_cleanup_free_ char *body = advice_with(victim, "");

	fprintf(client, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", strlen(body));
	say_slowly(client, body);
}

static void slow_head(const struct victim *victim, FILE *client)
{
	(void)victim;
	say_slowly(client, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
}

/* Never so slow that it is cut off, for as long as it is let. */
static void just_in_time(const struct victim *victim, FILE *client)
{
	(void)victim;
	fputs("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", client);
	while (!ferror(client)) {
		fprintf(client, "1000\r\n%4096s\r\n", "");
		fflush(client);
		usleep(200000);
	}
}

/* The same with headers, which are not what is waited for. */
static void headers_in_time(const struct victim *victim, FILE *client)
{
	(void)victim;
	fputs("HTTP/1.1 200 OK\r\n", client);
	while (!ferror(client)) {
		fprintf(client, "X: %512s\r\n", "x");
		fflush(client);
		usleep(200000);
	}
}

static void answers_in_time(const struct victim *victim, FILE *client)
{
	(void)victim;
	while (!ferror(client)) {
		fprintf(client, "HTTP/1.1 102 X\r\nX: %400s\r\n\r\n", "x");
		fflush(client);
		usleep(200000);
	}
}

const struct trick delays[] = {
	{ "silent", silent },
	{ "silent within", silent_within },
	{ "a byte a second", slow },
	{ "a head so slow", slow_head },
	{ "just in time", just_in_time },
	{ "headers just in time", headers_in_time },
	{ "answers just in time", answers_in_time },
	{ NULL, NULL },
};
