/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the server shows of itself by TLS, and how that changes while connections are there.
 *
 * libmicrohttpd reads a certificate when it starts and never again. But each of its connections has
 * a session of GnuTLS by the time that we are told of it, before the handshake, and that takes any
 * credentials. So each connection gets those that are the newest at that moment, and keeps them
 * until it ends; no socket is closed and no thread is stopped for a reload. (Another daemon at the
 * same listening socket would do as well, but bring its threads and limits twice. A callback for
 * certificates is told of no connection that it could keep a key for.)
 */
#ifndef SUTURE_HTTP_TLS_H
#define SUTURE_HTTP_TLS_H

#include <gnutls/gnutls.h>

#include "base/error.h"

struct tls;

/* A certificate with its key, counted. */
struct identity;

/* ERROR_USAGE: the files have no such things, or they do not belong together. */
struct error *tls_open(const char *certificate, const char *key, struct tls **tls)
	__attribute__((nonnull, warn_unused_result));
/* Read the files anew; nothing changes if that fails. */
struct error *tls_reload(struct tls *tls) __attribute__((nonnull, warn_unused_result));
void tls_close(struct tls *tls);
DEFINE_CLEANUP(struct tls *, tls_close);

/* Let a session show what is the newest; it is to be kept until after the session's end. */
struct identity *tls_show(struct tls *tls, gnutls_session_t session)
	__attribute__((nonnull, warn_unused_result));
void identity_put(struct identity *identity);
DEFINE_CLEANUP(struct identity *, identity_put);

#endif
