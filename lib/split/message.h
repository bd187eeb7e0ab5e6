/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The message of a commit: its candidate's, or its item's subject, and trailers that
 * git interpret-trailers reads:
 *	Split-Method: forward
 *	Split-Confidence: 0.998
 *	Split-Item: the line of the changelog
 *	Upstream-commit: 40 hex digits
 *	CVE: CVE-2026-1, once for each
 * What does not apply is left out.
 */
#ifndef SUTURE_MESSAGE_H
#define SUTURE_MESSAGE_H

#include "split/split.h"

/* UTF-8, a newline at the end. The caller's. */
char *split_message(const struct split_commit *commit) __attribute__((nonnull, warn_unused_result));

#endif
