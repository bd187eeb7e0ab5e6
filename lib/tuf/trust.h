/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is believed, and the rules by which new metadata comes to be believed.
 *
 *	root N -> root N+1 ... -> timestamp -> snapshot -> targets -> delegated targets
 *
 * Each step takes bytes, wherever they are from (the network, a mirror, the store of the last
 * time), and either believes them or refuses and leaves all as it was. Nothing here reads a file, a
 * clock or a network, so that every attack can be tried as a sequence of calls.
 *
 *	attack			what stands against it
 *	foreign content		signatures: METADATA_UNSIGNED
 *	rollback		no version ever falls, none vanishes: METADATA_ROLLBACK
 *	freeze			expiry: METADATA_EXPIRED
 *	mix and match		digests, lengths and versions that the file before tells:
 *				METADATA_MIXED
 *	fast forward		tuf_trust_keys_rotated()
 *
 * Metadata from the store may have expired: it is needed to see a rollback. So expiry is asked
 * for when the next step relies on it.
 *
 * Source: TUF specification 1.0.34, section 5.
 */
#ifndef SUTURE_TUF_TRUST_H
#define SUTURE_TUF_TRUST_H

#include "tuf/metadata.h"

/* A role may be delegated twice, to other keys: it is believed for one delegator at a time. */
struct tuf_targets {
	char *role, *delegator;
	struct tuf_metadata metadata;
};

struct tuf_trust {
	int64_t now;			/* seconds since 1970; one moment for all */
	struct tuf_metadata first_root;	/* as it was at the start */
	struct tuf_metadata root;
	struct tuf_metadata timestamp, snapshot;	/* envelope NULL: not yet */
	struct tuf_targets **targets;	/* "targets" first */
	size_t n_targets;
};

/* From a root that is trusted by other means: shipped, or in the store. It must sign itself. */
struct error *tuf_trust_start(struct tuf_trust *trust, const void *root, size_t size, int64_t now)
	__attribute__((nonnull, warn_unused_result));
void tuf_trust_deinit(struct tuf_trust *trust);
#define _cleanup_tuf_trust_ _cleanup_(tuf_trust_deinit)

/* The very next version, signed by the keys of the one before and by its own. */
struct error *tuf_trust_next_root(struct tuf_trust *trust, const void *data, size_t size)
	__attribute__((nonnull, warn_unused_result));

/*
 * Have the keys of timestamp or snapshot changed since the start? Somebody who had the old ones
 * may have given out versions so high that no honest one would ever count as new: what the store
 * has of the two must be dropped.
 */
bool tuf_trust_keys_rotated(const struct tuf_trust *trust) __attribute__((nonnull));

/* After the last root. *news: it is another version than the one that was believed, if any. */
struct error *tuf_trust_timestamp(struct tuf_trust *trust, const void *data, size_t size,
				  bool *news) __attribute__((nonnull, warn_unused_result));
/* Has the one that is believed not expired? */
struct error *tuf_trust_timestamp_fresh(const struct tuf_trust *trust)
	__attribute__((nonnull, warn_unused_result));
/* What the timestamp tells of the snapshot. */
bool tuf_trust_snapshot_file(const struct tuf_trust *trust, struct tuf_file *file)
	__attribute__((nonnull));

/*
 * From the store, digest and length are not compared: the timestamp tells of the latest only. That
 * the version is another than the timestamp's is then METADATA_MIXED, but it is believed for
 * comparison. With another version than before, what is believed of the targets is forgotten.
 */
struct error *tuf_trust_snapshot(struct tuf_trust *trust, const void *data, size_t size,
				 bool from_store) __attribute__((nonnull, warn_unused_result));

/* What the snapshot tells of a role of the targets. */
bool tuf_trust_targets_file(const struct tuf_trust *trust, const char *role, struct tuf_file *file)
	__attribute__((nonnull));

/* The delegator must be believed already; root for "targets" itself. */
struct error *tuf_trust_targets(struct tuf_trust *trust, const char *role, const char *delegator,
				const void *data, size_t size)
	__attribute__((nonnull, warn_unused_result));

/* NULL: not believed yet. */
const struct tuf_metadata *tuf_trust_find(const struct tuf_trust *trust, const char *role,
					  const char *delegator) __attribute__((nonnull));

#endif
