/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Families of endpoints as one application of lib/http: who asks, and whether they may.
 *
 *	Authorization: Bearer KEY	an API key
 *	X-Uptrack-Key: KEY		the same, as Uptrack's programs send it; their
 *					X-Uptrack-User does not count
 *	Cookie: suture-session=SECRET	a session (session.h); what is not GET must have its
 *					token in the header or the field "csrf"
 *
 * The first that is there counts alone, and what is wrong with it is never told: an unknown key,
 * one that has expired and one that was revoked have the same answer, 401. A key that is right and
 * may too little has 403.
 *
 * What is not GET and comes from another site's page has 403 as well, by the browser's word.
 *
 * What is behind a key is kept by no cache. What goes wrong on our side is logged, and told in
 * general terms.
 */
#ifndef SUTURE_SERVICE_SERVE_H
#define SUTURE_SERVICE_SERVE_H

#include "service/service.h"

struct serving;

/* The families live longer. Earlier endpoints come first where two have the same path. */
struct serving *serving_new(struct service *service, const struct family *const *families,
			    size_t n_families) __attribute__((nonnull, warn_unused_result));
/* Good until serving_free(); so it ends after the server. */
void serving_application(struct serving *serving, struct http_application *application)
	__attribute__((nonnull));
void serving_free(struct serving *serving);

#endif
