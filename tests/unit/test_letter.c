/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Letters of machines: what is written is read and verified, and nothing else is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/hex.h"
#include "base/memory.h"
#include "letter/letter.h"
#include "letter/renewal.h"

#define UUID  "0b9a3c1e-7d52-4f1b-9a55-3e1f6f0d2c47"
#define OTHER "1b9a3c1e-7d52-4f1b-9a55-3e1f6f0d2c47"
#define BODY  "{\"format\": 1}\n"

static EVP_PKEY *key, *other_key;
static unsigned char public[ED25519_PUBLIC_SIZE], other_public[ED25519_PUBLIC_SIZE];

static int make_keys(void **state)
{
	(void)state;
	assert_null(ed25519_make(&key));
	assert_null(ed25519_make(&other_key));
	assert_null(ed25519_public(key, public));
	assert_null(ed25519_public(other_key, other_public));
	return 0;
}

static int drop_keys(void **state)
{
	(void)state;
	EVP_PKEY_free(key);
	EVP_PKEY_free(other_key);
	return 0;
}

static char *write_letter(enum letter_word word, uint64_t serial, const char *body)
{
	const struct letter letter = { .word = word,
				       .uuid = UUID,
				       .serial = serial,
				       .body = (const unsigned char *)body,
				       .size = strlen(body) };
	char *text;

	assert_null(letter_write(&letter, key, &text));
	return text;
}

/* An exact copy on the heap, so that a byte too far is seen. */
static enum suture_refusal judge(const char *text, size_t size)
{
	_cleanup_free_ char *copy = xmemdup(text, size);
	struct letter letter;
	_cleanup_error_ struct error *error = letter_read(copy, size, &letter);

	if (!error)
		error = letter_verify(&letter, public);
	return error ? error->refusal : SUTURE_REFUSAL_NONE;
}

static void assert_malformed(const char *text)
{
	const enum suture_refusal refusal = judge(text, strlen(text));

	if (refusal != SUTURE_REFUSAL_REPORT_MALFORMED)
		fail_msg("%u: %s", refusal, text);
}

/* ---- as it should be ---- */

static void check_word(enum letter_word word, uint64_t serial)
{
	_cleanup_free_ char *text = write_letter(word, serial, BODY);
	struct letter letter;

	assert_null(letter_read(text, strlen(text), &letter));
	assert_int_equal(letter.word, word);
	assert_string_equal(letter.uuid, UUID);
	assert_int_equal(letter.serial, serial);
	assert_int_equal(letter.size, strlen(BODY));
	assert_memory_equal(letter.body, BODY, strlen(BODY));
	assert_null(letter_verify(&letter, public));
}

static void test_words(void **state)
{
	(void)state;
	check_word(LETTER_ENROL, 1);
	check_word(LETTER_REPORT, 42);
	check_word(LETTER_RENEW, LETTER_SERIAL_MAX);
}

static void test_text(void **state)
{
	_cleanup_free_ char *text = write_letter(LETTER_REPORT, 7, BODY);
	static const char start[] = "suture-report 1 " UUID " 7 ";

	(void)state;
	assert_memory_equal(text, start, strlen(start));
	assert_int_equal(strspn(text + strlen(start), "0123456789abcdef"), 128);
	assert_string_equal(text + strlen(start) + 128, "\n" BODY);
}

static void test_empty_body(void **state)
{
	_cleanup_free_ char *text = write_letter(LETTER_REPORT, 1, "");

	(void)state;
	assert_int_equal(judge(text, strlen(text)), SUTURE_REFUSAL_NONE);
}

