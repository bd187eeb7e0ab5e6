/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "progress.h"

#include <stdio.h>
#include <unistd.h>

#include "base/memory.h"

#define BAR_WIDTH 40

void progress_end(struct progress *progress)
{
	if (progress->bar_is_shown)
		fputs("\r\033[K", stderr);
	progress->bar_is_shown = false;
}

static void tell_step(void *context, const char *text)
{
	struct progress *progress = context;

	progress_end(progress);
	if (!progress->quiet)
		fprintf(stderr, "  %s\n", text);
}

static void tell_part(void *context, size_t done, size_t all)
{
	struct progress *progress = context;
	unsigned int percent = all ? (unsigned int)(done * 100 / all) : 100;
	char bar[BAR_WIDTH + 1];

	if (!progress->has_bar || (progress->bar_is_shown && progress->shown == percent))
		return;
	for (unsigned int i = 0; i < BAR_WIDTH; i++)
		bar[i] = i < percent * BAR_WIDTH / 100 ? '#' : ' ';
	bar[BAR_WIDTH] = '\0';
	fprintf(stderr, "\r    [%s] %3u %%", bar, percent);
	progress->bar_is_shown = true;
	progress->shown = percent;
}

void progress_init(struct progress *progress, bool quiet)
{
	*progress = (struct progress){
		.callbacks = { .step = tell_step, .context = progress, .part = tell_part },
		.quiet = quiet,
		.has_bar = !quiet && isatty(STDERR_FILENO),
	};
}
