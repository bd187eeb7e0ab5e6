/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/chart.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "console/table.h"
#include "console/value.h"

struct number {
	char text[24];
};

static struct number number(int64_t value)
{
	struct number number;

	snprintf(number.text, sizeof(number.text), "%" PRId64, value);
	return number;
}

#define NUMBER(value) (number(value).text)

static int64_t scaled(int64_t n, int64_t total, int64_t scale)
{
	if (n <= 0 || total <= 0)
		return 0;
	return n >= total ? scale : (int64_t)((double)n / (double)total * (double)scale);
}

int64_t share(int64_t n, int64_t total)
{
	return scaled(n, total, 100);
}

/* As far as numbers go; less than none is none. */
static int64_t plus(int64_t sum, int64_t n)
{
	if (n <= 0)
		return sum;
	return n > INT64_MAX - sum ? INT64_MAX : sum + n;
}

static int64_t sum(const struct part *parts, size_t n_parts)
{
	int64_t total = 0;

	for (size_t i = 0; i < n_parts; i++)
		total = plus(total, parts[i].n);
	return total;
}

/* ---- a ring ---- */

#define RING_LENGTH 1000 /* around */

static void put_arc(struct html *html, const struct part *part, int64_t from, int64_t length)
{
	_cleanup_free_ char *dashes = xasprintf("%" PRId64 " %d", length, RING_LENGTH);

	html_empty(html, "circle", "class", part->class, "cx", "60", "cy", "60", "r", "48",
		   "pathLength", "1000", "stroke-dasharray", dashes, "stroke-dashoffset",
		   NUMBER(-from));
}

static void put_ring(struct html *html, const char *title, const struct part *parts, size_t n_parts)
{
	const int64_t total = sum(parts, n_parts);
	int64_t before = 0;

	html_open(html, "svg", "class", "ring", "viewBox", "0 0 120 120", "role", "img",
		  "aria-label", title);
	html_empty(html, "circle", "class", "ground", "cx", "60", "cy", "60", "r", "48");
	html_open(html, "g", "transform", "rotate(-90 60 60)");
	for (size_t i = 0; i < n_parts; i++) {
		const int64_t from = scaled(before, total, RING_LENGTH);

		before = plus(before, parts[i].n);
		if (parts[i].n > 0)
			put_arc(html, &parts[i], from, scaled(before, total, RING_LENGTH) - from);
	}
	html_close(html, "g");
	html_open(html, "text", "x", "60", "y", "68", "text-anchor", "middle");
	html_format(html, "%" PRId64 "%%", share(parts[0].n, total));
	html_close(html, "text");
	html_close(html, "svg");
}

static void put_legend_entry(struct html *html, const struct part *part)
{
	html_open(html, "li");
	html_leaf(html, "span", "", "class", part->class, "aria-hidden", "true");
	html_open(html, "strong");
	put_number(html, part->n);
	html_close(html, "strong");
	html_text(html, " ");
	if (part->path)
		html_leaf(html, "a", part->title, "href", part->path);
	else
		html_text(html, part->title);
	html_close(html, "li");
}

static void put_legend(struct html *html, const struct part *parts, size_t n_parts)
{
	html_open(html, "ul", "class", "legend");
	for (size_t i = 0; i < n_parts; i++)
		put_legend_entry(html, &parts[i]);
	html_close(html, "ul");
}

void chart_ring(struct html *html, const char *title, const struct part *parts, size_t n_parts)
{
	html_open(html, "div", "class", "chart");
	put_ring(html, title, parts, n_parts);
	put_legend(html, parts, n_parts);
	html_close(html, "div");
}

/* ---- a bar ---- */

void chart_bar(struct html *html, const char *title, const struct part *parts, size_t n_parts,
	       int64_t total)
{
	int64_t before = 0;

	html_open(html, "svg", "class", "bar", "viewBox", "0 0 1000 10", "preserveAspectRatio",
		  "none", "role", "img", "aria-label", title);
	html_empty(html, "rect", "class", "ground", "width", "1000", "height", "10");
	for (size_t i = 0; i < n_parts; i++) {
		const int64_t from = scaled(before, total, 1000);

		before = plus(before, parts[i].n);
		html_empty(html, "rect", "class", parts[i].class, "x", NUMBER(from), "width",
			   NUMBER(scaled(before, total, 1000) - from), "height", "10");
	}
	html_close(html, "svg");
}

