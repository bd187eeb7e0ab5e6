/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The last step of creating: the update's directory, complete under a temporary name, gets
 * its own. An older update of that name gives way; nothing else does.
 *
 *	publish_check → (build) → publish
 */
#ifndef SUTURE_PUBLISH_H
#define SUTURE_PUBLISH_H

#include "base/error.h"

/*
 * May OUTPUT/ID be written? There is nothing, or an update of this id: a directory whose
 * manifest says so. ERROR_USAGE with the path if there is anything else.
 */
struct error *publish_check(const char *output, const char *id)
	__attribute__((nonnull, warn_unused_result));

/*
 * Gives DIRECTORY, which lies in OUTPUT, the name OUTPUT/ID, after another look at what is
 * there. An older update is whole under its name until the new one is, and is removed then.
 * Killed at any moment, it leaves one of the two under the name or, on a file system that
 * cannot exchange names, the older beside it.
 */
struct error *publish(const char *directory, const char *output, const char *id)
	__attribute__((nonnull, warn_unused_result));

#endif
