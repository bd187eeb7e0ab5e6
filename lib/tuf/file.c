/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tuf/file.h"

#include <string.h>

#include "base/form.h"

static bool read_sha256(const json_t *hashes, char *sha256)
{
	const char *text = json_string_value(json_object_get(hashes, "sha256"));

	if (!text || !is_digest(text))
		return false;
	strcpy(sha256, text);
	return true;
}

bool tuf_file_read(const json_t *object, struct tuf_file *file)
{
	const json_t *length = json_object_get(object, "length");
	const json_t *hashes = json_object_get(object, "hashes");

	*file = (struct tuf_file){ .length = length ? json_integer_value(length) : -1 };
	if (length && (!json_is_integer(length) || file->length < 0))
		return false;
	return !hashes || read_sha256(hashes, file->sha256);
}

bool tuf_file_read_meta(const json_t *object, struct tuf_file *file)
{
	if (!tuf_file_read(object, file))
		return false;
	file->version = json_integer_value(json_object_get(object, "version"));
	return file->version > 0;
}

bool tuf_file_read_target(const json_t *object, struct tuf_file *file)
{
	return tuf_file_read(object, file) && file->length >= 0 && *file->sha256;
}
