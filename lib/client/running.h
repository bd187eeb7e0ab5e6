/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel that runs, by its own word.
 */
#ifndef SUTURE_RUNNING_H
#define SUTURE_RUNNING_H

#include "base/error.h"

/* uname -r; the caller's. */
struct error *running_release(char **release) __attribute__((nonnull, warn_unused_result));
/* The build-id in hexadecimal, from /sys/kernel/notes; the caller's. */
struct error *running_build_id(char **build_id) __attribute__((nonnull, warn_unused_result));

#endif
