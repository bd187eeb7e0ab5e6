/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "progress.h"

#include <stdio.h>
#include <unistd.h>

#define WIDTH 24

void progress_show(const char *what, size_t done, size_t all)
{
	static const char full[] = "########################";
	int width = all ? (int)(WIDTH * done / all) : WIDTH;

	if (!isatty(STDERR_FILENO))
		return;
	fprintf(stderr, "\r[%.*s%*s] %zu/%zu %s\033[K", width, full, WIDTH - width, "", done, all,
		what);
	fflush(stderr);
}

void progress_clear(void)
{
	if (isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
}
