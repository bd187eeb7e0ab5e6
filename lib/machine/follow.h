/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a machine takes over from its repository.
 *
 *	follower_open()
 *	follower_look()		series.json, block.json and the core module of this kernel
 *	follower_fetch()	an update's files
 *
 * Whatever it takes was verified, by this process, before it got its name in the machine's
 * directory. How a look ended is written down for status, if it failed too.
 */
#ifndef SUTURE_FOLLOW_H
#define SUTURE_FOLLOW_H

#include "fetch/mirrors.h"
#include "machine/last_check.h"
#include "machine/machine.h"

#define STORE_DIRECTORY MACHINE_DIRECTORY "/metadata"
#define LAST_CHECK_FILE MACHINE_DIRECTORY "/last-check.json"

/* How this machine's policy has one talk to the network. Points into the machine. */
struct fetch_options follow_fetch_options(const struct machine *machine) __attribute__((nonnull));

struct follower {
	struct machine *machine;
	struct mirrors mirrors;
	struct tuf_updater updater;
	bool is_current; /* the updater has been refreshed */
	int64_t now;	 /* seconds since 1970 */
};
#define FOLLOWER_NONE { .updater.store.lock = -1 }

/*
 * The machine must be open to be changed, and outlive this. source: a URL in place of the policy's,
 * or NULL. Refuses with NO_SOURCE, NO_ROOT.
 */
struct error *follower_open(struct machine *machine, const char *source, int64_t now,
			    struct follower *follower)
	__attribute__((nonnull(1, 4), warn_unused_result));
void follower_close(struct follower *follower);
#define _cleanup_follower_ _cleanup_(follower_close)

/*
 * Bring the machine up to date about its kernel, and read it again. Refuses with NOT_SERVED if the
 * repository has nothing for this kernel, and with what a client of it refuses.
 */
struct error *follower_look(struct follower *follower) __attribute__((nonnull, warn_unused_result));

/* An update's manifest and modules, as far as they are not there. */
struct error *follower_fetch(struct follower *follower, const char *id)
	__attribute__((nonnull, warn_unused_result));

/* Trust this root from now on, and forget what was believed by way of another. */
struct error *follow_trust(const struct bytes *root) __attribute__((nonnull, warn_unused_result));

#endif
