/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/json.h"
#include "console/answer.h"
#include "console/frame.h"
#include "console/show.h"
#include "console/value.h"
#include "fleet/subscription.h"
#include "fleet/usage.h"

#define MONTHS 12

/* The name of the one account that is looked at; NULL: there are several, or it is the actor's. */
static const char *find_account(const struct page *page)
{
	const json_t *account;
	size_t i;

	json_array_foreach (page->accounts, i, account)
		if (value_number(account, "id") == page->account ||
		    json_array_size(page->accounts) == 1)
			return value_text(account, "name");
	return NULL;
}

/* This month, and those before it: each ends where the next begins. */
static json_t *list_months(const struct call *call, const char *account)
{
	json_t *months = json_array();
	int64_t at = call->now;

	for (int i = 0; i < MONTHS; i++) {
		struct month month;

		month_of(at, &month);
		json_array_append_new(
			months, json_pack("{s:s, s:s?}", "month", month.text, "account", account));
		at = month.begins - 1;
	}
	return months;
}

struct error *look_subscription(const struct call *call, struct http_response *response)
{
	_cleanup_frame_ struct frame frame = {};
	_cleanup_json_ json_t *plans = NULL;
	_cleanup_json_ json_t *usage = NULL;
	_cleanup_json_ json_t *subscription = json_object();
	const char *account;
	struct month month;

	try(frame_init(&frame, call, "Subscription", "/subscription"));
	month_of(call->now, &month);
	try(subscription_list(call->db, call->actor, frame.page.account, call->now, &plans));
	try(usage_list(call->db, call->actor, frame.page.account, &month, call->now,
		       &(struct lists_page){ .limit = 1 }, &usage));
	account = find_account(&frame.page);
	json_object_set(subscription, "plans", plans);
	json_object_set(subscription, "usage", usage);
	if (account || call->actor->account)
		json_object_set_new(subscription, "months", list_months(call, account));
	frame_begin(&frame);
	show_subscription(&frame.html, &frame.page, subscription);
	frame_say(&frame, response);
	return NULL;
}
