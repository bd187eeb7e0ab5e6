/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/frame.h"

#include <errno.h>

#include "base/memory.h"
#include "console/say.h"
#include "fleet/list.h"
#include "service/session.h"

/* ---- what was asked ---- */

static const char *unless_empty(const char *value)
{
	return value && *value ? value : NULL;
}

const char *asked(const struct call *call, const char *name)
{
	return unless_empty(http_query(call->request, name));
}

const char *filled(const struct call *call, const char *name)
{
	return unless_empty(http_field(call->request, name));
}

/* Of at most fifteen digits, so that whatever is multiplied of it is a number still. */
static struct error *read_number(const char *name, const char *text, int64_t *number)
{
	const size_t length = text ? strlen(text) : 0;

	if (!text) {
		*number = 0;
		return NULL;
	}
	if (length > 15 || strspn(text, "0123456789") != length)
		return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED, "'%s' is to be a number",
				    name);
	*number = strtoll(text, NULL, 10);
	return NULL;
}

struct error *asked_number(const struct call *call, const char *name, int64_t *number)
{
	return read_number(name, asked(call, name), number);
}

struct error *filled_number(const struct call *call, const char *name, int64_t *number)
{
	return read_number(name, filled(call, name), number);
}

struct error *must_fill(const struct call *call, const char *name, const char **value)
{
	const char *found = filled(call, name);

	if (!found)
		return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED, "'%s' is missing", name);
	*value = found;
	return NULL;
}

struct error *filled_account(const struct call *call, int64_t *account)
{
	int64_t wanted;

	try(filled_number(call, "account", &wanted));
	return list_scope(call->actor, wanted, account);
}

struct error *must_fill_account(const struct call *call, int64_t *account)
{
	int64_t filled;

	try(filled_account(call, &filled));
	if (!filled)
		return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED, "'account' is missing");
	*account = filled;
	return NULL;
}

int64_t silent_before(const struct call *call)
{
	return call->now - service_options(call->service)->inactive_after;
}

/* ---- the page ---- */

struct error *frame_init(struct frame *frame, const struct call *call, const char *title,
			 const char *place)
{
	session_token(call->request, frame->token);
	frame->page = (struct page){
		.title = title,
		.service = service_options(call->service)->name,
		.place = place,
		.actor = call->actor,
		.csrf = *frame->token ? frame->token : NULL,
		.notice = asked(call, "notice"),
		.now = call->now,
	};
	try(asked_number(call, "account", &frame->page.account));
	if (!call->actor->account)
		try(list_accounts(call->db, call->actor, &frame->accounts));
	frame->page.accounts = json_object_get(frame->accounts, "items");
	return NULL;
}

void frame_begin(struct frame *frame)
{
	page_begin(&frame->html, &frame->page);
}

void frame_say(struct frame *frame, struct http_response *response)
{
	page_end(&frame->html);
	say_page(response, 200, &frame->html);
}

void frame_deinit(struct frame *frame)
{
	html_deinit(&frame->html);
	json_decref(frame->accounts);
}
