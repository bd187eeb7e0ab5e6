/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a role says of thousands of targets, in little more memory than its text takes.
 *
 * As a tree of JSON each target takes ten times its text. A machine asks for a few of them, but the
 * signature is over all. So they are read one by one (json_reader.h): of each its canonical text
 * is kept, for the signature, and a row with its length and digest.
 */
#ifndef SUTURE_TARGET_LIST_H
#define SUTURE_TARGET_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/file.h"
#include "tuf/file.h"
#include "tuf/json_reader.h"

struct target_row {
	uint32_t at;		  /* where its canonical text begins, with its name */
	bool is_right;		  /* is it of the form of a target? Else it counts as none */
	int64_t length;
	unsigned char sha256[32];
};

struct target_list {
	struct bytes text;	/* canonical: "NAME":{...},"NAME":{...} in the names' order */
	size_t start;		/* where in the text they begin */
	struct target_row *rows;
	size_t n_rows;
};

/* From where an object comes next. */
struct error *target_list_read(struct json_reader *reader, struct target_list *list)
	__attribute__((nonnull, warn_unused_result));
void target_list_deinit(struct target_list *list);
#define _cleanup_target_list_ _cleanup_(target_list_deinit)

/* Let the text have other bytes before and behind the targets. */
void target_list_enclose(struct target_list *list, const void *before, size_t before_size,
			 const void *behind, size_t behind_size) __attribute__((nonnull));

/* false: there is no such target. */
bool target_list_find(const struct target_list *list, const char *path, struct tuf_file *file)
	__attribute__((nonnull));
/* The caller's. */
char *target_list_path(const struct target_list *list, size_t i)
	__attribute__((nonnull, warn_unused_result));

#endif
