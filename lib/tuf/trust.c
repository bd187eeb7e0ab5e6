/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tuf/trust.h"

#include <string.h>

#include "base/digest.h"
#include "base/memory.h"

static void replace(struct tuf_metadata *old, struct tuf_metadata *new)
{
	tuf_metadata_deinit(old);
	*old = *new;
	*new = (struct tuf_metadata){};
}

static bool is_there(const struct tuf_metadata *metadata)
{
	return metadata->envelope;
}

static struct error *check_expiry(const struct tuf_trust *trust,
				  const struct tuf_metadata *metadata, const char *name)
{
	if (metadata->expires > trust->now)
		return NULL;
	return error_refuse(SUTURE_REFUSAL_METADATA_EXPIRED, "%s version %lld has expired", name,
			    (long long)metadata->version);
}

static struct error *refuse_rollback(const char *name, int64_t from, int64_t to)
{
	return error_refuse(SUTURE_REFUSAL_METADATA_ROLLBACK,
			    "%s goes back from version %lld to %lld", name, (long long)from,
			    (long long)to);
}

static struct error *refuse_mixed(const char *name, const char *what)
{
	return error_refuse(SUTURE_REFUSAL_METADATA_MIXED, "%s %s", name, what);
}

static struct error *read_metadata(const char *name, const void *data, size_t size,
				   enum tuf_type type, struct tuf_metadata *metadata)
{
	struct error *error = type == TUF_TARGETS ? tuf_metadata_read_targets(data, size, metadata)
						  : tuf_metadata_read(data, size, type, metadata);

	return error ? error_context(error, "%s", name) : NULL;
}

/* Is this the content that another file has told of? */
static struct error *check_content(const struct tuf_file *told, const char *name, const void *data,
				   size_t size)
{
	char digest[DIGEST_TEXT_SIZE];

	if (told->length >= 0 && (uint64_t)told->length != size)
		return refuse_mixed(name, "has not the length that was told");
	if (!*told->sha256)
		return NULL;
	digest_bytes(data, size, digest);
	return strcmp(digest, told->sha256) ? refuse_mixed(name, "has not the digest that was told")
					    : NULL;
}

/* ---- root ---- */

struct error *tuf_trust_start(struct tuf_trust *trust, const void *root, size_t size, int64_t now)
{
	struct tuf_trust started = { .now = now };
	struct error *error = read_metadata("root", root, size, TUF_ROOT, &started.first_root);

	if (!error)
		error = tuf_metadata_check_signed(&started.first_root,
						  &started.first_root.authority, "root");
	if (!error)
		error = tuf_metadata_read(root, size, TUF_ROOT, &started.root);
	if (error) {
		tuf_trust_deinit(&started);
		return error;
	}
	*trust = started;
	return NULL;
}

static struct error *check_next_root(const struct tuf_trust *trust, const struct tuf_metadata *next)
{
	try(tuf_metadata_check_signed(next, &trust->root.authority, "root"));
	if (next->version <= trust->root.version)
		return refuse_rollback("root", trust->root.version, next->version);
	if (next->version != trust->root.version + 1)
		return refuse_mixed("root", "is not the next version");
	return tuf_metadata_check_signed(next, &next->authority, "root");
}

struct error *tuf_trust_next_root(struct tuf_trust *trust, const void *data, size_t size)
{
	_cleanup_tuf_metadata_ struct tuf_metadata next = {};

	try(read_metadata("root", data, size, TUF_ROOT, &next));
	try(check_next_root(trust, &next));
	replace(&trust->root, &next);
	return NULL;
}

static bool has_key(const struct tuf_role *role, const char *id)
{
	for (size_t i = 0; i < role->n_key_ids; i++)
		if (!strcmp(role->key_ids[i], id))
			return true;
	return false;
}

