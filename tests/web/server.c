/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A web server for tests, on loopback, that can be told to be hostile.
 *
 *	web-server DIRECTORY PORT-FILE LOG [FAULT PATTERN]...
 *
 * It writes its port to PORT-FILE once it listens, and a line "STATUS BYTES PATH" to LOG for each
 * answer, BYTES counting both ways, the request and the answer with its head. A FAULT befalls
 * files whose path matches PATTERN:
 *
 *	cut	the connection ends after half of the bytes that were announced
 *	flip	one bit in the middle is another
 *	endless	zeros follow, and the length is not announced
 *	announced	a length of 1 TiB is announced
 *	slow	one byte a second
 *	silent	no answer at all
 *	500	a fault of the server's
 *	words	what it says is no HTTP
 *	header	a header of 1 MiB
 *	file	a redirect to file:///etc/passwd
 *	whole	no part can be asked for
 *
 * What is posted to PATH goes to PATH.got1, PATH.got2, ... and to PATH.got. The answer is the file
 * PATH: its first line is the status, and in the rest @UUID@ is the third word that was posted and
 * @NEW@ the "uuid" in the JSON behind it.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define REQUEST_MAX 8192
#define POSTED_MAX  (1024 * 1024)

struct request {
	char path[REQUEST_MAX];
	char etag[128];
	long from;
	long posted; /* bytes; -1: it is a GET */
};

static const char *directory, *log_path;
static char **faults;
static int n_faults;

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static bool has_fault(const char *path, const char *name)
{
	for (int i = 0; i + 1 < n_faults; i += 2)
		if (!strcmp(faults[i], name) && !fnmatch(faults[i + 1], path, 0))
			return true;
	return false;
}

/* ---- requests ---- */

static bool read_head(int client, char *text)
{
	size_t size = 0;

	while (size < REQUEST_MAX - 1) {
		ssize_t n = read(client, text + size, REQUEST_MAX - 1 - size);

		if (n <= 0)
			return false;
		size += (size_t)n;
		text[size] = 0;
		if (strstr(text, "\r\n\r\n"))
			return true;
	}
	return false;
}

/* "%2F" and the like; what is escaped to leave the directory is not found. */
static void decode(char *path)
{
	char *to = path;

	for (const char *from = path; *from; from++) {
		unsigned int byte;

		if (*from == '%' && sscanf(from + 1, "%2x", &byte) == 1) {
			*to++ = byte == '/' ? '%' : (char)byte;
			from += 2;
		} else {
			*to++ = *from;
		}
	}
	*to = 0;
}

static void copy_header(const char *head, const char *name, char *value, size_t size)
{
	const char *line = strcasestr(head, name);

	*value = 0;
	if (!line)
		return;
	line += strlen(name);
	line += strspn(line, " ");
	snprintf(value, size, "%.*s", (int)strcspn(line, "\r\n"), line);
}

static bool parse(const char *head, struct request *request)
{
	char range[64], length[64];

	request->posted = -1;
	copy_header(head, "\r\nContent-Length:", length, sizeof(length));
	if (sscanf(head, "POST %8191s HTTP/1.1", request->path) == 1)
		request->posted = strtol(length, NULL, 10);
	else if (sscanf(head, "GET %8191s HTTP/1.1", request->path) != 1)
		return false;
	copy_header(head, "\r\nIf-None-Match:", request->etag, sizeof(request->etag));
	copy_header(head, "\r\nRange:", range, sizeof(range));
	request->from = 0;
	sscanf(range, "bytes=%ld-", &request->from);
	return true;
}

/* ---- answers ---- */

static long passed; /* bytes, both ways */

/*
 * The last byte so far, which goes once the log has its line: who has the whole answer may ask for
 * the next file at once, and that must come behind this one in the log.
 */
static char last;
static bool is_held;

static void write_all(int client, const char *text, size_t size)
{
	while (size) {
		ssize_t n = write(client, text, size);

		if (n <= 0)
			return;
		passed += n;
		text += n;
		size -= (size_t)n;
	}
}

static void put_last(int client)
{
	if (is_held)
		write_all(client, &last, 1);
	is_held = false;
}

static void put(int client, const void *data, size_t size)
{
	const char *text = data;

	if (!size)
		return;
	put_last(client);
	write_all(client, text, size - 1);
	last = text[size - 1];
	is_held = true;
}

static void put_head(int client, int status, const char *more)
{
	char head[1024];
	int size = snprintf(head, sizeof(head), "HTTP/1.1 %d X\r\nConnection: close\r\n%s\r\n",
			    status, more);

	put(client, head, (size_t)size);
}

