/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "letter/renewal.h"

#include <string.h>

#include "base/hex.h"
#include "base/memory.h"

char *renewal_statement(const char *old_uuid, const char *new_uuid)
{
	return xasprintf("suture-renewal 1 %s %s", old_uuid, new_uuid);
}

struct error *renewal_prove(EVP_PKEY *key, const char *old_uuid, const char *new_uuid,
			    char proof[static RENEWAL_PROOF_SIZE])
{
	_cleanup_free_ char *text = renewal_statement(old_uuid, new_uuid);
	unsigned char signature[ED25519_SIGNATURE_SIZE];

	try(ed25519_sign(key, text, strlen(text), signature));
	hex_write(signature, sizeof(signature), proof);
	return NULL;
}
