/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/form.h"

#include <ctype.h>
#include <string.h>

#include "base/memory.h"
#include <suture/abi.h>
#include <suture/format.h>

bool consists_of(const char *string, const char *others)
{
	for (; *string; string++)
		if (!isalnum((unsigned char)*string) && !strchr(others, *string))
			return false;
	return true;
}

bool is_name(const char *string, const char *others, size_t length_max)
{
	return isalnum((unsigned char)string[0]) && strlen(string) <= length_max &&
	       consists_of(string, others);
}

bool is_update_id(const char *string)
{
	return is_name(string, "._-", SUTURE_ID_MAX - 1);
}

bool is_build_id(const char *string)
{
	size_t length = strlen(string);

	return length > 0 && length % 2 == 0 && length <= 2 * SUTURE_BUILD_ID_MAX &&
	       strspn(string, "0123456789abcdef") == length;
}

bool is_digest(const char *string)
{
	return strlen(string) == 64 && strspn(string, "0123456789abcdef") == 64;
}

/* How many bytes at the start are a control character. The C1 ones are 0xc2 0x80 to 0xc2 0x9f. */
static size_t control_length(const char *string)
{
	const unsigned char *c = (const unsigned char *)string;

	if (c[0] == 0xc2 && c[1] >= 0x80 && c[1] < 0xa0)
		return 2;
	return *c < 0x20 || *c == 0x7f ? 1 : 0;
}

bool is_printable(const char *string)
{
	for (; *string; string++)
		if (control_length(string))
			return false;
	return true;
}

char *as_printable(const char *string)
{
	char *text = xstrdup(string);

	for (char *c = text; *c; c++)
		memset(c, '?', control_length(c));
	return text;
}

char *as_line(const char *string, size_t max)
{
	char *text = as_printable(string);

	if (strlen(text) <= max)
		return text;
	while (max && ((unsigned char)text[max] & 0xc0) == 0x80)
		max--;
	text[max] = 0;
	return text;
}

char *percent_encode(const char *text, const char *safe)
{
	char *encoded = xstrdup("");

	for (const unsigned char *c = (const unsigned char *)text; *c; c++)
		xappend(&encoded, (*c < 0x80 && isalnum(*c)) || strchr(safe, *c) ? "%c" : "%%%02X",
			*c);
	return encoded;
}
