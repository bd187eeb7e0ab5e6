/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "repo/release.h"

#include <ctype.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"

/* What is offline is signed by several people and lasts; what a machine signs does not. */
const struct release_terms release_default_terms[RELEASE_ROLES] = {
	{ "root", 5, 3, 365 }, { "targets", 3, 2, 180 }, { "release", 3, 2, 90 },
	{ "block", 2, 1, 90 }, { "snapshot", 1, 1, 14 }, { "timestamp", 1, 1, 3 },
};

static const char *const top_roles[] = { "root", "targets", "snapshot", "timestamp" };

bool is_distribution(const char *name)
{
	if (*name < 'a' || *name > 'z' || !strcmp(name, "block"))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(top_roles); i++)
		if (!strcmp(name, top_roles[i]))
			return false;
	return strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789") == strlen(name);
}

char *release_kernel_role(const char *distribution, const char *build_id)
{
	return xasprintf("%s-%s", distribution, build_id);
}

/* ---- whom a role lets speak ---- */

static bool is_root(const json_t *said)
{
	return !strcmp(json_string_value(json_object_get(said, "_type")), "root");
}

/* Root has its keys and roles in itself, all others in "delegations"; borrowed. */
static json_t *authority_of(json_t *said)
{
	return is_root(said) ? said : json_object_get(said, "delegations");
}

static json_t *find_role(json_t *said, const char *role)
{
	json_t *roles = json_object_get(authority_of(said), "roles"), *one;
	size_t i;

	if (is_root(said))
		return json_object_get(roles, role);
	json_array_foreach (roles, i, one)
		if (!strcmp(json_string_value(json_object_get(one, "name")), role))
			return one;
	return NULL;
}

static void add_key(json_t *said, const struct private_key *key)
{
	json_object_set(json_object_get(authority_of(said), "keys"), key->id, key->public);
}

static json_t *delegation(const char *name, json_t *key_ids, unsigned int threshold, json_t *paths)
{
	return json_pack("{s:s, s:o, s:i, s:b, s:o}", "name", name, "keyids", key_ids, "threshold",
			 (int)threshold, "terminating", 1, "paths", paths);
}

static void add_delegation(json_t *said, json_t *role)
{
	json_array_append_new(json_object_get(authority_of(said), "roles"), role);
}

static json_t *new_targets(unsigned int days)
{
	json_t *said = repository_new_role("targets", days);

	json_object_set_new(said, "targets", json_object());
	json_object_set_new(said, "delegations", json_pack("{s:{}, s:[]}", "keys", "roles"));
	return said;
}

/* ---- keys ---- */

/* ROLE-ID.pem, with the first digits of its id: keys of several people may be put together. */
static struct error *make_key(struct repository *repository, const char *directory,
			      const char *role, struct private_key **key)
{
	_cleanup_private_key_ struct private_key made = {};

	try(private_key_make(&made));
	made.path = xasprintf("%s/%s-%.8s.pem", directory, role, made.id);
	made.is_new = true;
	try(private_key_write(&made, made.path));
	*key = array_append(repository->keys.items, repository->keys.n_items);
	**key = made;
	made = (struct private_key){};
	return NULL;
}

/* The keys of a role, told to whoever lets it speak; *ids is the caller's. */
static struct error *make_keys(struct repository *repository, const char *directory,
			       const char *name, const struct release_terms *terms, json_t *said,
			       json_t **ids)
{
	_cleanup_json_ json_t *made = json_array();

	for (unsigned int i = 0; i < terms->n_keys; i++) {
		struct private_key *key;

		try(make_key(repository, directory, name, &key));
		add_key(said, key);
		json_array_append_new(made, json_string(key->id));
	}
	*ids = take(made);
	return NULL;
}

/* ---- the first version of everything ---- */

static const struct release_terms *find_terms(const struct release_terms *terms, const char *role)
{
	for (size_t i = 0; i < RELEASE_ROLES; i++)
		if (!strcmp(terms[i].role, role))
			return &terms[i];
	return NULL;
}

static struct error *stage_root(struct repository *repository, const char *keys,
				const struct release_terms *terms)
{
	_cleanup_json_ json_t *said = repository_new_role("root", find_terms(terms, "root")->days);

	json_object_set_new(said, "consistent_snapshot", json_true());
	json_object_set_new(said, "keys", json_object());
	json_object_set_new(said, "roles", json_object());
	for (size_t i = 0; i < ARRAY_SIZE(top_roles); i++) {
		const struct release_terms *one = find_terms(terms, top_roles[i]);
		json_t *ids;

		try(make_keys(repository, keys, top_roles[i], one, said, &ids));
		json_object_set_new(
			json_object_get(said, "roles"), top_roles[i],
			json_pack("{s:o, s:i}", "keyids", ids, "threshold", (int)one->threshold));
	}
	return repository_stage(repository, "root", said);
}

