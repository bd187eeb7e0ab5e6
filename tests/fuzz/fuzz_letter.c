/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a machine's letter: they are refused, or what was read of them, written again, is
 * the same but for the signature, which verifies then, as the stranger's did not.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "letter/letter.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static EVP_PKEY *key;
static unsigned char public[ED25519_PUBLIC_SIZE];

static void must(bool right)
{
	if (!right)
		abort();
}

static void make_key(void)
{
	must(!ed25519_make(&key) && !ed25519_public(key, public));
}

static bool has_signed(const struct letter *letter)
{
	_cleanup_error_ struct error *error = letter_verify(letter, public);

	return !error;
}

static void check_again(const struct letter *letter, const uint8_t *data, size_t size)
{
	const size_t line = (size_t)(letter->body - data), before = line - 1 - 128;
	_cleanup_free_ char *text = NULL;
	struct letter again;

	must(!letter_write(letter, key, &text));
	must(strlen(text) == size && !memcmp(text, data, before));
	must(!memcmp(text + line - 1, data + line - 1, size - line + 1));
	must(!letter_read(text, size, &again) && has_signed(&again));
	must(again.word == letter->word && again.serial == letter->serial &&
	     !strcmp(again.uuid, letter->uuid) && again.size == letter->size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct letter letter;
	_cleanup_error_ struct error *error = letter_read(data, size, &letter);

	if (error)
		return 0;
	if (!key)
		make_key();
	must(is_uuid(letter.uuid) && letter.serial && letter.size <= size);
	must(!has_signed(&letter));
	if (!letter.size || !memchr(letter.body, 0, letter.size))
		check_again(&letter, data, size);
	return 0;
}
