/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What metadata says of another file: of metadata, or of a target. */
#ifndef SUTURE_TUF_FILE_H
#define SUTURE_TUF_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

/*
 * length -1 and an empty digest: nothing is said; version 0: it is a target, which has none.
 */
struct tuf_file {
	int64_t version, length;
	char sha256[65];
};

/* Length and digest, which may be missing, but are right; false: they are not. */
bool tuf_file_read(const json_t *object, struct tuf_file *file) __attribute__((nonnull(2)));
/* The same of metadata, which has a version. */
bool tuf_file_read_meta(const json_t *object, struct tuf_file *file) __attribute__((nonnull(2)));
/* Of a target, which must have both. */
bool tuf_file_read_target(const json_t *object, struct tuf_file *file) __attribute__((nonnull(2)));

#endif
