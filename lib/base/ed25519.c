/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/ed25519.h"

DEFINE_CLEANUP(EVP_MD_CTX *, EVP_MD_CTX_free);

struct error *ed25519_make(EVP_PKEY **key)
{
	EVP_PKEY *made = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");

	if (!made)
		return error_new(ERROR_INTERNAL, "OpenSSL does not make a key");
	*key = made;
	return NULL;
}

struct error *ed25519_public(const EVP_PKEY *key, unsigned char public[static ED25519_PUBLIC_SIZE])
{
	size_t size = ED25519_PUBLIC_SIZE;

	if (EVP_PKEY_get_raw_public_key(key, public, &size) != 1)
		return error_new(ERROR_INTERNAL, "OpenSSL does not tell a public key");
	return NULL;
}

struct error *ed25519_sign(EVP_PKEY *key, const void *data, size_t size,
			   unsigned char signature[static ED25519_SIGNATURE_SIZE])
{
	_cleanup_(EVP_MD_CTX_freep)
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	size_t length = ED25519_SIGNATURE_SIZE;

	if (!context || EVP_DigestSignInit(context, NULL, NULL, NULL, key) != 1 ||
	    EVP_DigestSign(context, signature, &length, data, size) != 1)
		return error_new(ERROR_INTERNAL, "OpenSSL does not sign");
	return NULL;
}

bool ed25519_verify(const unsigned char public[static ED25519_PUBLIC_SIZE],
		    const unsigned char signature[static ED25519_SIGNATURE_SIZE], const void *data,
		    size_t size)
{
	_cleanup_key_ EVP_PKEY *key =
		EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, public, ED25519_PUBLIC_SIZE);
	_cleanup_(EVP_MD_CTX_freep)
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	return key && context && EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1 &&
	       EVP_DigestVerify(context, signature, ED25519_SIGNATURE_SIZE, data, size) == 1;
}
