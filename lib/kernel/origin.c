/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/origin.h"

#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/run.h"

void origin_free(struct origin *origin)
{
	if (!origin)
		return;
	for (char **variable = origin->make_variables; variable && *variable; variable++)
		free(*variable);
	free(origin->make_variables);
	free(origin->name);
	free(origin->release);
	free(origin->version);
	free(origin->key);
	free(origin->compiler);
	free(origin->source_version);
	free(origin->series);
	free(origin->path);
	free(origin->source);
	free(origin->config);
	free(origin->image);
	free(origin->modules);
	free(origin->symvers);
	free(origin);
}

void progress_step(const struct kernel_progress *progress, const char *format, ...)
{
	_cleanup_free_ char *text = NULL;
	va_list arguments;

	if (!progress)
		return;
	va_start(arguments, format);
	text = xvasprintf(format, arguments);
	va_end(arguments);
	progress->step(progress->context, text);
}

void progress_part(const struct kernel_progress *progress, size_t done, size_t all)
{
	if (progress && progress->part)
		progress->part(progress->context, done, all);
}

struct error *source_unpack(const char *tarball, const char *to)
{
	const char *const argv[] = { "tar", "--extract", "--file", tarball, "--directory", to,
				     "--strip-components=1", "--no-same-owner", NULL };

	try(directory_make(to));
	return run_checked(argv, NULL);
}

bool is_plain_word(const char *text)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789+-._~:";
	size_t length = strlen(text);

	return length > 0 && length < 128 && text[0] != '.' && text[0] != '-' &&
	       strspn(text, allowed) == length;
}
