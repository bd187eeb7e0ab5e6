/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any text as a machine's policy, and as a window: it is refused, or a value that is put into it is
 * read again, and no other one has changed. The text's first line is the value.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/form.h"
#include "base/ini.h"
#include "base/memory.h"
#include "machine/policy.h"
#include "base/window.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool right)
{
	if (!right)
		abort();
}

/* ---- windows ---- */

static bool is_open_at(const struct window *window, int minute)
{
	const struct tm now = { .tm_wday = minute / 1440,
				.tm_hour = minute % 1440 / 60,
				.tm_min = minute % 60 };

	return window_is_open(window, &now);
}

/* One that is a window is open at times: when it begins, of a day that it has. */
static void check_window(const char *text)
{
	struct window window;
	int day = 0;

	if (!window_parse(text, &window))
		return;
	must(window.days < 0x80 && window.from < 1440 && window.to <= 1440);
	must(!*text == !window.days);
	while (window.days && !(window.days & 1U << day))
		day++;
	must(is_open_at(&window, day * 1440 + (int)window.from));
}

/* ---- policies ---- */

/* What every key's section is called; a key is put where it belongs. */
static const char *section_of(enum policy_key key)
{
	return key < POLICY_MODE      ? "repository"
	       : key < POLICY_APPLY   ? "policy"
	       : key < POLICY_SERVICE ? "boot"
				      : "fleet";
}

static void expect_others(const struct policy *before, const struct policy *after,
			  enum policy_key changed)
{
	for (int key = 0; key < POLICY_KEYS; key++) {
		if (key == (int)changed)
			continue;
		must(!strcmp(before->values[key], after->values[key]));
		must(before->is_set[key] == after->is_set[key]);
	}
}

/* NULL: the default. A value that may not be is refused, and that is all. */
static void check_change(const char *text, const struct policy *before, enum policy_key key,
			 const char *value)
{
	_cleanup_free_ char *changed = ini_set(text, section_of(key), policy_key_name(key), value);
	_cleanup_free_ char *again = ini_set(changed, section_of(key), policy_key_name(key), value);
	_cleanup_policy_ struct policy after = {};
	_cleanup_error_ struct error *error = policy_parse(changed, "after", &after);

	must(value || !error);
	must(!strcmp(changed, again));
	if (error)
		return;
	must(after.is_set[key] == (value != NULL));
	must(!value || !strcmp(after.values[key], value));
	expect_others(before, &after, key);
}

/* Blanks at either end are not a part of it; what cannot be printed is refused before. */
static bool is_value(const char *text)
{
	const size_t length = strlen(text);

	return is_printable(text) && *text != ' ' && (!length || text[length - 1] != ' ');
}

static void check_policy(const char *text, const char *value)
{
	_cleanup_policy_ struct policy policy = {};
	_cleanup_error_ struct error *error = policy_parse(text, "before", &policy);

	if (error)
		return;
	for (int key = 0; key < POLICY_KEYS; key++) {
		check_change(text, &policy, (enum policy_key)key, NULL);
		check_change(text, &policy, (enum policy_key)key, policy.values[key]);
		if (is_value(value))
			check_change(text, &policy, (enum policy_key)key, value);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = xstrndup((const char *)data, size);
	const char *rest = text + strcspn(text, "\n");
	_cleanup_free_ char *value = xstrndup(text, (size_t)(rest - text));

	check_window(value);
	check_policy(*rest ? rest + 1 : rest, value);
	return 0;
}
