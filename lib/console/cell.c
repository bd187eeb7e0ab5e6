/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "console/path.h"
#include "console/table.h"
#include "console/value.h"

/* ---- words and numbers ---- */

/* How well a state is; others are neither well nor ill. */
static const struct rating {
	const char *word, *class;
} ratings[] = {
	{ "up-to-date", "badge good" },	 { "applied", "badge good" },
	{ "fixed", "badge good" },	 { "allowed", "badge good" },
	{ "done", "badge good" },	 { "active", "badge good" },
	{ "rolling", "badge busy" },	 { "released", "badge busy" },
	{ "available", "badge busy" },	 { "waiting", "badge busy" },
	{ "out-of-date", "badge fair" }, { "pending", "badge fair" },
	{ "skipped", "badge fair" },	 { "blocked", "badge fair" },
	{ "lost", "badge fair" },	 { "held-back", "badge fair" },
	{ "unsupported", "badge bad" },	 { "inactive", "badge fair" },
	{ "dropped", "badge fair" },	 { "medium", "badge fair" },
	{ "open", "badge bad" },	 { "covered", "badge good" },
	{ "grace", "badge fair" },	 { "failed", "badge bad" },
	{ "halted", "badge bad" },	 { "denied", "badge bad" },
	{ "unpatchable", "badge bad" },	 { "high", "badge bad" },
	{ "critical", "badge bad" },	 { "revoked", "badge bad" },
};

static const char *class_of(const char *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(ratings); i++)
		if (!strcmp(ratings[i].word, word))
			return ratings[i].class;
	return "badge";
}

void put_badge(struct html *html, const char *word)
{
	if (word)
		html_leaf(html, "span", word, "class", class_of(word));
}

/* With commas between thousands. */
void put_number(struct html *html, int64_t number)
{
	char digits[24], text[32];
	size_t length, used = 0;

	snprintf(digits, sizeof(digits), "%" PRId64, number);
	length = strlen(digits);
	for (size_t i = 0; i < length; i++) {
		if (i && (length - i) % 3 == 0 && digits[i - 1] != '-')
			text[used++] = ',';
		text[used++] = digits[i];
	}
	text[used] = '\0';
	html_text(html, text);
}

void put_link(struct html *html, const char *kind, const char *name)
{
	_cleanup_free_ char *path = path_of(kind, name);

	html_leaf(html, "a", name, "href", path);
}

/* ---- time ---- */

static const struct unit {
	int64_t seconds;
	const char *one, *many;
} units[] = {
	{ 86400, "day", "days" },
	{ 3600, "hour", "hours" },
	{ 60, "minute", "minutes" },
	{ 1, "second", "seconds" },
};

/* The largest of which there are two, so that nothing is told more coarsely than by half. */
void put_span(struct html *html, int64_t seconds)
{
	const struct unit *unit = units;

	while (unit->seconds > 1 && seconds / 2 < unit->seconds)
		unit++;
	seconds /= unit->seconds;
	html_format(html, "%" PRId64 " %s", seconds, seconds == 1 ? unit->one : unit->many);
}

/* "YYYY-MM-DD" and, unless it is the day alone, " HH:MM". */
static void put_moment(struct html *html, const json_t *item, const char *key, bool is_day)
{
	const char *date = value_text(item, key);
	int64_t seconds = 0;

	if (!value_date(item, key, &seconds))
		return;
	html_open(html, "time", "datetime", date);
	html_format(html, "%.10s", date);
	if (!is_day)
		html_format(html, " %.5s", date + 11);
	html_close(html, "time");
}

void cell_date(struct html *html, const struct page *page, const json_t *item, const char *key)
{
	(void)page;
	put_moment(html, item, key, false);
}

void cell_day(struct html *html, const struct page *page, const json_t *item, const char *key)
{
	(void)page;
	put_moment(html, item, key, true);
}

void cell_ago(struct html *html, const struct page *page, const json_t *item, const char *key)
{
	const char *date = value_text(item, key);
	int64_t seconds = 0;

	if (!value_date(item, key, &seconds))
		return;
	html_open(html, "time", "datetime", date, "title", date);
	put_span(html, seconds < page->now ? page->now - seconds : 0);
	html_text(html, " ago");
	html_close(html, "time");
}

void counted_put(struct html *html, const json_t *shown)
{
	const char *date = value_text(shown, "counted");
	int64_t seconds = 0;

	if (!value_date(shown, "counted", &seconds))
		return;
	html_open(html, "p", "class", "hint");
	html_text(html, "Machines as they were counted at ");
	html_open(html, "time", "datetime", date, "title", date);
	html_format(html, "%.10s %.8s", date, date + 11);
	html_close(html, "time");
	html_text(html, ".");
	html_close(html, "p");
}

/* ---- cells ---- */

void cell_text(struct html *html, const struct page *page, const json_t *item, const char *key)
{
	(void)page;
	html_text(html, value_text(item, key));
}

void cell_number(struct html *html, const struct page *page, const json_t *item, const char *key)
{
	(void)page;
	if (json_is_integer(json_object_get(item, key)))
		put_number(html, value_number(item, key));
}

void cell_badge(struct html *html, const struct page *page, const json_t *item, const char *key)
{
	(void)page;
	put_badge(html, value_text(item, key));
}

void cell_code(struct html *html, const struct page *page, const json_t *item, const char *key)
{
	const char *text = value_text(item, key);

	(void)page;
	if (text)
		html_leaf(html, "code", text);
}

void cell_words(struct html *html, const struct page *page, const json_t *item, const char *key)
{
	const json_t *word;
	size_t i;

	(void)page;
	json_array_foreach (json_object_get(item, key), i, word) {
		html_text(html, i ? ", " : "");
		html_text(html, json_string_value(word));
	}
}

static void put_cve(struct html *html, const char *name)
{
	if (name)
		put_link(html, "cves", name);
}

void cell_cves(struct html *html, const struct page *page, const json_t *item, const char *key)
{
	const json_t *names = json_object_get(item, key), *name;
	size_t i;

	(void)page;
	if (json_is_string(names))
		put_cve(html, json_string_value(names));
	json_array_foreach (names, i, name) {
		html_text(html, i ? ", " : "");
		put_cve(html, json_string_value(name));
	}
}
