/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fixes of a kernel that there is no update of. Each CVE is in one of them at most. */
#ifndef SUTURE_SERIES_EXCEPTION_H
#define SUTURE_SERIES_EXCEPTION_H

#include "series/series.h"

/* A token of the table of refusals, "declined" or "pending". */
bool is_exception_reason(const char *token) __attribute__((nonnull));

/*
 * Take these CVEs out of the exceptions; those that have no other go. false: none had any of them.
 */
bool series_forget(struct series *series, const struct string_list *cves) __attribute__((nonnull));
/* An exception for these CVEs, in place of what was said of them; its other members are NULL. */
struct series_exception *series_except(struct series *series, const struct string_list *cves)
	__attribute__((nonnull, returns_nonnull));

void series_exception_deinit(struct series_exception *exception);

#endif
