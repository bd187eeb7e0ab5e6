/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a page says of a change that was made: in its address stands a word, here the text. */
#ifndef SUTURE_CONSOLE_NOTICE_H
#define SUTURE_CONSOLE_NOTICE_H

/* NULL for a word that is none. */
const char *notice_text(const char *word) __attribute__((nonnull));

#endif
