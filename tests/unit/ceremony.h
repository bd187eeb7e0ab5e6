/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keys that are made and sign metadata, for tests of those who read it. */
#ifndef SUTURE_CEREMONY_H
#define SUTURE_CEREMONY_H

#include <jansson.h>
#include <openssl/evp.h>

#include "base/file.h"

struct signer {
	EVP_PKEY *pair;
	json_t *public;	/* the key's object */
	char id[65];
};

/* kind: "ed25519", "ecdsa-sha2-nistp256" or "rsassa-pss-sha256". */
void signer_make(struct signer *signer, const char *kind) __attribute__((nonnull));
void signer_deinit(struct signer *signer) __attribute__((nonnull));

/* Add a signature over the envelope's "signed". */
void signer_sign(const struct signer *signer, json_t *envelope) __attribute__((nonnull));

/* An envelope without signatures around "said", which it takes. */
json_t *envelope_new(json_t *said) __attribute__((nonnull, warn_unused_result));
/* Its text, as a repository would have it. */
struct bytes envelope_bytes(const json_t *envelope) __attribute__((nonnull, warn_unused_result));

#endif
