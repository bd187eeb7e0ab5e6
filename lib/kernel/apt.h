/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The system's apt, asked and told through its own programs, so that signatures
 * and hashes are checked by apt itself. No root is needed.
 *
 * The system's package lists may be missing or stale. There are three stages,
 * each tried when the one before does not lead to the packages: the system's
 * lists; lists of our own from the system's sources, as an earlier run left
 * them; and these brought up to date.
 */
#ifndef SUTURE_APT_H
#define SUTURE_APT_H

#include "base/error.h"
#include "kernel/package.h"

enum apt_stage {
	APT_SYSTEM,
	APT_PRIVATE,
	APT_UPDATED,
	APT_STAGES,
};

struct apt {
	char **options;		/* for apt-get and apt-cache, NULL-terminated */
};

/*
 * Get a stage ready; APT_UPDATED talks to the archive. *apt gets no options, and a
 * stage that is not to be had yields an empty package list.
 */
struct error *apt_open(enum apt_stage stage, struct apt *apt)
	__attribute__((nonnull, warn_unused_result));
void apt_close(struct apt *apt);
#define _cleanup_apt_ _cleanup_(apt_close)

/* What apt knows of the packages of these names (NULL-terminated), in all versions. */
struct error *apt_show(const struct apt *apt, const char *const names[], struct package_list *list)
	__attribute__((nonnull, warn_unused_result));

/* Fetch one package into a directory; *path is the .deb file and the caller's. */
struct error *apt_download(const struct apt *apt, const struct package *package,
			   const char *directory, char **path)
	__attribute__((nonnull, warn_unused_result));

#endif
