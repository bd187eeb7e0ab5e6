/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A machine as a member of a fleet: it reports how it stands, and is advised what to wait with.
 *
 *	member_enrol()		with an access key, once
 *	member_report()		writes down that a letter goes, sends it, stores the advice; and
 *				takes a new identity if another machine is said to have this one
 *	member_leave()		forgets all of it; nobody is told
 *
 * The machine must be open to be changed. Its advice is the new one afterwards, unless an error
 * says that there is none; then nothing has changed but the number of letters. Refusals: those of
 * post.h, NOT_ENROLLED, ALREADY_ENROLLED, RECORD_DAMAGED.
 */
#ifndef SUTURE_MEMBER_H
#define SUTURE_MEMBER_H

#include "machine/machine.h"

/* ACCESS_KEY_WRONG: the text has not the form of a key; nobody was asked then. */
struct error *member_enrol(struct machine *machine, const char *service, const char *access_key,
			   int64_t now) __attribute__((nonnull, warn_unused_result));
/* about_to and by_name: as report.h has them. */
struct error *member_report(struct machine *machine, bool about_to,
			    const struct string_list *by_name, int64_t now)
	__attribute__((nonnull(1), warn_unused_result));
struct error *member_leave(void) __attribute__((warn_unused_result));

/*
 * Is it time to report? There is a membership, and the last letter is older than a minute; for the
 * timer: as old as the service wants it to be, or half an hour less, since the next hour is late.
 */
bool member_is_due(const struct machine *machine, bool by_timer, int64_t now)
	__attribute__((nonnull));

#endif
