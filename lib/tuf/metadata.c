/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tuf/metadata.h"

#include <string.h>

#include "base/date.h"
#include "base/json.h"
#include "base/memory.h"
#include "tuf/canonical.h"

#define SIGNATURES_MAX 1024

static const char *const type_names[] = {
	[TUF_ROOT] = "root",
	[TUF_TIMESTAMP] = "timestamp",
	[TUF_SNAPSHOT] = "snapshot",
	[TUF_TARGETS] = "targets",
};

static struct error *malformed(const char *what)
{
	return error_refuse(SUTURE_REFUSAL_METADATA_MALFORMED, "%s", what);
}

/* ---- keys and roles ---- */

static void free_strings(char **strings, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(strings[i]);
	free(strings);
}

static void role_deinit(struct tuf_role *role)
{
	free(role->name);
	free_strings(role->key_ids, role->n_key_ids);
	free_strings(role->paths, role->n_paths);
	free_strings(role->hash_prefixes, role->n_hash_prefixes);
}

static void authority_deinit(struct tuf_authority *authority)
{
	for (size_t i = 0; i < authority->n_keys; i++)
		tuf_key_deinit(&authority->keys[i]);
	for (size_t i = 0; i < authority->n_roles; i++)
		role_deinit(&authority->roles[i]);
	free(authority->keys);
	free(authority->roles);
}

static struct error *read_keys(const json_t *keys, struct tuf_authority *authority)
{
	const char *id;
	json_t *object;

	if (!json_is_object(keys))
		return malformed("'keys' is no object");
	json_object_foreach ((json_t *)keys, id, object) {
		struct tuf_key key;

		try(tuf_key_read(id, object, &key));
		*array_append(authority->keys, authority->n_keys) = key;
	}
	return NULL;
}

static struct error *read_strings(const json_t *array, const char *name, char ***strings,
				  size_t *n_strings)
{
	size_t i;
	json_t *item;

	if (!json_is_array(array))
		return error_refuse(SUTURE_REFUSAL_METADATA_MALFORMED, "'%s' is no list of strings",
				    name);
	json_array_foreach (array, i, item) {
		if (!json_is_string(item))
			return error_refuse(SUTURE_REFUSAL_METADATA_MALFORMED,
					    "'%s' is no list of strings", name);
		*array_append(*strings, *n_strings) = xstrdup(json_string_value(item));
	}
	return NULL;
}

static bool has_duplicate(char *const *strings, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			if (!strcmp(strings[i], strings[k]))
				return true;
	return false;
}

static struct error *read_signers(const json_t *object, struct tuf_role *role)
{
	json_int_t threshold = json_integer_value(json_object_get(object, "threshold"));

	try(read_strings(json_object_get(object, "keyids"), "keyids", &role->key_ids,
			 &role->n_key_ids));
	if (has_duplicate(role->key_ids, role->n_key_ids))
		return malformed("a role has one key twice");
	if (threshold < 1 || threshold > INT32_MAX)
		return malformed("a role's threshold is not a number from 1 on");
	role->threshold = (unsigned int)threshold;
	return NULL;
}

static struct error *read_reach(const json_t *object, struct tuf_role *role)
{
	const json_t *paths = json_object_get(object, "paths");
	const json_t *prefixes = json_object_get(object, "path_hash_prefixes");

	if (!json_is_boolean(json_object_get(object, "terminating")))
		return malformed("a delegation does not say whether it is terminating");
	role->terminating = json_is_true(json_object_get(object, "terminating"));
	if ((paths != NULL) == (prefixes != NULL))
		return malformed("a delegation has not one of 'paths' and 'path_hash_prefixes'");
	if (paths)
		return read_strings(paths, "paths", &role->paths, &role->n_paths);
	return read_strings(prefixes, "path_hash_prefixes", &role->hash_prefixes,
			    &role->n_hash_prefixes);
}

