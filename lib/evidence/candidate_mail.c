/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <string.h>

#include "base/memory.h"
#include "evidence/candidate_read.h"
#include "evidence/mail.h"
#include "evidence/mail_text.h"
#include "evidence/mailbox.h"
#include "evidence/subject.h"

/* ---- what is none ---- */

static bool quotes_diff(const char *text)
{
	return strstr(text, "\n> diff --git ") || strstr(text, "\n> @@ -") ||
	       strstr(text, "\n>> @@ -") || strstr(text, "\n> > @@ -");
}

static const char *why_no_diff(const char *text, const struct subject_tags *tags)
{
	if (quotes_diff(text))
		return "a reply that quotes a diff";
	if (tags->is_reply)
		return "a reply without a diff";
	return tags->is_cover ? "a cover letter" : "no diff in it";
}

static bool has_diff(const char *text)
{
	return !strncmp(text, "diff --git ", 11) || strstr(text, "\ndiff --git ") ||
	       !strncmp(text, "--- ", 4) || strstr(text, "\n--- ");
}

/*
 * A text without any sign of a diff is told from one whose diff is broken: the one is a letter, the
 * other a loss.
 */
struct error *candidate_read_files(struct candidate *candidate, struct line_table *table,
				   const struct bytes *text, const struct subject_tags *tags)
{
	if (!has_diff((const char *)text->data))
		return error_new(ERROR_USAGE, "%s",
				 why_no_diff((const char *)text->data, tags));
	return file_patches_read(text->data, text->size, table, &candidate->files,
				 &candidate->n_files);
}

/* ---- filling in ---- */

static void move_text(char **to, char **from)
{
	if (!*from)
		return;
	free(*to);
	*to = take(*from);
}

void candidate_set_message(struct candidate *candidate, const char *body)
{
	candidate->upstream = message_upstream(body);
	candidate->message = *body ? xasprintf("%s\n\n%s\n", candidate->subject, body) :
				     xasprintf("%s\n", candidate->subject);
}

void candidate_set_subject(struct candidate *candidate, const char *subject,
			   struct subject_tags *tags)
{
	candidate->subject = subject_read(subject, tags);
	candidate->revision = tags->revision;
	candidate->branch = take(tags->branch);
}

/* The text's own headers count for more than the mail's: somebody else may have sent it. */
static void fill_from_mail(struct candidate *candidate, struct mail *mail,
			   struct subject_tags *tags)
{
	_cleanup_mail_text_ struct mail_text read = {};

	mail_text_read((const char *)mail->text.data, mail->first_part, &read);
	candidate_set_subject(candidate, read.subject ?: mail->subject, tags);
	candidate->author = take(mail->author);
	candidate->email = take(mail->email);
	candidate->time = read.time ?: mail->time;
	candidate->offset = read.time ? read.offset : mail->offset;
	move_text(&candidate->author, &read.author);
	move_text(&candidate->email, &read.email);
	if (!candidate->branch)
		candidate->branch = take(read.branch);
	candidate_set_message(candidate, read.message);
	if (!candidate->upstream && mail->origin)
		candidate->upstream = find_commit(mail->origin);
}

/* ---- which kind of text it is ---- */

static size_t line_length(const char *at, const char *end)
{
	const char *newline = memchr(at, '\n', end - at);

	return newline ? newline - at : end - at;
}

static bool is_header(const char *at, size_t length)
{
	size_t name = 0;

	while (name < length && (isalnum((unsigned char)at[name]) || at[name] == '-'))
		name++;
	return name && name < length && at[name] == ':';
}

static bool is_named(const char *at, size_t length, const char *name)
{
	return length >= strlen(name) && !strncasecmp(at, name, strlen(name));
}

/* Headers up to the first line that is none, with a sender and one more that letters have. */
static bool is_mail(const char *at, const char *end)
{
	bool has_from = false, has_other = false;

	while (at < end) {
		size_t length = line_length(at, end);

		if (!is_header(at, length) && *at != ' ' && *at != '\t')
			break;
		has_from |= is_named(at, length, "From:");
		has_other |= is_named(at, length, "Subject:") || is_named(at, length, "Date:") ||
			     is_named(at, length, "Message-Id:");
		at += length;
		at += at < end;
	}
	return has_from && has_other;
}

