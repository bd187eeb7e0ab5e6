/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A fleet's service that is not its owner's any more. It is where the machines have it and knows
 * how it is talked to, and it answers whatever it likes.
 *
 *	hostile-sutured list WHAT			lies, texts, tricks, delays or noes
 *	hostile-sutured serve DIRECTORY PORT-FILE LOG REPOSITORY
 *
 * While it serves, the file 'orders' says how letters are answered: lines "WORD HOSTILITY", such as
 * "report id absolute". What is not ordered is answered honestly. What is asked for with GET is
 * a file of the DIRECTORY: a repository of its own. LOG gets a line "GET PATH" or "WORD UUID" for
 * all that it is asked; REPOSITORY is the URL of the one that the machines follow.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "hostility.h"
#include "letter/letter.h"

#define HEAD_MAX 8192
#define ORDERS	 "orders"

static const char *directory, *log_path, *repository;
static char *own_url;

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void note(const char *what, const char *of)
{
	_cleanup_free_ char *line = xasprintf("%s %s\n", what, of);
	_cleanup_close_ int file = open(log_path, O_WRONLY | O_CREAT | O_APPEND, 0644);

	if (file < 0 || write(file, line, strlen(line)) != (ssize_t)strlen(line))
		die(log_path);
}

/* ---- what is answered ---- */

/* The hostility that is ordered for a word, "" for none; the caller's. */
static char *ordered(const char *word)
{
	_cleanup_bytes_ struct bytes orders = {};
	const size_t length = strlen(word);
	char *line, *rest;

	error_free(file_read(ORDERS, &orders));
	rest = (char *)orders.data;
	while (rest && (line = strsep(&rest, "\n")))
		if (!strncmp(line, word, length) && line[length] == ' ')
			return xstrdup(line + length + 1);
	return xstrdup("");
}

static void answer_text(const struct text *text, const struct victim *victim, FILE *client)
{
	char *body = NULL;
	size_t size;
	FILE *to = open_memstream(&body, &size);

	if (!to)
		die("memory");
	text->write(victim, to);
	fclose(to);
	answer_with(client, 200, body, size);
	free(body);
}

static void answer_members(const char *members, const struct victim *victim, FILE *client)
{
	_cleanup_free_ char *body = advice_with(victim, members);

	answer_with(client, 200, body, strlen(body));
}

static const struct trick *find_trick(const struct trick *table, const char *name)
{
	for (; table->name; table++)
		if (!strcmp(table->name, name))
			return table;
	return NULL;
}

static void answer_as(const char *name, const struct victim *victim, FILE *client)
{
	const struct trick *trick = find_trick(tricks, name);

	if (!trick)
		trick = find_trick(delays, name);
	if (trick)
		return trick->answer(victim, client);
	for (const struct lie *lie = lies; lie->name; lie++)
		if (!strcmp(lie->name, name))
			return answer_members(lie->members, victim, client);
	for (const struct text *text = texts; text->name; text++)
		if (!strcmp(text->name, name))
			return answer_text(text, victim, client);
	for (const struct no *no = noes; no->name; no++)
		if (!strcmp(no->name, name))
			return answer_with(client, no->status, no->body, strlen(no->body));
	answer_members("", victim, client);
}

/* ---- what is asked ---- */

static size_t posted_size(const char *head)
{
	const char *line = strcasestr(head, "\r\nContent-Length:");

	return line ? strtoul(line + 17, NULL, 10) : 0;
}

/* A renewal is answered as the machine that it asks to be. */
static char *answered_as(const struct letter *letter)
{
	_cleanup_json_ json_t *root = json_loadb((const char *)letter->body, letter->size, 0, NULL);
	const char *renewed = json_string_value(json_object_get(root, "uuid"));

	return xstrdup(renewed ? renewed : letter->uuid);
}

static void answer_letter(const struct bytes *posted, FILE *client)
{
	struct letter letter;
	_cleanup_error_ struct error *error = letter_read(posted->data, posted->size, &letter);
	_cleanup_free_ char *uuid = NULL, *order = NULL;
	const char *word;

	if (error) {
		note("odd", "letter");
		return;
	}
	word = letter_word_name(letter.word) + strlen("suture-");
	note(word, letter.uuid);
	uuid = answered_as(&letter);
	order = ordered(word);
	answer_as(order, &(struct victim){ uuid, own_url, repository }, client);
}

static void answer_file(const char *path, FILE *client)
{
	_cleanup_free_ char *name = xasprintf("%s/%s", directory, path);
	_cleanup_bytes_ struct bytes bytes = {};
	_cleanup_error_ struct error *error = file_read(name, &bytes);

	note("GET", path);
	answer_with(client, error ? 404 : 200, (const char *)bytes.data, bytes.size);
}

static void serve(FILE *from, FILE *client)
{
	char head[HEAD_MAX] = "", path[HEAD_MAX];
	_cleanup_bytes_ struct bytes posted = {};
	size_t size = 0;

	while (size < HEAD_MAX - 1 && !strstr(head, "\r\n\r\n")) {
		const int byte = fgetc(from);

		if (byte == EOF)
			return;
		head[size++] = (char)byte;
	}
	if (sscanf(head, "GET %8191s", path) == 1) {
		answer_file(path, client);
		return;
	}
	posted.size = posted_size(head);
	posted.data = xcalloc(posted.size + 1, 1);
	if (fread(posted.data, 1, posted.size, from) == posted.size)
		answer_letter(&posted, client);
}

/* ---- connections ---- */

static int listen_on_loopback(const char *port_file)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	const int server = socket(AF_INET, SOCK_STREAM, 0);
	_cleanup_free_ char *port = NULL;

	if (server < 0 || bind(server, (struct sockaddr *)&address, size) < 0 ||
	    listen(server, 64) < 0 || getsockname(server, (struct sockaddr *)&address, &size) < 0)
		die("listen");
	port = xasprintf("%d\n", ntohs(address.sin_port));
	own_url = xasprintf("http://127.0.0.1:%d", ntohs(address.sin_port));
	if (file_write(port_file, port, strlen(port), 0644))
		die(port_file);
	return server;
}

/* Who is not listened to any more ends by SIGPIPE. */
static void serve_one(int server, int connection)
{
	FILE *from = fdopen(connection, "r"), *client = fdopen(dup(connection), "w");

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	close(server);
	if (!from || !client)
		die("fdopen");
	serve(from, client);
	fflush(client);
	exit(0);
}

static void serve_all(int server)
{
	signal(SIGCHLD, SIG_IGN);
	for (;;) {
		const int connection = accept(server, NULL, NULL);

		if (connection < 0)
			continue;
		if (!fork())
			serve_one(server, connection);
		close(connection);
	}
}

#define LIST(table)                                                     \
	for (size_t i = 0; !strcmp(what, #table) && table[i].name; i++) \
	puts(table[i].name)

static int list(const char *what)
{
	LIST(lies);
	LIST(texts);
	LIST(tricks);
	LIST(delays);
	LIST(noes);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "list"))
		return list(argv[2]);
	if (argc != 6 || strcmp(argv[1], "serve"))
		return 2;
	directory = argv[2];
	log_path = argv[4];
	repository = argv[5];
	serve_all(listen_on_loopback(argv[3]));
	return 0;
}
