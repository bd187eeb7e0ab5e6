/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "member/post.h"

#include <string.h>

#include "base/form.h"
#include "base/memory.h"

#define MESSAGE_MAX 500 /* bytes of what people are shown */

static const char *const paths[] = {
	[LETTER_ENROL] = "api/1/enrol",
	[LETTER_REPORT] = "api/1/report",
	[LETTER_RENEW] = "api/1/renew",
};
_Static_assert(ARRAY_SIZE(paths) == LETTER_WORDS, "each word has its path");

/* ---- a no ---- */

static const enum suture_refusal known[] = {
	SUTURE_REFUSAL_REPORT_MALFORMED, SUTURE_REFUSAL_REPORT_UNTRUSTED,
	SUTURE_REFUSAL_MACHINE_UNKNOWN,	 SUTURE_REFUSAL_ACCESS_KEY_WRONG,
	SUTURE_REFUSAL_QUOTA_EXCEEDED,
};

static enum suture_refusal refusal_of(const char *token)
{
	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (!strcmp(refusal_row(known[i])->token, token))
			return known[i];
	return SUTURE_REFUSAL_SERVER_FAILED;
}

bool post_is_no(const struct error *error)
{
	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (error->kind == ERROR_REFUSED && error->refusal == known[i])
			return true;
	return false;
}

struct error *post_declined(const char *url, const struct bytes *answer)
{
	_cleanup_json_ json_t *root =
		json_loadb((const char *)answer->data, answer->size, JSON_REJECT_DUPLICATES, NULL);
	const json_t *refusal = json_object_get(root, "refusal");
	const char *token = json_string_value(json_object_get(refusal, "token"));
	const char *message = json_string_value(json_object_get(refusal, "message"));
	_cleanup_free_ char *line = NULL;

	if (!token || !message)
		return error_refuse(SUTURE_REFUSAL_SERVER_FAILED, "%s: it says no, and not why",
				    url);
	line = as_line(message, MESSAGE_MAX);
	return error_refuse(refusal_of(token), "%s: %s", url, line);
}

/* ---- the whole ---- */

static struct error *write_letter(const struct post *post, char **text)
{
	_cleanup_free_ char *object = json_dumps(post->object, JSON_COMPACT);
	_cleanup_free_ char *lists = post->lists ? json_dumps(post->lists, JSON_COMPACT) : NULL;
	_cleanup_free_ char *body = NULL;
	struct letter letter = post->letter;

	if (!object || (post->lists && !lists))
		return error_new(ERROR_INTERNAL, "the report cannot be written as JSON");
	body = xasprintf("%s%s%s", object, lists ? "\n" : "", lists ? lists : "");
	letter.body = (const unsigned char *)body;
	letter.size = strlen(body);
	return letter_write(&letter, post->key, text);
}

static struct error *exchange(const struct post *post, const char *url, struct bytes *answer)
{
	_cleanup_fetch_ struct fetch *fetch = NULL;
	_cleanup_free_ char *text = NULL;
	bool taken;

	try(write_letter(post, &text));
	try(fetch_open(post->options, &fetch));
	try(fetch_post(fetch, url, text, strlen(text), ADVICE_MAX, answer, &taken));
	return taken ? NULL : post_declined(url, answer);
}

struct error *post_send(const struct post *post, int64_t now, struct advice *advice)
{
	_cleanup_free_ char *url = fetch_url(post->service, paths[post->letter.word]);
	_cleanup_advice_ struct advice said = {};
	_cleanup_bytes_ struct bytes answer = {};
	struct error *error;

	try(exchange(post, url, &answer));
	error = advice_parse(answer.data, answer.size, post->machine, now, &said);
	if (error)
		return error_context(error, "%s", url);
	advice_deinit(advice);
	*advice = said;
	said = (struct advice){};
	return NULL;
}