/* Behind the separator of a mailbox, which a mail from one still has. */
static const char *skip_separator(const char *at, const char *end)
{
	size_t length = line_length(at, end);

	if (!is_mail_separator(at, length))
		return at;
	return at + length + (at + length < end);
}

/* ---- reading ---- */

/*
 * Somebody writes a letter and attaches what git made: a mail of its own, with its own author and
 * subject. Yields where it begins among the parts; NULL if it is not so.
 */
static const char *find_attached(const struct mail *mail)
{
	const char *text = (const char *)mail->text.data, *end = text + mail->text.size;
	const char *attached = text + mail->first_part;
	_cleanup_free_ char *letter = xstrndup(text, mail->first_part);

	if (has_diff(letter))
		return NULL;
	attached = skip_separator(attached, end);
	return is_mail(attached, end) ? attached : NULL;
}

static struct error *fill_all(struct candidates *candidates, struct candidate *candidate,
			      struct mail *mail)
{
	struct subject_tags tags;

	fill_from_mail(candidate, mail, &tags);
	return candidate_read_files(candidate, candidates->table, &mail->text, &tags);
}

static struct error *read_mail(struct candidates *candidates, const char *bytes, size_t size,
			       struct candidate *candidate)
{
	_cleanup_mail_ struct mail mail = {};
	_cleanup_mail_ struct mail inner = {};
	const char *attached;

	if (!mail_read(bytes, size, &mail) || !mail.text.data)
		return error_new(ERROR_USAGE, "no text in it");
	if (candidate->origin == CANDIDATE_MAIL)
		candidate->id = take(mail.id);
	attached = find_attached(&mail);
	if (attached &&
	    mail_read(attached, (char *)mail.text.data + mail.text.size - attached, &inner) &&
	    inner.text.data)
		return fill_all(candidates, candidate, &inner);
	return fill_all(candidates, candidate, &mail);
}

/* Git writes a commit there: all that names a mail without a Message-ID. Files have names. */
static char *separator_id(const char *at, const char *end)
{
	_cleanup_free_ char *line = xstrndup(at, line_length(at, end));

	return is_mail_separator(line, strlen(line)) ? find_commit(line) : NULL;
}

static struct error *read_text(struct candidates *candidates, enum candidate_origin origin,
			       const char *name, const char *bytes, size_t size,
			       struct candidate *candidate)
{
	const char *end = bytes + size, *at = skip_separator(bytes, end);

	candidate->origin = origin;
	if (at == bytes && !is_mail(at, end)) {
		candidate->origin = CANDIDATE_PATCH;
		return candidate_read_patch(candidate, candidates->table, name, bytes, size);
	}
	try(read_mail(candidates, at, end - at, candidate));
	if (candidate->origin == CANDIDATE_MAIL && !candidate->id)
		candidate->id = separator_id(bytes, end);
	return NULL;
}

bool candidate_add(struct candidates *candidates, enum candidate_origin origin, const char *name,
		   const void *bytes, size_t size)
{
	struct candidate candidate = {};
	struct error *error = read_text(candidates, origin, name, bytes, size, &candidate);

	return candidate_keep(candidates, &candidate, name, error);
}

bool candidates_add_mail(struct candidates *candidates, const char *name, const void *bytes,
			 size_t size)
{
	return candidate_add(candidates, CANDIDATE_MAIL, name, bytes, size);
}

void candidates_add_mailbox(struct candidates *candidates, const char *name,
			    struct mailbox *mailbox)
{
	size_t number = 0, size;
	const char *mail;

	while (mailbox_next(mailbox, &mail, &size)) {
		_cleanup_free_ char *place = xasprintf("%s:%zu", name, ++number);

		candidate_add(candidates, CANDIDATE_MAIL, place, mail, size);
	}
}
