/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A machine that follows a repository: its policy, the kernel that it runs, and where it keeps what
 * it has of that kernel.
 *
 *	/etc/suture/suture.conf			policy.h
 *	/etc/suture/root.json			whom to trust at first
 *	/etc/suture/disable			if it is there, nothing is changed
 *	/var/lib/suture/metadata/		what of the repository is believed (tuf/store.h)
 *	/var/lib/suture/last-check.json		last_check.h
 *	/var/lib/suture/fleet/			membership.h, advice.h
 *	/var/lib/suture/kernels/BUILDID/
 *		series.json, block.json		as they were verified last
 *		journal.json			journal.h
 *		last-change.json		last_change.h
 *		core/suture.ko			the core module, if the repository has it
 *		updates/ID/			updates that were fetched
 *
 * Root writes it, anybody may read it.
 */
#ifndef SUTURE_MACHINE_H
#define SUTURE_MACHINE_H

#include "client/manifest.h"
#include "client/state.h"
#include "machine/advice.h"
#include "machine/journal.h"
#include "machine/policy.h"
#include "series/plan.h"

#define MACHINE_DIRECTORY "/var/lib/suture"
#define MACHINE_LOCK	  "/run/suture-machine.lock"
#define DISABLE_FILE	  "/etc/suture/disable"
#define MACHINE_CORE	  SERIES_CORE "/" SERIES_CORE_FILE /* in a kernel's directory */

struct machine {
	struct policy policy;
	char *release, *build_id; /* of the running kernel */
	char *boot_id;
	char *id;	 /* /etc/machine-id, "" without one: whose share of a roll-out it takes */
	char *directory; /* of this kernel */
	struct journal journal;
	struct series series; /* of this kernel; without a build_id: none is known */
	struct block_list blocked;
	struct advice advice; /* of the fleet's service */
	struct state state; /* what the kernel says, by state_read_applied() */
	bool was_settled;   /* the journal on the disk has an intent that was left over */
	int lock;	    /* -1: it is looked at only */
};
#define MACHINE_NONE \
	{            \
		.lock = -1 }

/*
 * Look at it; nothing is written. An intent that was left over is settled. A record that is damaged
 * is an error (RECORD_DAMAGED, SERIES_DAMAGED, POLICY_WRONG).
 */
struct error *machine_open(struct machine *machine) __attribute__((nonnull, warn_unused_result));
/*
 * The same, to change it: one process at a time. Refuses with NOT_ROOT or LOCKED.
 */
struct error *machine_open_to_change(struct machine *machine)
	__attribute__((nonnull, warn_unused_result));
/* Read again what the repository said, or the kernel says. */
struct error *machine_reread(struct machine *machine) __attribute__((nonnull, warn_unused_result));
void machine_close(struct machine *machine);
#define _cleanup_machine_ _cleanup_(machine_close)

/* A path in the directory of this kernel; the caller's. */
char *machine_path(const struct machine *machine, const char *format, ...)
	__attribute__((format(printf, 2, 3), nonnull, warn_unused_result));
/* What an update that was fetched says of itself. */
struct error *machine_read_manifest(const struct machine *machine, const char *id,
				    struct manifest *manifest)
	__attribute__((nonnull, warn_unused_result));
struct error *machine_write_journal(const struct machine *machine)
	__attribute__((nonnull, warn_unused_result));

/* NOT_ROOT */
struct error *machine_check_root(void) __attribute__((warn_unused_result));
/* SWITCHED_OFF if the machine's owner does not want anything to be changed. */
struct error *machine_check_switch(void) __attribute__((warn_unused_result));
bool machine_has_series(const struct machine *machine) __attribute__((nonnull));

/*
 * Ids that are in force: applied by the kernel's word, or installed and waiting for a target that
 * is not loaded and so runs no code. The caller's.
 */
struct string_list machine_in_force(const struct machine *machine) __attribute__((nonnull));

/* Installed ones that wait, and for which module or other update each does. */
struct machine_waits {
	struct string_list ids, awaited;
};
struct machine_waits machine_waits(const struct machine *machine) __attribute__((nonnull));
void machine_waits_deinit(struct machine_waits *waits);

/* What an update would have to wait for, if these ids wait already; NULL: for nothing. */
const char *machine_awaited(const struct manifest *manifest, const struct string_list *waiting)
	__attribute__((nonnull));

/*
 * What is to be done by the machine's policy and record; now in seconds since 1970. There is a
 * series. What is withdrawn comes out of the record even where a boot has not applied it, and so
 * does what requires it: else each boot would find it there, and fail. Refuses with what
 * plan_make() refuses.
 */
struct error *machine_plan(const struct machine *machine, const struct plan_request *request,
			   int64_t now, struct plan *plan)
	__attribute__((nonnull, warn_unused_result));

#endif
