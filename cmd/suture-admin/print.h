/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An answer for people: lists as tables, objects by their members. No terminal is steered by it. */
#ifndef SUTURE_ADMIN_PRINT_H
#define SUTURE_ADMIN_PRINT_H

#include <jansson.h>

/* columns: of a list's items, "name kernel.release"; NULL if the answer is no list. */
void print_answer(const json_t *answer, const char *columns) __attribute__((nonnull(1)));

#endif
