/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/duration.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define DIGITS_MAX 9

static const struct unit {
	const char *name;
	int64_t seconds;
} units[] = {
	{ "", 1 }, { "s", 1 }, { "m", 60 }, { "h", 3600 }, { "d", 86400 }, { "w", 604800 },
};

static const struct unit *find_unit(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(units); i++)
		if (!strcmp(units[i].name, name))
			return &units[i];
	return NULL;
}

bool duration_parse(const char *text, int64_t max, int64_t *seconds)
{
	const size_t length = strspn(text, "0123456789");
	const struct unit *unit = find_unit(text + length);
	int64_t number;

	if (!length || length > DIGITS_MAX || !unit)
		return false;
	number = strtol(text, NULL, 10);
	if (number > max / unit->seconds)
		return false;
	*seconds = number * unit->seconds;
	return true;
}
