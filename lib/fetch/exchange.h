/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One request to a fetcher and its answer, as who is not sure of the fetcher sees them.
 *
 * The fetcher talks to the network, so somebody else may have taken it over: it may say anything,
 * more than it may, or nothing. An error means that it is not to be talked to any more. An end
 * that tells of an error is none here; see end_error().
 *
 *	refusal			when
 *	DOWNLOAD_TOO_SLOW	it is silent for too long, trickles, or does not listen
 *
 * ERROR_INTERNAL: it ended, or said what it may not.
 */
#ifndef SUTURE_EXCHANGE_H
#define SUTURE_EXCHANGE_H

#include "fetch/frame.h"

struct exchange {
	int socket;
	unsigned int silence;	/* seconds: how long nothing may come */
	/* Accepts data as they come, size not 0; its error ends it all and is handed on. */
	struct error *(*accept)(void *context, const void *data, size_t size);
	void *context;
	const unsigned char *body; /* the request's posted bytes; NULL if there are none */
};

struct error *exchange_run(const struct exchange *exchange, const struct request_frame *request,
			   struct end_frame *end) __attribute__((nonnull, warn_unused_result));

#endif
