/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A machine that takes a new identity: its old key signs the letter that says so (LETTER_RENEW),
 * and the new one a proof that it is there and wants to follow this one.
 */
#ifndef SUTURE_RENEWAL_H
#define SUTURE_RENEWAL_H

#include "base/ed25519.h"

#define RENEWAL_PROOF_SIZE (2 * ED25519_SIGNATURE_SIZE + 1) /* hexadecimal, with the NUL */

/* What the proof is a signature of; the caller's. */
char *renewal_statement(const char *old_uuid, const char *new_uuid)
	__attribute__((nonnull, warn_unused_result));
/* By the new key. */
struct error *renewal_prove(EVP_PKEY *key, const char *old_uuid, const char *new_uuid,
			    char proof[static RENEWAL_PROOF_SIZE])
	__attribute__((nonnull(1, 2, 3), warn_unused_result));
/* REPORT_UNTRUSTED: the new key has not proved this. */
struct error *renewal_verify(const unsigned char public[static ED25519_PUBLIC_SIZE],
			     const char *old_uuid, const char *new_uuid, const char *proof)
	__attribute__((nonnull, warn_unused_result));

#endif
