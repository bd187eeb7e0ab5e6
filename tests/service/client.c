/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "client.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/memory.h"

bool client_parse(char *url, const char **host, const char **port)
{
	static const char scheme[] = "http://";
	char *colon;

	if (strncmp(url, scheme, strlen(scheme)))
		return false;
	*host = url + strlen(scheme);
	colon = strchr(*host, ':');
	if (!colon)
		return false;
	*colon = 0;
	*port = colon + 1;
	colon[1 + strspn(colon + 1, "0123456789")] = 0;
	return true;
}

static bool call(struct client *client)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *address;
	const int yes = 1;

	if (client->fd >= 0)
		return true;
	if (getaddrinfo(client->host, client->port, &hints, &address))
		return false;
	client->fd = socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC, 0);
	if (connect(client->fd, address->ai_addr, address->ai_addrlen)) {
		close(client->fd);
		client->fd = -1;
	}
	freeaddrinfo(address);
	if (client->fd >= 0)
		setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	return client->fd >= 0;
}

static bool send_all(int fd, const char *data, size_t size)
{
	while (size) {
		const ssize_t sent = send(fd, data, size, MSG_NOSIGNAL);

		if (sent <= 0)
			return false;
		data += sent;
		size -= (size_t)sent;
	}
	return true;
}

/* Is all of it there that it announces? */
static bool is_whole(struct client *client, size_t size)
{
	const char *length;
	char *end;

	client->answer[size] = 0;
	end = strstr(client->answer, "\r\n\r\n");
	length = strstr(client->answer, "Content-Length: ");
	if (!end || !length || length > end)
		return false;
	client->body = end + 4;
	return strtoul(length + 16, NULL, 10) <= (size_t)(client->answer + size - client->body);
}

static bool receive(struct client *client)
{
	size_t size = 0;

	while (size < sizeof(client->answer) - 1) {
		const ssize_t got = recv(client->fd, client->answer + size,
					 sizeof(client->answer) - 1 - size, 0);

		if (got <= 0)
			return false;
		size += (size_t)got;
		if (is_whole(client, size))
			return true;
	}
	return false;
}

static bool exchange(struct client *client, const char *path, const char *text)
{
	_cleanup_free_ char *request =
		xasprintf("POST %s HTTP/1.1\r\nHost: %s:%s\r\nContent-Type: text/plain\r\n"
			  "Content-Length: %zu\r\n\r\n%s",
			  path, client->host, client->port, strlen(text), text);

	return call(client) && send_all(client->fd, request, strlen(request)) && receive(client);
}

int client_post(struct client *client, const char *path, const char *text)
{
	if (exchange(client, path, text)) {
		const int status = atoi(client->answer + strlen("HTTP/1.1 "));

		if (strstr(client->answer, "Connection: close")) {
			close(client->fd);
			client->fd = -1;
		}
		return status;
	}
	if (client->fd >= 0)
		close(client->fd);
	client->fd = -1;
	return 0;
}
