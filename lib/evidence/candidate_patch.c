/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <string.h>

#include "base/memory.h"
#include "evidence/candidate_read.h"
#include "evidence/mail.h"
#include "evidence/mail_text.h"

/* The fields at the head of a patch (DEP-3, "Patch Tagging Guidelines"); each may be NULL. */
struct fields {
	char *description, *subject, *author, *origin, *applied, *date;
};

struct field_name {
	const char *name;
	size_t where;		/* in struct fields; NO_PLACE: known, and not kept */
};

#define NO_PLACE ((size_t)-1)

static const struct field_name field_names[] = {
	{ "Description:", offsetof(struct fields, description) },
	{ "Subject:", offsetof(struct fields, subject) },
	{ "Author:", offsetof(struct fields, author) },
	{ "From:", offsetof(struct fields, author) },
	{ "Origin:", offsetof(struct fields, origin) },
	{ "Applied-Upstream:", offsetof(struct fields, applied) },
	{ "Date:", offsetof(struct fields, date) },
	{ "Bug:", NO_PLACE },
	{ "Bug-", NO_PLACE },
	{ "Forwarded:", NO_PLACE },
	{ "Reviewed-by:", NO_PLACE },
	{ "Acked-by:", NO_PLACE },
	{ "Last-Update:", NO_PLACE },
	{ "Reviewed-By:", NO_PLACE },
};

static void fields_deinit(struct fields *fields)
{
	for (size_t i = 0; i < ARRAY_SIZE(field_names); i++) {
		char **place;

		if (field_names[i].where == NO_PLACE)
			continue;
		place = (char **)((char *)fields + field_names[i].where);
		free(take(*place));
	}
}

static const struct field_name *field_at(const char *at, const char *end)
{
	for (size_t i = 0; i < ARRAY_SIZE(field_names); i++) {
		size_t length = strlen(field_names[i].name);

		if (end - at > (ptrdiff_t)length &&
		    !strncasecmp(at, field_names[i].name, length))
			return &field_names[i];
	}
	return NULL;
}

static const char *next_line(const char *at, const char *end)
{
	const char *newline = memchr(at, '\n', end - at);

	return newline ? newline + 1 : end;
}

/* Behind a field and the lines that continue it. */
static const char *field_end(const char *at, const char *end)
{
	do
		at = next_line(at, end);
	while (at < end && (*at == ' ' || *at == '\t'));
	return at;
}

/* Without the blank that continues a line; a lone full stop stands for an empty line. */
static char *field_value(const char *at, const char *end)
{
	_cleanup_free_ char *value = xcalloc(end - at + 1, 1);
	char *to = value;

	while (at < end) {
		const char *next = next_line(at, end);

		at += *at == ' ' || *at == '\t';
		if (next - at == 2 && *at == '.')
			at++;
		memcpy(to, at, next - at);
		to += next - at;
		at = next;
	}
	return message_make(value, to - value);
}

/* Read the fields at the head; yields what stands behind them. */
static const char *read_fields(const char *at, const char *end, struct fields *fields)
{
	const struct field_name *field;

	while (at < end && (field = field_at(at, end))) {
		const char *next = field_end(at, end);

		if (field->where != NO_PLACE) {
			char **place = (char **)((char *)fields + field->where);

			free(*place);
			*place = field_value(at + strlen(field->name), next);
		}
		at = next;
	}
	return at;
}

/* The first line becomes the subject; yields the lines behind it. */
static const char *split_subject(const char *text, char **subject)
{
	size_t length = strcspn(text, "\n");

	free(*subject);
	*subject = xstrndup(text, length);
	text += length;
	return text + strspn(text, "\n");
}

/* "dir/fix-a-leak.patch" says "fix-a-leak". */
static char *subject_of_name(const char *name)
{
	const char *base = strrchr(name, '/') ? strrchr(name, '/') + 1 : name;
	size_t length = strlen(base);

	if (length > 6 && !strcmp(base + length - 6, ".patch"))
		length -= 6;
	else if (length > 5 && !strcmp(base + length - 5, ".diff"))
		length -= 5;
	return xstrndup(base, length);
}

/* The subject is the first of: its field, the description's first line, the text's, the name. */
static void fill_text(struct candidate *candidate, const char *name, struct fields *fields,
		      const char *text, struct subject_tags *tags)
{
	_cleanup_free_ char *subject = take(fields->subject);
	const char *description = fields->description ?: "";
	_cleanup_free_ char *body = NULL;

	if (!subject && *description)
		description = split_subject(description, &subject);
	if (!subject && *text)
		text = split_subject(text, &subject);
	if (!subject || !*subject) {
		free(subject);
		subject = subject_of_name(name);
	}
	body = xasprintf("%s%s%s", description, *description && *text ? "\n\n" : "", text);
	candidate_set_subject(candidate, subject, tags);
	candidate_set_message(candidate, body);
}

static void fill_fields(struct candidate *candidate, const struct fields *fields)
{
	candidate->author = xstrdup("");
	candidate->email = xstrdup("");
	if (fields->author)
		mail_read_address(fields->author, &candidate->author, &candidate->email);
	if (fields->date)
		mail_read_date(fields->date, &candidate->time, &candidate->offset);
	if (!candidate->upstream && fields->origin)
		candidate->upstream = find_commit(fields->origin);
	if (!candidate->upstream && fields->applied)
		candidate->upstream = find_commit(fields->applied);
}

struct error *candidate_read_patch(struct candidate *candidate, struct line_table *table,
				   const char *name, const char *text, size_t size)
{
	_cleanup_(fields_deinit) struct fields fields = {};
	_cleanup_bytes_ struct bytes whole = { xcalloc(size + 1, 1), size };
	const char *end = text + message_size(text, size);
	const char *at = read_fields(text, end, &fields);
	_cleanup_free_ char *rest = message_make(at, end - at);
	struct subject_tags tags;

	memcpy(whole.data, text, size);
	fill_text(candidate, name, &fields, rest, &tags);
	fill_fields(candidate, &fields);
	return candidate_read_files(candidate, table, &whole, &tags);
}
