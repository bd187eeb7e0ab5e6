/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/policy.h"

#include <string.h>

#include "base/duration.h"
#include "base/file.h"
#include "base/form.h"
#include "base/ini.h"
#include "base/memory.h"
#include "client/sysroot.h"

#define PATIENCE_MAX  3600
#define DELAY_MAX     (366 * 86400L)
#define TAGS_MAX      32
#define TAG_NAME_MAX  63
#define TAG_VALUE_MAX 255

/* ---- values: what is wrong with one, or NULL ---- */

static bool is_url(const char *text)
{
	return (!strncmp(text, "https://", 8) && text[8]) ||
	       (!strncmp(text, "http://", 7) && text[7]) ||
	       (!strncmp(text, "file:///", 8) && text[8]);
}

static const char *take_sources(struct policy *policy, const char *value)
{
	string_list_add_words(&policy->sources, value);
	for (size_t i = 0; i < policy->sources.n_items; i++)
		if (!is_url(policy->sources.items[i]))
			return "source: a URL that begins with https://, http:// or file:///";
	return NULL;
}

static const char *take_path(struct policy *policy, const char *value)
{
	(void)policy;
	return !*value || *value == '/' ? NULL : "an absolute path is needed";
}

static const char *take_text(struct policy *policy, const char *value)
{
	(void)policy;
	return is_printable(value) ? NULL : "there are control characters in it";
}

static const char *take_name(struct policy *policy, const char *value)
{
	(void)policy;
	return is_name(value + (*value == '_'), "_-", 32) ? NULL : "a name is needed";
}

static const char *take_patience(struct policy *policy, const char *value)
{
	const size_t length = strspn(value, "0123456789");
	long seconds;

	if (!length || length > 4 || value[length])
		return "patience: seconds from 1 to 3600";
	seconds = strtol(value, NULL, 10);
	if (!seconds || seconds > PATIENCE_MAX)
		return "patience: seconds from 1 to 3600";
	policy->patience = (unsigned int)seconds;
	return NULL;
}

static const char *take_mode(struct policy *policy, const char *value)
{
	if (strcmp(value, "automatic") && strcmp(value, "report"))
		return "mode: automatic or report";
	policy->mode = *value == 'a' ? POLICY_AUTOMATIC : POLICY_REPORT;
	return NULL;
}

static const char *take_delay(struct policy *policy, const char *value)
{
	return duration_parse(value, DELAY_MAX, &policy->delay)
		       ? NULL
		       : "delay: a number with s, m, h, d or w behind it, a year at most";
}

static const char *take_hold(struct policy *policy, const char *value)
{
	string_list_add_words(&policy->held, value);
	for (size_t i = 0; i < policy->held.n_items; i++)
		if (!is_update_id(policy->held.items[i]))
			return "hold: ids of updates";
	return NULL;
}

static const char *take_window(struct policy *policy, const char *value)
{
	return window_parse(value, &policy->window)
		       ? NULL
		       : "window: days and hours, as in 'Mon-Fri 02:00-04:00'";
}

static const char *take_apply(struct policy *policy, const char *value)
{
	if (strcmp(value, "yes") && strcmp(value, "no"))
		return "apply: yes or no";
	policy->applies_at_boot = *value == 'y';
	return NULL;
}

static const char *take_service(struct policy *policy, const char *value)
{
	(void)policy;
	return !*value || (is_url(value) && strncmp(value, "file:", 5) && !strchr(value, ' '))
		       ? NULL
		       : "service: a URL that begins with https:// or http://";
}

static bool is_tag(const char *word)
{
	const char *equals = strchr(word, '=');
	_cleanup_free_ char *name = equals ? xstrndup(word, (size_t)(equals - word)) : NULL;

	return name && is_name(name, "._-", TAG_NAME_MAX) && equals[1] &&
	       strlen(equals + 1) <= TAG_VALUE_MAX;
}

/* One name has one value. */
static bool has_name(const struct string_list *tags, size_t n, const char *tag)
{
	const size_t length = strcspn(tag, "=") + 1;

	for (size_t i = 0; i < n; i++)
		if (!strncmp(tags->items[i], tag, length))
			return true;
	return false;
}

static const char *take_tags(struct policy *policy, const char *value)
{
	struct string_list *tags = &policy->tags;

	string_list_add_words(tags, value);
	for (size_t i = 0; i < tags->n_items; i++)
		if (!is_tag(tags->items[i]) || has_name(tags, i, tags->items[i]))
			return "tags: NAME=VALUE between blanks, each name once";
	return tags->n_items <= TAGS_MAX && is_printable(value) ? NULL : "tags: too many, or odd";
}

/* ---- the keys ---- */

