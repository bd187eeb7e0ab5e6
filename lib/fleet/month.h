/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Months, in UTC, by which machines are counted: "2026-11". */
#ifndef SUTURE_FLEET_MONTH_H
#define SUTURE_FLEET_MONTH_H

#include <stdbool.h>
#include <stdint.h>

#define MONTH_TEXT_SIZE 8

struct month {
	char text[MONTH_TEXT_SIZE];
	int64_t begins, ends; /* ends is the first second of the next one */
};

/* false: it is none, or not one of the years 1970 to 9998. */
bool month_read(const char *text, struct month *month) __attribute__((nonnull));
/* The one in which a moment of these years is. */
void month_of(int64_t moment, struct month *month) __attribute__((nonnull));

#endif
