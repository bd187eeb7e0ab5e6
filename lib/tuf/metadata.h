/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One file of TUF metadata: what it says, and who has signed it.
 *
 * Reading checks the form alone. Who may say such a thing, how new it must be and what it must
 * agree with, trust.h decides. There are two ways to read it: whole, as publishers need it who
 * change it, and the frugal one of those who believe it or not, which is the same but for memory.
 *
 * Source: TUF specification 1.0.34, section 4.
 */
#ifndef SUTURE_TUF_METADATA_H
#define SUTURE_TUF_METADATA_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "base/file.h"
#include "tuf/file.h"
#include "tuf/key.h"
#include "tuf/target_list.h"

enum tuf_type {
	TUF_ROOT,
	TUF_TIMESTAMP,
	TUF_SNAPSHOT,
	TUF_TARGETS,	/* of the top level or delegated */
};

/* Who may speak in a role: so many of these keys. */
struct tuf_role {
	char *name;
	char **key_ids;
	size_t n_key_ids;
	unsigned int threshold;
	/* Of a delegation; neither: none of its targets counts. */
	char **paths;		/* patterns */
	size_t n_paths;
	char **hash_prefixes;	/* of the SHA-256 of the target's path */
	size_t n_hash_prefixes;
	bool terminating;	/* what it does not have, no later role may have */
};

/* Whom a file of metadata lets speak: root, or a delegator among the targets. */
struct tuf_authority {
	struct tuf_key *keys;
	size_t n_keys;
	struct tuf_role *roles;	/* in the order of their priority */
	size_t n_roles;
};

struct tuf_metadata {
	enum tuf_type type;
	int64_t version;	/* from 1 on */
	int64_t expires;	/* seconds since 1970 */
	bool consistent_snapshot;	/* TUF_ROOT */
	struct tuf_authority authority;	/* TUF_ROOT, TUF_TARGETS */
	struct bytes bytes;	/* as they came: they are what is stored and hashed */
	json_t *envelope;
	json_t *said;		/* its part that is signed; the envelope's */
	/* Read frugally: all targets, and of 'said' the text that is signed; 'said' has none. */
	struct target_list targets;
};

/* Refuses as METADATA_MALFORMED what is not of this type and of the specification's form. */
struct error *tuf_metadata_read(const void *data, size_t size, enum tuf_type type,
				struct tuf_metadata *metadata)
	__attribute__((nonnull, warn_unused_result));
/* The same of TUF_TARGETS, frugally; the bytes are not kept. */
struct error *tuf_metadata_read_targets(const void *data, size_t size,
					struct tuf_metadata *metadata)
	__attribute__((nonnull, warn_unused_result));
void tuf_metadata_deinit(struct tuf_metadata *metadata);
#define _cleanup_tuf_metadata_ _cleanup_(tuf_metadata_deinit)

/*
 * Have as many keys of the role signed as it takes? A signature of somebody else, or one that is
 * wrong, does no harm; a key that has two signatures does. Refuses as METADATA_UNSIGNED.
 */
struct error *tuf_metadata_check_signed(const struct tuf_metadata *metadata,
					const struct tuf_authority *authority, const char *role)
	__attribute__((nonnull, warn_unused_result));

const struct tuf_role *tuf_authority_role(const struct tuf_authority *authority, const char *name)
	__attribute__((nonnull));

/* TUF_TIMESTAMP, TUF_SNAPSHOT: is a file, as "targets.json", among its 'meta'? */
bool tuf_metadata_file(const struct tuf_metadata *metadata, const char *name,
		       struct tuf_file *file) __attribute__((nonnull));
/* TUF_TARGETS: has it this target? However it was read. */
bool tuf_metadata_target(const struct tuf_metadata *metadata, const char *path,
			 struct tuf_file *file) __attribute__((nonnull));

#endif
