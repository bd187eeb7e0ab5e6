/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's own programs, carried inside the library (builtin.S), so that a
 * machine needs no installed file to be found at run time.
 */
#ifndef SUTURE_BUILTIN_H
#define SUTURE_BUILTIN_H

#include <stddef.h>

struct builtin {
	const unsigned char *data, *end;
};

extern const struct builtin builtin_init;	/* emulator/guest/init.c */
extern const struct builtin builtin_load;	/* emulator/load.c */

static inline size_t builtin_size(const struct builtin *builtin)
{
	return (size_t)(builtin->end - builtin->data);
}

#endif
