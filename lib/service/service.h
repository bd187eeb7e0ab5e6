/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The service at work: a store, a writer, and those who ask.
 *
 * Whoever answers a request reads by the connection of its thread and changes something by the
 * writer's alone (fleet/writer.h).
 */
#ifndef SUTURE_SERVICE_H
#define SUTURE_SERVICE_H

#include <jansson.h>

#include "fleet/intake.h"
#include "fleet/writer.h"
#include "http/http.h"

struct service_options {
	const char *store;	/* the URL of the database */
	int64_t interval;	/* seconds between two reports of a machine */
	int64_t inactive_after; /* seconds without a report, after which a machine is inactive */
	const char *name;	/* of whoever runs it; the console's title */
};

struct service;

/* The schema is brought up to date. The options are copied. */
struct error *service_open(const struct service_options *options, struct service **service)
	__attribute__((nonnull, warn_unused_result));
/* No other thread may be at it any more: their connections are closed when they end. */
void service_close(struct service *service);

/* They live as long as the service, also if others come in their place. */
const struct service_options *service_options(const struct service *service)
	__attribute__((nonnull));
/* All but the store, which stays. One thread at a time. */
void service_set_options(struct service *service, const struct service_options *options)
	__attribute__((nonnull));
/* The connection of this thread, which only reads; the service's. */
struct error *service_db(struct service *service, struct db **db)
	__attribute__((nonnull, warn_unused_result));
/*
 * Change something, by the writer; returns when it is committed. work() is in a transaction that
 * others are in as well, and may be called again: it refuses before it has changed anything, or
 * changes it by change_make() or transaction_run(), which undo their part.
 */
struct error *service_change(struct service *service,
			     struct error *(*work)(struct db *db, void *data), void *data)
	__attribute__((nonnull(1, 2), warn_unused_result));
/* When it was opened: nobody could report before. */
int64_t service_since(const struct service *service) __attribute__((nonnull));
/* Which daemon this is, of those that share the database: random digits, new at each start. */
const char *service_owner(const struct service *service) __attribute__((nonnull));
/* Where letters are taken; for work() alone. */
struct intake_office *service_office(struct service *service) __attribute__((nonnull));
struct condition_cache *service_conditions(struct service *service) __attribute__((nonnull));
/* Seconds since 1970; SUTURE_NOW in the environment stands for it in tests. */
int64_t service_now(void);

/* One request, as whoever answers it has it. */
struct call {
	struct service *service;
	struct db *db; /* this thread's */
	const struct http_request *request;
	const struct actor *actor; /* ROLE_NOBODY for those that anybody may ask */
	int64_t now;
};

/*
 * What the service answers. Who asks is found out before (serve.h), and nobody else is let in.
 * An error is answered by the family's form, with the status that its refusal has (answer.h).
 */
struct endpoint {
	enum http_method method;
	const char *pattern;
	enum role role; /* the least that may ask; ROLE_NOBODY: anybody */
	struct error *(*answer)(const struct call *call, struct http_response *response);
	size_t body_max; /* 0: 64 KiB */
};

struct family {
	const struct endpoint *endpoints;
	size_t n_endpoints;
	/* What is refused, also by the server itself. status: 400 to 599; there always is an
	 * error, of which nobody is to be told more than answer_error() tells. */
	void (*refuse)(const struct http_request *request, unsigned int status,
		       const struct error *error, struct http_response *response);
	/* Of paths that are nobody's: "/api/" or "/". The first family of the longest one refuses
	 * them. */
	const char *prefix;
};

#endif
