/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is asked for, in a query or a body: all refuse with REQUEST_MALFORMED, and set nothing then. */
#ifndef SUTURE_BILLING_ASKED_H
#define SUTURE_BILLING_ASKED_H

#include "fleet/month.h"
#include "service/service.h"

/* A new object, with members of these names alone, up to a NULL. */
struct error *asked_body(const struct call *call, const char *const *names, json_t **body)
	__attribute__((nonnull, warn_unused_result));
/* What a member is that is not there or null, the variable holds already. */
struct error *asked_text(const json_t *object, const char *name, const char **text)
	__attribute__((nonnull, warn_unused_result));
struct error *asked_number(const json_t *object, const char *name, int64_t *number)
	__attribute__((nonnull, warn_unused_result));
struct error *asked_date(const json_t *object, const char *name, int64_t *seconds)
	__attribute__((nonnull, warn_unused_result));

/* A number of 0 or more in the query; what is not there is as the variable. */
struct error *asked_query_number(const struct call *call, const char *name, int64_t *number)
	__attribute__((nonnull, warn_unused_result));
/* The account of the query, or the actor's own. 0: all of them. NOT_THERE for somebody else's. */
struct error *asked_account(const struct call *call, int64_t *account)
	__attribute__((nonnull, warn_unused_result));
struct error *asked_month(const char *text, struct month *month)
	__attribute__((nonnull, warn_unused_result));
/* ROLE_LACKING: the actor is of one account. */
struct error *asked_by_vendor(const struct call *call)
	__attribute__((nonnull, warn_unused_result));

#endif
