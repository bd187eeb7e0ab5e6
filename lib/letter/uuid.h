/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names of machines: random UUIDs (RFC 9562, version 4), in lower case. */
#ifndef SUTURE_UUID_H
#define SUTURE_UUID_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

#define UUID_LENGTH    36
#define UUID_TEXT_SIZE (UUID_LENGTH + 1)

struct error *uuid_make(char uuid[static UUID_TEXT_SIZE]) __attribute__((warn_unused_result));
/* Of any version: 8-4-4-4-12 lower-case hexadecimal digits and nothing else. */
bool is_uuid(const char *string) __attribute__((nonnull));

#endif
