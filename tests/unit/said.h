/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SUTURE_TESTS_SAID_H
#define SUTURE_TESTS_SAID_H

/* What a program says of its input; it must end well. The caller's. */
char *said_by(const char *const argv[], const char *input);

#endif
