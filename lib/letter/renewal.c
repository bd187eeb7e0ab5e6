/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "letter/renewal.h"

#include <string.h>

#include "base/hex.h"
#include "base/memory.h"

static char *statement(const char *old_uuid, const char *new_uuid)
{
	return xasprintf("suture-renewal 1 %s %s", old_uuid, new_uuid);
}

struct error *renewal_prove(EVP_PKEY *key, const char *old_uuid, const char *new_uuid,
			    char proof[static RENEWAL_PROOF_SIZE])
{
	_cleanup_free_ char *text = statement(old_uuid, new_uuid);
	unsigned char signature[ED25519_SIGNATURE_SIZE];

	try(ed25519_sign(key, text, strlen(text), signature));
	hex_write(signature, sizeof(signature), proof);
	return NULL;
}

struct error *renewal_verify(const unsigned char public[static ED25519_PUBLIC_SIZE],
			     const char *old_uuid, const char *new_uuid, const char *proof)
{
	_cleanup_free_ char *text = statement(old_uuid, new_uuid);
	unsigned char signature[ED25519_SIGNATURE_SIZE];

	if (!hex_read(proof, signature, sizeof(signature)) ||
	    !ed25519_verify(public, signature, text, strlen(text)))
		return error_refuse(SUTURE_REFUSAL_REPORT_UNTRUSTED,
				    "the new key of %s has not signed that it follows %s", new_uuid,
				    old_uuid);
	return NULL;
}
