/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "request.h"

#include <stdlib.h>

#include "base/form.h"
#include "base/memory.h"
#include "base/string_list.h"

/* Members that are numbers; the service refuses those that are none. */
static const char *const numbers[] = { "at_once", "position", "promote_after", "failures_max",
				       "quota" };

static bool is_number(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		if (!strcmp(numbers[i], name))
			return true;
	return false;
}

static json_t *value_of(const char *name, const char *text)
{
	const size_t length = strlen(text);

	if (is_number(name) && length && length < 16 && strspn(text, "0123456789") == length)
		return json_integer(strtoll(text, NULL, 10));
	return string_to_json(text);
}

/* ---- lists of words ---- */

static struct string_list split(const char *text)
{
	_cleanup_free_ char *copy = xstrdup(text);
	struct string_list list = {};
	char *rest = copy;

	for (char *word; (word = strsep(&rest, " "));)
		if (*word)
			string_list_add(&list, word);
	return list;
}

static bool contains(const char *words, const char *name, size_t length)
{
	_cleanup_string_list_ struct string_list list = split(words);

	for (size_t i = 0; i < list.n_items; i++)
		if (strlen(list.items[i]) == length && !strncmp(list.items[i], name, length))
			return true;
	return false;
}

/* ---- the path ---- */

static char *fill_path(const char *pattern, char **words)
{
	char *path = xstrdup("");

	for (; *pattern; pattern++) {
		_cleanup_free_ char *word = NULL;

		if (*pattern != '{') {
			xappend(&path, "%c", *pattern);
			continue;
		}
		word = percent_encode(words[pattern[1] - '1'], "-._~");
		xappend(&path, "%s", word);
		pattern += 2;
	}
	return path;
}

static void add_query(struct request *request, const char *name, const char *value)
{
	_cleanup_free_ char *encoded = percent_encode(value, "-._~");

	xappend(&request->path, "%c%s=%s", strchr(request->path, '?') ? '&' : '?', name, encoded);
}

/* ---- arguments ---- */

static void add_words(const struct action *action, char **words, struct request *request)
{
	_cleanup_string_list_ struct string_list members = split(action->members);

	for (size_t i = 0; i < members.n_items; i++)
		if (strcmp(members.items[i], "-") != 0)
			json_object_set_new(request->body, members.items[i],
					    value_of(members.items[i], words[i]));
}

static struct error *add_setting(const struct action *action, const char *setting,
				 struct request *request)
{
	const size_t length = strcspn(setting, "=");
	_cleanup_free_ char *name = xstrndup(setting, length);

	if (!setting[length] || !contains(action->settings, setting, length))
		return error_new(ERROR_USAGE,
				 "'%s' is not known to '%s%s%s'; see 'suture-admin %s --help'",
				 setting, action->noun, *action->name ? " " : "", action->name,
				 action->noun);
	if (request->body)
		json_object_set_new(request->body, name, value_of(name, setting + length + 1));
	else
		add_query(request, name, setting + length + 1);
	return NULL;
}

static struct error *expect_words(const struct action *action, int argc)
{
	_cleanup_string_list_ struct string_list words = split(action->words);

	if ((size_t)argc >= words.n_items)
		return NULL;
	return error_new(ERROR_USAGE, "'%s%s%s' wants %s; see 'suture-admin %s --help'",
			 action->noun, *action->name ? " " : "", action->name, action->words,
			 action->noun);
}

static size_t count_words(const struct action *action)
{
	_cleanup_string_list_ struct string_list words = split(action->words);

	return words.n_items;
}

/* Neither a look nor a removal says anything. */
static bool has_body(const struct action *action)
{
	return !strcmp(action->method, "POST") || !strcmp(action->method, "PUT");
}

struct error *request_make(const struct action *action, int argc, char **argv, const char *account,
			   struct request *request)
{
	_cleanup_request_ struct request made = { .method = action->method };

	try(expect_words(action, argc));
	made.path = fill_path(action->path, argv);
	made.body = has_body(action) ? json_object() : NULL;
	if (made.body)
		add_words(action, argv, &made);
	for (int i = (int)count_words(action); i < argc; i++)
		try(add_setting(action, argv[i], &made));
	if (account)
		add_query(&made, "account", account);
	*request = made;
	made = (struct request){};
	return NULL;
}

void request_deinit(struct request *request)
{
	free(request->path);
	json_decref(request->body);
}