static bool same_signers(const struct tuf_metadata *a, const struct tuf_metadata *b,
			 const char *name)
{
	const struct tuf_role *x = tuf_authority_role(&a->authority, name);
	const struct tuf_role *y = tuf_authority_role(&b->authority, name);

	if (x->n_key_ids != y->n_key_ids)
		return false;
	for (size_t i = 0; i < x->n_key_ids; i++)
		if (!has_key(y, x->key_ids[i]))
			return false;
	return true;
}

bool tuf_trust_keys_rotated(const struct tuf_trust *trust)
{
	return !same_signers(&trust->first_root, &trust->root, "timestamp") ||
	       !same_signers(&trust->first_root, &trust->root, "snapshot");
}

/* ---- timestamp ---- */

static struct error *check_timestamp(const struct tuf_trust *trust, const struct tuf_metadata *next)
{
	struct tuf_file was, is;

	try(tuf_metadata_check_signed(next, &trust->root.authority, "timestamp"));
	if (!is_there(&trust->timestamp))
		return NULL;
	if (next->version < trust->timestamp.version)
		return refuse_rollback("timestamp", trust->timestamp.version, next->version);
	tuf_metadata_file(&trust->timestamp, "snapshot.json", &was);
	tuf_metadata_file(next, "snapshot.json", &is);
	if (is.version < was.version)
		return refuse_rollback("the timestamp's snapshot", was.version, is.version);
	return NULL;
}

struct error *tuf_trust_timestamp(struct tuf_trust *trust, const void *data, size_t size,
				  bool *news)
{
	_cleanup_tuf_metadata_ struct tuf_metadata next = {};

	try(check_expiry(trust, &trust->root, "root"));
	try(read_metadata("timestamp", data, size, TUF_TIMESTAMP, &next));
	try(check_timestamp(trust, &next));
	*news = !is_there(&trust->timestamp) || next.version > trust->timestamp.version;
	if (*news)
		replace(&trust->timestamp, &next);
	return NULL;
}

struct error *tuf_trust_timestamp_fresh(const struct tuf_trust *trust)
{
	return check_expiry(trust, &trust->timestamp, "timestamp");
}

bool tuf_trust_snapshot_file(const struct tuf_trust *trust, struct tuf_file *file)
{
	return is_there(&trust->timestamp) &&
	       tuf_metadata_file(&trust->timestamp, "snapshot.json", file);
}

/* ---- snapshot ---- */

static struct error *check_files(const struct tuf_metadata *was, const struct tuf_metadata *is)
{
	const char *name;
	json_t *object;

	json_object_foreach (json_object_get(was->said, "meta"), name, object) {
		struct tuf_file before, after;

		tuf_metadata_file(was, name, &before);
		if (!tuf_metadata_file(is, name, &after))
			return error_refuse(SUTURE_REFUSAL_METADATA_ROLLBACK,
					    "the snapshot has %s no more", name);
		if (after.version < before.version)
			return refuse_rollback(name, before.version, after.version);
	}
	return NULL;
}

static void forget_targets(struct tuf_trust *trust)
{
	for (size_t i = 0; i < trust->n_targets; i++) {
		free(trust->targets[i]->role);
		free(trust->targets[i]->delegator);
		tuf_metadata_deinit(&trust->targets[i]->metadata);
		free(trust->targets[i]);
	}
	free(trust->targets);
	trust->targets = NULL;
	trust->n_targets = 0;
}

static struct error *check_last_snapshot(const struct tuf_trust *trust)
{
	struct tuf_file told;

	if (!is_there(&trust->snapshot))
		return error_new(ERROR_INTERNAL, "there is no snapshot yet");
	tuf_metadata_file(&trust->timestamp, "snapshot.json", &told);
	if (trust->snapshot.version != told.version)
		return refuse_mixed("the snapshot", "is of another version than was told");
	return check_expiry(trust, &trust->snapshot, "snapshot");
}

