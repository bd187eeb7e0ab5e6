/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tuf/json_reader.h"

#include <string.h>

#include "base/json.h"
#include "base/memory.h"

static struct error *malformed(const char *what)
{
	return error_refuse(SUTURE_REFUSAL_METADATA_MALFORMED, "%s", what);
}

/* What comes next but for white space; 0 at the end. */
static char peek(struct json_reader *reader)
{
	while (reader->at < reader->size && strchr(" \t\n\r", reader->text[reader->at]) &&
	       reader->text[reader->at])
		reader->at++;
	return reader->at < reader->size ? reader->text[reader->at] : 0;
}

static bool take_character(struct json_reader *reader, char c)
{
	bool is_there = peek(reader) == c;

	reader->at += is_there;
	return is_there;
}

bool json_reader_is_at_object(struct json_reader *reader)
{
	return peek(reader) == '{';
}

struct error *json_reader_enter(struct json_reader *reader)
{
	return take_character(reader, '{') ? NULL : malformed("'{' expected");
}

struct error *json_reader_value(struct json_reader *reader, json_t **value)
{
	json_error_t why;
	json_t *read = json_loadb(reader->text + reader->at, reader->size - reader->at,
				  JSON_REJECT_DUPLICATES | JSON_DECODE_ANY |
					  JSON_DISABLE_EOF_CHECK,
				  &why);

	if (!read)
		return malformed(why.text);
	reader->at += (size_t)why.position;
	*value = read;
	return NULL;
}

static struct error *read_name(struct json_reader *reader, json_t **name)
{
	_cleanup_json_ json_t *read = NULL;

	if (peek(reader) != '"')
		return malformed("string or '}' expected");
	try(json_reader_value(reader, &read));
	if (!take_character(reader, ':'))
		return malformed("':' expected");
	*name = take(read);
	return NULL;
}

struct error *json_reader_next(struct json_reader *reader, bool is_first, json_t **name)
{
	*name = NULL;
	if (take_character(reader, '}'))
		return NULL;
	if (!is_first && !take_character(reader, ','))
		return malformed("'}' expected");
	return read_name(reader, name);
}

struct error *json_reader_end(struct json_reader *reader)
{
	return peek(reader) || reader->at < reader->size ? malformed("end of file expected") : NULL;
}
