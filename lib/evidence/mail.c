/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence/mail.h"

#include <gmime/gmime.h>
#include <pthread.h>
#include <string.h>

#include "base/memory.h"

static void put(void *object)
{
	if (*(void **)object)
		g_object_unref(*(void **)object);
}

static void part_iter_freep(GMimePartIter **iter)
{
	g_mime_part_iter_free(*iter);
}

static void g_freep(void *pointer)
{
	g_free(*(void **)pointer);
}

#define _put_ _cleanup_(put)
#define _g_free_ _cleanup_(g_freep)

static void start_gmime(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, g_mime_init);
}

void mail_deinit(struct mail *mail)
{
	free(mail->id);
	free(mail->subject);
	free(mail->author);
	free(mail->email);
	free(mail->origin);
	bytes_deinit(&mail->text);
}

/* ---- headers ---- */

static void set(char **place, const char *text)
{
	_g_free_ char *valid = g_utf8_make_valid(text, -1);

	free(*place);
	*place = xstrdup(valid);
}

static void set_address(InternetAddressList *list, char **author, char **email)
{
	for (int i = 0; list && i < internet_address_list_length(list); i++) {
		InternetAddress *address = internet_address_list_get_address(list, i);
		const char *name = internet_address_get_name(address), *where;

		if (!INTERNET_ADDRESS_IS_MAILBOX(address))
			continue;
		where = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address)) ?: "";
		set(author, name && *name ? name : where);
		set(email, where);
		return;
	}
}

void mail_read_address(const char *text, char **author, char **email)
{
	_put_ InternetAddressList *list = NULL;

	start_gmime();
	list = internet_address_list_parse(NULL, text);
	set_address(list, author, email);
}

static void set_date(GDateTime *date, int64_t *time, int *offset)
{
	if (!date)
		return;
	*time = g_date_time_to_unix(date);
	*offset = g_date_time_get_utc_offset(date) / G_TIME_SPAN_MINUTE;
}

void mail_read_date(const char *text, int64_t *time, int *offset)
{
	GDateTime *date;

	start_gmime();
	date = g_mime_utils_header_decode_date(text);
	set_date(date, time, offset);
	if (date)
		g_date_time_unref(date);
}

char *mail_decode(const char *value)
{
	_g_free_ char *decoded = NULL;
	char *copy = NULL;

	start_gmime();
	decoded = g_mime_utils_header_decode_text(NULL, value);
	set(&copy, decoded ?: "");
	return copy;
}

static void read_headers(GMimeMessage *message, struct mail *mail)
{
	const char *id = g_mime_message_get_message_id(message);
	const char *subject = g_mime_message_get_subject(message);
	const char *origin = g_mime_object_get_header(GMIME_OBJECT(message), "Origin");

	set(&mail->subject, subject ?: "");
	set(&mail->author, "");
	set(&mail->email, "");
	set_address(g_mime_message_get_from(message), &mail->author, &mail->email);
	set_date(g_mime_message_get_date(message), &mail->time, &mail->offset);
	if (id && *id)
		set(&mail->id, id);
	if (origin)
		set(&mail->origin, origin);
}

/* ---- text ---- */

static bool ends_in_patch(const char *name)
{
	return name && (g_str_has_suffix(name, ".patch") || g_str_has_suffix(name, ".diff"));
}

static bool can_hold_patch(GMimePart *part)
{
	static const char *const types[][2] = {
		{ "text", "plain" },	{ "text", "x-patch" },	      { "text", "x-diff" },
		{ "text", "x-csrc" },	{ "application", "x-patch" }, { "application", "x-diff" },
		{ "text", "vnd.patch" },
	};
	GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(part));

	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (g_mime_content_type_is_type(type, types[i][0], types[i][1]))
			return true;
	return ends_in_patch(g_mime_part_get_filename(part));
}

/*
 * Mail programs that recode a text name its charset. A text that is UTF-8 already is left as it
 * is, whatever its label says: kernel sources are UTF-8, and git sends bytes without a label.
 */
