/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a machine sends to its fleet's service (docs/service.md): one line, and then JSON, of which
 * the digest is signed, byte by byte as it is.
 *
 *	WORD 1 UUID SERIAL SIGNATURE
 *	{...}
 *
 * A stranger writes letters too. letter_read() looks at the first line alone, and takes exactly one
 * form of it, so that one letter has one text; letter_verify() comes before whoever parses the
 * body. An enrolment alone has to be parsed first, since it brings its key.
 */
#ifndef SUTURE_LETTER_H
#define SUTURE_LETTER_H

#include <stdint.h>

#include "base/ed25519.h"
#include "letter/uuid.h"

#define LETTER_MAX	  (256 * 1024) /* bytes in all */
#define LETTER_SERIAL_MAX INT64_MAX

enum letter_word { LETTER_ENROL, LETTER_REPORT, LETTER_RENEW, LETTER_WORDS };

struct letter {
	enum letter_word word;
	char uuid[UUID_TEXT_SIZE];
	uint64_t serial; /* 1 to LETTER_SERIAL_MAX */
	unsigned char signature[ED25519_SIGNATURE_SIZE];
	const unsigned char *body; /* in the bytes that were read; no NUL need be behind it */
	size_t size;		   /* of the body */
};

/* "suture-report" */
const char *letter_word_name(enum letter_word word);

/*
 * A whole letter with the word, UUID, serial and body of this one; what else it has does not count.
 * *text, the caller's, ends with a NUL, and is the body's bytes otherwise: a body has none. Refuses
 * with REPORT_MALFORMED if it would be longer than LETTER_MAX.
 */
struct error *letter_write(const struct letter *letter, EVP_PKEY *key, char **text)
	__attribute__((nonnull, warn_unused_result));

/* The bytes must outlive the letter. REPORT_MALFORMED: it has no such line, or is too long. */
struct error *letter_read(const void *bytes, size_t size, struct letter *letter)
	__attribute__((nonnull, warn_unused_result));

/* What a letter's signature is of; the caller's. */
char *letter_signed_text(const struct letter *letter) __attribute__((nonnull, warn_unused_result));

/* REPORT_UNTRUSTED: this key has not signed this letter. */
struct error *letter_verify(const struct letter *letter,
			    const unsigned char public[static ED25519_PUBLIC_SIZE])
	__attribute__((nonnull, warn_unused_result));

#endif
