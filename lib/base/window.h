/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When a machine may be changed without being asked: "Mon-Fri 02:00-04:00", in its local time. */
#ifndef SUTURE_WINDOW_H
#define SUTURE_WINDOW_H

#include <stdbool.h>
#include <time.h>

/* A zeroed one is always open. */
struct window {
	unsigned int days;     /* bit 0: Sunday; the day on which it opens */
	unsigned int from, to; /* minutes of the day; to <= from: it ends on the next day */
};

/*
 * "[DAY[-DAY][,...]] HH:MM-HH:MM", days as Mon, Tue, ...; without days: every day. An empty text
 * makes one that is always open. false: it is none.
 */
bool window_parse(const char *text, struct window *window) __attribute__((nonnull));
bool window_is_open(const struct window *window, const struct tm *now) __attribute__((nonnull));

#endif
