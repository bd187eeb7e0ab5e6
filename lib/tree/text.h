/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files as sequences of numbered lines. Every different line of all files and
 * candidates has one number in one table, so that comparing, finding and applying
 * are done on numbers. A line's bytes include its newline: a last line without one
 * is another line. Nothing else is normalized: what is written is what was read.
 */
#ifndef SUTURE_TEXT_H
#define SUTURE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/file.h"

struct line_table;

struct line_table *line_table_new(void);
void line_table_free(struct line_table *table);
DEFINE_CLEANUP(struct line_table *, line_table_free);
#define _cleanup_line_table_ _cleanup_(line_table_freep)

/* The number of a line, which is put in unless it is there. Numbers count from 0 in order. */
uint32_t line_number(struct line_table *table, const char *bytes, size_t length)
	__attribute__((nonnull));
/* Its bytes, the table's. */
const char *line_bytes(const struct line_table *table, uint32_t line, size_t *length)
	__attribute__((nonnull));
/* No letter or digit in it: a brace, an empty line. Such a line proves nothing. */
bool line_is_trivial(const struct line_table *table, uint32_t line) __attribute__((nonnull));

struct text {
	uint32_t *lines;
	size_t n_lines;
};

void text_read(struct line_table *table, const void *bytes, size_t size, struct text *text)
	__attribute__((nonnull));
/* The same bytes that were read. */
void text_write(const struct line_table *table, const struct text *text, struct bytes *bytes)
	__attribute__((nonnull));
void text_copy(const struct text *from, struct text *to) __attribute__((nonnull));
bool text_equal(const struct text *a, const struct text *b) __attribute__((nonnull));
void text_deinit(struct text *text);
#define _cleanup_text_ _cleanup_(text_deinit)

#endif
