/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Keys of two kinds (docs/service.md): access keys, with which machines enrol, and API keys, with
 * which people and programs ask.
 */
#ifndef SUTURE_FLEET_KEY_H
#define SUTURE_FLEET_KEY_H

#include "fleet/audit.h"
#include "fleet/secret.h"

/* How the machines of an access key begin. The zero value admits least. */
enum admission { ADMIT_DENIED, ADMIT_PENDING, ADMIT_ALLOWED };

const char *admission_name(enum admission admission);
bool admission_find(const char *name, enum admission *admission) __attribute__((nonnull));

struct access_key {
	int64_t id, account, group;
	enum admission admits;
	int64_t quota;	 /* machines; 0: any number */
	int64_t expires; /* 0: never */
	const char *label;
};

struct error *access_key_add(struct db *db, const struct actor *actor, int64_t now,
			     const struct access_key *key, struct secret *secret)
	__attribute__((nonnull, warn_unused_result));
/*
 * The key that a machine shows; label is NULL. ACCESS_KEY_WRONG: it is unknown, revoked or expired;
 * which of them, strangers are not told.
 */
struct error *access_key_check(struct db *db, int64_t now, const char *text,
			       struct access_key *key) __attribute__((nonnull, warn_unused_result));
/* Of machines that may still be counted: those that were not denied. */
struct error *access_key_check_quota(struct db *db, const struct access_key *key)
	__attribute__((nonnull, warn_unused_result));

struct api_key {
	int64_t account; /* 0: of all accounts */
	enum role role;
	int64_t expires; /* 0: never */
	const char *label;
};

struct error *api_key_add(struct db *db, const struct actor *actor, int64_t now,
			  const struct api_key *key, struct secret *secret)
	__attribute__((nonnull, warn_unused_result));
/* Who shows this key. KEY_WRONG: nobody, or nobody any more. */
struct error *api_key_check(struct db *db, int64_t now, const char *text, struct actor *actor)
	__attribute__((nonnull, warn_unused_result));

/* A machine was added: the log says so if its key admits no more ("key-full"). */
struct error *access_key_note_full(struct db *db, const char *uuid, int64_t now)
	__attribute__((nonnull, warn_unused_result));

/* "access" or "api". What it has admitted stays; who is in a session of it is out. */
struct error *key_revoke(struct db *db, const struct actor *actor, int64_t now, const char *kind,
			 int64_t id) __attribute__((nonnull, warn_unused_result));

/* A browser's session, which its API key's holder begins. */
struct error *session_add(struct db *db, int64_t now, const char *api_key, int64_t seconds,
			  struct secret *secret) __attribute__((nonnull, warn_unused_result));
struct error *session_check(struct db *db, int64_t now, const char *text, struct actor *actor)
	__attribute__((nonnull, warn_unused_result));
struct error *session_end(struct db *db, const char *text)
	__attribute__((nonnull, warn_unused_result));

#endif