static void put_slowly(int client, const char *data, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		put(client, data + i, 1);
		sleep(1);
	}
}

static void put_zeros(int client)
{
	static const char zeros[65536];

	for (int i = 0; i < 1024; i++)
		put(client, zeros, sizeof(zeros));
}

static void put_content(int client, const char *path, char *data, size_t size)
{
	if (has_fault(path, "flip") && size)
		data[size / 2] ^= 1;
	if (has_fault(path, "slow")) {
		put_slowly(client, data, size);
		return;
	}
	put(client, data, has_fault(path, "cut") ? size / 2 : size);
	if (has_fault(path, "endless"))
		put_zeros(client);
}

static int put_file(int client, const struct request *request, char *data, size_t size)
{
	char more[256], etag[64];
	long from = has_fault(request->path, "whole") ? 0 : request->from;
	unsigned int sum = 5381;

	for (size_t i = 0; i < size; i++)
		sum = sum * 33 + (unsigned char)data[i];
	snprintf(etag, sizeof(etag), "\"%08x%zx\"", sum, size);
	snprintf(more, sizeof(more), "ETag: %s\r\n", etag);
	if (!strcmp(etag, request->etag)) {
		put_head(client, 304, more);
		return 304;
	}
	if (from > (long)size) {
		put_head(client, 416, "Content-Length: 0\r\n");
		return 416;
	}
	if (from)
		snprintf(more + strlen(more), sizeof(more) - strlen(more),
			 "Content-Range: bytes %ld-%zu/%zu\r\n", from, size - 1, size);
	if (has_fault(request->path, "announced"))
		strcat(more, "Content-Length: 1099511627776\r\n");
	else if (!has_fault(request->path, "endless"))
		snprintf(more + strlen(more), sizeof(more) - strlen(more),
			 "Content-Length: %zu\r\n", size - (size_t)from);
	put_head(client, from ? 206 : 200, more);
	put_content(client, request->path, data + from, size - (size_t)from);
	return from ? 206 : 200;
}

static int put_named(int client, const struct request *request)
{
	char name[2 * REQUEST_MAX];
	struct stat status;
	char *data;
	int file, code;

	snprintf(name, sizeof(name), "%s/%s", directory, request->path);
	file = open(name, O_RDONLY);
	if (file < 0 || fstat(file, &status) < 0 || !S_ISREG(status.st_mode)) {
		put_head(client, 404, "Content-Length: 0\r\n");
		return 404;
	}
	data = malloc((size_t)status.st_size + 1);
	if (!data || read(file, data, (size_t)status.st_size) != status.st_size)
		die(name);
	code = put_file(client, request, data, (size_t)status.st_size);
	free(data);
	return code;
}

/* ---- what is posted ---- */

static char *read_whole(const char *name)
{
	char *text = calloc(1, POSTED_MAX);
	FILE *file = fopen(name, "r");

	if (!file) {
		free(text);
		return NULL;
	}
	if (!text || (fread(text, 1, POSTED_MAX - 1, file) == 0 && ferror(file)))
		die(name);
	fclose(file);
	return text;
}

static void write_whole(const char *name, const char *text)
{
	FILE *file = fopen(name, "w");

	if (!file || fputs(text, file) < 0 || fclose(file))
		die(name);
}

/* What was read with the head is its beginning. */
static char *read_posted(int client, const char *head, long size)
{
	char *text = calloc(1, POSTED_MAX);
	const char *body = strstr(head, "\r\n\r\n") + 4;
	size_t has = strlen(body);

	if (!text || size < 0 || size >= POSTED_MAX)
		die("posted");
	memcpy(text, body, has);
	while (has < (size_t)size) {
		ssize_t n = read(client, text + has, (size_t)size - has);

		if (n <= 0)
			exit(1);
		has += (size_t)n;
	}
	return text;
}

/* The first that is not there yet. */
static void keep_posted(const char *path, const char *text)
{
	char name[2 * REQUEST_MAX];
	int n = 0;

	do
		snprintf(name, sizeof(name), "%s/%s.got%d", directory, path, ++n);
	while (!access(name, F_OK));
	write_whole(name, text);
	snprintf(name, sizeof(name), "%s/%s.got", directory, path);
	write_whole(name, text);
}

static char *script_of(const char *path)
{
	char name[2 * REQUEST_MAX];

	snprintf(name, sizeof(name), "%s/%s", directory, path);
	return read_whole(name);
}

