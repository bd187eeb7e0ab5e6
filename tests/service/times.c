/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "times.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/memory.h"

int64_t microseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void times_add(struct times *times, int64_t taken)
{
	*array_append(times->items, times->n_items) = (uint32_t)taken;
}

void times_append(struct times *times, const struct times *others)
{
	for (size_t i = 0; i < others->n_items; i++)
		*array_append(times->items, times->n_items) = others->items[i];
}

static int compare(const void *one, const void *other)
{
	const uint32_t a = *(const uint32_t *)one, b = *(const uint32_t *)other;

	return (a > b) - (a < b);
}

void times_print(struct times *times, int64_t taken, unsigned int n_refused)
{
	const size_t n = times->n_items;

	if (!n)
		return;
	qsort(times->items, n, sizeof(*times->items), compare);
	printf("%zu reports, %.0f a second, p50 %.1f ms, p99 %.1f ms, %u refused\n", n,
	       (double)n * 1e6 / (double)taken, times->items[n / 2] / 1e3,
	       times->items[n * 99 / 100] / 1e3, n_refused);
}

void times_deinit(struct times *times)
{
	free(times->items);
}
