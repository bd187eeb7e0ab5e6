/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A bar on a terminal that is in nobody's output: on standard error, and nowhere else. */
#ifndef SUTURE_PROGRESS_H
#define SUTURE_PROGRESS_H

#include <stddef.h>

/* What is at work now, of which done parts of all are done. */
void progress_show(const char *what, size_t done, size_t all) __attribute__((nonnull));
void progress_clear(void);

#endif
