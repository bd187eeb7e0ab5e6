/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence/mailbox.h"

#include <ctype.h>
#include <string.h>

#define LONGEST_SEPARATOR 500

/* Two digits from at on; the caller knows that they are in the line. */
static bool are_digits(const char *at, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isdigit((unsigned char)at[i]))
			return false;
	return true;
}

/* "12:34" with a blank before it; the hour may have one digit. */
static bool is_time(const char *colon, const char *start, const char *end)
{
	return colon - start >= 2 && end - colon >= 3 && are_digits(colon - 1, 1) &&
	       are_digits(colon + 1, 2) &&
	       (colon[-2] == ' ' || (colon - start >= 3 && isdigit((unsigned char)colon[-2]) &&
				     colon[-3] == ' '));
}

/* A year among the words behind the time: "00 2001", ":00 CET 2001", ":00 2001 +0100". */
static bool has_year(const char *at, const char *end)
{
	for (; end - at >= 5; at++)
		if (*at == ' ' && are_digits(at + 1, 4) && (at + 5 == end || at[5] == ' '))
			return true;
	return false;
}

bool is_mail_separator(const char *line, size_t length)
{
	const char *end, *colon;

	while (length && isspace((unsigned char)line[length - 1]))
		length--;
	if (length < 5 || length > LONGEST_SEPARATOR || memcmp(line, "From ", 5))
		return false;
	end = line + length;
	for (colon = line + 5; (colon = memchr(colon, ':', end - colon)); colon++)
		if (is_time(colon, line + 4, end))
			return has_year(colon, end);
	return false;
}

static const char *line_end(const char *at, const char *end)
{
	return memchr(at, '\n', end - at) ?: end;
}

static bool separates(const char *at, const char *end)
{
	return end - at >= 5 && !memcmp(at, "From ", 5) &&
	       is_mail_separator(at, line_end(at, end) - at);
}

bool mailbox_init(struct mailbox *mailbox, const void *bytes, size_t size)
{
	const char *at = bytes, *end = at + size;

	while (at < end && (*at == '\n' || *at == '\r'))
		at++;
	*mailbox = (struct mailbox){ at, end };
	return separates(at, end);
}

bool mailbox_next(struct mailbox *mailbox, const char **mail, size_t *size)
{
	const char *at = mailbox->at, *end = mailbox->end;

	if (at == end)
		return false;
	do {
		at = line_end(at, end);
		at += at < end;
	} while (at < end && !separates(at, end));
	*mail = mailbox->at;
	*size = at - mailbox->at;
	mailbox->at = at;
	return true;
}
