/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "repo/private_key.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

#include "base/digest.h"
#include "base/ed25519.h"
#include "base/file.h"
#include "base/hex.h"
#include "base/memory.h"
#include "base/pem.h"
#include "tuf/canonical.h"

#define RETIRED ".retired"

/* ---- one ---- */

static struct error *describe(struct private_key *key)
{
	unsigned char raw[ED25519_PUBLIC_SIZE];
	_cleanup_free_ char *hex = NULL;
	_cleanup_bytes_ struct bytes text = {};

	try(ed25519_public(key->pair, raw));
	hex = hex_text(raw, sizeof(raw));
	key->public = json_pack("{s:s, s:s, s:{s:s}}", "keytype", "ed25519", "scheme", "ed25519",
				"keyval", "public", hex);
	try(canonical_json(key->public, &text));
	digest_bytes(text.data, text.size, key->id);
	return NULL;
}

struct error *private_key_make(struct private_key *key)
{
	_cleanup_private_key_ struct private_key made = {};

	try(ed25519_make(&made.pair));
	try(describe(&made));
	*key = made;
	made = (struct private_key){};
	return NULL;
}

struct error *private_key_write(const struct private_key *key, const char *path)
{
	return pem_write_key(key->pair, path);
}

struct error *private_key_read(const char *path, struct private_key *key)
{
	_cleanup_private_key_ struct private_key read = {};

	try(pem_read_key(path, ED25519_NAME, &read.pair));
	try(describe(&read));
	read.path = xstrdup(path);
	*key = read;
	read = (struct private_key){};
	return NULL;
}

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text);

	return length > strlen(end) && !strcmp(text + length - strlen(end), end);
}

struct error *private_key_retire(struct private_key *key)
{
	_cleanup_free_ char *path = NULL;

	if (ends_with(key->path, RETIRED))
		return NULL;
	path = xasprintf("%s" RETIRED, key->path);
	try(file_publish(key->path, path));
	free(key->path);
	key->path = take(path);
	return NULL;
}

void private_key_deinit(struct private_key *key)
{
	EVP_PKEY_free(key->pair);
	json_decref(key->public);
	free(key->path);
}

/* ---- all of a directory ---- */

static int is_key(const struct dirent *entry)
{
	return ends_with(entry->d_name, ".pem") || ends_with(entry->d_name, ".pem" RETIRED);
}

struct error *private_keys_read(const char *directory, struct private_keys *keys)
{
	struct dirent **entries = NULL;
	struct error *error = NULL;
	int n = scandir(directory, &entries, is_key, alphasort);

	if (n < 0)
		return error_as_usage(error_errno("cannot read the keys of %s", directory));
	for (int i = 0; i < n; i++) {
		_cleanup_free_ char *path = xasprintf("%s/%s", directory, entries[i]->d_name);

		if (!error)
			error = private_key_read(path, array_append(keys->items, keys->n_items));
		free(entries[i]);
	}
	free(entries);
	return error;
}

void private_keys_deinit(struct private_keys *keys)
{
	for (size_t i = 0; i < keys->n_items; i++)
		private_key_deinit(&keys->items[i]);
	free(keys->items);
}

/* ---- signing ---- */

static bool has_id(const struct tuf_role *role, const char *id)
{
	for (size_t i = 0; i < role->n_key_ids; i++)
		if (!strcmp(role->key_ids[i], id))
			return true;
	return false;
}

static bool has_signed(const json_t *signatures, const char *id)
{
	size_t i;
	json_t *one;

	json_array_foreach (signatures, i, one)
		if (!strcmp(json_string_value(json_object_get(one, "keyid")), id))
			return true;
	return false;
}

static struct error *sign(const struct private_key *key, const struct bytes *text,
			  json_t *signatures)
{
	_cleanup_free_ char *hex = NULL;
	unsigned char raw[ED25519_SIGNATURE_SIZE];

	try(ed25519_sign(key->pair, text->data, text->size, raw));
	hex = hex_text(raw, sizeof(raw));
	json_array_append_new(signatures, json_pack("{s:s, s:s}", "keyid", key->id, "sig", hex));
	return NULL;
}

struct error *private_keys_sign(const struct private_keys *keys, const struct tuf_role *role,
				json_t *envelope)
{
	json_t *signatures = json_object_get(envelope, "signatures");
	_cleanup_bytes_ struct bytes text = {};

	try(canonical_json(json_object_get(envelope, "signed"), &text));
	for (size_t i = 0; i < keys->n_items; i++) {
		const struct private_key *key = &keys->items[i];

		if (has_id(role, key->id) && !has_signed(signatures, key->id))
			try(sign(key, &text, signatures));
	}
	return NULL;
}
