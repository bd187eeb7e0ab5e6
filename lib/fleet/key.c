/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/key.h"

#include <stdio.h>

#include "base/form.h"
#include "base/memory.h"
#include "fleet/change.h"
#include "fleet/view.h"

static const char *const admissions[] = {
	[ADMIT_DENIED] = "denied",
	[ADMIT_PENDING] = "pending",
	[ADMIT_ALLOWED] = "allowed",
};

const char *admission_name(enum admission admission)
{
	return admissions[admission];
}

bool admission_find(const char *name, enum admission *admission)
{
	for (size_t i = 0; i < ARRAY_SIZE(admissions); i++) {
		if (!strcmp(admissions[i], name)) {
			*admission = (enum admission)i;
			return true;
		}
	}
	return false;
}

static struct error *check_label(const char *label)
{
	if (*label && strlen(label) <= 60 && is_printable(label))
		return NULL;
	return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED, "a label is a short line of text");
}

/* ---- access keys ---- */

struct access_key_addition {
	const struct access_key *key;
	const struct secret *secret;
};

static struct error *add_access_key(const struct change *change, const void *data)
{
	const struct access_key_addition *addition = data;
	const struct access_key *key = addition->key;

	try(check_label(key->label));
	return db_run(change->db,
		      "INSERT INTO access_key (digest, hint, label, account, fleet_group, admits,"
		      " quota, created, expires) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
		      DB_VALUES(db_text(addition->secret->digest), db_text(addition->secret->hint),
				db_text(key->label), db_integer(key->account),
				db_integer(key->group), db_text(admission_name(key->admits)),
				db_optional(key->quota), db_integer(change->now),
				db_optional(key->expires)),
		      NULL);
}

struct error *access_key_add(struct db *db, const struct actor *actor, int64_t now,
			     const struct access_key *key, struct secret *secret)
{
	const struct access_key_addition addition = { key, secret };

	try(secret_make(SECRET_ACCESS, secret));
	return change_make(&(struct change){ db, actor, now, key->account, "access-key-add",
					     key->label, admission_name(key->admits) },
			   add_access_key, &addition);
}

static struct error *wrong_access_key(void)
{
	return error_refuse(SUTURE_REFUSAL_ACCESS_KEY_WRONG, "this access key admits nobody");
}

struct error *access_key_check(struct db *db, int64_t now, const char *text, struct access_key *key)
{
	_cleanup_rows_ struct db_rows *rows = NULL;
	char digest[DIGEST_TEXT_SIZE];
	struct access_key found = {};

	if (!secret_digest(SECRET_ACCESS, text, digest))
		return wrong_access_key();
	try(db_query(db,
		     "SELECT id, account, fleet_group, admits, quota, expires FROM access_key"
		     " WHERE digest = $1 AND revoked IS NULL AND (expires IS NULL OR expires > $2)",
		     DB_VALUES(db_text(digest), db_integer(now)), &rows));
	if (!rows_next(rows)) {
		try(rows_error(rows));
		return wrong_access_key();
	}
	found.id = rows_integer(rows, 0);
	found.account = rows_integer(rows, 1);
	found.group = rows_integer(rows, 2);
	admission_find(rows_text(rows, 3), &found.admits);
	found.quota = rows_integer(rows, 4);
	found.expires = rows_integer(rows, 5);
	*key = found;
	return NULL;
}

struct error *access_key_check_quota(struct db *db, const struct access_key *key)
{
	int64_t n = 0;
	bool found;

	if (!key->quota)
		return NULL;
	try(view_integer(db,
			 "SELECT count(*) FROM machine WHERE access_key = $1"
			 " AND authorization_state <> 'denied'",
			 DB_VALUES(db_integer(key->id)), &found, &n));
	if (n < key->quota)
		return NULL;
	return error_refuse(SUTURE_REFUSAL_QUOTA_EXCEEDED,
			    "the access key has admitted %lld machines", (long long)n);
}

/* Behind each machine that was added, so that the last one that may come is seen once. */
struct error *access_key_note_full(struct db *db, const char *uuid, int64_t now)
{
	static const struct actor actor = { .name = "the service" };
	_cleanup_rows_ struct db_rows *rows = NULL;
	_cleanup_free_ char *name = NULL, *detail = NULL;
	int64_t account = 0;

	try(db_query(db,
		     "SELECT k.id, k.account, k.quota FROM access_key k WHERE k.id ="
		     " (SELECT access_key FROM machine WHERE uuid = $1) AND k.quota ="
		     " (SELECT count(*) FROM machine WHERE access_key = k.id"
		     " AND authorization_state <> 'denied')",
		     DB_VALUES(db_text(uuid)), &rows));
	if (rows_next(rows)) {
		name = xasprintf("access %lld", (long long)rows_integer(rows, 0));
		account = rows_integer(rows, 1);
		detail = xasprintf("it has admitted %lld machines, and admits no more",
				   (long long)rows_integer(rows, 2));
	}
	try(rows_error(rows));
	rows_free(take(rows));
	return name ? audit_write(db, &actor, account, now, "key-full", name, detail) : NULL;
}

/* ---- API keys ---- */

struct api_key_addition {
	const struct api_key *key;
	const struct secret *secret;
};

static struct error *add_api_key(const struct change *change, const void *data)
{
	const struct api_key_addition *addition = data;
	const struct api_key *key = addition->key;

	try(check_label(key->label));
	return db_run(change->db,
		      "INSERT INTO api_key (digest, hint, label, account, role, created, expires)"
		      " VALUES ($1, $2, $3, $4, $5, $6, $7)",
		      DB_VALUES(db_text(addition->secret->digest), db_text(addition->secret->hint),
				db_text(key->label), db_optional(key->account),
				db_text(role_name(key->role)), db_integer(change->now),
				db_optional(key->expires)),
		      NULL);
}