static struct tuf_role *add_role(struct tuf_authority *authority, const char *name)
{
	struct tuf_role *role = array_append(authority->roles, authority->n_roles);

	role->name = xstrdup(name);
	return role;
}

static struct error *read_root(const json_t *said, struct tuf_metadata *metadata)
{
	const json_t *roles = json_object_get(said, "roles");

	try(read_keys(json_object_get(said, "keys"), &metadata->authority));
	for (size_t i = 0; i < ARRAY_SIZE(type_names); i++) {
		const json_t *object = json_object_get(roles, type_names[i]);

		if (!object)
			return malformed("root lacks one of the four roles");
		try(read_signers(object, add_role(&metadata->authority, type_names[i])));
	}
	if (!json_is_boolean(json_object_get(said, "consistent_snapshot")))
		return malformed("root does not say whether snapshots are consistent");
	metadata->consistent_snapshot = json_is_true(json_object_get(said, "consistent_snapshot"));
	return NULL;
}

static struct error *read_delegation(const json_t *object, struct tuf_authority *authority)
{
	const char *name = json_string_value(json_object_get(object, "name"));
	struct tuf_role *role;

	if (!name || !*name)
		return malformed("a delegation has no name");
	for (size_t i = 0; i < ARRAY_SIZE(type_names); i++)
		if (!strcmp(name, type_names[i]))
			return malformed("a delegation has the name of a role of the top level");
	if (tuf_authority_role(authority, name))
		return malformed("two delegations have one name");
	role = add_role(authority, name);
	try(read_signers(object, role));
	return read_reach(object, role);
}

static struct error *read_targets(const json_t *said, struct tuf_metadata *metadata)
{
	const json_t *delegations = json_object_get(said, "delegations");
	const json_t *roles = json_object_get(delegations, "roles");
	size_t i;
	json_t *object;

	if (!json_is_object(json_object_get(said, "targets")))
		return malformed("'targets' is no object");
	if (!delegations)
		return NULL;
	try(read_keys(json_object_get(delegations, "keys"), &metadata->authority));
	if (!json_is_array(roles))
		return malformed("'roles' of the delegations is no list");
	json_array_foreach (roles, i, object)
		try(read_delegation(object, &metadata->authority));
	return NULL;
}

const struct tuf_role *tuf_authority_role(const struct tuf_authority *authority, const char *name)
{
	for (size_t i = 0; i < authority->n_roles; i++)
		if (!strcmp(authority->roles[i].name, name))
			return &authority->roles[i];
	return NULL;
}

/* ---- files that are told of ---- */

static struct error *check_meta(const json_t *said, const char *needed)
{
	const json_t *meta = json_object_get(said, "meta");
	const char *name;
	json_t *object;

	if (!json_object_get(meta, needed))
		return error_refuse(SUTURE_REFUSAL_METADATA_MALFORMED, "'meta' lacks %s", needed);
	json_object_foreach ((json_t *)meta, name, object) {
		struct tuf_file file;

		if (!tuf_file_read_meta(object, &file))
			return malformed(
				"a file of 'meta' has no version, or a wrong length or digest");
	}
	return NULL;
}

bool tuf_metadata_file(const struct tuf_metadata *metadata, const char *name, struct tuf_file *file)
{
	const json_t *object = json_object_get(json_object_get(metadata->said, "meta"), name);

	return object && tuf_file_read_meta(object, file);
}

bool tuf_metadata_target(const struct tuf_metadata *metadata, const char *path,
			 struct tuf_file *file)
{
	const json_t *object = json_object_get(json_object_get(metadata->said, "targets"), path);

	if (metadata->targets.text.data)
		return target_list_find(&metadata->targets, path, file);
	return object && tuf_file_read_target(object, file);
}

/* ---- what all have ---- */

static struct error *read_common(const json_t *said, struct tuf_metadata *metadata)
{
	const char *type = json_string_value(json_object_get(said, "_type"));
	const char *specification = json_string_value(json_object_get(said, "spec_version"));

