/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "clock.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

struct error *clock_now(int64_t *now)
{
	const char *text = getenv("SOURCE_DATE_EPOCH");
	long long number;
	char *end;

	if (!text) {
		*now = time(NULL);
		return NULL;
	}
	errno = 0;
	number = strtoll(text, &end, 10);
	if (!*text || *end || errno || number < 0)
		return error_new(ERROR_USAGE, "SOURCE_DATE_EPOCH is '%s' and no number of seconds",
				 text);
	*now = number;
	return NULL;
}
