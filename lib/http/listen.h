/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The socket at which a server listens. */
#ifndef SUTURE_HTTP_LISTEN_H
#define SUTURE_HTTP_LISTEN_H

#include <stdbool.h>
#include <sys/socket.h>

#include "base/error.h"

/* "ADDRESS:PORT", an address of IPv6 in brackets. ERROR_USAGE: it is not of this form. */
struct error *listen_parse(const char *text, struct sockaddr_storage *address, socklen_t *size)
	__attribute__((nonnull, warn_unused_result));
/*
 * Listen there; with "systemd", at the one socket that systemd has opened (sd_listen_fds(3)). [::]
 * is any address of IPv4 as well.
 */
bool listen_is_of_systemd(const char *text) __attribute__((nonnull));
struct error *listen_open(const char *text, int *fd) __attribute__((nonnull, warn_unused_result));
/* "127.0.0.1:41234": where a socket listens; the caller's. */
char *listen_name(int fd) __attribute__((warn_unused_result));

#endif
