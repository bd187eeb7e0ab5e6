/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scope guards: a variable marked with one of these is released when its scope
 * ends. Define and assign it in one statement; hand it over with take().
 */
#ifndef SUTURE_CLEANUP_H
#define SUTURE_CLEANUP_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define _cleanup_(function) __attribute__((cleanup(function)))
#define _cleanup_free_ _cleanup_(cleanup_free)
#define _cleanup_close_ _cleanup_(cleanup_close)
#define _cleanup_fclose_ _cleanup_(cleanup_fclose)

/* Define NAMEp(TYPE *), which calls NAME on what the guarded variable holds. */
#define DEFINE_CLEANUP(type, function)				\
	static inline void function##p(type *guarded)		\
	{							\
		if (*guarded)					\
			function(*guarded);			\
	}							\
	struct cleanup_needs_a_semicolon

/* The value of a guarded pointer, which forgets it. */
#define take(pointer)						\
	({							\
		__typeof__(pointer) taken_ = (pointer);		\
		(pointer) = NULL;				\
		taken_;						\
	})

static inline int take_fd(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

static inline void cleanup_free(void *pointer)
{
	free(*(void **)pointer);
}

static inline void cleanup_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static inline void cleanup_fclose(FILE **file)
{
	if (*file)
		fclose(*file);
}

#endif
