/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the machine's files are: "/", or another tree that looks like a
 * machine (a collected report, a test's). Set once, before anything is read.
 */
#ifndef SUTURE_SYSROOT_H
#define SUTURE_SYSROOT_H

#include <stdbool.h>

#include "base/error.h"
#include "base/file.h"

/* Without this call, the tree is $SUTURE_SYSROOT, or "/" if that is unset or empty. */
void sysroot_set(const char *directory) __attribute__((nonnull));
/* Is it a tree other than "/"? */
bool sysroot_is_set(void);

/* The path of a file of the machine; the caller's. */
char *sysroot_path(const char *format, ...)
	__attribute__((format(printf, 1, 2), warn_unused_result));
bool sysroot_exists(const char *path) __attribute__((nonnull));
struct error *sysroot_read(const char *path, struct bytes *bytes)
	__attribute__((nonnull, warn_unused_result));
/* A file of one line, without the newline; NULL if it cannot be read. The caller's. */
char *sysroot_line(const char *path) __attribute__((nonnull, warn_unused_result));

#endif
