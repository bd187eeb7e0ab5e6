/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Members of JSON objects that are shown. What is not there, or of another type, is nothing. */
#ifndef SUTURE_CONSOLE_VALUE_H
#define SUTURE_CONSOLE_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

/* NULL if it is no string, or an empty one. */
const char *value_text(const json_t *object, const char *key) __attribute__((nonnull(2)));
/* 0 if it is no number. */
int64_t value_number(const json_t *object, const char *key) __attribute__((nonnull(2)));
bool value_is_true(const json_t *object, const char *key) __attribute__((nonnull(2)));
/* Seconds since 1970. false: it is no date. */
bool value_date(const json_t *object, const char *key, int64_t *seconds)
	__attribute__((nonnull(2, 3)));
/* The word, or false. */
bool value_is(const json_t *object, const char *key, const char *word)
	__attribute__((nonnull(2, 3)));

#endif