static void test_size(void **state)
{
	_cleanup_free_ char *body = xcalloc(LETTER_MAX + 1, 1);
	struct letter letter = { .uuid = UUID, .serial = 1, .body = (unsigned char *)body };
	_cleanup_free_ char *text = NULL;
	_cleanup_error_ struct error *written = NULL, *read = NULL;
	const size_t line = strlen("suture-enrol 1 " UUID " 1 \n") + 128;

	(void)state;
	memset(body, ' ', LETTER_MAX);
	letter.size = LETTER_MAX - line + 1;
	written = letter_write(&letter, key, &text);
	assert_int_equal(written->refusal, SUTURE_REFUSAL_REPORT_MALFORMED);
	letter.size--;
	assert_null(letter_write(&letter, key, &text));
	assert_int_equal(strlen(text), LETTER_MAX);
	assert_int_equal(judge(text, LETTER_MAX), SUTURE_REFUSAL_NONE);
	text = xrealloc(text, LETTER_MAX + 1, 1);
	read = letter_read(text, LETTER_MAX + 1, &letter);
	assert_int_equal(read->refusal, SUTURE_REFUSAL_REPORT_MALFORMED);
}

/* ---- hostile ---- */

/* Any byte made any other: it is another letter, or none. */
static void test_mutations(void **state)
{
	_cleanup_free_ char *text = write_letter(LETTER_REPORT, 42, BODY);
	const size_t size = strlen(text);

	(void)state;
	for (size_t i = 0; i < size; i++) {
		for (int change = 1; change < 256; change++) {
			text[i] = (char)(text[i] ^ change);
			if (judge(text, size) == SUTURE_REFUSAL_NONE)
				fail_msg("byte %zu changed by %02x", i, change);
			text[i] = (char)(text[i] ^ change);
		}
	}
	assert_int_equal(judge(text, size), SUTURE_REFUSAL_NONE);
}

static void test_cut_off(void **state)
{
	_cleanup_free_ char *text = write_letter(LETTER_REPORT, 42, BODY);

	(void)state;
	for (size_t size = 0; size < strlen(text); size++)
		assert_int_not_equal(judge(text, size), SUTURE_REFUSAL_NONE);
}

static void test_anything_added(void **state)
{
	_cleanup_free_ char *text = write_letter(LETTER_REPORT, 42, BODY);
	const size_t size = strlen(text);
	static const char added[] = { 0, ' ', '\n', '0', 'a' };

	(void)state;
	for (size_t i = 0; i <= size; i++) {
		for (size_t k = 0; k < sizeof(added); k++) {
			_cleanup_free_ char *longer = xcalloc(size + 1, 1);

			memcpy(longer, text, i);
			longer[i] = added[k];
			memcpy(longer + i + 1, text + i, size - i);
			assert_int_not_equal(judge(longer, size + 1), SUTURE_REFUSAL_NONE);
		}
	}
}

#define DIGITS "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define SIGNED " " DIGITS DIGITS "\n{}"