static void replace(char *text, const char *word, const char *by)
{
	char *at;

	while ((at = strstr(text, word))) {
		memmove(at + strlen(by), at + strlen(word), strlen(at + strlen(word)) + 1);
		memcpy(at, by, strlen(by));
	}
}

static int put_script(int client, const char *path, char *script, const char *posted)
{
	char uuid[64] = "", new_uuid[64] = "", more[64];
	const char *json = strstr(posted, "\"uuid\":\"");
	char *body = strchr(script, '\n');
	int status = atoi(script);

	body = body ? body + 1 : script + strlen(script);
	sscanf(posted, "%*s %*s %63s", uuid);
	if (json)
		sscanf(json, "\"uuid\":\"%36s", new_uuid);
	replace(body, "@UUID@", uuid);
	replace(body, "@NEW@", new_uuid);
	snprintf(more, sizeof(more), "Content-Length: %zu\r\n", strlen(body));
	put_head(client, status, has_fault(path, "endless") ? "" : more);
	put_content(client, path, body, strlen(body));
	return status;
}

static int take_posted(int client, const struct request *request, const char *head)
{
	char *posted = read_posted(client, head, request->posted);
	char *script = script_of(request->path);
	int status = 404;

	keep_posted(request->path, posted);
	if (script)
		status = put_script(client, request->path, script, posted);
	else
		put_head(client, 404, "Content-Length: 0\r\n");
	free(script);
	free(posted);
	return status;
}

static void put_long_header(int client)
{
	static char header[1024 * 1024];

	memset(header, 'x', sizeof(header));
	memcpy(header, "HTTP/1.1 200 OK\r\nX: ", 20);
	put(client, header, sizeof(header));
}

static int answer(int client, const struct request *request, const char *head)
{
	if (has_fault(request->path, "silent"))
		pause();
	if (has_fault(request->path, "words")) {
		put(client, "SSH-2.0-x\r\n", 11);
		return 0;
	}
	if (has_fault(request->path, "header")) {
		put_long_header(client);
		return 200;
	}
	if (has_fault(request->path, "500")) {
		put_head(client, 500, "Content-Length: 0\r\n");
		return 500;
	}
	if (has_fault(request->path, "file")) {
		put_head(client, 302, "Location: file:///etc/passwd\r\nContent-Length: 0\r\n");
		return 302;
	}
	return request->posted < 0 ? put_named(client, request)
				   : take_posted(client, request, head);
}

/* ---- connections ---- */

static void write_log(int status, const char *path)
{
	char line[REQUEST_MAX + 64];
	int size = snprintf(line, sizeof(line), "%d %ld %s\n", status, passed + is_held, path);
	int file = open(log_path, O_WRONLY | O_CREAT | O_APPEND, 0644);

	if (file < 0 || write(file, line, (size_t)size) != size)
		die(log_path);
	close(file);
}

static void serve(int client)
{
	struct request request;
	char head[REQUEST_MAX];
	int status;

	if (!read_head(client, head) || !parse(head, &request))
		return;
	passed = (long)strlen(head);
	decode(request.path);
	status = answer(client, &request, head);
	write_log(status, request.path);
	put_last(client);
}

static int listen_on_loopback(const char *port_file)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	int server = socket(AF_INET, SOCK_STREAM, 0);
	char temporary[4096];
	FILE *file;

	if (server < 0 || bind(server, (struct sockaddr *)&address, size) < 0 ||
	    listen(server, 64) < 0 || getsockname(server, (struct sockaddr *)&address, &size) < 0)
		die("listen");
	snprintf(temporary, sizeof(temporary), "%s.new", port_file);
	file = fopen(temporary, "w");
	if (!file || fprintf(file, "%d\n", ntohs(address.sin_port)) < 0 || fclose(file) ||
	    rename(temporary, port_file) < 0)
		die(port_file);
	return server;
}

int main(int argc, char **argv)
{
	int server;

	if (argc < 4 || argc % 2)
		return 2;
	directory = argv[1];
	log_path = argv[3];
	faults = argv + 4;
	n_faults = argc - 4;
	signal(SIGPIPE, SIG_IGN);
	signal(SIGCHLD, SIG_IGN);
	server = listen_on_loopback(argv[2]);
	for (;;) {
		int client = accept(server, NULL, NULL);

		if (client < 0)
			continue;
		if (!fork()) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			close(server);
			serve(client);
			exit(0);
		}
		close(client);
	}
}
