/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "confirm.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool ask(void)
{
	char answer[16] = "";

	fputs("Go ahead? [y/N] ", stderr);
	return fgets(answer, sizeof(answer), stdin) && (*answer == 'y' || *answer == 'Y');
}

struct error *confirm(bool yes, bool no)
{
	if (no)
		return error_refuse(SUTURE_REFUSAL_DECLINED, "nothing was changed");
	if (yes)
		return NULL;
	if (!isatty(STDIN_FILENO))
		return error_refuse(SUTURE_REFUSAL_DECLINED, "there is no terminal to ask on");
	return ask() ? NULL : error_refuse(SUTURE_REFUSAL_DECLINED, "nothing was changed");
}
