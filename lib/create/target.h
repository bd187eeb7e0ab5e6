/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an update changes: vmlinux, or one module as the vendor ships it.
 * A view: the image and the module stay the caller's and must outlive it.
 */
#ifndef SUTURE_TARGET_H
#define SUTURE_TARGET_H

#include "create/place.h"
#include "kernel/image.h"
#include "kernel/kallsyms.h"

struct target {
	const char *name;		/* "vmlinux", or the module's name */
	const struct image *image;	/* vmlinux; NULL for a module */
	const struct object *module;	/* the vendor's .ko; NULL for vmlinux */
	struct kallsyms *kallsyms;	/* the image's own names; NULL if it has none,
					   and for a module */
	bool names_data;		/* its names are not those of functions only */
};

/* An image without readable kallsyms is fine: then fewer symbols are known. */
struct error *target_open_image(const struct image *image, struct target **target)
	__attribute__((nonnull, warn_unused_result));
struct error *target_open_module(const char *name, const struct object *module,
				 struct target **target)
	__attribute__((nonnull, warn_unused_result));
void target_close(struct target *target);
DEFINE_CLEANUP(struct target *, target_close);
#define _cleanup_target_ _cleanup_(target_closep)

/*
 * The one place of a name. Several symbols of that name: the global one; if
 * there is not exactly one of those, SYMBOL_UNKNOWN. In a module a name that is
 * not defined there but referred to is PLACE_EXTERNAL.
 */
struct error *target_symbol(const struct target *target, const char *name, struct place *place)
	__attribute__((nonnull, warn_unused_result));

/*
 * All the places where symbols of that name are defined, local ones too.
 * The array is the caller's; NULL and 0 if there are none.
 */
struct place *target_definitions(const struct target *target, const char *name, size_t *n)
	__attribute__((nonnull, warn_unused_result));

/*
 * Would a symbol of that name at that place contradict the target's own names?
 * It does if the target knows the name, but elsewhere only, and has the names of
 * what is around the place.
 */
bool target_misnames(const struct target *target, const char *name, struct place place)
	__attribute__((nonnull));

#endif
