/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How files of a repository are called.
 *
 * Names of roles are chosen by whoever delegates, so in the name of a file every byte of them but
 * letters, digits and "_.-~" is percent-encoded: no role leaves its directory.
 *
 * Source: TUF specification 1.0.34, sections 3 and 6.2.
 */
#ifndef SUTURE_TUF_NAME_H
#define SUTURE_TUF_NAME_H

#include <stdint.h>

/* Of any bytes the name of one file; the caller's. */
char *tuf_encode(const char *text) __attribute__((nonnull, warn_unused_result));
/* "ROLE.json"; the caller's. */
char *tuf_role_file_name(const char *role) __attribute__((nonnull, warn_unused_result));
/* "VERSION.ROLE.json"; the caller's. */
char *tuf_role_file_name_of(const char *role, int64_t version)
	__attribute__((nonnull, warn_unused_result));
/* The target "a/b" as the repository has it, under its digest: "a/DIGEST.b"; the caller's. */
char *tuf_target_file_name(const char *path, const char *sha256)
	__attribute__((nonnull, warn_unused_result));

#endif
