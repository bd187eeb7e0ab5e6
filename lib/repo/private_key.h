/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The keys of whoever publishes: files NAME.pem (PKCS#8, ed25519, mode 0600) in a directory that
 * may as well be a stick in somebody's pocket. Which role a key speaks for, metadata says, not its
 * name.
 */
#ifndef SUTURE_PRIVATE_KEY_H
#define SUTURE_PRIVATE_KEY_H

#include <jansson.h>
#include <openssl/evp.h>

#include "base/error.h"
#include "tuf/metadata.h"

struct private_key {
	EVP_PKEY *pair;
	json_t *public;	/* the object that metadata has of it */
	char id[65];
	char *path;  /* its file */
	bool is_new; /* which this process has made */
};

struct private_keys {
	struct private_key *items;
	size_t n_items;
};

struct error *private_key_make(struct private_key *key)
	__attribute__((nonnull, warn_unused_result));
struct error *private_key_write(const struct private_key *key, const char *path)
	__attribute__((nonnull, warn_unused_result));
struct error *private_key_read(const char *path, struct private_key *key)
	__attribute__((nonnull, warn_unused_result));
void private_key_deinit(struct private_key *key);
#define _cleanup_private_key_ _cleanup_(private_key_deinit)

/*
 * A key that its role does not have any more is set aside: its file becomes NAME.pem.retired. It
 * signs as long as what is published still asks for it, as for the root that replaces it.
 */
struct error *private_key_retire(struct private_key *key)
	__attribute__((nonnull, warn_unused_result));

/* Every *.pem and *.pem.retired of the directory, in the order of their names. */
struct error *private_keys_read(const char *directory, struct private_keys *keys)
	__attribute__((nonnull, warn_unused_result));
void private_keys_deinit(struct private_keys *keys);
#define _cleanup_private_keys_ _cleanup_(private_keys_deinit)

/* Add the signature of each key that the role has and that has not signed the envelope yet. */
struct error *private_keys_sign(const struct private_keys *keys, const struct tuf_role *role,
				json_t *envelope) __attribute__((nonnull, warn_unused_result));

#endif
