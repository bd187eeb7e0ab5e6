/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "http/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>

#include "base/memory.h"
#include "http/address.h"

#define SYSTEMD_FD 3 /* the first that systemd hands over */

/* ---- the address ---- */

static bool parse_port(const char *text, in_port_t *port)
{
	char *end;
	unsigned long number;

	if (*text < '0' || *text > '9')
		return false;
	number = strtoul(text, &end, 10);
	*port = htons((uint16_t)number);
	return !*end && end - text <= 5 && number <= 65535;
}

static bool parse_host(const char *text, struct sockaddr_storage *address, socklen_t *size)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)address;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)address;
	const size_t length = strlen(text);
	char host[ADDRESS_TEXT_SIZE];

	if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
		v4->sin_family = AF_INET;
		*size = sizeof(*v4);
		return true;
	}
	if (*text != '[' || length < 2 || length >= sizeof(host) || text[length - 1] != ']')
		return false;
	memcpy(host, text + 1, length - 2);
	host[length - 2] = 0;
	v6->sin6_family = AF_INET6;
	*size = sizeof(*v6);
	return inet_pton(AF_INET6, host, &v6->sin6_addr) == 1;
}

struct error *listen_parse(const char *text, struct sockaddr_storage *address, socklen_t *size)
{
	const char *colon = strrchr(text, ':');
	_cleanup_free_ char *host = xstrndup(text, colon ? (size_t)(colon - text) : 0);
	struct sockaddr_storage parsed = {};
	socklen_t parsed_size;
	in_port_t port;

	if (!colon || !parse_host(host, &parsed, &parsed_size) || !parse_port(colon + 1, &port))
		return error_new(ERROR_USAGE, "'%s' is no ADDRESS:PORT to listen at", text);
	/* Both kinds have it at the same place. */
	((struct sockaddr_in *)&parsed)->sin_port = port;
	*address = parsed;
	*size = parsed_size;
	return NULL;
}

/* ---- the socket ---- */

bool listen_is_of_systemd(const char *text)
{
	return !strcmp(text, "systemd");
}

static struct error *take_from_systemd(int *fd)
{
	const char *process = getenv("LISTEN_PID"), *number = getenv("LISTEN_FDS");

	if (!process || strtol(process, NULL, 10) != getpid() || !number || strcmp(number, "1"))
		return error_new(ERROR_USAGE,
				 "systemd has not handed over one socket to listen at");
	if (fcntl(SYSTEMD_FD, F_SETFD, FD_CLOEXEC) < 0)
		return error_errno("systemd's socket");
	*fd = SYSTEMD_FD;
	return NULL;
}

struct error *listen_open(const char *text, int *fd)
{
	struct sockaddr_storage address;
	socklen_t size;
	const int yes = 1, no = 0;

	if (listen_is_of_systemd(text))
		return take_from_systemd(fd);
	try(listen_parse(text, &address, &size));
	_cleanup_close_ int opened = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (opened < 0)
		return error_errno("cannot make a socket for %s", text);
	setsockopt(opened, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (address.ss_family == AF_INET6)
		setsockopt(opened, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof(no));
	if (bind(opened, (struct sockaddr *)&address, size) < 0 || listen(opened, SOMAXCONN) < 0)
		return error_errno("cannot listen at %s", text);
	*fd = take_fd(&opened);
	return NULL;
}

char *listen_name(int fd)
{
	struct sockaddr_storage address = {};
	socklen_t size = sizeof(address);
	char text[INET6_ADDRSTRLEN] = "";

	getsockname(fd, (struct sockaddr *)&address, &size);
	if (address.ss_family == AF_INET6) {
		const struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&address;

		inet_ntop(AF_INET6, &v6->sin6_addr, text, sizeof(text));
		return xasprintf("[%s]:%u", text, ntohs(v6->sin6_port));
	}
	inet_ntop(AF_INET, &((struct sockaddr_in *)&address)->sin_addr, text, sizeof(text));
	return xasprintf("%s:%u", text, ntohs(((struct sockaddr_in *)&address)->sin_port));
}
