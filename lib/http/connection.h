/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The connections that are open, and how long each one may take.
 *
 * libmicrohttpd's own timeout starts anew with every byte: it ends who is silent, or takes nothing
 * of an answer, but one byte a second keeps a connection for ever. So each one has a moment, too,
 * at which it is cut off, and that no byte moves: patience from its start, or from the last answer,
 * to a request's first line, less for the first one behind a handshake of TLS; patience from there
 * to its last byte; and for the answer patience and a second more for each TRICKLE bytes. A reaper
 * looks at all of them and shuts the sockets down; libmicrohttpd sees their end and cleans up.
 * While a handler runs there is no such moment.
 */
#ifndef SUTURE_HTTP_CONNECTION_H
#define SUTURE_HTTP_CONNECTION_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include "http/address.h"
#include "http/limit.h"
#include "http/tls.h"

#define CONNECTION_TRICKLE 1024 /* bytes a second */

struct connection {
	LIST_ENTRY(connection) others;
	int socket;		/* libmicrohttpd's, which closes it after connections_remove() */
	struct address peer;
	struct limit_place *place;	/* NULL: a proxy's, and none of one stranger */
	struct identity *identity;	/* NULL: no TLS */
	unsigned int refusal;	/* 0, 503 or 429: it came when there were too many */
	uint64_t deadline;	/* nanoseconds of the monotonic clock; 0: none */
	bool is_idle;		/* before its first request, or between two */
};

struct connections {
	pthread_mutex_t mutex;	/* of all that is in the list, and of the list */
	pthread_cond_t changed;
	pthread_t reaper;
	LIST_HEAD(, connection) all;
	unsigned int number;
	unsigned int patience;	/* seconds */
	unsigned int handshake; /* the same, until the first line of one that speaks TLS */
	bool is_watched, drains, ends;
};

uint64_t monotonic_now(void);

void connections_init(struct connections *connections, unsigned int patience,
		      unsigned int handshake)
	__attribute__((nonnull));
/* Let the reaper begin. */
struct error *connections_watch(struct connections *connections)
	__attribute__((nonnull, warn_unused_result));
/* No connection is left. */
void connections_deinit(struct connections *connections) __attribute__((nonnull));

/* How many there are with this one. Its memory is the caller's. */
unsigned int connections_add(struct connections *connections, struct connection *connection)
	__attribute__((nonnull));
void connections_remove(struct connections *connections, struct connection *connection)
	__attribute__((nonnull));
unsigned int connections_count(struct connections *connections) __attribute__((nonnull));

/* The four moments of a request. */
void connection_asks(struct connections *connections, struct connection *connection)
	__attribute__((nonnull));
void connection_waits(struct connections *connections, struct connection *connection)
	__attribute__((nonnull));
void connection_answers(struct connections *connections, struct connection *connection,
			uint64_t size) __attribute__((nonnull));
void connection_rests(struct connections *connections, struct connection *connection)
	__attribute__((nonnull));

/* Idle connections end now, others after their answer; whether all did within so many seconds. */
bool connections_drain(struct connections *connections, unsigned int seconds)
	__attribute__((nonnull));
bool connections_drains(struct connections *connections) __attribute__((nonnull));

#endif
