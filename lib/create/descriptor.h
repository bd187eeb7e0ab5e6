/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the core is told about an update's module: struct suture_update and all
 * that it points to (suture/format.h), appended to the assembly.
 */
#ifndef SUTURE_DESCRIPTOR_H
#define SUTURE_DESCRIPTOR_H

#include "create/assembly.h"
#include "create/redirect.h"

#define DESCRIPTOR_SYMBOL "suture_update_descriptor"

/* A function that the update replaces. */
struct replaced {
	struct view *view;
	const struct piece *piece;	/* of post */
	struct symbol *exact;
	struct place place;		/* of the old entry */
	struct redirect redirect;
};

/* Data whose content is replaced in the running kernel. */
struct replaced_data {
	char *name;
	struct place place;
	uint64_t size;
	struct writer_section *section;	/* of the new content */
	uint64_t offset;
};

struct replacements {
	struct replaced *functions;
	size_t n_functions;
	struct replaced_data *data;
	size_t n_data;
};

/* After assembly_fill(). NO_ROOM, SITE_IN_THE_WAY, SYMBOL_UNKNOWN. */
struct error *replacements_find(struct assembly *assembly, struct replacements *replacements)
	__attribute__((nonnull, warn_unused_result));
void replacements_deinit(struct replacements *replacements);
#define _cleanup_replacements_ _cleanup_(replacements_deinit)

struct descriptor_input {
	const char *id;
	const unsigned char *build_id;		/* of the image, 20 bytes */
	const unsigned char *target_build_id;	/* 20 bytes, zero for vmlinux */
	unsigned int n_modules;			/* of the whole update */
	const char *const *requires;		/* ids */
	size_t n_requires;
};

/* Everything that has an address is placed; the match data is built and all is written. */
struct error *descriptor_write(struct assembly *assembly, const struct replacements *replacements,
			       const struct descriptor_input *input)
	__attribute__((nonnull, warn_unused_result));

#endif
