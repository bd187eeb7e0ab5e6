/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A machine and many that are like it, but for UUID and name: they have one key, so that whoever
 * knows the number of one can write its letters.
 */
#ifndef SUTURE_TESTS_COPIES_H
#define SUTURE_TESTS_COPIES_H

#include "made_up.h"

#define COPIES_MAX 99999999U
/* What follows the number's eight digits. */
#define COPIES_UUID_END "-0000-4000-8000-000000000000"

void copy_uuid(unsigned int number, char uuid[static UUID_TEXT_SIZE]);
/* The first one, of number COPIES_MAX, with 20 updates and 100 CVEs. */
void copies_first(struct made_up *machine) __attribute__((nonnull));

#endif
