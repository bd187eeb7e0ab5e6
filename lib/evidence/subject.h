/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Subjects, compared as people write them: the case, blanks and final full stop do not
 * count, nor do tags in brackets before it ("[PATCH v2 6.1.y 3/7]", "Re:", "UPSTREAM:").
 */
#ifndef SUTURE_SUBJECT_H
#define SUTURE_SUBJECT_H

/* The form to compare by. The caller's. */
char *subject_key(const char *subject) __attribute__((nonnull, warn_unused_result));

#endif