struct error *tuf_trust_snapshot(struct tuf_trust *trust, const void *data, size_t size,
				 bool from_store)
{
	_cleanup_tuf_metadata_ struct tuf_metadata next = {};
	struct tuf_file told;

	if (!is_there(&trust->timestamp))
		return error_new(ERROR_INTERNAL, "there is no timestamp yet");
	try(check_expiry(trust, &trust->timestamp, "timestamp"));
	tuf_metadata_file(&trust->timestamp, "snapshot.json", &told);
	if (!from_store)
		try(check_content(&told, "the snapshot", data, size));
	try(read_metadata("the snapshot", data, size, TUF_SNAPSHOT, &next));
	try(tuf_metadata_check_signed(&next, &trust->root.authority, "snapshot"));
	if (!from_store && next.version != told.version)
		return refuse_mixed("the snapshot", "is of another version than was told");
	if (is_there(&trust->snapshot))
		try(check_files(&trust->snapshot, &next));
	if (next.version != trust->snapshot.version)
		forget_targets(trust);
	replace(&trust->snapshot, &next);
	return check_last_snapshot(trust);
}

/* ---- targets ---- */

const struct tuf_metadata *tuf_trust_find(const struct tuf_trust *trust, const char *role,
					  const char *delegator)
{
	for (size_t i = 0; i < trust->n_targets; i++)
		if (!strcmp(trust->targets[i]->role, role) &&
		    !strcmp(trust->targets[i]->delegator, delegator))
			return &trust->targets[i]->metadata;
	return NULL;
}

bool tuf_trust_targets_file(const struct tuf_trust *trust, const char *role, struct tuf_file *file)
{
	_cleanup_free_ char *name = xasprintf("%s.json", role);

	return is_there(&trust->snapshot) && tuf_metadata_file(&trust->snapshot, name, file);
}

/* Whoever it was believed for, what a delegator says is the same: one version, one snapshot. */
static const struct tuf_metadata *find_delegator(const struct tuf_trust *trust, const char *role)
{
	if (!strcmp(role, "root"))
		return &trust->root;
	for (size_t i = 0; i < trust->n_targets; i++)
		if (!strcmp(trust->targets[i]->role, role))
			return &trust->targets[i]->metadata;
	return NULL;
}

static struct error *check_targets(const struct tuf_trust *trust, const char *role,
				   const struct tuf_authority *authority,
				   const struct tuf_file *told, const struct tuf_metadata *next)
{
	try(tuf_metadata_check_signed(next, authority, role));
	if (next->version != told->version)
		return refuse_mixed(role, "is of another version than was told");
	return check_expiry(trust, next, role);
}

struct error *tuf_trust_targets(struct tuf_trust *trust, const char *role, const char *delegator,
				const void *data, size_t size)
{
	const struct tuf_metadata *from = find_delegator(trust, delegator);
	_cleanup_tuf_metadata_ struct tuf_metadata next = {};
	struct tuf_targets *targets;
	struct tuf_file told;

	try(check_last_snapshot(trust));
	if (!from)
		return error_new(ERROR_INTERNAL, "the delegator of %s is not known yet", role);
	if (!tuf_trust_targets_file(trust, role, &told))
		return refuse_mixed(role, "is not in the snapshot");
	try(check_content(&told, role, data, size));
	try(read_metadata(role, data, size, TUF_TARGETS, &next));
	try(check_targets(trust, role, &from->authority, &told, &next));
	targets = xcalloc(1, sizeof(*targets));
	targets->role = xstrdup(role);
	targets->delegator = xstrdup(delegator);
	replace(&targets->metadata, &next);
	*array_append(trust->targets, trust->n_targets) = targets;
	return NULL;
}

void tuf_trust_deinit(struct tuf_trust *trust)
{
	tuf_metadata_deinit(&trust->first_root);
	tuf_metadata_deinit(&trust->root);
	tuf_metadata_deinit(&trust->timestamp);
	tuf_metadata_deinit(&trust->snapshot);
	forget_targets(trust);
}
