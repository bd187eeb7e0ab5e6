/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the last attempt to change the kernel ended: last-change.json, for whom the machine reports
 * to.
 *
 *	{"at", "install", "remove", "refusal", "message", "pause"}	docs/service.md
 */
#ifndef SUTURE_LAST_CHANGE_H
#define SUTURE_LAST_CHANGE_H

#include "base/json.h"
#include "machine/machine.h"

#define LAST_CHANGE_FILE "last-change.json"

struct last_change {
	const struct string_list *installs, *removes;
	const struct error *error; /* NULL: it went well */
	uint64_t pause;		   /* nanoseconds; 0: the machine did not stand still */
};

/*
 * Nothing depends on it, and what it tells of has happened: one that cannot be written is not, and
 * the old one is taken away, since it would be a lie.
 */
void last_change_write(const struct machine *machine, const struct last_change *change)
	__attribute__((nonnull));
/* A new value; null if there was none, or it is damaged. */
json_t *last_change_read(const struct machine *machine)
	__attribute__((nonnull, warn_unused_result));

#endif
