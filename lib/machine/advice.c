/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/advice.h"

#include <string.h>

#include "base/date.h"
#include "base/file.h"
#include "base/form.h"
#include "base/memory.h"
#include "client/sysroot.h"

#define FORMAT	   1
#define TEXT_MAX   1000 /* bytes; of a group's name and of what people are told */
#define REASON_MAX 32
#define SHOWN_MAX  800 /* of a text, so that it has room in a report */

static const char *const authorizations[] = {
	[AUTHORIZATION_PENDING] = "pending",
	[AUTHORIZATION_DENIED] = "denied",
	[AUTHORIZATION_ALLOWED] = "allowed",
};

const char *authorization_name(enum authorization authorization)
{
	return authorizations[authorization];
}

static struct error *malformed(const char *what)
{
	return error_refuse(SUTURE_REFUSAL_ADVICE_MALFORMED, "the advice %s", what);
}

/* ---- values ---- */

/* For people, so that no terminal is steered by it. */
static bool is_text(const char *text)
{
	return text && strlen(text) <= TEXT_MAX && is_printable(text);
}

/* A word; a later service may have others than this machine has heard of. */
static bool is_reason(const char *text)
{
	return text && *text && strlen(text) <= REASON_MAX &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyz-") == strlen(text);
}

static bool read_authorization(const char *text, enum authorization *authorization)
{
	for (size_t i = 0; text && i < ARRAY_SIZE(authorizations); i++) {
		if (strcmp(authorizations[i], text))
			continue;
		*authorization = (enum authorization)i;
		return true;
	}
	return false;
}

static int64_t within(int64_t value, int64_t min, int64_t max)
{
	return value < min ? min : value > max ? max : value;
}

/* ---- what is held ---- */

/* "ring: 10 % go first"; NULL: it is not of the form. The caller's. */
static char *read_why(const json_t *object)
{
	const char *reason = json_string_value(json_object_get(object, "reason"));
	const char *text = json_string_value(json_object_get(object, "text"));

	_cleanup_free_ char *shown = NULL;

	if (!is_reason(reason) || !is_text(text))
		return NULL;
	shown = as_line(text, SHOWN_MAX);
	return xasprintf("%s: %s", reason, shown);
}

static struct error *read_hold(const json_t *object, struct plan_advice *plan)
{
	const char *id = json_string_value(json_object_get(object, "id"));
	char *why = read_why(object);

	if (!id || !is_update_id(id) || !why) {
		free(why);
		return malformed("lacks an id, a reason or a text of what it holds");
	}
	*array_append(plan->holds, plan->n_holds) = (struct plan_hold){ xstrdup(id), why };
	return NULL;
}

static struct error *read_holds(const json_t *array, struct plan_advice *plan)
{
	json_t *object;
	size_t i;

	if (!json_is_array(array))
		return malformed("has no list of what it holds");
	json_array_foreach (array, i, object)
		try(read_hold(object, plan));
	return NULL;
}

static struct error *read_others(const json_t *object, struct plan_advice *plan)
{
	if (json_is_null(object))
		return NULL;
	plan->others = read_why(object);
	return plan->others ? NULL : malformed("does not say why it holds all others");
}

static struct error *read_released(const json_t *array, struct plan_advice *plan)
{
	if (!json_read_strings(array, &plan->released))
		return malformed("has no list of what it releases");
	for (size_t i = 0; i < plan->released.n_items; i++)
		if (!is_update_id(plan->released.items[i]))
			return malformed("releases what is no id");
	return NULL;
}

/* ---- the whole ---- */

static struct error *read_identity(const json_t *root, struct advice *advice)
{
	const char *machine = json_string_value(json_object_get(root, "machine"));
	const char *group = json_string_value(json_object_get(root, "group"));
	const json_t *renew = json_object_get(root, "renew");

	if (!is_text(machine))
		return malformed("does not say of which machine it is");
	if (!read_authorization(json_string_value(json_object_get(root, "authorization")),
				&advice->authorization))
		return malformed("has no authorization that is known");
	if (!is_text(group) || !json_is_boolean(renew))
		return malformed("has no group, or no word on a new identity");
	advice->machine = xstrdup(machine);
	advice->group = xstrdup(group);
	advice->renew = json_is_true(renew);
	return NULL;
}

