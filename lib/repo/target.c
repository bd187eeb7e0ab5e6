/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "repo/target.h"

#include <string.h>

#include "base/memory.h"
#include "tuf/name.h"

static json_t *describe(const struct tuf_file *file)
{
	return json_pack("{s:I, s:{s:s}}", "length", (json_int_t)file->length, "hashes", "sha256",
			 file->sha256);
}

struct error *target_set(const struct repository *repository, json_t *said, const char *path,
			 const struct bytes *content)
{
	struct tuf_file file;

	try(repository_add_target(repository, path, content, &file));
	json_object_set_new(json_object_get(said, "targets"), path, describe(&file));
	return NULL;
}

struct error *target_set_text(const struct repository *repository, json_t *said, const char *path,
			      const char *text)
{
	const struct bytes content = { (unsigned char *)text, strlen(text) };

	return target_set(repository, said, path, &content);
}

struct error *target_get(const struct repository *repository, const json_t *said, const char *path,
			 struct bytes *content)
{
	const json_t *target = json_object_get(json_object_get(said, "targets"), path);
	const char *sha256 =
		json_string_value(json_object_get(json_object_get(target, "hashes"), "sha256"));
	_cleanup_free_ char *name = NULL, *full = NULL;

	if (!sha256)
		return NULL;
	name = tuf_target_file_name(path, sha256);
	full = xasprintf("%s/targets/%s", repository->path, name);
	return file_read(full, content);
}