static const struct row {
	const char *section, *name, *default_value;
	const char *(*read)(struct policy *policy, const char *value);
} rows[] = {
	[POLICY_SOURCE] = { "repository", "source", "", take_sources },
	[POLICY_ROOT] = { "repository", "root", "/etc/suture/root.json", take_path },
	[POLICY_PROXY] = { "repository", "proxy", "", take_text },
	[POLICY_CA_FILE] = { "repository", "ca_file", "", take_path },
	[POLICY_PATIENCE] = { "repository", "patience", "30", take_patience },
	[POLICY_DISTRIBUTION] = { "repository", "distribution", "debian", take_name },
	[POLICY_USER] = { "repository", "user", "suture", take_name },
	[POLICY_MODE] = { "policy", "mode", "automatic", take_mode },
	[POLICY_DELAY] = { "policy", "delay", "0", take_delay },
	[POLICY_PIN] = { "policy", "pin", "", take_text },
	[POLICY_HOLD] = { "policy", "hold", "", take_hold },
	[POLICY_WINDOW] = { "policy", "window", "", take_window },
	[POLICY_APPLY] = { "boot", "apply", "yes", take_apply },
	[POLICY_SERVICE] = { "fleet", "service", "", take_service },
	[POLICY_TAGS] = { "fleet", "tags", "", take_tags },
};
_Static_assert(ARRAY_SIZE(rows) == POLICY_KEYS, "each key has its row");

const char *policy_key_name(enum policy_key key)
{
	return rows[key].name;
}

bool policy_key_find(const char *name, enum policy_key *key)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (strcmp(rows[i].name, name))
			continue;
		*key = (enum policy_key)i;
		return true;
	}
	return false;
}

/* ---- reading ---- */

static const char *set(struct policy *policy, enum policy_key key, const char *value)
{
	free(policy->values[key]);
	policy->values[key] = xstrdup(value);
	return rows[key].read(policy, value);
}

static const char *take_entry(void *context, const struct ini_entry *entry)
{
	struct policy *policy = context;
	enum policy_key key;

	if (!policy_key_find(entry->key, &key))
		return "no such key";
	if (strcmp(rows[key].section, entry->section))
		return "the key belongs into another section";
	if (policy->is_set[key])
		return "the key is given twice";
	policy->is_set[key] = true;
	return set(policy, key, entry->value);
}

struct error *policy_parse(const char *text, const char *name, struct policy *policy)
{
	_cleanup_policy_ struct policy read = {};

	try(ini_read(text, name, take_entry, &read));
	for (int key = 0; key < POLICY_KEYS; key++)
		if (!read.is_set[key])
			set(&read, (enum policy_key)key, rows[key].default_value);
	*policy = read;
	read = (struct policy){};
	return NULL;
}

/* A text with a zero byte in it is not the whole file. */
static struct error *read_text(struct bytes *bytes)
{
	if (!sysroot_exists(POLICY_FILE)) {
		bytes->data = (unsigned char *)xstrdup("");
		return NULL;
	}
	try(sysroot_read(POLICY_FILE, bytes));
	if (strlen((char *)bytes->data) != bytes->size)
		return error_refuse(SUTURE_REFUSAL_POLICY_WRONG, POLICY_FILE ": not a text");
	return NULL;
}

struct error *policy_read(struct policy *policy)
{
	_cleanup_bytes_ struct bytes bytes = {};

	try(read_text(&bytes));
	return policy_parse((char *)bytes.data, POLICY_FILE, policy);
}

void policy_deinit(struct policy *policy)
{
	for (int key = 0; key < POLICY_KEYS; key++)
		free(policy->values[key]);
	string_list_deinit(&policy->sources);
	string_list_deinit(&policy->held);
	string_list_deinit(&policy->tags);
}

/* ---- changing ---- */

static struct error *check_value(enum policy_key key, const char *value)
{
	_cleanup_policy_ struct policy alone = {};
	const char *wrong = is_printable(value) ? set(&alone, key, value)
						: "there are control characters in it";

	return wrong ? error_refuse(SUTURE_REFUSAL_POLICY_WRONG, "'%s': %s", value, wrong) : NULL;
}

struct error *policy_change(enum policy_key key, const char *value)
{
	_cleanup_policy_ struct policy before = {}, after = {};
	_cleanup_free_ char *path = sysroot_path(POLICY_FILE);
	_cleanup_free_ char *directory = sysroot_path("/etc/suture");
	_cleanup_free_ char *text = NULL;
	_cleanup_bytes_ struct bytes bytes = {};
	_cleanup_close_ int lock = -1;

	if (value)
		try(check_value(key, value));
	try(directory_make(directory));
	try(directory_lock(directory, &lock));
	try(file_remove_unfinished_of(path));
	try(read_text(&bytes));
	try(policy_parse((char *)bytes.data, POLICY_FILE, &before));
	text = ini_set((char *)bytes.data, rows[key].section, rows[key].name, value);
	try(policy_parse(text, POLICY_FILE, &after));
	return file_write(path, text, strlen(text), 0644);
}
