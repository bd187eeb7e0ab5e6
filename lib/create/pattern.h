/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A pattern: a part of a section of a compiled object, in which the fields that
 * the linker fills in match anything.
 */
#ifndef SUTURE_PATTERN_H
#define SUTURE_PATTERN_H

#include "elf/object.h"

/* Bytes that must be equal; offsets count from the pattern's start. */
struct run {
	size_t offset;
	size_t size;
};

struct pattern {
	const unsigned char *data;
	size_t size;
	size_t align;
	struct run *runs;
	size_t n_runs;
};

/*
 * The pattern of [start, start + size) of a section with content. The section
 * must outlive it.
 */
void pattern_init(struct pattern *pattern, const struct section *section, size_t start,
		  size_t size) __attribute__((nonnull));
void pattern_deinit(struct pattern *pattern);
#define _cleanup_pattern_ _cleanup_(pattern_deinit)

/* Offset of the first byte that differs; the pattern's size if none does. */
size_t pattern_difference(const struct pattern *pattern, const unsigned char *data)
	__attribute__((nonnull));

/*
 * Calls found() with the offset of every match in the data that is aligned as
 * the section asks, where data[0] is at an address; stops when it returns false.
 * Nothing is found for a pattern that consists of fields only.
 */
typedef bool pattern_found_fn(void *context, size_t offset);
void pattern_search(const struct pattern *pattern, const unsigned char *data, size_t size,
		    uint64_t address, pattern_found_fn *found, void *context)
	__attribute__((nonnull(1, 5)));

#endif
