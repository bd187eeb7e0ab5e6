/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/window.h"

#include <string.h>
#include <strings.h>

#include "base/memory.h"

#define DAY_LENGTH  3
#define EVERY_DAY   0x7f
#define DAY_MINUTES 1440

/* The day that a text begins with, 7 if it is none. */
static unsigned int day_at(const char *text)
{
	static const char *const names[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat" };
	unsigned int day = 0;

	while (day < ARRAY_SIZE(names) && strncasecmp(text, names[day], DAY_LENGTH))
		day++;
	return day;
}

/* "Mon" or "Fri-Mon"; *text is put behind it. */
static bool parse_days_once(const char **text, unsigned int *days)
{
	unsigned int first = day_at(*text), last = first;

	if (first == 7)
		return false;
	*text += DAY_LENGTH;
	if (**text == '-') {
		last = day_at(++*text);
		if (last == 7)
			return false;
		*text += DAY_LENGTH;
	}
	for (unsigned int day = first; day != last; day = (day + 1) % 7)
		*days |= 1U << day;
	*days |= 1U << last;
	return true;
}

static bool parse_days(const char **text, unsigned int *days)
{
	do {
		*text += **text == ',';
		if (!parse_days_once(text, days))
			return false;
	} while (**text == ',');
	if (**text != ' ')
		return false;
	*text += strspn(*text, " ");
	return true;
}

/* "HH:MM"; scanf() would take blanks and signs as well. *text is put behind it. */
static bool parse_minute(const char **text, unsigned int *minute)
{
	static const char form[] = "00:00";
	unsigned int digits[sizeof(form)] = {};

	for (size_t i = 0; form[i]; i++) {
		const char c = (*text)[i];

		if (form[i] == ':' ? c != ':' : c < '0' || c > '9')
			return false;
		digits[i] = (unsigned int)(c - '0');
	}
	*minute = (digits[0] * 10 + digits[1]) * 60 + digits[3] * 10 + digits[4];
	*text += strlen(form);
	return digits[3] < 6 && *minute <= DAY_MINUTES;
}

static bool parse_hours(const char *text, struct window *window)
{
	if (!parse_minute(&text, &window->from) || *text++ != '-')
		return false;
	return parse_minute(&text, &window->to) && !*text && window->from < DAY_MINUTES;
}

bool window_parse(const char *text, struct window *window)
{
	struct window parsed = { .days = EVERY_DAY };

	if (!*text) {
		*window = (struct window){};
		return true;
	}
	if (day_at(text) != 7) {
		parsed.days = 0;
		if (!parse_days(&text, &parsed.days))
			return false;
	}
	if (!parse_hours(text, &parsed))
		return false;
	*window = parsed;
	return true;
}

bool window_is_open(const struct window *window, const struct tm *now)
{
	unsigned int minute = (unsigned int)(now->tm_hour * 60 + now->tm_min);
	unsigned int today = 1U << now->tm_wday, yesterday = 1U << (now->tm_wday + 6) % 7;
	bool ends_next_day = window->to <= window->from;

	if (!window->days)
		return true;
	if (window->days & today && minute >= window->from &&
	    (ends_next_day || minute < window->to))
		return true;
	return ends_next_day && window->days & yesterday && minute < window->to;
}
