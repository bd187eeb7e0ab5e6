/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keys of TUF metadata: what they have signed, and which are no keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/digest.h"
#include "base/json.h"
#include "tests/unit/ceremony.h"
#include "tuf/canonical.h"
#include "tuf/key.h"

static const char *const kinds[] = { "ed25519", "ecdsa-sha2-nistp256", "rsassa-pss-sha256" };

static void check_kind(const char *kind)
{
	struct signer signer, other;
	struct tuf_key key, stranger;
	_cleanup_json_ json_t *envelope = envelope_new(json_pack("{s:s}", "a", "line\nof text"));
	_cleanup_bytes_ struct bytes text = {};
	const char *signature;

	signer_make(&signer, kind);
	signer_make(&other, kind);
	signer_sign(&signer, envelope);
	signature = json_string_value(
		json_object_get(json_array_get(json_object_get(envelope, "signatures"), 0), "sig"));
	assert_null(canonical_json(json_object_get(envelope, "signed"), &text));
	assert_null(tuf_key_read(signer.id, signer.public, &key));
	assert_null(tuf_key_read(other.id, other.public, &stranger));
	assert_true(tuf_key_verify(&key, signature, text.data, text.size));
	assert_false(tuf_key_verify(&stranger, signature, text.data, text.size));
	assert_false(tuf_key_verify(&key, signature, text.data, text.size - 1));
	assert_false(tuf_key_verify(&key, signature + 2, text.data, text.size));
	assert_false(tuf_key_verify(&key, "", text.data, text.size));
	assert_false(tuf_key_verify(&key, "no digits", text.data, text.size));
	tuf_key_deinit(&key);
	tuf_key_deinit(&stranger);
	signer_deinit(&signer);
	signer_deinit(&other);
}

static void each_kind_verifies_its_own(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		check_kind(kinds[i]);
}

/* The id that the key of this object must have. */
static void id_of(const json_t *object, char id[static DIGEST_TEXT_SIZE])
{
	_cleanup_bytes_ struct bytes text = {};

	assert_null(canonical_json(object, &text));
	digest_bytes(text.data, text.size, id);
}

/* RFC 8032, section 7.1, test 2. */
static void a_published_signature(void **state)
{
	_cleanup_json_ json_t *object = json_pack(
		"{s:s, s:s, s:{s:s}}", "keytype", "ed25519", "scheme", "ed25519", "keyval",
		"public", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
	char id[DIGEST_TEXT_SIZE];
	struct tuf_key key;

	(void)state;
	id_of(object, id);
	assert_null(tuf_key_read(id, object, &key));
	assert_true(
		tuf_key_verify(&key,
			       "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
			       "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
			       "\x72", 1));
	tuf_key_deinit(&key);
}

static void expect_malformed(const char *id, json_t *object)
{
	struct tuf_key key = {};
	_cleanup_error_ struct error *error = tuf_key_read(id, object, &key);

	assert_non_null(error);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_METADATA_MALFORMED);
	assert_null(key.id);
}

/* The same with its right id, so that this is not what is refused. */
static void expect_bad_value(const char *type, const char *scheme, const char *public)
{
	_cleanup_json_ json_t *object = json_pack("{s:s, s:s, s:{s:s}}", "keytype", type, "scheme",
						  scheme, "keyval", "public", public);
	char id[DIGEST_TEXT_SIZE];

	id_of(object, id);
	expect_malformed(id, object);
}

static void what_is_no_key_is_refused(void **state)
{
	struct signer signer, curve;
	_cleanup_json_ json_t *empty = json_object();

	(void)state;
	signer_make(&signer, "ed25519");
	signer_make(&curve, "ecdsa-sha2-nistp256");
	expect_malformed(signer.id, empty);
	expect_malformed(curve.id, signer.public);
	expect_bad_value("ed25519", "ed25519", "00");
	expect_bad_value("ed25519", "ed25519", "");
	expect_bad_value("ecdsa", "ecdsa-sha2-nistp256", "-----BEGIN PUBLIC KEY-----\n");
	/* The key of one kind under the name of another. */
	expect_bad_value("rsa", "rsassa-pss-sha256",
			 json_string_value(json_object_get(json_object_get(curve.public, "keyval"),
							   "public")));
	signer_deinit(&signer);
	signer_deinit(&curve);
}

/* A repository may have such keys for others: they do no harm, and count for nothing. */
static void an_unknown_kind_signs_nothing(void **state)
{
	_cleanup_json_ json_t *object = json_pack("{s:s, s:s, s:{s:s}}", "keytype", "sphincs",
						  "scheme", "sphincs+", "keyval", "public", "00");
	char id[DIGEST_TEXT_SIZE];
	struct tuf_key key;

	(void)state;
	id_of(object, id);
	assert_null(tuf_key_read(id, object, &key));
	assert_int_equal(key.scheme, TUF_SCHEME_UNKNOWN);
	assert_false(tuf_key_verify(&key, "00", "", 0));
	tuf_key_deinit(&key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_verifies_its_own),
		cmocka_unit_test(a_published_signature),
		cmocka_unit_test(what_is_no_key_is_refused),
		cmocka_unit_test(an_unknown_kind_signs_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
