/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/error.h"

#include <errno.h>
#include <string.h>

#include "base/memory.h"

static const struct refusal_row rows[] = {
#define SUTURE_REFUSAL_ROW(name, number, token, text, remedy) [number] = { token, text, remedy },
	SUTURE_REFUSALS(SUTURE_REFUSAL_ROW)
#undef SUTURE_REFUSAL_ROW
};

const struct refusal_row *refusal_row(unsigned int refusal)
{
	if (refusal >= ARRAY_SIZE(rows) || !rows[refusal].token)
		return NULL;
	return &rows[refusal];
}

static struct error *error_make(enum error_kind kind, enum suture_refusal refusal, char *message)
{
	struct error *error = xcalloc(1, sizeof(*error));

	error->kind = kind;
	error->refusal = refusal;
	error->message = message;
	return error;
}

struct error *error_new(enum error_kind kind, const char *format, ...)
{
	va_list arguments;
	char *message;

	va_start(arguments, format);
	message = xvasprintf(format, arguments);
	va_end(arguments);
	return error_make(kind, SUTURE_REFUSAL_NONE, message);
}

struct error *error_errno(const char *format, ...)
{
	int number = errno;
	_cleanup_free_ char *what = NULL;
	va_list arguments;
	char *message;

	va_start(arguments, format);
	what = xvasprintf(format, arguments);
	va_end(arguments);
	message = xasprintf("%s: %s", what, strerror(number));
	if (number == ENOSPC || number == EDQUOT)
		return error_make(ERROR_REFUSED, SUTURE_REFUSAL_NO_SPACE, message);
	return error_make(ERROR_INTERNAL, SUTURE_REFUSAL_NONE, message);
}

struct error *error_refuse(enum suture_refusal refusal, const char *format, ...)
{
	va_list arguments;
	char *message;

	va_start(arguments, format);
	message = xvasprintf(format, arguments);
	va_end(arguments);
	return error_make(ERROR_REFUSED, refusal, message);
}

struct error *error_context(struct error *error, const char *format, ...)
{
	_cleanup_free_ char *context = NULL, *message = NULL;
	va_list arguments;

	va_start(arguments, format);
	context = xvasprintf(format, arguments);
	va_end(arguments);
	message = error->message;
	error->message = xasprintf("%s: %s", context, message);
	return error;
}

static void set(char **field, const char *value)
{
	if (!value)
		return;
	free(*field);
	*field = xstrdup(value);
}

struct error *error_as_usage(struct error *error)
{
	if (error) {
		error->kind = ERROR_USAGE;
		error->refusal = SUTURE_REFUSAL_NONE;
	}
	return error;
}

struct error *error_at(struct error *error, const char *object, const char *function)
{
	set(&error->object, object);
	set(&error->function, function);
	return error;
}

struct error *error_at_offset(struct error *error, uint64_t offset)
{
	error->offset = offset;
	error->has_offset = 1;
	return error;
}

static char *hex(const unsigned char *bytes, size_t length)
{
	char *text = xcalloc(length + 1, 3);

	for (size_t i = 0; i < length; i++)
		sprintf(text + 3 * i, i + 1 < length ? "%02x " : "%02x", bytes[i]);
	return text;
}

struct error *error_at_bytes(struct error *error, const unsigned char *expected,
			     const unsigned char *found, size_t length)
{
	free(error->expected);
	free(error->found);
	error->expected = hex(expected, length);
	error->found = hex(found, length);
	return error;
}

static void print_place(const struct error *error, FILE *stream)
{
	if (!error->object && !error->function)
		return;
	fputs("  where:  ", stream);
	if (error->object)
		fprintf(stream, "%s%s", error->object, error->function ? ", " : "");
	if (error->function)
		fprintf(stream, "%s", error->function);
	if (error->has_offset)
		fprintf(stream, "+0x%llx", (unsigned long long)error->offset);
	fputc('\n', stream);
	if (error->expected)
		fprintf(stream, "  expected: %s\n  found:    %s\n", error->expected, error->found);
}

void error_print(const struct error *error, FILE *stream)
{
	const struct refusal_row *row = refusal_row(error->refusal);

	fprintf(stream, "%s\n", error->message);
	if (error->kind != ERROR_REFUSED || !row)
		return;
	print_place(error, stream);
	fprintf(stream, "  reason: %s (%s)\n", row->text, row->token);
	fprintf(stream, "  remedy: %s\n", row->remedy);
}

void error_free(struct error *error)
{
	if (!error)
		return;
	free(error->message);
	free(error->object);
	free(error->function);
	free(error->expected);
	free(error->found);
	free(error);
}
