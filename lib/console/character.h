/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Characters of UTF-8, as strangers write it. */
#ifndef SUTURE_CONSOLE_CHARACTER_H
#define SUTURE_CONSOLE_CHARACTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHARACTER_UNKNOWN "\xef\xbf\xbd" /* U+FFFD */

/*
 * The first character of a text that is not empty, and how many bytes it has. What is no UTF-8,
 * such as a surrogate or more bytes than it takes, is 0 and has one byte.
 */
size_t character_read(const char *text, uint32_t *character) __attribute__((nonnull));

/*
 * Whether it may be in a page: no control characters but tab and newline, nothing that XML does not
 * take, and nothing invisible that turns the direction of writing.
 */
bool character_is_shown(uint32_t character);

#endif
