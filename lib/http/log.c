/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "http/log.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/json.h"
#include "base/memory.h"

static char *now(void)
{
	struct timespec time;
	struct tm parts;
	char text[32];

	clock_gettime(CLOCK_REALTIME, &time);
	gmtime_r(&time.tv_sec, &parts);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &parts);
	return xasprintf("%s.%03ldZ", text, time.tv_nsec / 1000000);
}

char *log_text(const struct log_line *line)
{
	_cleanup_free_ char *time = now();
	_cleanup_free_ char *method = xstrndup(line->method, 32);
	_cleanup_free_ char *path = xstrndup(line->path, LOG_PATH_MAX);
	_cleanup_json_ json_t *value =
		json_pack("{s:s, s:s, s:o, s:o, s:i, s:I, s:I}", "time", time, "address",
			  line->address, "method", string_to_json(method), "path",
			  string_to_json(path), "status", (int)line->status, "bytes",
			  (json_int_t)line->bytes, "microseconds", (json_int_t)line->microseconds);
	_cleanup_free_ char *text = json_dumps(value, JSON_ENSURE_ASCII);

	return xasprintf("%s\n", text);
}

/* If nobody reads the log any more the service goes on. */
static void write_text(const char *text)
{
	ssize_t written = write(STDERR_FILENO, text, strlen(text));

	(void)written;
}

void log_write(const struct log_line *line)
{
	_cleanup_free_ char *text = log_text(line);

	write_text(text);
}

void log_note(const char *format, ...)
{
	_cleanup_free_ char *time = now();
	_cleanup_free_ char *message = NULL;
	_cleanup_free_ char *text = NULL;
	_cleanup_json_ json_t *value = NULL;
	va_list arguments;

	va_start(arguments, format);
	message = xvasprintf(format, arguments);
	va_end(arguments);
	value = json_pack("{s:s, s:o}", "time", time, "message", string_to_json(message));
	text = json_dumps(value, JSON_ENSURE_ASCII);
	xappend(&text, "\n");
	write_text(text);
}
