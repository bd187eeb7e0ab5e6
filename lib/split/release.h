/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When a vendor released a version, as its Debian or Ubuntu changelog says. */
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

#endif
