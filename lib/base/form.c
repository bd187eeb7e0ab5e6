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

/* UTF-8 of what is not to be shown: C1 control characters, and what turns the way of writing. */
static const struct {
	const char *first, *last; /* of one length, which differ in their last byte alone */
} hidden[] = {
	{ "\xc2\x80", "\xc2\x9f" },	    { "\xd8\x9c", "\xd8\x9c" },
	{ "\xe2\x80\x8e", "\xe2\x80\x8f" }, { "\xe2\x80\xaa", "\xe2\x80\xae" },
	{ "\xe2\x81\xa6", "\xe2\x81\xa9" },
};

/* How many bytes at the start are such a character, or a C0 one. */
static size_t hidden_length(const char *string)
{
	if ((unsigned char)*string < 0x20 || *string == 0x7f)
		return 1;
	for (size_t i = 0; i < ARRAY_SIZE(hidden); i++) {
		const size_t length = strlen(hidden[i].first);

		if (strncmp(string, hidden[i].first, length) >= 0 &&
		    strncmp(string, hidden[i].last, length) <= 0)
			return length;
	}
	return 0;
}

bool is_printable(const char *string)
{
	for (; *string; string++)
		if (hidden_length(string))
			return false;
	return true;
}

char *as_printable(const char *string)
{
	char *text = xstrdup(string);

	for (char *c = text; *c; c++)
		memset(c, '?', hidden_length(c));
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
