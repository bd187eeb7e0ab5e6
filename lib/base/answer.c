/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* At the exit, since what stdio holds back is written last; exit() would do it and say nothing. */
static void check(int code, void *program)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return;
	fprintf(stderr, "%s: cannot write the output\n", (const char *)program);
	_exit(code ? code : 1);
}

void answer_check_at_exit(const char *program)
{
	on_exit(check, (void *)program);
}
