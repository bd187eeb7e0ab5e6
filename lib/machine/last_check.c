/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/last_check.h"

#include <string.h>

#include "base/date.h"
#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"

static int64_t read_date(const json_t *root, const char *key)
{
	int64_t seconds;

	return date_read(json_string_value(json_object_get(root, key)), &seconds) ? seconds : 0;
}

static char *read_text(const json_t *root, const char *key)
{
	const char *text = json_string_value(json_object_get(root, key));

	return text ? xstrdup(text) : NULL;
}

void last_check_read(const char *path, const char *build_id, struct last_check *check)
{
	_cleanup_json_ json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
	const char *kernel = json_string_value(json_object_get(root, "build_id"));

	*check = (struct last_check){};
	if (!kernel || strcmp(kernel, build_id))
		return;
	check->at = read_date(root, "at");
	check->succeeded = read_date(root, "succeeded");
	check->good_until = read_date(root, "good_until");
	check->refusal = read_text(root, "refusal");
	check->message = read_text(root, "message");
	check->etag = read_text(root, "etag");
}

struct error *last_check_write(const struct last_check *check, const char *build_id,
			       const char *path)
{
	_cleanup_json_ json_t *root = json_pack(
		"{s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "build_id", build_id, "at",
		date_to_json(check->at), "succeeded", date_to_json(check->succeeded), "good_until",
		date_to_json(check->good_until), "refusal", string_to_json(check->refusal),
		"message", string_to_json(check->message), "etag", string_to_json(check->etag));
	_cleanup_free_ char *text = json_text(root);

	return file_write(path, text, strlen(text), 0644);
}

void last_check_note(struct last_check *check, const struct error *error, int64_t now)
{
	free(check->refusal);
	free(check->message);
	check->refusal = check->message = NULL;
	check->at = now;
	if (!error) {
		check->succeeded = now;
		return;
	}
	check->refusal = xstrdup(error->kind == ERROR_REFUSED ? refusal_row(error->refusal)->token
							      : "internal");
	check->message = xstrdup(error->message);
}

void last_check_deinit(struct last_check *check)
{
	free(check->refusal);
	free(check->message);
	free(check->etag);
	*check = (struct last_check){};
}
