/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "api/ask.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"

/* ---- whose ---- */

static struct error *find_account(const struct call *call, const char *name, int64_t *account)
{
	const int64_t own = call->actor->account;
	int64_t id;
	bool found;

	try(view_integer(call->db, "SELECT id FROM account WHERE name = $1 AND ($2 = 0 OR id = $2)",
			 DB_VALUES(db_text(name), db_integer(own)), &found, &id));
	if (!found)
		return error_refuse(SUTURE_REFUSAL_NOT_THERE, "there is no account '%s'", name);
	*account = id;
	return NULL;
}

struct error *ask_account(const struct call *call, int64_t *account)
{
	const char *name = http_query(call->request, "account");

	if (name)
		return find_account(call, name, account);
	*account = call->actor->account;
	return NULL;
}

struct error *ask_one_account(const struct call *call, int64_t *account)
{
	int64_t asked, only;
	bool found;

	try(ask_account(call, &asked));
	if (!asked) {
		try(view_integer(call->db, "SELECT min(id) FROM account HAVING count(*) = 1",
				 DB_NO_VALUES, &found, &only));
		if (!found)
			return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED,
					    "'account' has to be named in the query");
		asked = only;
	}
	*account = asked;
	return NULL;
}

/* ---- numbers ---- */

/* Digits and nothing else, nine at most. */
static bool read_number(const char *text, int64_t *number)
{
	const size_t length = strspn(text, "0123456789");

	if (!length || length > 9 || text[length])
		return false;
	*number = strtoll(text, NULL, 10);
	return true;
}

static struct error *read_query(const struct call *call, const char *name, int64_t *number)
{
	const char *text = http_query(call->request, name);

	if (!text || read_number(text, number))
		return NULL;
	return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED, "'%s' is no number", name);
}

struct error *ask_page(const struct call *call, struct lists_page *page)
{
	struct lists_page asked = { .after = http_query(call->request, "after") };

	try(read_query(call, "offset", &asked.offset));
	try(read_query(call, "limit", &asked.limit));
	*page = asked;
	return NULL;
}

struct error *ask_id(const struct call *call, const char *part, int64_t *id)
{
	const char *text = http_part(call->request, part);

	if (read_number(text, id))
		return NULL;
	return error_refuse(SUTURE_REFUSAL_NOT_THERE, "'%s' is no number", text);
}

int64_t ask_active_since(const struct call *call)
{
	return call->now - service_options(call->service)->inactive_after;
}

/* ---- answers ---- */

void ask_answer(struct http_response *response, json_t *value)
{
	_cleanup_json_ json_t *taken = value;

	answer_json(response, 200, taken);
}

void ask_answer_done(struct http_response *response)
{
	ask_answer(response, json_pack("{s:b}", "done", 1));
}
