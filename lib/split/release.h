/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Versions and when they were released, as a Debian or Ubuntu changelog says. */
#ifndef SUTURE_RELEASE_H
#define SUTURE_RELEASE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/file.h"

/*
 * The signature line under the entry of a version (NULL: the first one). Seconds since 1970 and
 * the time zone in minutes; false, and both untouched, if there is none that can be read.
 */
bool release_time(const struct bytes *changelog, const char *version, int64_t *time, int *offset)
	__attribute__((nonnull(1, 3, 4)));
/* The version of the first entry, which is the newest; NULL if there is none. The caller's. */
char *release_newest(const struct bytes *changelog) __attribute__((nonnull, warn_unused_result));

#endif
