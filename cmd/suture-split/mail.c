/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mail.h"

#include <ctype.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"

/* RFC 2047: so long may an encoded word be. */
#define WORD_MAX 75

static bool is_ascii(const char *text)
{
	for (; *text; text++)
		if (*text & 0x80)
			return false;
	return true;
}

/* Bytes of the UTF-8 sequence that begins here; a byte that begins none counts as one. */
static size_t sequence_length(const char *text)
{
	size_t length = 1;

	while ((text[length] & 0xc0) == 0x80)
		length++;
	return length;
}

static void add_encoded(char **word, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (isalnum((unsigned char)bytes[i]))
			xappend(word, "%c", bytes[i]);
		else
			xappend(word, "=%02X", (unsigned char)bytes[i]);
	}
}

/* As many encoded words as it takes, on lines of their own. */
static char *encode(const char *text)
{
	static const char start[] = "=?UTF-8?q?", end[] = "?=";
	char *words = xstrdup(start);
	size_t used = strlen(start);

	while (*text) {
		size_t length = sequence_length(text);

		if (used + 3 * length + strlen(end) > WORD_MAX) {
			xappend(&words, "%s\n %s", end, start);
			used = strlen(start);
		}
		add_encoded(&words, text, length);
		used += 3 * length;
		text += length;
	}
	xappend(&words, "%s", end);
	return words;
}

/* RFC 5322: a name with one of these stands in quotes. */
static char *display_name(const char *name)
{
	char *quoted = NULL;

	if (!is_ascii(name))
		return encode(name);
	if (!strpbrk(name, "()<>[]:;@\\,.\""))
		return xstrdup(name);
	xappend(&quoted, "\"");
	for (; *name; name++)
		xappend(&quoted, strchr("\\\"", *name) ? "\\%c" : "%c", *name);
	xappend(&quoted, "\"");
	return quoted;
}

static void add_date(char **mail, const git_time *when)
{
	time_t local = when->time + (git_time_t)when->offset * 60;
	int offset = abs(when->offset);
	char text[64];
	struct tm tm;

	gmtime_r(&local, &tm);
	strftime(text, sizeof(text), "%a, %-d %b %Y %H:%M:%S", &tm);
	xappend(mail, "Date: %s %c%02d%02d\n", text, when->offset < 0 ? '-' : '+', offset / 60,
		offset % 60);
}

static void add_headers(char **mail, git_commit *commit)
{
	const git_signature *author = git_commit_author(commit);
	const char *summary = git_commit_summary(commit);
	_cleanup_free_ char *name = display_name(author->name);
	_cleanup_free_ char *subject = is_ascii(summary) ? xstrdup(summary) : encode(summary);
	char hex[GIT_OID_HEXSZ + 1];

	xappend(mail, "From %s Mon Sep 17 00:00:00 2001\n",
		git_oid_tostr(hex, sizeof(hex), git_commit_id(commit)));
	xappend(mail, "From: %s <%s>\n", name, author->email);
	add_date(mail, &author->when);
	xappend(mail, "Subject: [PATCH] %s\n", subject);
	if (!is_ascii(git_commit_message(commit)))
		xappend(mail, "MIME-Version: 1.0\n"
			      "Content-Type: text/plain; charset=UTF-8\n"
			      "Content-Transfer-Encoding: 8bit\n");
}

static bool looks_like_diff(const char *line)
{
	static const char *const starts[] = { "---", "+++ ", "@@ ", "diff ", "Index: ", "*** " };

	for (size_t i = 0; i < ARRAY_SIZE(starts); i++)
		if (!strncmp(line, starts[i], strlen(starts[i])))
			return true;
	return false;
}

static void add_body(char **mail, git_commit *commit)
{
	const char *line = git_commit_body(commit);

	while (line && *line) {
		int length = (int)strcspn(line, "\n");

		xappend(mail, "%s%.*s\n", looks_like_diff(line) ? " " : "", length, line);
		line += length + (line[length] == '\n');
	}
}

void mail_make(git_commit *commit, const char *remark, const struct bytes *patch,
	       struct bytes *mail)
{
	static const char end[] = "-- \nsuture-split " SUTURE_VERSION "\n\n";
	char *head = NULL;
	size_t length;

	add_headers(&head, commit);
	xappend(&head, "\n");
	add_body(&head, commit);
	xappend(&head, "---\n%s\n", remark ? remark : "");
	length = strlen(head);
	mail->size = length + patch->size + strlen(end);
	mail->data = xrealloc(head, mail->size + 1, 1);
	memcpy(mail->data + length, patch->data, patch->size);
	memcpy(mail->data + length + patch->size, end, sizeof(end));
}
