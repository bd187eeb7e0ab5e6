/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The program that runs. */
#ifndef SUTURE_PROGRAM_H
#define SUTURE_PROGRAM_H

#include "base/error.h"

/* The directory where it is, without a slash at its end; the caller's. */
struct error *program_directory(char **path) __attribute__((nonnull, warn_unused_result));

#endif
