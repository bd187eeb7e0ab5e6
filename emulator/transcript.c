/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "emulator/transcript.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "emulator/protocol.h"

/* No job has more steps; a wild number must not make us allocate. */
enum { STEPS_MAX = 4096 };

struct cursor {
	const char *at, *end;
};

void transcript_deinit(struct transcript *transcript)
{
	for (size_t i = 0; i < transcript->n_steps; i++)
		bytes_deinit(&transcript->steps[i].output);
	free(transcript->steps);
	free(transcript->kernel_log);
	memset(transcript, 0, sizeof(*transcript));
}

static bool next_line(struct cursor *cursor, char *line, size_t room)
{
	const char *newline = memchr(cursor->at, '\n', (size_t)(cursor->end - cursor->at));
	size_t length = newline ? (size_t)(newline - cursor->at) : 0;

	if (!newline || length >= room)
		return false;
	memcpy(line, cursor->at, length);
	line[length] = '\0';
	cursor->at = newline + 1;
	return true;
}

/* The bytes of a frame and the newline after them; less if the data are cut there. */
static bool next_bytes(struct cursor *cursor, size_t size, const char **data, size_t *got)
{
	size_t left = (size_t)(cursor->end - cursor->at);

	*data = cursor->at;
	*got = size < left ? size : left;
	cursor->at += *got;
	if (left <= size || *cursor->at != '\n')
		return false;
	cursor->at++;
	return true;
}

static struct step_outcome *step_at(struct transcript *transcript, unsigned int number)
{
	if (number >= STEPS_MAX)
		return NULL;
	while (transcript->n_steps <= number) {
		struct step_outcome *step = array_append(transcript->steps, transcript->n_steps);

		step->output.data = xcalloc(1, 1);
	}
	return &transcript->steps[number];
}

static void append_output(struct bytes *output, const char *data, size_t size)
{
	output->data = xrealloc(output->data, output->size + size + 1, 1);
	memcpy(output->data + output->size, data, size);
	output->size += size;
	output->data[output->size] = '\0';
}

static bool take_hello(struct transcript *transcript, const char *line, struct cursor *cursor)
{
	int version;
	long ms;

	(void)cursor;
	if (sscanf(line, "hello %d %ld", &version, &ms) != 2 || version != GUEST_PROTOCOL)
		return false;
	transcript->started = true;
	transcript->boot_seconds = (double)ms / 1000;
	return true;
}

static bool take_begin(struct transcript *transcript, const char *line, struct cursor *cursor)
{
	struct step_outcome *step;
	unsigned int number;
	long ms;

	(void)cursor;
	if (sscanf(line, "begin %u %ld", &number, &ms) != 2)
		return false;
	step = step_at(transcript, number);
	if (!step)
		return false;
	step->begun = true;
	step->begin_ms = ms;
	return true;
}

static bool take_output(struct transcript *transcript, const char *line, struct cursor *cursor)
{
	struct step_outcome *step;
	unsigned int number;
	size_t size, got;
	const char *data;
	bool whole;

	if (sscanf(line, "output %u %zu", &number, &size) != 2)
		return false;
	step = step_at(transcript, number);
	if (!step)
		return false;
	whole = next_bytes(cursor, size, &data, &got);
	append_output(&step->output, data, got);
	return whole;
}

static bool take_end(struct transcript *transcript, const char *line, struct cursor *cursor)
{
	struct step_outcome *step;
	unsigned int number;
	int status, late;
	long ms;

	(void)cursor;
	if (sscanf(line, "end %u %d %ld %d", &number, &status, &ms, &late) != 4)
		return false;
	step = step_at(transcript, number);
	if (!step || !step->begun)
		return false;
	step->ended = true;
	step->status = status;
	step->late = late;
	step->seconds = (double)(ms - step->begin_ms) / 1000;
	return true;
}

/* The kernel escapes what is not printable as \xNN. */
static void print_unescaped(FILE *stream, const char *text, size_t length)
{
	unsigned int byte;

	for (size_t i = 0; i < length; i++) {
		if (text[i] == '\\' && length - i >= 4 && text[i + 1] == 'x' &&
		    sscanf(text + i + 2, "%2x", &byte) == 1) {
			fputc((int)byte, stream);
			i += 3;
		} else {
			fputc(text[i], stream);
		}
	}
}

/*
 * A record of /dev/kmsg: "PRIORITY,NUMBER,MICROSECONDS,FLAGS[,...];TEXT\n", then lines that begin
 * with a space and hold properties, which dmesg does not show either.
 */
static void print_record(FILE *stream, const char *record)
{
	const char *text = strchr(record, ';');
	unsigned long long microseconds;

	if (!text || sscanf(record, "%*u,%*u,%llu,", &microseconds) != 1)
		return;
	text++;
	fprintf(stream, "[%5llu.%06llu] ", microseconds / 1000000, microseconds % 1000000);
	print_unescaped(stream, text, strcspn(text, "\n"));
	fputc('\n', stream);
}

static char *format_log(const char *data, size_t size)
{
	_cleanup_free_ char *text = NULL;
	size_t length = 0;
	_cleanup_fclose_ FILE *stream = open_memstream(&text, &length);
	size_t at = 0;

	if (!stream)
		return NULL;
	while (at < size) {
		size_t record_length = strnlen(data + at, size - at);
		_cleanup_free_ char *record = xstrndup(data + at, record_length);

		print_record(stream, record);
		at += record_length + 1;
	}
	fclose(take(stream));
	return take(text);
}

static bool take_log(struct transcript *transcript, const char *line, struct cursor *cursor)
{
	size_t size, got;
	const char *data;

	if (transcript->kernel_log || sscanf(line, "log %zu", &size) != 1)
		return false;
	if (!next_bytes(cursor, size, &data, &got))
		return false;
	transcript->kernel_log = format_log(data, got);
	return true;
}

static bool take_bye(struct transcript *transcript, const char *line, struct cursor *cursor)
{
	(void)line;
	(void)cursor;
	transcript->complete = true;
	return true;
}

static const struct {
	const char *word;
	bool (*read)(struct transcript *transcript, const char *line, struct cursor *cursor);
} frames[] = {
	{ "hello ", take_hello }, { "begin ", take_begin }, { "output ", take_output },
	{ "end ", take_end },	  { "log ", take_log },	    { "bye ", take_bye },
};

static bool take_frame(struct transcript *transcript, const char *line, struct cursor *cursor)
{
	for (size_t i = 0; i < ARRAY_SIZE(frames); i++)
		if (!strncmp(line, frames[i].word, strlen(frames[i].word)))
			return frames[i].read(transcript, line, cursor);
	return false;
}

void transcript_parse(const struct bytes *report, struct transcript *transcript)
{
	struct cursor cursor = { (const char *)report->data,
				 (const char *)report->data + report->size };
	char line[256];

	memset(transcript, 0, sizeof(*transcript));
	while (next_line(&cursor, line, sizeof(line)))
		if (!take_frame(transcript, line, &cursor))
			break;
}
