/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "billing/asked.h"

#include <errno.h>

#include "base/date.h"
#include "base/json.h"
#include "base/memory.h"

static struct error *malformed(const char *name, const char *what)
{
	return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED, "'%s' is no %s", name, what);
}

/* ---- bodies ---- */

static bool is_one_of(const char *name, const char *const *names)
{
	for (; *names; names++)
		if (!strcmp(*names, name))
			return true;
	return false;
}

static struct error *check_names(json_t *object, const char *const *names)
{
	const char *name;
	json_t *value;

	json_object_foreach (object, name, value)
		if (!is_one_of(name, names))
			return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED,
					    "there is no member '%s'", name);
	return NULL;
}

struct error *asked_body(const struct call *call, const char *const *names, json_t **body)
{
	size_t size;
	const char *text = http_body(call->request, &size);
	_cleanup_json_ json_t *object = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);

	if (!json_is_object(object))
		return malformed("body", "JSON object");
	try(check_names(object, names));
	*body = take(object);
	return NULL;
}

struct error *asked_text(const json_t *object, const char *name, const char **text)
{
	const json_t *value = json_object_get(object, name);

	if (!value || json_is_null(value))
		return NULL;
	if (!json_is_string(value))
		return malformed(name, "text");
	*text = json_string_value(value);
	return NULL;
}

struct error *asked_number(const json_t *object, const char *name, int64_t *number)
{
	const json_t *value = json_object_get(object, name);

	if (!value || json_is_null(value))
		return NULL;
	if (!json_is_integer(value))
		return malformed(name, "number");
	*number = json_integer_value(value);
	return NULL;
}

struct error *asked_date(const json_t *object, const char *name, int64_t *seconds)
{
	const json_t *value = json_object_get(object, name);

	if (!value || json_is_null(value))
		return NULL;
	return date_read(json_string_value(value), seconds) ? NULL : malformed(name, "date");
}

/* ---- queries ---- */

struct error *asked_query_number(const struct call *call, const char *name, int64_t *number)
{
	const char *text = http_query(call->request, name);
	char *end;
	long long value;

	if (!text)
		return NULL;
	errno = 0;
	value = strtoll(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || errno)
		return malformed(name, "number");
	*number = value;
	return NULL;
}

struct error *asked_account(const struct call *call, int64_t *account)
{
	int64_t asked = call->actor->account;

	try(asked_query_number(call, "account", &asked));
	if (call->actor->account && asked != call->actor->account)
		return error_refuse(SUTURE_REFUSAL_NOT_THERE, "there is no such account");
	*account = asked;
	return NULL;
}

struct error *asked_month(const char *text, struct month *month)
{
	return month_read(text, month) ? NULL : malformed(text, "month");
}

struct error *asked_by_vendor(const struct call *call)
{
	if (!call->actor->account)
		return NULL;
	return error_refuse(SUTURE_REFUSAL_ROLE_LACKING, "a key of all accounts is needed");
}
