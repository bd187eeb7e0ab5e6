/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How long each of many things took. */
#ifndef SUTURE_TESTS_TIMES_H
#define SUTURE_TESTS_TIMES_H

#include <stddef.h>
#include <stdint.h>

struct times {
	uint32_t *items; /* microseconds */
	size_t n_items;
};

/* Of a clock that nobody puts. */
int64_t microseconds(void);

void times_add(struct times *times, int64_t taken) __attribute__((nonnull));
/* To the end of another's. */
void times_append(struct times *times, const struct times *others) __attribute__((nonnull));
/* "N reports, N a second, p50 N ms, p99 N ms, N refused"; nothing if there are none. */
void times_print(struct times *times, int64_t taken, unsigned int n_refused)
	__attribute__((nonnull));
void times_deinit(struct times *times);

#endif
