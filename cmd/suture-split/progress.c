/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"

#define BAR_WIDTH 40
#define INTERVAL 100		/* milliseconds between two of them */

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

/* The coarse clock costs no more than the call, and a source has a hundred thousand files. */
static long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
	return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void draw(size_t done, size_t all)
{
	unsigned int percent = done < all ? (unsigned int)(done * 100 / all) : 100;
	char bar[BAR_WIDTH + 1];

	for (unsigned int i = 0; i < BAR_WIDTH; i++)
		bar[i] = i < percent * BAR_WIDTH / 100 ? '#' : ' ';
	bar[BAR_WIDTH] = '\0';
	fprintf(stderr, "\r    [%s] %3u %%  %zu of %zu\033[K", bar, percent, done, all);
}

static void tell_part(void *context, size_t done, size_t all)
{
	struct progress *progress = context;

	if (!progress->has_bar)
		return;
	if (progress->bar_is_shown && now() - progress->shown < INTERVAL)
		return;
	if (all)
		draw(done, all);
	else
		fprintf(stderr, "\r    %zu\033[K", done);
	progress->bar_is_shown = true;
	progress->shown = now();
}

void progress_init(struct progress *progress, bool quiet)
{
	*progress = (struct progress){
		.callbacks = { .step = tell_step, .context = progress, .part = tell_part },
		.quiet = quiet,
		.has_bar = !quiet && isatty(STDERR_FILENO),
	};
}
