/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A commit and a patch as a mail in the form of git format-patch, which 'git am' takes. */
#ifndef SUTURE_SPLIT_MAIL_H
#define SUTURE_SPLIT_MAIL_H

#include <git2.h>

#include "base/file.h"

/*
 * remark: lines to stand between message and patch; may be NULL. In the message, lines that a
 * reader could take for a diff's are moved to the right by a blank.
 */
void mail_make(git_commit *commit, const char *remark, const struct bytes *patch,
	       struct bytes *mail) __attribute__((nonnull(1, 3, 4)));

#endif
