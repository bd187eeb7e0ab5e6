/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The client's way through a repository: from the root that the store has to the targets of today.
 *
 *	tuf_updater_open()	the store's root
 *	tuf_updater_refresh()	newer roots, timestamp, snapshot, targets; from the store what of
 *				them is still the latest, from the source what is not
 *	tuf_updater_find()	a target's length and digest, by way of the delegations
 *
 * What is believed goes into the store at once. If a mirror fails one goes on with the next: what
 * was believed stays so, and nobody can take it back.
 *
 * Source: TUF specification 1.0.34, section 5.
 */
#ifndef SUTURE_TUF_UPDATER_H
#define SUTURE_TUF_UPDATER_H

#include "base/string_list.h"
#include "tuf/store.h"
#include "tuf/trust.h"

#define TUF_TIMESTAMP_MAX 16384 /* bytes */

/*
 * From where metadata comes. Yields not more than max bytes of a file, and refuses if it has
 * more. *found false: there is none of that name.
 */
struct tuf_source {
	struct error *(*read)(void *context, const char *name, size_t max, struct bytes *bytes,
			      bool *found);
	void *context;
};

struct tuf_updater {
	struct tuf_store store;
	struct tuf_trust trust;
	struct string_list distrusted;	/* why something of the store was not believed */
};

/* now, in seconds since 1970, is the one moment for everything that expires. */
struct error *tuf_updater_open(struct tuf_updater *updater, const char *directory, int64_t now)
	__attribute__((nonnull, warn_unused_result));
void tuf_updater_close(struct tuf_updater *updater);
#define _cleanup_tuf_updater_ _cleanup_(tuf_updater_close)

struct error *tuf_updater_refresh(struct tuf_updater *updater, const struct tuf_source *source)
	__attribute__((nonnull, warn_unused_result));

/*
 * After a refresh: a role of the targets, for a delegator that was loaded before; root's "targets"
 * is the first.
 */
struct error *tuf_updater_load(struct tuf_updater *updater, const struct tuf_source *source,
			       const char *role, const char *delegator,
			       const struct tuf_metadata **metadata)
	__attribute__((nonnull, warn_unused_result));

/* After a refresh. Refuses with NOT_IN_REPOSITORY if nobody who may has this target. */
struct error *tuf_updater_find(struct tuf_updater *updater, const struct tuf_source *source,
			       const char *path, struct tuf_file *file)
	__attribute__((nonnull, warn_unused_result));

#endif
