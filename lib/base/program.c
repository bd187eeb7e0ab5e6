/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/program.h"

#include <libgen.h>
#include <limits.h>
#include <unistd.h>

#include "base/memory.h"

struct error *program_directory(char **path)
{
	char self[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (length < 0)
		return error_errno("cannot find out where this program is");
	self[length] = '\0';
	*path = xstrdup(dirname(self));
	return NULL;
}
