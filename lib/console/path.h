/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Paths of the console, "/machines/UUID?notice=moved": every part that is not ours is encoded. */
#ifndef SUTURE_CONSOLE_PATH_H
#define SUTURE_CONSOLE_PATH_H

#include <stdint.h>

/* "/a/b" of parts up to a NULL; the caller's. */
#define path_of(...) path_of_(__VA_ARGS__, NULL)
char *path_of_(const char *part, ...) __attribute__((nonnull(1), sentinel, warn_unused_result));
/* Add "?name=value" or "&name=value"; nothing if the value is NULL or empty. */
void path_add(char **path, const char *name, const char *value) __attribute__((nonnull(1)));
void path_add_number(char **path, const char *name, int64_t value) __attribute__((nonnull));

#endif
