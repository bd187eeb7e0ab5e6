/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What time it is for whoever publishes. */
#ifndef SUTURE_REPO_CLOCK_H
#define SUTURE_REPO_CLOCK_H

#include <stdint.h>

#include "base/error.h"

/*
 * Seconds since 1970. SOURCE_DATE_EPOCH in the environment goes before the clock, so that what is
 * published can be published again, byte for byte.
 *
 * Source: reproducible-builds.org/specs/source-date-epoch
 */
struct error *clock_now(int64_t *now) __attribute__((nonnull, warn_unused_result));

#endif
