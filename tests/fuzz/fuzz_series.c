/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a series and as a list of what is withdrawn: they are refused, or what was read is
 * written and read again as the same text.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "series/block_list.h"
#include "series/series.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(struct error *error)
{
	if (error)
		abort();
}

static void check_series(const void *data, size_t size)
{
	_cleanup_series_ struct series series = {}, again = {};
	_cleanup_free_ char *text = NULL, *second = NULL;
	_cleanup_error_ struct error *error = series_parse(data, size, &series);

	if (error)
		return;
	must(series_text(&series, &text));
	must(series_parse(text, strlen(text), &again));
	must(series_text(&again, &second));
	if (strcmp(text, second))
		abort();
}

static void check_block_list(const void *data, size_t size)
{
	_cleanup_block_list_ struct block_list list = {}, again = {};
	_cleanup_free_ char *text = NULL, *second = NULL;
	_cleanup_error_ struct error *error = block_list_parse(data, size, &list);

	if (error)
		return;
	must(block_list_text(&list, &text));
	must(block_list_parse(text, strlen(text), &again));
	must(block_list_text(&again, &second));
	if (strcmp(text, second))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_series(data, size);
	check_block_list(data, size);
	return 0;
}
