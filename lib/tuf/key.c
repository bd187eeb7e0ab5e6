/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tuf/key.h"

#include <string.h>

#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "base/digest.h"
#include "base/hex.h"
#include "base/memory.h"
#include "tuf/canonical.h"

#define ED25519_SIZE  32
#define SIGNATURE_MAX 1024 /* bytes: RSA with 8192 bits */
#define RSA_BITS_MIN  2048

DEFINE_CLEANUP(BIO *, BIO_free_all);
DEFINE_CLEANUP(EVP_MD_CTX *, EVP_MD_CTX_free);

static const struct {
	const char *type, *scheme;
	enum tuf_scheme value;
} schemes[] = {
	{ "ed25519", "ed25519", TUF_ED25519 },
	{ "ecdsa", "ecdsa-sha2-nistp256", TUF_ECDSA_P256 },
	/* What the type of such a key was called before 1.0.32. */
	{ "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256", TUF_ECDSA_P256 },
	{ "rsa", "rsassa-pss-sha256", TUF_RSA_PSS },
};

static struct error *malformed(const char *id, const char *why)
{
	return error_refuse(SUTURE_REFUSAL_METADATA_MALFORMED, "key %.64s %s", id, why);
}

static enum tuf_scheme scheme_of(const char *type, const char *scheme)
{
	for (size_t i = 0; i < ARRAY_SIZE(schemes); i++)
		if (!strcmp(schemes[i].type, type) && !strcmp(schemes[i].scheme, scheme))
			return schemes[i].value;
	return TUF_SCHEME_UNKNOWN;
}

static EVP_PKEY *read_ed25519(const char *text)
{
	unsigned char raw[ED25519_SIZE];

	if (!hex_read(text, raw, sizeof(raw)))
		return NULL;
	return EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, raw, sizeof(raw));
}

static EVP_PKEY *read_pem(const char *text)
{
	_cleanup_(BIO_free_allp)
	BIO *bio = BIO_new_mem_buf(text, -1);

	return bio ? PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL) : NULL;
}

static bool is_p256(const EVP_PKEY *key)
{
	char group[64];
	size_t length;

	return EVP_PKEY_is_a(key, "EC") &&
	       EVP_PKEY_get_group_name(key, group, sizeof(group), &length) &&
	       (!strcmp(group, "prime256v1") || !strcmp(group, "P-256"));
}

static bool is_of_scheme(const EVP_PKEY *key, enum tuf_scheme scheme)
{
	switch (scheme) {
	case TUF_ECDSA_P256:
		return is_p256(key);
	case TUF_RSA_PSS:
		return EVP_PKEY_is_a(key, "RSA") && EVP_PKEY_get_bits(key) >= RSA_BITS_MIN;
	default:
		return true;
	}
}

static struct error *check_id(const char *id, const json_t *object)
{
	_cleanup_bytes_ struct bytes text = {};
	char digest[DIGEST_TEXT_SIZE];

	try(canonical_json(object, &text));
	digest_bytes(text.data, text.size, digest);
	return strcmp(digest, id) ? malformed(id, "has an id that is not its digest") : NULL;
}

static struct error *read_public(const char *id, const char *text, struct tuf_key *key)
{
	EVP_PKEY *public = key->scheme == TUF_ED25519 ? read_ed25519(text) : read_pem(text);

	if (!public)
		return malformed(id, "cannot be read");
	if (!is_of_scheme(public, key->scheme)) {
		EVP_PKEY_free(public);
		return malformed(id, "is not of the kind that it says, or too weak");
	}
	key->key = public;
	return NULL;
}

struct error *tuf_key_read(const char *id, const json_t *object, struct tuf_key *key)
{
	struct tuf_key read = {};
	const char *type, *scheme, *text;

	if (json_unpack((json_t *)object, "{s:s, s:s, s:{s:s}}", "keytype", &type, "scheme",
			&scheme, "keyval", "public", &text))
		return malformed(id, "lacks its type, scheme or value");
	try(check_id(id, object));
	read.scheme = scheme_of(type, scheme);
	if (read.scheme)
		try(read_public(id, text, &read));
	read.id = xstrdup(id);
	*key = read;
	return NULL;
}

void tuf_key_deinit(struct tuf_key *key)
{
	free(key->id);
	EVP_PKEY_free(key->key);
}

static bool start(const struct tuf_key *key, EVP_MD_CTX *context)
{
	EVP_PKEY_CTX *options;
	const EVP_MD *digest = key->scheme == TUF_ED25519 ? NULL : EVP_sha256();

	if (EVP_DigestVerifyInit(context, &options, digest, NULL, key->key) != 1)
		return false;
	/* Any length of the salt will do: signers differ, and the signature tells. */
	return key->scheme != TUF_RSA_PSS ||
	       (EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 &&
		EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_AUTO) == 1);
}

bool tuf_key_verify(const struct tuf_key *key, const char *signature, const void *data, size_t size)
{
	_cleanup_(EVP_MD_CTX_freep)
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	unsigned char raw[SIGNATURE_MAX];
	size_t length = strlen(signature) / 2;

	if (!key->key || !context || length > sizeof(raw) || !hex_read(signature, raw, length))
		return false;
	return start(key, context) && EVP_DigestVerify(context, raw, length, data, size) == 1;
}
