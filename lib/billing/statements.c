/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "billing/answers.h"

#include "api/ask.h"
#include "base/json.h"
#include "base/memory.h"
#include "fleet/statement.h"
#include "fleet/usage.h"

/* ---- usage ---- */

/* Without a month: this one. */
static struct error *read_month(const struct call *call, struct month *month)
{
	const char *text = http_query(call->request, "month");

	if (!text)
		month_of(call->now, month);
	else if (!month_read(text, month))
		return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED, "'month' is as 2026-11");
	return NULL;
}

struct error *usage_show(const struct call *call, struct http_response *response)
{
	struct lists_page page;
	struct month month;
	int64_t account;
	json_t *list;

	try(ask_account(call, &account));
	try(ask_page(call, &page));
	try(read_month(call, &month));
	try(usage_list(call->db, call->actor, account, &month, call->now, &page, &list));
	ask_answer(response, list);
	return NULL;
}

/* ---- a statement ---- */

struct keeping {
	const struct call *call;
	int64_t account;
	struct month month;
	json_t *statement;
};

/* It may have been done already, in a transaction that came to nothing. */
static struct error *keep(struct db *db, void *data)
{
	struct keeping *keeping = data;

	json_decref(take(keeping->statement));
	return statement_keep(db, keeping->account, &keeping->month, keeping->call->now,
			      &keeping->statement);
}

static void keeping_deinit(struct keeping *keeping)
{
	json_decref(keeping->statement);
}

static struct error *find(struct keeping *keeping)
{
	const struct call *call = keeping->call;
	bool is_due;

	try(statement_make(call->db, keeping->account, &keeping->month, call->now,
			   &keeping->statement, &is_due));
	return is_due ? service_change(call->service, keep, keeping) : NULL;
}

/* ---- its forms ---- */

static char *to_json(const json_t *statement)
{
	return json_text(statement);
}

static const struct form {
	const char *suffix;
	const char *type;
	char *(*write)(const json_t *statement);
	bool is_saved; /* by a browser, rather than shown */
} forms[] = {
	{ ".json", "application/json", to_json, false },
	{ ".csv", "text/csv; charset=utf-8; header=present", statement_to_csv, true },
	{ ".html", "text/html; charset=utf-8", statement_to_html, false },
};

static const struct form *find_form(const char *suffix)
{
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++)
		if (!strcmp(forms[i].suffix, suffix))
			return &forms[i];
	return NULL;
}

/* "2026-11.csv" */
static struct error *read_file(const char *file, struct month *month, const struct form **form)
{
	_cleanup_free_ char *name = xstrndup(file, strcspn(file, "."));

	*form = find_form(file + strlen(name));
	if (*form && month_read(name, month))
		return NULL;
	return error_refuse(SUTURE_REFUSAL_NOT_THERE, "there is no statement '%s'", file);
}

static void say(const struct keeping *keeping, const struct form *form,
		struct http_response *response)
{
	_cleanup_free_ char *text = form->write(keeping->statement);
	_cleanup_free_ char *disposition = xasprintf("attachment; filename=\"statement-%s%s\"",
						     keeping->month.text, form->suffix);

	http_say(response, 200, form->type, text, strlen(text));
	if (form->is_saved)
		http_set(response, "Content-Disposition", disposition);
	http_set(response, "Content-Security-Policy",
		 "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none';"
		 " frame-ancestors 'none'");
}

struct error *statements_show(const struct call *call, struct http_response *response)
{
	_cleanup_(keeping_deinit)
	struct keeping keeping = { .call = call };
	const struct form *form;

	try(read_file(http_part(call->request, "file"), &keeping.month, &form));
	try(ask_one_account(call, &keeping.account));
	try(find(&keeping));
	say(&keeping, form, response);
	return NULL;
}
