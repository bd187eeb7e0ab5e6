/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a kernel module says of itself: strings "KEY=VALUE" among its bytes, as modinfo(8) shows. */
#ifndef SUTURE_MODULE_INFO_H
#define SUTURE_MODULE_INFO_H

#include <stdbool.h>

#include "base/file.h"

/* The first value of a key, in the module's bytes; NULL: there is none. */
const char *module_info(const struct bytes *module, const char *key) __attribute__((nonnull));
/* The kernel that it was built for, as uname -r has it; the caller's. NULL: it does not say. */
char *module_release(const struct bytes *module) __attribute__((nonnull, warn_unused_result));

#endif