static struct error *delegate(struct repository *repository, const char *keys, const char *name,
			      const struct release_terms *terms, json_t *paths, json_t *said)
{
	json_t *ids;
	struct error *error = make_keys(repository, keys, name, terms, said, &ids);

	if (error) {
		json_decref(paths);
		return error;
	}
	add_delegation(said, delegation(name, ids, terms->threshold, paths));
	return NULL;
}

static struct error *stage_targets(struct repository *repository, const char *keys,
				   const char *distribution, const struct release_terms *terms)
{
	_cleanup_json_ json_t *said = new_targets(find_terms(terms, "targets")->days);
	_cleanup_free_ char *series = xasprintf("%s/*/*", distribution);
	_cleanup_free_ char *files = xasprintf("%s/*/*/*", distribution);

	try(delegate(repository, keys, "block", find_terms(terms, "block"),
		     json_pack("[s]", "block.json"), said));
	try(delegate(repository, keys, distribution, find_terms(terms, "release"),
		     json_pack("[s, s]", series, files), said));
	return repository_stage(repository, "targets", said);
}

static struct error *stage_distribution(struct repository *repository, const char *distribution,
					const struct release_terms *terms)
{
	_cleanup_json_ json_t *said = new_targets(find_terms(terms, "release")->days);

	return repository_stage(repository, distribution, said);
}

static struct error *stage_block(struct repository *repository, const struct release_terms *terms)
{
	_cleanup_json_ json_t *said = new_targets(find_terms(terms, "block")->days);

	json_object_del(said, "delegations");
	return repository_stage(repository, "block", said);
}

struct error *release_init(struct repository *repository, const char *keys,
			   const char *distribution, const struct release_terms *terms)
{
	repository->snapshot_days = find_terms(terms, "snapshot")->days;
	repository->timestamp_days = find_terms(terms, "timestamp")->days;
	try(stage_root(repository, keys, terms));
	try(stage_targets(repository, keys, distribution, terms));
	try(stage_block(repository, terms));
	return stage_distribution(repository, distribution, terms);
}

/* ---- kernels ---- */

/* The kernel's role has the distribution's keys, wherever those are told. */
static void delegate_to_kernel(json_t *targets, json_t *said, const char *distribution,
			       const char *build_id)
{
	const json_t *from = find_role(targets, distribution);
	const json_t *all = json_object_get(authority_of(targets), "keys");
	json_t *keys = json_object_get(authority_of(said), "keys"), *ids, *id;
	_cleanup_free_ char *series = xasprintf("%s/%s/*", distribution, build_id);
	_cleanup_free_ char *files = xasprintf("%s/%s/*/*", distribution, build_id);
	_cleanup_free_ char *name = release_kernel_role(distribution, build_id);
	size_t i;

	ids = json_deep_copy(json_object_get(from, "keyids"));
	json_array_foreach (ids, i, id)
		json_object_set(keys, json_string_value(id),
				json_object_get(all, json_string_value(id)));
	add_delegation(said, delegation(name, ids,
					(unsigned int)json_integer_value(
						json_object_get(from, "threshold")),
					json_pack("[s, s]", series, files)));
}

struct error *release_add_kernel(struct repository *repository, const char *distribution,
				 const char *build_id)
{
	_cleanup_free_ char *name = release_kernel_role(distribution, build_id);
	_cleanup_json_ json_t *targets = NULL, *said = NULL, *kernel = NULL;

	try(repository_role(repository, "targets", &targets));
	try(repository_role(repository, distribution, &said));
	if (!said)
		return error_new(ERROR_USAGE, "the repository has no distribution '%s'",
				 distribution);
	if (find_role(said, name))
		return NULL;
	delegate_to_kernel(targets, said, distribution, build_id);
	try(repository_stage(repository, distribution, said));
	kernel = new_targets(
		(unsigned int)json_integer_value(json_object_get(said, "x-suture-days")));
	json_object_del(kernel, "delegations");
	return repository_stage(repository, name, kernel);
}

/* ---- rotation ---- */

static bool is_top(const char *role)
{
	for (size_t i = 0; i < ARRAY_SIZE(top_roles); i++)
		if (!strcmp(role, top_roles[i]))
			return true;
	return false;
}

static bool has_key(const json_t *role, const char *id)
{
	const json_t *one;
	size_t i;

	json_array_foreach (json_object_get(role, "keyids"), i, one)
		if (!strcmp(json_string_value(one), id))
			return true;
	return false;
}

/* Root names its roles, all others list them. */
static bool is_used(json_t *roles, const char *id)
{
	const char *name;
	json_t *role;
	size_t i;

	json_array_foreach (roles, i, role)
		if (has_key(role, id))
			return true;
	json_object_foreach (roles, name, role)
		if (has_key(role, id))
			return true;
	return false;
}

