/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a machine reports of itself (docs/service.md), also one that is in no fleet. */
#ifndef SUTURE_MEMBER_REPORT_H
#define SUTURE_MEMBER_REPORT_H

#include "base/json.h"
#include "machine/machine.h"

/*
 * A new object, as of now (seconds since 1970). about_to: the machine is about to install what its
 * plan says; by_name: these ids instead, whatever it is advised, or NULL.
 */
json_t *report_make(const struct machine *machine, bool about_to,
		    const struct string_list *by_name, int64_t now)
	__attribute__((nonnull(1), warn_unused_result));
/*
 * Takes out of a report what it has in common with those of machines that stand alike, its lists of
 * updates and CVEs, which is sent behind the rest. A new object.
 */
json_t *report_split(json_t *report) __attribute__((nonnull, warn_unused_result));

#endif
