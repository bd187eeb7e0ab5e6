/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/ini.h"
#include "base/memory.h"
#include "service.h"

#define FILE_NAME "suture/admin.conf"

/* ---- admin.conf ---- */

static const char *take_entry(void *context, const struct ini_entry *entry)
{
	struct service_access *access = context;
	char **value = !strcmp(entry->key, "url")   ? &access->url
		       : !strcmp(entry->key, "key") ? &access->key
						    : NULL;

	if (strcmp(entry->section, "service") != 0 || !value)
		return "there is no such key";
	free(*value);
	*value = xstrdup(entry->value);
	return NULL;
}

/* NULL: there is no home to have it. */
static char *find_file(void)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (config && *config == '/')
		return xasprintf("%s/" FILE_NAME, config);
	return home ? xasprintf("%s/.config/" FILE_NAME, home) : NULL;
}

/* Not in the words of a machine's policy, which has the same form. */
static struct error *parse(const char *text, const char *path, struct service_access *found)
{
	_cleanup_error_ struct error *error = ini_read(text, path, take_entry, found);

	return error ? error_new(ERROR_USAGE, "%s", error->message) : NULL;
}

static struct error *read_file(struct service_access *found)
{
	_cleanup_free_ char *path = find_file();
	_cleanup_bytes_ struct bytes bytes = {};
	_cleanup_free_ char *text = NULL;

	if (!path || access(path, F_OK))
		return NULL;
	try(file_read(path, &bytes));
	text = xstrndup((const char *)bytes.data, bytes.size);
	return parse(text, path, found);
}

/* ---- what goes before it ---- */

static void prefer(char **value, const char *other)
{
	if (!other || !*other)
		return;
	free(*value);
	*value = xstrdup(other);
}

static struct error *read_key(const char *path, char **key)
{
	_cleanup_bytes_ struct bytes bytes = {};
	_cleanup_free_ char *text = NULL;

	try(file_read(path, &bytes));
	text = xstrndup((const char *)bytes.data, bytes.size);
	text[strcspn(text, "\r\n")] = '\0';
	prefer(key, text);
	return NULL;
}

/* ---- whether it may be ---- */

static const char *const safe[] = { "https://", "http://127.0.0.1", "http://[::1]",
				    "http://localhost" };

static bool is_safe(const char *url)
{
	for (size_t i = 0; i < ARRAY_SIZE(safe); i++) {
		const size_t length = strlen(safe[i]);

		if (strncmp(url, safe[i], length) != 0)
			continue;
		return i == 0 || !url[length] || strchr(":/", url[length]);
	}
	return false;
}

/* A header ends with its line. */
static struct error *check(const struct service_access *access)
{
	if (!access->url)
		return error_refuse(SUTURE_REFUSAL_NO_SERVICE, "no URL of a service is named");
	if (!access->key)
		return error_refuse(SUTURE_REFUSAL_NO_SERVICE, "no key is named");
	if (!is_safe(access->url))
		return error_new(ERROR_USAGE, "%s: a key goes by https: only, but to this machine",
				 access->url);
	if (access->key[strcspn(access->key, "\r\n")])
		return error_new(ERROR_USAGE, "the key has a line's end in it");
	return NULL;
}

struct error *service_access_find(const char *url, const char *key_file,
				  struct service_access *access)
{
	_cleanup_service_access_ struct service_access found = {};

	try(read_file(&found));
	prefer(&found.url, getenv("SUTURE_SERVICE"));
	prefer(&found.key, getenv("SUTURE_API_KEY"));
	prefer(&found.url, url);
	if (key_file)
		try(read_key(key_file, &found.key));
	try(check(&found));
	while (found.url[strlen(found.url) - 1] == '/')
		found.url[strlen(found.url) - 1] = '\0';
	*access = found;
	found = (struct service_access){};
	return NULL;
}

void service_access_deinit(struct service_access *access)
{
	free(access->url);
	free(access->key);
}