static void drop_unused_keys(json_t *said)
{
	json_t *authority = authority_of(said), *key;
	json_t *keys = json_object_get(authority, "keys");
	const char *id;
	void *next;

	json_object_foreach_safe(keys, next, id,
				 key) if (!is_used(json_object_get(authority, "roles"), id))
		json_object_del(keys, id);
}

/* false: the role does not have the old key. */
static bool replace_id(json_t *role, const char *old, const char *new)
{
	json_t *ids = json_object_get(role, "keyids"), *id;
	size_t i;

	json_array_foreach (ids, i, id) {
		if (strcmp(json_string_value(id), old))
			continue;
		json_array_set_new(ids, i, json_string(new));
		return true;
	}
	return false;
}

static struct error *replace_key(json_t *said, const char *role, const char *old,
				 const struct private_key *key)
{
	if (!replace_id(find_role(said, role), old, key->id))
		return error_new(ERROR_USAGE, "'%s' does not have the key %s", role, old);
	add_key(said, key);
	drop_unused_keys(said);
	return NULL;
}

/* Nothing in it is new but its version and its signatures. */
static struct error *restage(struct repository *repository, const char *role)
{
	_cleanup_json_ json_t *said = NULL;

	try(repository_role(repository, role, &said));
	return said ? repository_stage(repository, role, said) : NULL;
}

static struct error *restage_kernels(struct repository *repository, json_t *said)
{
	json_t *role;
	size_t i;

	json_array_foreach (json_object_get(authority_of(said), "roles"), i, role)
		try(restage(repository, json_string_value(json_object_get(role, "name"))));
	return NULL;
}

/* A distribution's kernels have its keys. */
static struct error *rotate_kernels(struct repository *repository, const char *distribution,
				    const char *old, const struct private_key *key)
{
	_cleanup_json_ json_t *said = NULL;
	json_t *roles, *role;
	size_t i;

	try(repository_role(repository, distribution, &said));
	roles = json_object_get(authority_of(said), "roles");
	json_array_foreach (roles, i, role)
		replace_id(role, old, key->id);
	if (json_array_size(roles))
		add_key(said, key);
	drop_unused_keys(said);
	try(repository_stage(repository, distribution, said));
	return restage_kernels(repository, said);
}

static struct error *restage_after(struct repository *repository, const char *role, const char *old,
				   const struct private_key *key)
{
	if (is_distribution(role))
		return rotate_kernels(repository, role, old, key);
	/* Each publication makes those two anew, and root was staged by itself. */
	if (!strcmp(role, "snapshot") || !strcmp(role, "timestamp") || !strcmp(role, "root"))
		return NULL;
	return restage(repository, role);
}

/* Last of all: whatever was staged before is signed by it as well. */
static struct error *retire(struct repository *repository, const char *id, char **path)
{
	for (size_t i = 0; i < repository->keys.n_items; i++) {
		struct private_key *key = &repository->keys.items[i];

		if (strcmp(key->id, id))
			continue;
		try(private_key_retire(key));
		*path = xstrdup(key->path);
		return NULL;
	}
	*path = NULL;
	return NULL;
}

struct error *release_rotate(struct repository *repository, const char *keys, const char *role,
			     const char *old, char **made, char **retired)
{
	const char *delegator = is_top(role) ? "root" : "targets";
	_cleanup_free_ char *replaced = NULL, *path = NULL;
	_cleanup_json_ json_t *said = NULL;
	struct private_key *key;

	try(repository_role(repository, delegator, &said));
	if (!find_role(said, role))
		return error_new(ERROR_USAGE, "no role '%s' has keys of its own", role);
	replaced = xstrdup(old ? old
			       : json_string_value(json_array_get(
					 json_object_get(find_role(said, role), "keyids"), 0)));
	try(make_key(repository, keys, role, &key));
	path = xstrdup(key->path);
	try(replace_key(said, role, replaced, key));
	try(repository_stage(repository, delegator, said));
	try(restage_after(repository, role, replaced, key));
	try(retire(repository, replaced, retired));
	*made = take(path);
	return NULL;
}

struct error *release_renew(struct repository *repository, const char *role)
{
	_cleanup_json_ json_t *said = NULL;

	if (!strcmp(role, "snapshot") || !strcmp(role, "timestamp"))
		return error_new(ERROR_USAGE, "'refresh' renews %s", role);
	try(repository_role(repository, role, &said));
	if (!said)
		return error_new(ERROR_USAGE, "there is no role '%s'", role);
	try(repository_stage(repository, role, said));
	return is_distribution(role) ? restage_kernels(repository, said) : NULL;
}
