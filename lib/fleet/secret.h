/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Keys that are shown once: a word, by which people and scanners recognise them, and 256 random
 * bits. The service keeps their SHA-256, which needs no salt and no slow function for as much
 * chance as that.
 */
#ifndef SUTURE_FLEET_SECRET_H
#define SUTURE_FLEET_SECRET_H

#include <stdbool.h>

#include "base/digest.h"
#include "base/error.h"

enum secret_kind { SECRET_ACCESS, SECRET_API, SECRET_SESSION };

struct secret {
	char text[96];
	char digest[DIGEST_TEXT_SIZE];
	char hint[8]; /* its last digits, to tell keys apart by */
};

struct error *secret_make(enum secret_kind kind, struct secret *secret)
	__attribute__((nonnull, warn_unused_result));
/* The digest of a key that somebody shows. false: it is none of this kind. */
bool secret_digest(enum secret_kind kind, const char *text, char digest[static DIGEST_TEXT_SIZE])
	__attribute__((nonnull));

#endif
