/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A repository as its publisher has it: one tree of plain files, that any web server can give out.
 *
 *	metadata/	N.root.json, N.ROLE.json, N.snapshot.json and timestamp.json
 *	targets/	each file under its digest: a/b/DIGEST.NAME
 *	staged/		ROLE.json: what is published next, signed by those who have signed so far
 *
 * What changes is staged, signed, by several people one after the other where it takes so many,
 * and then published at once: roles, then the snapshot, the timestamp, and a root last of all.
 * Whoever reads meanwhile sees what was, or what is, and nothing in between, as long as the old
 * keys sign as well (repository.c, sign_as_before()); whoever dies meanwhile publishes again.
 *
 * A role's metadata says itself in how many days it is to expire when it is staged
 * ("x-suture-days").
 *
 * Source: TUF specification 1.0.34, section 6.2.
 */
#ifndef SUTURE_REPOSITORY_H
#define SUTURE_REPOSITORY_H

#include "base/string_list.h"
#include "repo/private_key.h"

struct repository {
	char *path;
	int lock;
	int64_t now;	/* seconds since 1970 */
	struct private_keys keys;
	int64_t root_version;	/* 0: nothing is published yet */
	json_t *snapshot;	/* what the published one says; NULL likewise */
	int64_t timestamp_version;
	unsigned int snapshot_days, timestamp_days; /* for the first of each; later ones have its */
	bool is_new;		/* it has a directory of its own, which was not there before */
	bool hides_staged;	/* what others have staged does not count for now */
};

/*
 * One process at a time. keys, a directory, may be NULL for whoever only looks. Refuses with
 * NOT_A_REPOSITORY what is none.
 */
struct error *repository_make(const char *path, const char *keys, int64_t now,
			      struct repository *repository)
	__attribute__((nonnull, warn_unused_result));
struct error *repository_open(const char *path, const char *keys, int64_t now,
			      struct repository *repository)
	__attribute__((nonnull(1, 4), warn_unused_result));
/*
 * Remove a repository that this process has made, with the keys that it has made. Yields the error
 * because of which nothing else comes of it.
 */
struct error *repository_unmake(struct repository *repository, struct error *error)
	__attribute__((nonnull, warn_unused_result));
void repository_close(struct repository *repository);
#define _cleanup_repository_ _cleanup_(repository_close)

/*
 * What a role says, the staged version before the published one; a copy, the caller's, to be
 * changed and staged. NULL: there is no such role.
 */
struct error *repository_role(const struct repository *repository, const char *role, json_t **said)
	__attribute__((nonnull, warn_unused_result));
/* The same, signatures and all, for who wants to know whom it lets speak. */
struct error *repository_metadata(const struct repository *repository, const char *role,
				  struct tuf_metadata *metadata)
	__attribute__((nonnull, warn_unused_result));
/* A new role's, of the types root, targets and snapshot or timestamp. */
json_t *repository_new_role(const char *type, unsigned int days)
	__attribute__((nonnull, warn_unused_result));

/* The role's next version, from now on as long as its days are, signed by the keys at hand. */
struct error *repository_stage(struct repository *repository, const char *role, json_t *said)
	__attribute__((nonnull, warn_unused_result));
/* Sign what is staged with the keys at hand. */
struct error *repository_sign(struct repository *repository)
	__attribute__((nonnull, warn_unused_result));
struct error *repository_staged(const struct repository *repository, struct string_list *roles)
	__attribute__((nonnull, warn_unused_result));

/*
 * Would clients believe the role as it is staged, or published? Refuses with NOT_SIGNED
 * if not.
 */
struct error *repository_check_role(const struct repository *repository, const char *role)
	__attribute__((nonnull, warn_unused_result));

/* Publish what is staged. Refuses with NOT_SIGNED what clients would; nothing is published then. */
struct error *repository_publish(struct repository *repository)
	__attribute__((nonnull, warn_unused_result));
/*
 * Publish what was published before with a timestamp of today, and a snapshot where it is about to
 * expire: it takes no other keys than these two. What is staged stays so.
 */
struct error *repository_refresh(struct repository *repository)
	__attribute__((nonnull, warn_unused_result));

/* Put a target's content in its place; *file tells of it. It may be there already. */
struct error *repository_add_target(const struct repository *repository, const char *path,
				    const struct bytes *content, struct tuf_file *file)
	__attribute__((nonnull, warn_unused_result));

#endif
