/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keys and signatures of one kind, Ed25519 (RFC 8032): 32 bytes and 64. */
#ifndef SUTURE_ED25519_H
#define SUTURE_ED25519_H

#include <stdbool.h>
#include <stddef.h>

#include <openssl/evp.h>

#include "base/error.h"

#define ED25519_NAME	       "ed25519" /* what OpenSSL calls it, for pem_read_key() */
#define ED25519_PUBLIC_SIZE    32
#define ED25519_SIGNATURE_SIZE 64

DEFINE_CLEANUP(EVP_PKEY *, EVP_PKEY_free);
#define _cleanup_key_ _cleanup_(EVP_PKEY_freep)

/* A new pair, the caller's. */
struct error *ed25519_make(EVP_PKEY **key) __attribute__((nonnull, warn_unused_result));
struct error *ed25519_public(const EVP_PKEY *key, unsigned char public[static ED25519_PUBLIC_SIZE])
	__attribute__((nonnull, warn_unused_result));
struct error *ed25519_sign(EVP_PKEY *key, const void *data, size_t size,
			   unsigned char signature[static ED25519_SIGNATURE_SIZE])
	__attribute__((nonnull(1), warn_unused_result));
/* false: it is not that key's, or the key is none. */
bool ed25519_verify(const unsigned char public[static ED25519_PUBLIC_SIZE],
		    const unsigned char signature[static ED25519_SIGNATURE_SIZE], const void *data,
		    size_t size) __attribute__((nonnull(1, 2)));

#endif
