/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program's answer: what it prints on standard output, which may be a full disk's file. */
#ifndef SUTURE_ANSWER_H
#define SUTURE_ANSWER_H

/*
 * From here on, however the program exits: if not all of its answer could be written it says so
 * and exits with 1, unless it fails for another reason. program must last.
 */
void answer_check_at_exit(const char *program) __attribute__((nonnull));

#endif
