/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Spans of time as people write them: "90", "90s", "15m", "1h", "7d", "2w". */
#ifndef SUTURE_DURATION_H
#define SUTURE_DURATION_H

#include <stdbool.h>
#include <stdint.h>

/* false: it is none, or longer than max seconds. */
bool duration_parse(const char *text, int64_t max, int64_t *seconds) __attribute__((nonnull));

#endif
