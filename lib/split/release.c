/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "split/release.h"

#include <ctype.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"

/* "linux (6.1.176-1) bookworm; urgency=medium" */
static bool heads_entry(const char *line, const char *version)
{
	size_t length = version ? strlen(version) : 0;
	const char *open = strstr(line, " (");

	if (isspace((unsigned char)*line) || !open)
		return false;
	return !version || (!strncmp(open + 2, version, length) && open[2 + length] == ')');
}

/* " -- Name <mail>  Thu, 28 May 2026 10:00:00 +0200" */
static bool read_signature(const char *line, int64_t *time, int *offset)
{
	const char *date = strstr(line, ">  ");
	struct tm tm = { 0 };

	if (strncmp(line, " -- ", 4) || !date)
		return false;
	if (!strptime(date + 3, "%a, %d %b %Y %H:%M:%S %z", &tm))
		return false;
	*offset = (int)(tm.tm_gmtoff / 60);
	*time = timegm(&tm) - (int64_t)*offset * 60;
	return true;
}

bool release_time(const struct bytes *changelog, const char *version, int64_t *time, int *offset)
{
	const char *text = (const char *)changelog->data;
	bool inside = false;

	while (text && *text) {
		size_t length = strcspn(text, "\n");
		_cleanup_free_ char *line = xstrndup(text, length);

		if (inside && read_signature(line, time, offset))
			return true;
		inside |= heads_entry(line, version);
		text += length + (text[length] == '\n');
	}
	return false;
}

char *release_newest(const struct bytes *changelog)
{
	const char *text = (const char *)changelog->data;

	while (text && *text) {
		size_t length = strcspn(text, "\n");
		_cleanup_free_ char *line = xstrndup(text, length);

		if (heads_entry(line, NULL)) {
			const char *version = strstr(line, " (") + 2;

			return xstrndup(version, strcspn(version, ")"));
		}
		text += length + (text[length] == '\n');
	}
	return NULL;
}