static void test_first_lines(void **state)
{
	static const char *const lines[] = {
		"",
		"\n",
		"\n\n",
		" ",
		"suture-report",
		"suture-report\n",
		"suture-report 1\n",
		"suture-report 1 " UUID "\n",
		"suture-report 1 " UUID " 1\n",
		"suture-report 1 " UUID " 1 \n",
		"suture-report 1 " UUID " 1 " DIGITS "\n",
		"suture-report 1 " UUID " 1 " DIGITS DIGITS,
		"suture-report 1 " UUID " 1 " DIGITS DIGITS " \n",
		"suture-report 1 " UUID " 1 " DIGITS DIGITS " x\n",
		"suture-report 1 " UUID " 1 " DIGITS DIGITS "0\n",
		"suture-report 1 " UUID " 1 " DIGITS DIGITS "\r\n",
		" suture-report 1 " UUID " 1" SIGNED,
		"suture-report  1 " UUID " 1" SIGNED,
		"suture-report\t1 " UUID " 1" SIGNED,
		"Suture-report 1 " UUID " 1" SIGNED,
		"suture-reports 1 " UUID " 1" SIGNED,
		"suture-report 2 " UUID " 1" SIGNED,
		"suture-report 01 " UUID " 1" SIGNED,
		"suture-report 1 " UUID " 0" SIGNED,
		"suture-report 1 " UUID " 01" SIGNED,
		"suture-report 1 " UUID " +1" SIGNED,
		"suture-report 1 " UUID " -1" SIGNED,
		"suture-report 1 " UUID " 0x1" SIGNED,
		"suture-report 1 " UUID " 9223372036854775808" SIGNED,
		"suture-report 1 " UUID " 18446744073709551617" SIGNED,
		"suture-report 1 0B9A3C1E-7D52-4F1B-9A55-3E1F6F0D2C47 1" SIGNED,
		"suture-report 1 0b9a3c1e7d524f1b9a553e1f6f0d2c47 1" SIGNED,
		"suture-report 1 " UUID "0 1" SIGNED,
		"suture-report 1 ../../../../etc/passwd 1" SIGNED,
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		assert_malformed(lines[i]);
	assert_int_equal(judge("suture-report 1 " UUID " 1" SIGNED,
			       strlen("suture-report 1 " UUID " 1" SIGNED)),
			 SUTURE_REFUSAL_REPORT_UNTRUSTED);
}

static void test_upper_case_signature(void **state)
{
	_cleanup_free_ char *text = write_letter(LETTER_REPORT, 1, BODY);
	const size_t end = strcspn(text, "\n");

	(void)state;
	for (size_t i = end - 128; i < end; i++)
		if (text[i] >= 'a')
			text[i] = (char)(text[i] - 32);
	assert_malformed(text);
}

static void test_other_key(void **state)
{
	_cleanup_free_ char *text = write_letter(LETTER_REPORT, 1, BODY);
	_cleanup_error_ struct error *error = NULL;
	struct letter letter;

	(void)state;
	assert_null(letter_read(text, strlen(text), &letter));
	error = letter_verify(&letter, other_public);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_REPORT_UNTRUSTED);
}

/* ---- a new identity ---- */

static void assert_unproved(const unsigned char *by, const char *from, const char *to,
			    const char *proof)
{
	_cleanup_error_ struct error *error = renewal_verify(by, from, to, proof);

	assert_non_null(error);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_REPORT_UNTRUSTED);
}

static void test_renewal(void **state)
{
	char proof[RENEWAL_PROOF_SIZE];

	(void)state;
	assert_null(renewal_prove(other_key, UUID, OTHER, proof));
	assert_null(renewal_verify(other_public, UUID, OTHER, proof));
	assert_unproved(public, UUID, OTHER, proof);
	assert_unproved(other_public, OTHER, UUID, proof);
	assert_unproved(other_public, UUID, UUID, proof);
	assert_unproved(other_public, UUID, OTHER, "");
	assert_unproved(other_public, UUID, OTHER, proof + 2);
	proof[0] = proof[0] == '0' ? '1' : '0';
	assert_unproved(other_public, UUID, OTHER, proof);
}

/* ---- names ---- */

static void test_uuids(void **state)
{
	char one[UUID_TEXT_SIZE], two[UUID_TEXT_SIZE];

	(void)state;
	assert_null(uuid_make(one));
	assert_null(uuid_make(two));
	assert_true(is_uuid(one));
	assert_int_equal(one[14], '4');
	assert_non_null(strchr("89ab", one[19]));
	assert_string_not_equal(one, two);
	assert_false(is_uuid(""));
	assert_false(is_uuid(UUID "0"));
	assert_false(is_uuid("0b9a3c1e-7d52-4f1b-9a55-3e1f6f0d2c4"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_empty_body),
		cmocka_unit_test(test_size),
		cmocka_unit_test(test_mutations),
		cmocka_unit_test(test_cut_off),
		cmocka_unit_test(test_anything_added),
		cmocka_unit_test(test_first_lines),
		cmocka_unit_test(test_upper_case_signature),
		cmocka_unit_test(test_other_key),
		cmocka_unit_test(test_renewal),
		cmocka_unit_test(test_uuids),
	};

	return cmocka_run_group_tests(tests, make_keys, drop_keys);
}