	if (!type || strcmp(type, type_names[metadata->type]))
		return malformed("it is of another type");
	if (!specification || strncmp(specification, "1.", 2))
		return malformed("it is not of version 1 of the specification");
	metadata->version = json_integer_value(json_object_get(said, "version"));
	if (metadata->version < 1)
		return malformed("its version is not a number from 1 on");
	if (!date_read(json_string_value(json_object_get(said, "expires")), &metadata->expires))
		return malformed("it does not say when it expires");
	return NULL;
}

static struct error *read_said(const json_t *said, struct tuf_metadata *metadata)
{
	try(read_common(said, metadata));
	switch (metadata->type) {
	case TUF_ROOT:
		return read_root(said, metadata);
	case TUF_TIMESTAMP:
		return check_meta(said, "snapshot.json");
	case TUF_SNAPSHOT:
		return check_meta(said, "targets.json");
	case TUF_TARGETS:
		return read_targets(said, metadata);
	}
	return NULL;
}

/* The envelope is there. */
static struct error *read_envelope(struct tuf_metadata *metadata)
{
	metadata->said = json_object_get(metadata->envelope, "signed");
	if (!json_is_array(json_object_get(metadata->envelope, "signatures")) || !metadata->said)
		return malformed("it has no 'signed' and 'signatures'");
	return read_said(metadata->said, metadata);
}

/* Behind a number the library passes over a NUL, and does not count it in its places. */
static struct error *check_bytes(const void *data, size_t size)
{
	return memchr(data, 0, size) ? malformed("it has a NUL") : NULL;
}

struct error *tuf_metadata_read(const void *data, size_t size, enum tuf_type type,
				struct tuf_metadata *metadata)
{
	_cleanup_tuf_metadata_ struct tuf_metadata read = { .type = type };
	json_error_t why;

	try(check_bytes(data, size));
	read.envelope = json_loadb(data, size, JSON_REJECT_DUPLICATES, &why);
	if (!read.envelope)
		return malformed(why.text);
	try(read_envelope(&read));
	read.bytes.data = xmemdup(data, size);
	read.bytes.size = size;
	*metadata = read;
	read = (struct tuf_metadata){};
	return NULL;
}

void tuf_metadata_deinit(struct tuf_metadata *metadata)
{
	authority_deinit(&metadata->authority);
	bytes_deinit(&metadata->bytes);
	target_list_deinit(&metadata->targets);
	json_decref(metadata->envelope);
}

/* ---- the frugal way ---- */

typedef struct error *value_reader(struct json_reader *reader, const char *name,
				   struct target_list *targets, json_t **value);

/* An object whose values another function reads. */
static struct error *read_object(struct json_reader *reader, value_reader *read_value,
				 struct target_list *targets, json_t **object)
{
	_cleanup_json_ json_t *read = json_object();

	try(json_reader_enter(reader));
	for (;;) {
		_cleanup_json_ json_t *name = NULL;
		json_t *value = NULL;

		try(json_reader_next(reader, !json_object_size(read), &name));
		if (!name)
			break;
		if (json_object_get(read, json_string_value(name)))
			return malformed("duplicate object key");
		try(read_value(reader, json_string_value(name), targets, &value));
		json_object_set_new_nocheck(read, json_string_value(name), value);
	}
	*object = take(read);
	return NULL;
}

static struct error *value_of_said(struct json_reader *reader, const char *name,
				   struct target_list *targets, json_t **value)
{
	if (strcmp(name, "targets") || !json_reader_is_at_object(reader))
		return json_reader_value(reader, value);
	try(target_list_read(reader, targets));
	*value = json_object();
	return NULL;
}

static struct error *value_of_envelope(struct json_reader *reader, const char *name,
				       struct target_list *targets, json_t **value)
{
	if (strcmp(name, "signed") || !json_reader_is_at_object(reader))
		return json_reader_value(reader, value);
	return read_object(reader, value_of_said, targets, value);
}

