/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/ceremony.h"

#include <string.h>

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "base/digest.h"
#include "base/hex.h"
#include "base/memory.h"
#include "tuf/canonical.h"

/* Tests have nothing to hand an error to. */
#define must(condition)                                                                 \
	do {                                                                            \
		if (!(condition)) {                                                     \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
			abort();                                                        \
		}                                                                       \
	} while (0)

static EVP_PKEY *make_pair(const char *kind)
{
	if (!strcmp(kind, "ed25519"))
		return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	if (!strcmp(kind, "rsassa-pss-sha256"))
		return EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048);
	return EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
}

static char *public_text(EVP_PKEY *pair, const char *kind)
{
	unsigned char raw[32];
	size_t size = sizeof(raw);
	BIO *bio;
	char *data, *text;
	long length;

	if (!strcmp(kind, "ed25519")) {
		must(EVP_PKEY_get_raw_public_key(pair, raw, &size) == 1);
		return hex_text(raw, size);
	}
	bio = BIO_new(BIO_s_mem());
	must(bio && PEM_write_bio_PUBKEY(bio, pair));
	length = BIO_get_mem_data(bio, &data);
	text = xstrndup(data, (size_t)length);
	BIO_free(bio);
	return text;
}

void signer_make(struct signer *signer, const char *kind)
{
	const char *type = !strcmp(kind, "ed25519")		? "ed25519"
			   : !strcmp(kind, "rsassa-pss-sha256") ? "rsa"
								: "ecdsa";
	_cleanup_bytes_ struct bytes text = {};
	_cleanup_free_ char *public = NULL;

	signer->pair = make_pair(kind);
	must(signer->pair);
	public = public_text(signer->pair, kind);
	signer->public = json_pack("{s:s, s:s, s:{s:s}}", "keytype", type, "scheme", kind, "keyval",
				   "public", public);
	must(!canonical_json(signer->public, &text));
	digest_bytes(text.data, text.size, signer->id);
}

void signer_deinit(struct signer *signer)
{
	EVP_PKEY_free(signer->pair);
	json_decref(signer->public);
}

static char *signature(const struct signer *signer, const struct bytes *text)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	EVP_PKEY_CTX *options;
	const EVP_MD *digest = EVP_PKEY_is_a(signer->pair, "ED25519") ? NULL : EVP_sha256();
	unsigned char raw[1024];
	size_t size = sizeof(raw);

	must(EVP_DigestSignInit(context, &options, digest, NULL, signer->pair) == 1);
	if (EVP_PKEY_is_a(signer->pair, "RSA"))
		must(EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1);
	must(EVP_DigestSign(context, raw, &size, text->data, text->size) == 1);
	EVP_MD_CTX_free(context);
	return hex_text(raw, size);
}

void signer_sign(const struct signer *signer, json_t *envelope)
{
	_cleanup_bytes_ struct bytes text = {};
	_cleanup_free_ char *made = NULL;

	must(!canonical_json(json_object_get(envelope, "signed"), &text));
	made = signature(signer, &text);
	json_array_append_new(json_object_get(envelope, "signatures"),
			      json_pack("{s:s, s:s}", "keyid", signer->id, "sig", made));
}

json_t *envelope_new(json_t *said)
{
	return json_pack("{s:[], s:o}", "signatures", "signed", said);
}

struct bytes envelope_bytes(const json_t *envelope)
{
	char *text = json_dumps(envelope, JSON_INDENT(1));

	must(text);
	return (struct bytes){ (unsigned char *)text, strlen(text) };
}
