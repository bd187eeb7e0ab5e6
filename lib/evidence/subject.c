/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence/subject.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/memory.h"

/* The first number of the oldest one that has a stable branch. */
#define OLDEST_KERNEL 4

#define WORD_ENDS " \t\r\n,/:;()"

/* Vendors' marks for where a change comes from; subsystems write in capitals too ("ALSA:"). */
static const char *const vendor_marks[] = {
	"UPSTREAM:", "BACKPORT:", "FROMLIST:", "FROMGIT:", "ANDROID:", "CHROMIUM:", "UBUNTU:",
	"SAUCE:",
};

static const char *const mail_marks[] = { "Re:", "Fwd:", "Fw:", "Aw:" };

static const char *skip_blanks(const char *at)
{
	while (isspace((unsigned char)*at))
		at++;
	return at;
}

/* Behind one of the marks; NULL if none stands there. */
static const char *skip_mark(const char *at, const char *const *marks, size_t n_marks)
{
	for (size_t i = 0; i < n_marks; i++)
		if (!strncasecmp(at, marks[i], strlen(marks[i])))
			return at + strlen(marks[i]);
	return NULL;
}

/* "linux-", "stable-" and a "v" may stand before the numbers. */
static size_t skip_prefix(const char *word, size_t length)
{
	static const char *const prefixes[] = { "linux-", "stable-", "for-" };
	size_t at = 0;

	for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++) {
		size_t n = strlen(prefixes[i]);

		if (length - at > n && !strncasecmp(word + at, prefixes[i], n))
			at += n;
	}
	if (at + 1 < length && (word[at] == 'v' || word[at] == 'V') &&
	    isdigit((unsigned char)word[at + 1]))
		at++;
	return at;
}

static size_t count_digits(const char *word, size_t length)
{
	size_t n = 0;

	while (n < length && isdigit((unsigned char)word[n]))
		n++;
	return n;
}

/* The length of "6.1" at the head of a word; 0 if there is no such thing. */
static size_t version_length(const char *word, size_t length)
{
	size_t major = count_digits(word, length), minor;

	if (major == 0 || major > 2 || major + 1 >= length || word[major] != '.')
		return 0;
	minor = count_digits(word + major + 1, length - major - 1);
	return minor && minor <= 3 ? major + 1 + minor : 0;
}

static bool is_branch_suffix(const char *word, size_t length)
{
	static const char *const suffixes[] = { "", ".y", "-y", ".x", "-stable", ".y-stable" };

	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++)
		if (length == strlen(suffixes[i]) && !strncasecmp(word, suffixes[i], length))
			return true;
	return length > 1 && word[0] == '.' && count_digits(word + 1, length - 1) == length - 1;
}

char *subject_branch(const char *word, size_t length)
{
	size_t start = skip_prefix(word, length);
	size_t version = version_length(word + start, length - start);

	if (!version || !is_branch_suffix(word + start + version, length - start - version))
		return NULL;
	return xstrndup(word + start, version);
}

/*
 * "v3", "V3", "PATCHv3", "PATCH-v3"; 0 if the word is no revision. A few write "v2.1"; from 4 on
 * that is a kernel.
 */
static unsigned int read_revision(const char *word, size_t length)
{
	size_t at = 0, digits;
	unsigned int revision;

	if (length >= 5 && !strncasecmp(word, "PATCH", 5))
		at = 5 + (length > 5 && word[5] == '-');
	if (at >= length || (word[at] != 'v' && word[at] != 'V'))
		return 0;
	at++;
	digits = count_digits(word + at, length - at);
	if (digits == 0 || digits > 3)
		return 0;
	revision = strtoul(word + at, NULL, 10);
	if (at + digits == length)
		return revision;
	return word[at + digits] == '.' && revision < OLDEST_KERNEL ? revision : 0;
}

static void read_word(const char *word, size_t length, struct subject_tags *tags)
{
	unsigned int revision = read_revision(word, length);

	if (revision)
		tags->revision = revision;
	else if (!tags->branch)
		tags->branch = subject_branch(word, length);
}

/* "0/7", "00/12" */
static bool names_cover(const char *at)
{
	const char *digits = at;

	while (*at == '0')
		at++;
	return at > digits && at[0] == '/' && isdigit((unsigned char)at[1]);
}

static void read_tag(const char *at, const char *end, struct subject_tags *tags)
{
	while (at < end) {
		size_t length = strcspn(at, WORD_ENDS "]");

		tags->is_cover |= names_cover(at);
		read_word(at, length, tags);
		at += length + 1;
	}
}

/* Behind what mail or a vendor puts before a subject; NULL at its first word. */
static const char *skip_tag(const char *at, struct subject_tags *tags)
{
	const char *behind = skip_mark(at, mail_marks, ARRAY_SIZE(mail_marks));
	const char *end;

	tags->is_reply |= behind != NULL;
	if (behind || *at != '[')
		return behind;
	end = strchr(at, ']');
	if (!end)
		return NULL;
	read_tag(at + 1, end, tags);
	return end + 1;
}

/* In place: one blank for each run of them, none at the ends. */
static void join_blanks(char *text)
{
	char *to = text;

	for (const char *at = skip_blanks(text); *at; at++) {
		if (!isspace((unsigned char)*at))
			*to++ = *at;
		else if (*skip_blanks(at) && to > text && to[-1] != ' ')
			*to++ = ' ';
	}
	*to = '\0';
}

char *subject_read(const char *subject, struct subject_tags *tags)
{
	const char *at = skip_blanks(subject), *behind;
	char *text;

	*tags = (struct subject_tags){ .revision = 1 };
	while ((behind = skip_tag(at, tags)))
		at = skip_blanks(behind);
	text = xstrdup(at);
	join_blanks(text);
	return text;
}

static const char *skip_vendor_tags(const char *at)
{
	struct subject_tags ignored = {};
	const char *behind = at;

	while (behind) {
		at = skip_blanks(behind);
		behind = skip_tag(at, &ignored);
		if (!behind)
			behind = skip_mark(at, vendor_marks, ARRAY_SIZE(vendor_marks));
	}
	free(ignored.branch);
	return at;
}

char *subject_key(const char *subject)
{
	const char *at = skip_vendor_tags(subject);
	char *key = xcalloc(strlen(at) + 1, 1), *to = key;

	for (; *at; at++)
		if (!isspace((unsigned char)*at))
			*to++ = tolower((unsigned char)*at);
	while (to > key && to[-1] == '.')
		*--to = '\0';
	return key;
}
