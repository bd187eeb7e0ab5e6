/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as TUF metadata of each type: they are refused, or what they say can be asked for,
 * nobody's signature is found under it but his own, and its canonical form is JSON of one value
 * whose canonical form is the same. Targets that are read frugally are taken if the others are, and
 * the same is signed of them.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "tuf/canonical.h"
#include "tuf/metadata.h"
#include "tuf/reach.h"

#define DEPTH_MAX 2048 /* of what the library reads */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * Canonical JSON has control characters as they are, which a reader of JSON does not take: only
 * texts without them can be read back.
 */
static bool is_readable(const struct bytes *text)
{
	for (size_t i = 0; i < text->size; i++)
		if (text->data[i] < ' ')
			return false;
	return true;
}

static void check_canonical(const json_t *value)
{
	_cleanup_bytes_ struct bytes text = {}, again = {};
	_cleanup_error_ struct error *error = canonical_json(value, &text), *second = NULL;
	_cleanup_json_ json_t *read = NULL;

	if (error || !is_readable(&text))
		return;
	read = json_loadb((char *)text.data, text.size, JSON_REJECT_DUPLICATES, NULL);
	if (!read)
		abort();
	second = canonical_json(read, &again);
	if (second || again.size != text.size || memcmp(text.data, again.data, text.size) != 0)
		abort();
}

static void check_authority(const struct tuf_metadata *metadata)
{
	for (size_t i = 0; i < metadata->authority.n_roles; i++) {
		const struct tuf_role *role = &metadata->authority.roles[i];
		_cleanup_error_ struct error *error = tuf_metadata_check_signed(
			metadata, &metadata->authority, role->name);

		tuf_role_reaches(role, "debian/amd64/index.json");
		/* No input has come upon somebody's private key. */
		if (!error && metadata->authority.n_keys == 0)
			abort();
	}
}

/* How deep the one reader goes and the other does not is no matter, so neither is asked there. */
static bool is_deep(const uint8_t *data, size_t size)
{
	size_t n = 0;

	for (size_t i = 0; i < size; i++)
		n += data[i] == '[' || data[i] == '{';
	return n > DEPTH_MAX - 4;
}

static void check_frugal(const uint8_t *data, size_t size)
{
	_cleanup_tuf_metadata_ struct tuf_metadata tree = {}, frugal = {};
	_cleanup_bytes_ struct bytes text = {};
	_cleanup_error_ struct error *error =
		tuf_metadata_read(data, size, TUF_TARGETS, &tree);
	_cleanup_error_ struct error *other = tuf_metadata_read_targets(data, size, &frugal);
	struct tuf_file one, two;

	if (!error)
		error = canonical_json(tree.said, &text);
	if (!error != !other)
		abort();
	if (error)
		return;
	if (text.size != frugal.targets.text.size ||
	    memcmp(text.data, frugal.targets.text.data, text.size) != 0 ||
	    tuf_metadata_target(&tree, "file", &one) != tuf_metadata_target(&frugal, "file", &two))
		abort();
}

static void check(const void *data, size_t size, enum tuf_type type)
{
	_cleanup_tuf_metadata_ struct tuf_metadata metadata = {};
	_cleanup_error_ struct error *error = tuf_metadata_read(data, size, type, &metadata);
	struct tuf_file file;

	if (error)
		return;
	check_canonical(metadata.said);
	check_authority(&metadata);
	tuf_metadata_file(&metadata, "targets.json", &file);
	tuf_metadata_target(&metadata, "file", &file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (enum tuf_type type = TUF_ROOT; type <= TUF_TARGETS; type++)
		check(data, size, type);
	if (!is_deep(data, size))
		check_frugal(data, size);
	return 0;
}
