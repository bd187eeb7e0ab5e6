/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Public keys of TUF metadata, and what they have signed.
 *
 * Known are ed25519, ecdsa-sha2-nistp256 and rsassa-pss-sha256 (TUF 1.0.34, section 4.2). A key
 * of another kind is no error, since a repository may have it for others, but nothing is ever
 * signed by it.
 */
#ifndef SUTURE_TUF_KEY_H
#define SUTURE_TUF_KEY_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>
#include <openssl/evp.h>

#include "base/error.h"

enum tuf_scheme {
	TUF_SCHEME_UNKNOWN,
	TUF_ED25519,
	TUF_ECDSA_P256,
	TUF_RSA_PSS,
};

struct tuf_key {
	char *id;	/* SHA-256 of the key's canonical JSON, in hexadecimal */
	enum tuf_scheme scheme;
	EVP_PKEY *key;	/* NULL: TUF_SCHEME_UNKNOWN */
};

/*
 * From the object that describes it. Refuses as METADATA_MALFORMED what is no key, a key that is
 * not of the kind that it says or too weak (RSA below 2048 bits), and an id that is not its digest.
 */
struct error *tuf_key_read(const char *id, const json_t *object, struct tuf_key *key)
	__attribute__((nonnull, warn_unused_result));
void tuf_key_deinit(struct tuf_key *key);

/* Is this, in hexadecimal, the key's signature over the data? */
bool tuf_key_verify(const struct tuf_key *key, const char *signature, const void *data,
		    size_t size) __attribute__((nonnull));

#endif