static struct error *read_times(const json_t *root, struct advice *advice)
{
	const json_t *next = json_object_get(root, "next");
	const char *date = json_string_value(json_object_get(root, "good_until"));

	if (!json_is_integer(next) || !date_read(date, &advice->good_until))
		return malformed("does not say when to report next, or until when it is good");
	advice->next = within(json_integer_value(next), ADVICE_NEXT_MIN, ADVICE_NEXT_MAX);
	return NULL;
}

static struct error *read_all(const json_t *root, struct advice *advice)
{
	try(read_identity(root, advice));
	try(read_times(root, advice));
	try(read_holds(json_object_get(root, "hold"), &advice->plan));
	try(read_others(json_object_get(root, "hold_others"), &advice->plan));
	return read_released(json_object_get(root, "release"), &advice->plan);
}

static struct error *parse(const void *text, size_t size, struct advice *advice)
{
	_cleanup_json_ json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);

	if (json_integer_value(json_object_get(root, "format")) != FORMAT)
		return malformed("is no JSON, or of another format");
	return read_all(root, advice);
}

struct error *advice_parse(const void *text, size_t size, const char *machine, int64_t now,
			   struct advice *advice)
{
	_cleanup_advice_ struct advice read = {};

	if (size > ADVICE_MAX)
		return malformed("is too long");
	try(parse(text, size, &read));
	if (strcmp(read.machine, machine))
		return malformed("is of another machine");
	if (read.good_until > now + ADVICE_LIFE_MAX)
		read.good_until = now + ADVICE_LIFE_MAX;
	*advice = read;
	read = (struct advice){};
	return NULL;
}

const struct plan_advice *advice_in_force(const struct advice *advice, int64_t now)
{
	return advice->machine && now <= advice->good_until ? &advice->plan : NULL;
}

void advice_deinit(struct advice *advice)
{
	struct plan_advice *plan = &advice->plan;

	for (size_t i = 0; i < plan->n_holds; i++) {
		free(plan->holds[i].id);
		free(plan->holds[i].text);
	}
	free(plan->holds);
	free(plan->others);
	string_list_deinit(&plan->released);
	free(advice->machine);
	free(advice->group);
	*advice = (struct advice){};
}

/* ---- the file ---- */

/* A reason and a text as they came; see read_why(). */
static json_t *why_to_json(const char *why)
{
	const size_t reason = strcspn(why, ":");

	return json_pack("{s:s%, s:s}", "reason", why, reason, "text", why + reason + 2);
}

static json_t *holds_to_json(const struct plan_advice *plan)
{
	json_t *array = json_array();

	for (size_t i = 0; i < plan->n_holds; i++) {
		json_t *object = why_to_json(plan->holds[i].text);

		json_object_set_new(object, "id", json_string(plan->holds[i].id));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *to_json(const struct advice *advice)
{
	const struct plan_advice *plan = &advice->plan;

	return json_pack("{s:i, s:s, s:s, s:b, s:s, s:I, s:o, s:o, s:o, s:o}", "format", FORMAT,
			 "machine", advice->machine, "authorization",
			 authorizations[advice->authorization], "renew", (int)advice->renew,
			 "group", advice->group, "next", (json_int_t)advice->next, "good_until",
			 date_to_json(advice->good_until), "hold", holds_to_json(plan),
			 "hold_others", plan->others ? why_to_json(plan->others) : json_null(),
			 "release", string_list_to_json(&plan->released));
}

struct error *advice_write(const struct advice *advice)
{
	_cleanup_free_ char *path = sysroot_path(ADVICE_FILE);
	_cleanup_json_ json_t *root = to_json(advice);
	_cleanup_free_ char *text = json_text(root);

	return file_write(path, text, strlen(text), 0644);
}

void advice_read(struct advice *advice)
{
	_cleanup_advice_ struct advice read = {};
	_cleanup_bytes_ struct bytes bytes = {};
	_cleanup_error_ struct error *error = sysroot_read(ADVICE_FILE, &bytes);

	if (!error)
		error = parse(bytes.data, bytes.size, &read);
	if (error)
		return;
	advice_deinit(advice);
	*advice = read;
	read = (struct advice){};
}
