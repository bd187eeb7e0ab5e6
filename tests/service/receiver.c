/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "receiver.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/memory.h"

static const struct answer {
	const char *path, *text;
} answers[] = {
	{ "/ok", "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n" },
	{ "/500", "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" },
	{ "/redirect", "HTTP/1.1 302 Found\r\nLocation: /ok\r\nContent-Length: 0\r\n"
		       "Connection: close\r\n\r\n" },
};

static struct receiver receiver;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static bool is_whole(const char *request)
{
	const char *end = strstr(request, "\r\n\r\n");
	const char *length = strstr(request, "\r\nContent-Length: ");

	return end && length && strlen(end + 4) >= (size_t)atol(length + 18);
}

static void read_request(int connection, char *request, size_t size)
{
	size_t used = 0;
	ssize_t n;

	request[0] = 0;
	while (!is_whole(request) && (n = read(connection, request + used, size - 1 - used)) > 0) {
		used += (size_t)n;
		request[used] = 0;
	}
}

static void note(const char *request)
{
	pthread_mutex_lock(&lock);
	receiver.n_requests++;
	strcpy(receiver.last, request);
	pthread_mutex_unlock(&lock);
}

static void reply(int connection, const char *request)
{
	for (size_t i = 0; i < ARRAY_SIZE(answers); i++)
		if (!strncmp(request + strlen("POST "), answers[i].path, strlen(answers[i].path)))
			(void)!write(connection, answers[i].text, strlen(answers[i].text));
}

/* Who asks what has no answer waits until he goes himself. */
static void *serve_one(void *data)
{
	const int connection = (int)(intptr_t)data;
	char request[sizeof(receiver.last)], rest[64];

	read_request(connection, request, sizeof(request));
	note(request);
	reply(connection, request);
	while (read(connection, rest, sizeof(rest)) > 0)
		;
	close(connection);
	return NULL;
}

static void *serve(void *data)
{
	int connection;

	(void)data;
	while ((connection = accept(receiver.socket, NULL, NULL)) >= 0) {
		pthread_t thread;

		if (!pthread_create(&thread, NULL, serve_one, (void *)(intptr_t)connection))
			pthread_detach(thread);
	}
	return NULL;
}

static pthread_t thread;

static void must(bool is_right)
{
	if (!is_right)
		abort();
}

struct receiver *receiver_start(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);

	receiver = (struct receiver){ .socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) };
	must(!bind(receiver.socket, (struct sockaddr *)&address, size));
	must(!listen(receiver.socket, 20));
	must(!getsockname(receiver.socket, (struct sockaddr *)&address, &size));
	receiver.port = ntohs(address.sin_port);
	must(!pthread_create(&thread, NULL, serve, NULL));
	return &receiver;
}

void receiver_stop(struct receiver **running)
{
	shutdown((*running)->socket, SHUT_RDWR);
	pthread_join(thread, NULL);
	close((*running)->socket);
}