struct error *api_key_add(struct db *db, const struct actor *actor, int64_t now,
			  const struct api_key *key, struct secret *secret)
{
	const struct api_key_addition addition = { key, secret };

	try(secret_make(SECRET_API, secret));
	return change_make(&(struct change){ db, actor, now, key->account, "api-key-add",
					     key->label, role_name(key->role) },
			   add_api_key, &addition);
}

static struct error *wrong_key(void)
{
	return error_refuse(SUTURE_REFUSAL_KEY_WRONG, "nobody has this key");
}

/* Of a query for id, label, account and role. */
static struct error *find_actor(struct db *db, const char *sql, struct db_values values,
				struct actor *actor)
{
	_cleanup_rows_ struct db_rows *rows = NULL;
	struct actor found = {};

	try(db_query(db, sql, values, &rows));
	if (!rows_next(rows)) {
		try(rows_error(rows));
		return wrong_key();
	}
	snprintf(found.name, sizeof(found.name), "key %lld (%s)", (long long)rows_integer(rows, 0),
		 rows_text(rows, 1));
	found.account = rows_integer(rows, 2);
	if (!role_find(rows_text(rows, 3), &found.role))
		return wrong_key();
	*actor = found;
	return NULL;
}

struct error *api_key_check(struct db *db, int64_t now, const char *text, struct actor *actor)
{
	char digest[DIGEST_TEXT_SIZE];

	if (!secret_digest(SECRET_API, text, digest))
		return wrong_key();
	return find_actor(db,
			  "SELECT id, label, account, role FROM api_key WHERE digest = $1"
			  " AND revoked IS NULL AND (expires IS NULL OR expires > $2)",
			  DB_VALUES(db_text(digest), db_integer(now)), actor);
}

/* ---- both ---- */

struct revocation {
	bool is_access;
	int64_t id;
};

/* Whose it is, so that its revocation stands in the log of that account; 0: of all. */
static struct error *find_owner(struct db *db, const struct actor *actor,
				const struct revocation *revocation, const char *name,
				int64_t *account)
{
	const char *sql = revocation->is_access
				  ? "SELECT account FROM access_key WHERE id = $1"
				    " AND revoked IS NULL AND ($2 = 0 OR account = $2)"
				  : "SELECT coalesce(account, 0) FROM api_key WHERE id = $1"
				    " AND revoked IS NULL AND ($2 = 0 OR account = $2)";
	bool found;

	try(view_integer(db, sql, DB_VALUES(db_integer(revocation->id), db_integer(actor->account)),
			 &found, account));
	return found ? NULL : error_refuse(SUTURE_REFUSAL_NOT_THERE, "there is no key %s", name);
}

static struct error *revoke_key(const struct change *change, const void *data)
{
	const struct revocation *revocation = data;

	return db_run(change->db,
		      revocation->is_access ? "UPDATE access_key SET revoked = $2 WHERE id = $1"
					    : "UPDATE api_key SET revoked = $2 WHERE id = $1",
		      DB_VALUES(db_integer(revocation->id), db_integer(change->now)), NULL);
}

struct error *key_revoke(struct db *db, const struct actor *actor, int64_t now, const char *kind,
			 int64_t id)
{
	const struct revocation revocation = { !strcmp(kind, "access"), id };
	_cleanup_free_ char *name = xasprintf("%s %lld", kind, (long long)id);
	int64_t account;

	try(find_owner(db, actor, &revocation, name, &account));
	return change_make(&(struct change){ db, actor, now, account, "key-revoke", name, NULL },
			   revoke_key, &revocation);
}

/* ---- sessions ---- */

struct error *session_add(struct db *db, int64_t now, const char *api_key, int64_t seconds,
			  struct secret *secret)
{
	char digest[DIGEST_TEXT_SIZE];
	struct actor actor;
	int64_t changed;

	try(api_key_check(db, now, api_key, &actor));
	if (!secret_digest(SECRET_API, api_key, digest))
		return wrong_key();
	try(secret_make(SECRET_SESSION, secret));
	try(db_run(db, "DELETE FROM session WHERE expires <= $1", DB_VALUES(db_integer(now)),
		   NULL));
	try(db_run(db,
		   "INSERT INTO session (digest, api_key, expires)"
		   " SELECT $1, id, $2 FROM api_key WHERE digest = $3",
		   DB_VALUES(db_text(secret->digest), db_integer(now + seconds), db_text(digest)),
		   &changed));
	return changed ? NULL : wrong_key();
}

struct error *session_check(struct db *db, int64_t now, const char *text, struct actor *actor)
{
	char digest[DIGEST_TEXT_SIZE];

	if (!secret_digest(SECRET_SESSION, text, digest))
		return wrong_key();
	return find_actor(db,
			  "SELECT api_key.id, label, account, role FROM session"
			  " JOIN api_key ON api_key.id = session.api_key"
			  " WHERE session.digest = $1 AND session.expires > $2 AND revoked IS NULL"
			  " AND (api_key.expires IS NULL OR api_key.expires > $2)",
			  DB_VALUES(db_text(digest), db_integer(now)), actor);
}

struct error *session_end(struct db *db, const char *text)
{
	char digest[DIGEST_TEXT_SIZE];

	if (!secret_digest(SECRET_SESSION, text, digest))
		return NULL;
	return db_run(db, "DELETE FROM session WHERE digest = $1", DB_VALUES(db_text(digest)),
		      NULL);
}
