/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a reproducer ends: one sentence and an exit code.
 *
 * Each reproducer runs as root in a guest of its own with the modules named in the file
 * "modules" already loaded, asks the kernel one question that the fix answers differently,
 * and leaves nothing behind that a second run would trip over.
 */
#ifndef VERDICT_H
#define VERDICT_H

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum verdict {
	FIXED = 0,
	VULNERABLE = 1,
	UNKNOWN = 2,
};

static inline void __attribute__((noreturn, format(printf, 2, 3)))
conclude(enum verdict verdict, const char *format, ...)
{
	static const char *const names[] = { "fixed", "vulnerable", "cannot tell" };
	va_list arguments;

	printf("%s: ", names[verdict]);
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
	fflush(stdout);
	_Exit(verdict);
}

/* A step of the preparation went wrong: say which, with the reason in errno. */
static inline void __attribute__((noreturn)) give_up(const char *step)
{
	conclude(UNKNOWN, "%s: %s", step, strerror(errno));
}

#endif
