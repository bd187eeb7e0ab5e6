/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Debian packages as 'apt-cache show' lists them, and the choice among them.
 * Nothing here runs a program: text in, decisions out.
 */
#ifndef SUTURE_PACKAGE_H
#define SUTURE_PACKAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct package {
	char *name;
	char *version;
	/* The version of the source package "linux" that it was built from. */
	char *source_version;
};

struct package_list {
	struct package *packages;
	size_t n_packages;
};

/*
 * Stanzas of "Field: value" lines, separated by empty lines. Packages without a
 * Filename are installed here but no archive has them: left out.
 */
void package_list_parse(const char *text, struct package_list *list) __attribute__((nonnull));
void package_list_deinit(struct package_list *list);
#define _cleanup_package_list_ _cleanup_(package_list_deinit)

/* The order of Debian versions: less than, equal to or greater than 0. */
int version_compare(const char *left, const char *right) __attribute__((nonnull));
/* "6.1" of "6.1.170-3": the caller's; NULL if it does not begin so. */
char *version_series(const char *version) __attribute__((nonnull));

/* One package; the newest one if version is NULL. NULL if it is not in the list. */
const struct package *package_find(const struct package_list *list, const char *name,
				   const char *version) __attribute__((nonnull(1, 2)));
/*
 * The image package of a release: the signed one, else the unsigned one. Both hold the same
 * kernel, and the newest version counts first.
 */
const struct package *package_find_image(const struct package_list *list, const char *release,
					 const char *version) __attribute__((nonnull(1, 2)));
/* "6.1.192-2, 6.1.176-1": all versions of a package, newest first; "none". The caller's. */
char *package_versions(const struct package_list *list, const char *name)
	__attribute__((nonnull));

#endif