void chart_progress(struct html *html, int64_t n_applied, int64_t n_failed, int64_t total)
{
	const struct part parts[] = {
		{ "good", "applied", NULL, n_applied },
		{ "bad", "failed", NULL, n_failed },
	};
	char title[64];

	snprintf(title, sizeof(title), "%" PRId64 "%% have it", share(n_applied, total));
	chart_bar(html, title, parts, ARRAY_SIZE(parts), total);
	html_text(html, title);
}

/* ---- a history ---- */

#define HISTORY_WIDTH  1000
#define HISTORY_HEIGHT 100

/* How much of the height the layers up to and with this one take at a moment. */
static int64_t height_at(const json_t *moment, const struct layer *layers, const struct layer *upto)
{
	int64_t below = 0, total = 0;

	for (const struct layer *layer = layers; layer->key; layer++) {
		total = plus(total, value_number(moment, layer->key));
		if (layer <= upto)
			below = total;
	}
	return scaled(below, total, HISTORY_HEIGHT);
}

static int64_t place_of(const json_t *moment, int64_t first, int64_t last)
{
	int64_t at = first;

	value_date(moment, "at", &at);
	return scaled(at - first, last - first, HISTORY_WIDTH);
}

/* From the left edge's foot along the tops to the right edge's foot. */
static void put_layer(struct html *html, const struct layer *layers, const struct layer *layer,
		      const json_t *history, int64_t first, int64_t last)
{
	_cleanup_free_ char *line = xasprintf("M0 %d", HISTORY_HEIGHT);
	const json_t *moment;
	size_t i;

	json_array_foreach (history, i, moment)
		xappend(&line, "L%" PRId64 " %" PRId64, place_of(moment, first, last),
			HISTORY_HEIGHT - height_at(moment, layers, layer));
	xappend(&line, "L%d %dZ", HISTORY_WIDTH, HISTORY_HEIGHT);
	html_empty(html, "path", "class", layer->class, "d", line);
}

/* The highest is drawn first, those below over it. */
static void put_layers(struct html *html, const struct layer *layers, const json_t *history,
		       int64_t first, int64_t last)
{
	const struct layer *layer = layers;

	while (layer->key)
		layer++;
	while (layer-- > layers)
		put_layer(html, layers, layer, history, first, last);
	for (int y = 25; y < HISTORY_HEIGHT; y += 25)
		html_empty(html, "line", "class", "grid", "x1", "0", "x2", "1000", "y1", NUMBER(y),
			   "y2", NUMBER(y));
}

static void put_axis(struct html *html, const json_t *first, const json_t *last)
{
	html_open(html, "div", "class", "axis");
	cell_day(html, NULL, first, "at");
	html_leaf(html, "span", "lines at 25, 50 and 75%");
	cell_day(html, NULL, last, "at");
	html_close(html, "div");
}

bool chart_history(struct html *html, const char *title, const struct layer *layers,
		   const json_t *history)
{
	const size_t n = json_array_size(history);
	const json_t *oldest = json_array_get(history, 0), *newest;
	int64_t first, last;

	newest = n ? json_array_get(history, n - 1) : NULL;
	if (!value_date(oldest, "at", &first) || !value_date(newest, "at", &last) ||
	    first >= last) {
		html_leaf(html, "p", "There is no history yet.", "class", "nothing");
		return false;
	}
	html_open(html, "div", "class", "history");
	html_open(html, "svg", "viewBox", "0 0 1000 100", "preserveAspectRatio", "none", "role",
		  "img", "aria-label", title);
	put_layers(html, layers, history, first, last);
	html_close(html, "svg");
	put_axis(html, oldest, newest);
	html_close(html, "div");
	return true;
}
