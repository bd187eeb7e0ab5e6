/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One connection to a service, which posts one thing after another. No TLS. */
#ifndef SUTURE_TESTS_CLIENT_H
#define SUTURE_TESTS_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

struct client {
	const char *host, *port; /* the caller's */
	int fd;			 /* -1: not connected */
	char answer[128 * 1024];
	char *body; /* of the answer; ends with a NUL */
};

/* URL as "http://HOST:PORT/"; it is taken apart in place. false: it is none. */
bool client_parse(char *url, const char **host, const char **port) __attribute__((nonnull));
/* The status, or 0 if there was no whole answer; the connection is over then. */
int client_post(struct client *client, const char *path, const char *text)
	__attribute__((nonnull));

#endif