static char *recode(const GByteArray *bytes, const char *charset, gsize *size)
{
	static const char *const same[] = { "utf-8", "utf8", "us-ascii", "ascii" };
	const char *text = (const char *)bytes->data;
	bool is_ascii = true;

	if (!charset || g_utf8_validate(text, bytes->len, NULL)) {
		for (guint i = 0; i < bytes->len; i++)
			is_ascii &= bytes->data[i] < 0x80 && bytes->data[i] != 0x1b;
		if (!charset || !is_ascii || bytes->len == 0)
			return NULL;
	}
	for (size_t i = 0; i < ARRAY_SIZE(same); i++)
		if (!g_ascii_strcasecmp(charset, same[i]))
			return NULL;
	return g_convert(text, bytes->len, "UTF-8", charset, NULL, size, NULL);
}

static bool starts_diff(const char *line, size_t length)
{
	return (length > 11 && !memcmp(line, "diff --git ", 11)) ||
	       (length > 4 && (!memcmp(line, "--- ", 4) || !memcmp(line, "@@ -", 4)));
}

/*
 * No program writes CRLF behind "diff --git" or "@@": where it stands there, it is the
 * transport's. A text without a diff is judged by its first line.
 */
static bool has_transport_cr(const char *at, size_t size)
{
	const char *end = at + size, *newline = memchr(at, '\n', size);
	bool first = newline && newline > at && newline[-1] == '\r';

	for (; at < end; at = newline + 1) {
		newline = memchr(at, '\n', end - at);
		if (!newline)
			return first;
		if (starts_diff(at, newline - at))
			return newline[-1] == '\r';
	}
	return first;
}

static size_t strip_transport_cr(char *text, size_t size)
{
	char *to = text;

	if (!has_transport_cr(text, size))
		return size;
	for (size_t i = 0; i < size; i++)
		if (text[i] != '\r' || i + 1 == size || text[i + 1] != '\n')
			*to++ = text[i];
	return to - text;
}

static void append(struct bytes *bytes, const char *text, size_t size)
{
	char *to;

	bytes->data = xrealloc(bytes->data, bytes->size + size + 2, 1);
	to = (char *)bytes->data + bytes->size;
	memcpy(to, text, size);
	size = strip_transport_cr(to, size);
	if (size && to[size - 1] != '\n')
		to[size++] = '\n';
	to[size] = '\0';
	bytes->size += size;
}

static void read_part(GMimePart *part, struct bytes *text)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	_put_ GMimeStream *stream = g_mime_stream_mem_new();
	const char *charset =
		g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), "charset");
	_g_free_ char *recoded = NULL;
	GByteArray *bytes;
	gsize size;

	if (!content || g_mime_data_wrapper_write_to_stream(content, stream) < 0)
		return;
	bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
	recoded = recode(bytes, charset, &size);
	if (recoded)
		append(text, recoded, size);
	else if (bytes->len)
		append(text, (const char *)bytes->data, bytes->len);
}

static void read_parts(GMimeMessage *message, struct mail *mail)
{
	_cleanup_(part_iter_freep) GMimePartIter *iter = NULL;
	bool is_first = true;

	if (!g_mime_message_get_mime_part(message))
		return;
	iter = g_mime_part_iter_new(g_mime_message_get_mime_part(message));
	do {
		GMimeObject *part = g_mime_part_iter_get_current(iter);

		if (!part || !GMIME_IS_PART(part) || !can_hold_patch(GMIME_PART(part)))
			continue;
		read_part(GMIME_PART(part), &mail->text);
		if (is_first)
			mail->first_part = mail->text.size;
		is_first = false;
	} while (g_mime_part_iter_next(iter));
}

bool mail_read(const void *bytes, size_t size, struct mail *mail)
{
	_put_ GMimeStream *stream = NULL;
	_put_ GMimeParser *parser = NULL;
	_put_ GMimeMessage *message = NULL;

	start_gmime();
	stream = g_mime_stream_mem_new_with_buffer(bytes, size);
	parser = g_mime_parser_new_with_stream(stream);
	message = g_mime_parser_construct_message(parser, NULL);
	if (!message)
		return false;
	read_headers(message, mail);
	read_parts(message, mail);
	return true;
}
