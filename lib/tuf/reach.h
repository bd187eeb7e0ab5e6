/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which targets a delegation is for. */
#ifndef SUTURE_TUF_REACH_H
#define SUTURE_TUF_REACH_H

#include "tuf/metadata.h"

/*
 * By a pattern of the path, in which '*' and '?' do not stand for '/', or by the first digits of
 * the SHA-256 of the path.
 */
bool tuf_role_reaches(const struct tuf_role *role, const char *path) __attribute__((nonnull));

#endif
