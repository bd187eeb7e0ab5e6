/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What machines have signed is verified by libsodium: it is half of what a service does for a
 * report, and takes OpenSSL 3.0 twice as long. They make the same signatures (RFC 8032). Apart from
 * what is written, so that no machine needs both.
 */
#include <inttypes.h>
#include <pthread.h>
#include <sodium.h>
#include <string.h>

#include "base/hex.h"
#include "base/memory.h"
#include "letter/letter.h"
#include "letter/renewal.h"

_Static_assert(ED25519_PUBLIC_SIZE == crypto_sign_PUBLICKEYBYTES, "one key for both");
_Static_assert(ED25519_SIGNATURE_SIZE == crypto_sign_BYTES, "one signature for both");

static bool is_ready;

static void begin(void)
{
	is_ready = sodium_init() >= 0;
}

static bool is_right(const unsigned char public[static ED25519_PUBLIC_SIZE],
		     const unsigned char signature[static ED25519_SIGNATURE_SIZE], const char *text)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, begin);
	return is_ready && crypto_sign_verify_detached(signature, (const unsigned char *)text,
						       strlen(text), public) == 0;
}

struct error *letter_verify(const struct letter *letter,
			    const unsigned char public[static ED25519_PUBLIC_SIZE])
{
	_cleanup_free_ char *text = letter_signed_text(letter);

	if (!is_right(public, letter->signature, text))
		return error_refuse(SUTURE_REFUSAL_REPORT_UNTRUSTED,
				    "letter %" PRIu64 " of %s is not signed by its key",
				    letter->serial, letter->uuid);
	return NULL;
}

struct error *renewal_verify(const unsigned char public[static ED25519_PUBLIC_SIZE],
			     const char *old_uuid, const char *new_uuid, const char *proof)
{
	_cleanup_free_ char *text = renewal_statement(old_uuid, new_uuid);
	unsigned char signature[ED25519_SIGNATURE_SIZE];

	if (!hex_read(proof, signature, sizeof(signature)) || !is_right(public, signature, text))
		return error_refuse(SUTURE_REFUSAL_REPORT_UNTRUSTED,
				    "the new key of %s has not signed that it follows %s", new_uuid,
				    old_uuid);
	return NULL;
}
