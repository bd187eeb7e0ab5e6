/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "said.h"

#include <string.h>

#include "base/memory.h"
#include "base/run.h"
#include "database.h"

char *said_by(const char *const argv[], const char *input)
{
	const struct bytes bytes = { (unsigned char *)input, strlen(input) };
	struct bytes output = {};

	database_must(
		run_checked(argv, &(struct run_options){ .input = &bytes, .output = &output }));
	return output.data ? (char *)output.data : xstrdup("");
}
