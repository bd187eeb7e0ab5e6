/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/month.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* timegm() takes a month of 12 as January of the next year. */
static int64_t first_second(int year, int month)
{
	struct tm time = { .tm_year = year, .tm_mon = month, .tm_mday = 1 };

	return timegm(&time);
}

void month_of(int64_t moment, struct month *month)
{
	const time_t seconds = (time_t)moment;
	struct tm utc;

	gmtime_r(&seconds, &utc);
	strftime(month->text, sizeof(month->text), "%Y-%m", &utc);
	month->begins = first_second(utc.tm_year, utc.tm_mon);
	month->ends = first_second(utc.tm_year, utc.tm_mon + 1);
}

/* What is written again tells whether all of it was in the form, and the month one of twelve. */
bool month_read(const char *text, struct month *month)
{
	struct month found;
	int year, number;

	if (strlen(text) != MONTH_TEXT_SIZE - 1 || sscanf(text, "%4d-%2d", &year, &number) != 2)
		return false;
	if (year < 1970 || year > 9998)
		return false;
	month_of(first_second(year - 1900, number - 1), &found);
	if (strcmp(found.text, text) != 0)
		return false;
	*month = found;
	return true;
}
