/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Moments as signed files have them: "2026-11-28T12:00:00Z" (RFC 3339, in UTC, whole seconds). */
#ifndef SUTURE_DATE_H
#define SUTURE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DATE_TEXT_SIZE 32 /* with the final NUL, for any year that is written so */

/* Seconds since 1970. false: the text is NULL, or not of this form and nothing else. */
bool date_read(const char *text, int64_t *seconds) __attribute__((nonnull(2)));
void date_write(int64_t seconds, char text[static DATE_TEXT_SIZE]);

#endif
