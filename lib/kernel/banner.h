/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a kernel says of itself, taken apart:
 *
 *	Linux version RELEASE (USER@HOST) (COMPILER...) #BUILD FLAGS... TIMESTAMP
 *
 * The flags are SMP, PREEMPT and the like; a vendor may put any text where the
 * timestamp is.
 */
#ifndef SUTURE_BANNER_H
#define SUTURE_BANNER_H

#include "base/error.h"

struct banner {
	char *release;
	char *user;
	char *host;
	char *build;		/* "1" */
	char *timestamp;
};

/* Refuses with IMAGE_UNREADABLE what is not written like that. */
struct error *banner_parse(const char *text, struct banner *banner)
	__attribute__((nonnull, warn_unused_result));
void banner_deinit(struct banner *banner);
#define _cleanup_banner_ _cleanup_(banner_deinit)

#endif
