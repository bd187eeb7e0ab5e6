/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/config.h"

#include <fnmatch.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"

#define PREFIX "CONFIG_"

/*
 * What may differ. Vendors take keys and salts out of the file that they ship; the
 * texts name the package of a tool, whose version is compared in its own right; what
 * OpenSSL supports concerns the host's program that signs modules.
 *
 * Versions of tools were excused as well (PAHOLE_*, GCC_, AS_, LD_, RUSTC_VERSION). With
 * the tools of the vendor's release they are the same, and with others the difference
 * is better told here than by the first function that is compiled otherwise.
 */
static const char *const harmless[] = {
	"CONFIG_BUILD_SALT",
	"CONFIG_MODULE_SIG_ALL",
	"CONFIG_MODULE_SIG_KEY",
	"CONFIG_SYSTEM_TRUSTED_KEYS",
	"CONFIG_*_VERSION_TEXT",
	"CONFIG_OPENSSL_SUPPORTS_*",
};

static const struct cause {
	const char *pattern;
	const char *tool;
} causes[] = {
	{ "CONFIG_DEBUG_INFO_BTF*", "pahole is missing or too old (package pahole, or dwarves)" },
	{ "CONFIG_SCHED_CLASS_EXT", "pahole is missing or too old (package pahole, or dwarves)" },
	{ "CONFIG_PAHOLE_*", "pahole is not the vendor's (package pahole, or dwarves)" },
	{ "CONFIG_GCC_PLUGIN*",
	  "the compiler's plugin headers are missing (package gcc-N-plugin-dev)" },
	{ "CONFIG_RANDSTRUCT*",
	  "the compiler's plugin headers are missing (package gcc-N-plugin-dev)" },
	{ "CONFIG_RUST*",
	  "the Rust tools are missing or too old (packages rustc, rust-src, bindgen)" },
	{ "CONFIG_CC_*", "the compiler is not the vendor's" },
	{ "CONFIG_GCC_*", "the compiler is not the vendor's" },
	{ "CONFIG_CLANG_*", "the compiler is not the vendor's" },
	{ "CONFIG_AS_*", "the assembler is not the vendor's (package binutils)" },
	{ "CONFIG_LD_*", "the linker is not the vendor's (package binutils)" },
	{ "CONFIG_TOOLS_*", "the linker is not the vendor's (package binutils)" },
};

/* The options that differ; pointers into the two configurations. */
struct difference {
	const char *name;
	const char *vendor, *prepared;	/* NULL: not set */
};

struct differences {
	struct difference *items;
	size_t n_items;
};

static void differences_deinit(struct differences *differences)
{
	free(differences->items);
}

static int by_name(const void *left, const void *right)
{
	const struct config_option *a = left, *b = right;

	return strcmp(a->name, b->name);
}

static void parse_line(const char *line, size_t length, struct config *config)
{
	const char *equals = memchr(line, '=', length);
	struct config_option *option;

	if (length < strlen(PREFIX) || strncmp(line, PREFIX, strlen(PREFIX)) != 0 || !equals)
		return;
	if (length - (equals - line) == 2 && equals[1] == 'n')
		return;
	option = array_append(config->options, config->n_options);
	option->name = xstrndup(line, equals - line);
	option->value = xstrndup(equals + 1, line + length - equals - 1);
}

void config_parse(const char *text, struct config *config)
{
	struct config parsed = { 0 };

	while (*text) {
		size_t length = strcspn(text, "\n");

		parse_line(text, length && text[length - 1] == '\r' ? length - 1 : length, &parsed);
		text += length + (text[length] == '\n');
	}
	if (parsed.n_options)
		qsort(parsed.options, parsed.n_options, sizeof(*parsed.options), by_name);
	*config = parsed;
}

struct error *config_read(const char *path, struct config *config)
{
	_cleanup_bytes_ struct bytes text = { 0 };

	try(file_read(path, &text));
	config_parse((const char *)text.data, config);
	return NULL;
}

void config_deinit(struct config *config)
{
	for (size_t i = 0; i < config->n_options; i++) {
		free(config->options[i].name);
		free(config->options[i].value);
	}
	free(config->options);
	*config = (struct config){ 0 };
}

const char *config_value(const struct config *config, const char *name)
{
	const struct config_option wanted = { .name = (char *)name };
	const struct config_option *option;

	if (config->n_options == 0)
		return NULL;
	option = bsearch(&wanted, config->options, config->n_options, sizeof(wanted), by_name);
	return option ? option->value : NULL;
}

bool config_is_set(const struct config *config, const char *name)
{
	const char *value = config_value(config, name);

	return value && (strcmp(value, "y") == 0 || strcmp(value, "m") == 0);
}

char *config_string(const struct config *config, const char *name)
{
	const char *value = config_value(config, name);
	size_t length;

	if (!value)
		return NULL;
	length = strlen(value);
	if (length >= 2 && value[0] == '"' && value[length - 1] == '"')
		return xstrndup(value + 1, length - 2);
	return xstrdup(value);
}

static bool is_harmless(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(harmless); i++)
		if (fnmatch(harmless[i], name, 0) == 0)
			return true;
	return false;
}

static void note(struct differences *differences, const char *name, const char *vendor,
		 const char *prepared)
{
	if ((vendor && prepared && strcmp(vendor, prepared) == 0) || is_harmless(name))
		return;
	*array_append(differences->items, differences->n_items) =
		(struct difference){ name, vendor, prepared };
}

/* Both are sorted, so one walk over the two finds what is in one only, or in both. */
static void compare(const struct config *vendor, const struct config *prepared,
		    struct differences *differences)
{
	size_t v = 0, p = 0;

	while (v < vendor->n_options || p < prepared->n_options) {
		const struct config_option *theirs = &vendor->options[v];
		const struct config_option *ours = &prepared->options[p];
		int order = v == vendor->n_options   ? 1 :
			    p == prepared->n_options ? -1 :
						       strcmp(theirs->name, ours->name);

		note(differences, order <= 0 ? theirs->name : ours->name,
		     order <= 0 ? theirs->value : NULL, order >= 0 ? ours->value : NULL);
		v += order <= 0;
		p += order >= 0;
	}
}

static const char *cause_of(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(causes); i++)
		if (fnmatch(causes[i].pattern, name, 0) == 0)
			return causes[i].tool;
	return NULL;
}

/* The most telling difference: one whose cause is known. */
static const struct difference *choose(const struct differences *differences)
{
	for (size_t i = 0; i < differences->n_items; i++)
		if (cause_of(differences->items[i].name))
			return &differences->items[i];
	return &differences->items[0];
}

struct error *config_check(const struct config *vendor, const struct config *prepared)
{
	_cleanup_(differences_deinit) struct differences differences = { 0 };
	const struct difference *first;
	const char *cause;

	compare(vendor, prepared, &differences);
	if (differences.n_items == 0)
		return NULL;
	first = choose(&differences);
	cause = cause_of(first->name);
	return error_refuse(SUTURE_REFUSAL_CONFIG_DIFFERS,
			    "%s is %s in the vendor's configuration and %s in the prepared one%s%s "
			    "(options that differ: %zu)",
			    first->name, first->vendor ? first->vendor : "not set",
			    first->prepared ? first->prepared : "not set", cause ? ": " : "",
			    cause ? cause : "", differences.n_items);
}