/* The list's text becomes that of all that is signed, which it is the greatest part of. */
static struct error *enclose(struct tuf_metadata *metadata)
{
	_cleanup_bytes_ struct bytes text = {};
	size_t hole;

	try(canonical_with_hole(metadata->said, "targets", &text, &hole));
	target_list_enclose(&metadata->targets, text.data, hole, text.data + hole,
			    text.size - hole);
	return NULL;
}

struct error *tuf_metadata_read_targets(const void *data, size_t size,
					struct tuf_metadata *metadata)
{
	_cleanup_tuf_metadata_ struct tuf_metadata read = { .type = TUF_TARGETS };
	struct json_reader reader = { .text = data, .size = size };

	try(check_bytes(data, size));
	try(read_object(&reader, value_of_envelope, &read.targets, &read.envelope));
	try(json_reader_end(&reader));
	try(read_envelope(&read));
	try(enclose(&read));
	*metadata = read;
	read = (struct tuf_metadata){};
	return NULL;
}

/* ---- who has signed ---- */

static const struct tuf_key *find_key(const struct tuf_authority *authority,
				      const struct tuf_role *role, const char *id)
{
	for (size_t i = 0; i < role->n_key_ids; i++) {
		if (strcmp(role->key_ids[i], id))
			continue;
		for (size_t k = 0; k < authority->n_keys; k++)
			if (!strcmp(authority->keys[k].id, id))
				return &authority->keys[k];
	}
	return NULL;
}

static struct error *check_signatures(const json_t *signatures)
{
	size_t n = json_array_size(signatures);

	if (n > SIGNATURES_MAX)
		return malformed("it has too many signatures");
	for (size_t i = 0; i < n; i++) {
		const json_t *one = json_array_get(signatures, i);
		const char *id = json_string_value(json_object_get(one, "keyid"));

		if (!id || !json_is_string(json_object_get(one, "sig")))
			return malformed("a signature lacks its key or its value");
		for (size_t k = 0; k < i; k++) {
			const json_t *other = json_array_get(signatures, k);

			if (!strcmp(json_string_value(json_object_get(other, "keyid")), id))
				return malformed("one key has two signatures");
		}
	}
	return NULL;
}

/* No more than it takes: each reads the whole text once more. */
static unsigned int count_signers(const json_t *signatures, const struct bytes *text,
				  const struct tuf_authority *authority,
				  const struct tuf_role *role)
{
	unsigned int n = 0;
	size_t i;
	json_t *one;

	json_array_foreach (signatures, i, one) {
		const char *id = json_string_value(json_object_get(one, "keyid"));
		const struct tuf_key *key = find_key(authority, role, id);

		if (n == role->threshold)
			break;
		n += key && tuf_key_verify(key, json_string_value(json_object_get(one, "sig")),
					   text->data, text->size);
	}
	return n;
}

struct error *tuf_metadata_check_signed(const struct tuf_metadata *metadata,
					const struct tuf_authority *authority, const char *name)
{
	const json_t *signatures = json_object_get(metadata->envelope, "signatures");
	const struct tuf_role *role = tuf_authority_role(authority, name);
	_cleanup_bytes_ struct bytes made = {};
	const struct bytes *text = &metadata->targets.text;
	unsigned int n;

	if (!role)
		return error_refuse(SUTURE_REFUSAL_METADATA_UNSIGNED, "nobody may speak as %s",
				    name);
	try(check_signatures(signatures));
	if (!text->data) {
		try(canonical_json(metadata->said, &made));
		text = &made;
	}
	n = count_signers(signatures, text, authority, role);
	if (n >= role->threshold)
		return NULL;
	return error_refuse(SUTURE_REFUSAL_METADATA_UNSIGNED, "%s has %u of %u signatures", name, n,
			    role->threshold);
}
