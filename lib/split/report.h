/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The statistics of a split: what share is explained, in lines, items and items with a CVE, by
 * which method, and what is not.
 */
#ifndef SUTURE_REPORT_H
#define SUTURE_REPORT_H

#include <jansson.h>
#include <stdio.h>

#include "split/split.h"

json_t *report_make(const struct split_input *input, const struct split *split)
	__attribute__((nonnull, warn_unused_result));
void report_print(const json_t *report, FILE *stream) __attribute__((nonnull));

#endif
