/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The log of requests: a line of JSON for each, on standard error. */
#ifndef SUTURE_HTTP_LOG_H
#define SUTURE_HTTP_LOG_H

#include <stdint.h>

/* What is longer is cut: a line is written at once, and a pipe takes 4096 bytes as a whole. */
#define LOG_PATH_MAX 512

struct log_line {
	const char *address, *method;
	const char *path;	/* as it was sent. No query: it may have secrets in it */
	unsigned int status;	/* 0: whoever asked was not answered */
	uint64_t bytes;		/* of the answer's body */
	uint64_t microseconds;
};

/* With the time of now, in UTC; the caller's. */
char *log_text(const struct log_line *line) __attribute__((nonnull, warn_unused_result));
void log_write(const struct log_line *line) __attribute__((nonnull));
/* Something else than a request: the time, and "message". */
void log_note(const char *format, ...) __attribute__((nonnull, format(printf, 1, 2)));

#endif
