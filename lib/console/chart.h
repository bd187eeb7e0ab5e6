/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pictures, drawn here as SVG; their colours are those of the style's classes "good", "fair",
 * "bad", "off". A picture says in words what it shows, and the numbers stand beside it.
 */
#ifndef SUTURE_CONSOLE_CHART_H
#define SUTURE_CONSOLE_CHART_H

#include <jansson.h>
#include <stdbool.h>

#include "console/html.h"

struct part {
	const char *class, *title;
	const char *path; /* where these are listed; or NULL */
	int64_t n;
};

/* A ring of parts; in its middle, the share of the first, which its legend begins with. */
void chart_ring(struct html *html, const char *title, const struct part *parts, size_t n_parts)
	__attribute__((nonnull));

/* A bar of parts, filled as far as they go to the total. */
void chart_bar(struct html *html, const char *title, const struct part *parts, size_t n_parts,
	       int64_t total) __attribute__((nonnull));

/* How many of a total have something, and of how many it has failed; in words beneath. */
void chart_progress(struct html *html, int64_t n_applied, int64_t n_failed, int64_t total)
	__attribute__((nonnull));

struct layer {
	const char *class, *key;
};

/*
 * Layers over one another as shares of all, from the lowest, up to one without a key; by objects
 * with "at" and the layers' keys. False: of less than two moments nothing is drawn.
 */
bool chart_history(struct html *html, const char *title, const struct layer *layers,
		   const json_t *history) __attribute__((nonnull(1, 2, 3)));

/* A whole number of a hundred; what is not all of it is not 100. */
int64_t share(int64_t n, int64_t total);

#endif
