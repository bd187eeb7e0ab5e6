/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What billing.h has endpoints for; each is one endpoint's answer. */
#ifndef SUTURE_BILLING_ANSWERS_H
#define SUTURE_BILLING_ANSWERS_H

#include "service/service.h"

/* ROLE_LACKING: the actor is of one account. */
struct error *billing_check_vendor(const struct call *call)
	__attribute__((nonnull, warn_unused_result));

#define BILLING_ANSWER(name)                                                                \
	struct error *name(const struct call *call, struct http_response *response)         \
		__attribute__((nonnull, warn_unused_result))

BILLING_ANSWER(plans_show);
BILLING_ANSWER(plans_add);
BILLING_ANSWER(subscriptions_show);
BILLING_ANSWER(subscriptions_add);
BILLING_ANSWER(subscriptions_end);
BILLING_ANSWER(usage_show);
BILLING_ANSWER(statements_show);

#endif
