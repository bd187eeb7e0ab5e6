/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The statistics of a split: what share is explained, in lines, items and items with a CVE, by
 * which method, and what is not. docs/split.md describes the JSON.
 */
#ifndef SUTURE_REPORT_H
#define SUTURE_REPORT_H

#include <jansson.h>
#include <stdio.h>

#include "split/split.h"

/* ids: the commits' object names, as output_write() has made them. */
json_t *report_make(const struct split_input *input, const struct split *split, const git_oid *ids)
	__attribute__((nonnull, warn_unused_result));

/* For people; report is one that report_make() made. */
void report_print(const json_t *report, FILE *stream) __attribute__((nonnull));

#endif
