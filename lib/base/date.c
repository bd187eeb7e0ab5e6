/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/date.h"

#include <string.h>
#include <time.h>

#define FORM "%Y-%m-%dT%H:%M:%SZ"

void date_write(int64_t seconds, char text[static DATE_TEXT_SIZE])
{
	time_t moment = (time_t)seconds;
	struct tm time;

	gmtime_r(&moment, &time);
	strftime(text, DATE_TEXT_SIZE, FORM, &time);
}

/* strptime() takes more than this form, such as fewer digits: what is written again tells. */
bool date_read(const char *text, int64_t *seconds)
{
	struct tm time = {};
	char again[DATE_TEXT_SIZE];
	const char *end = text ? strptime(text, FORM, &time) : NULL;

	if (!end || *end)
		return false;
	*seconds = timegm(&time);
	date_write(*seconds, again);
	return !strcmp(again, text);
}
