/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "billing/billing.h"

#include "api/body.h"
#include "base/memory.h"
#include "billing/answers.h"
#include "service/answer.h"

struct error *billing_check_vendor(const struct call *call)
{
	if (!call->actor->account)
		return NULL;
	return error_refuse(SUTURE_REFUSAL_ROLE_LACKING, "a key of all accounts is needed");
}

static const struct endpoint endpoints[] = {
	{ HTTP_GET, "/api/1/plans", ROLE_READ, plans_show, BODY_MAX },
	{ HTTP_POST, "/api/1/plans", ROLE_APPROVER, plans_add, BODY_MAX },
	{ HTTP_GET, "/api/1/subscriptions", ROLE_READ, subscriptions_show, BODY_MAX },
	{ HTTP_POST, "/api/1/subscriptions", ROLE_APPROVER, subscriptions_add, BODY_MAX },
	{ HTTP_POST, "/api/1/subscriptions/{id}/end", ROLE_APPROVER, subscriptions_end, BODY_MAX },
	{ HTTP_GET, "/api/1/usage", ROLE_READ, usage_show, BODY_MAX },
	/* "2026-11.json", ".csv" and ".html" */
	{ HTTP_GET, "/api/1/statements/{file}", ROLE_READ, statements_show, BODY_MAX },
};

static void refuse(const struct http_request *request, unsigned int status,
		   const struct error *error, struct http_response *response)
{
	(void)request;
	answer_error(response, status, error);
}

const struct family billing_family = { endpoints, ARRAY_SIZE(endpoints), refuse, "/api/1/" };
