/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A signed module is what the kernel's loader takes apart: content, message, description, magic. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <openssl/cms.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "base/file.h"
#include "base/memory.h"
#include "create/module_signer.h"

static const char content[] = "\x7f"
			      "ELF, as far as signing is concerned";
static const char magic[] = "~Module signature appended~\n";

static char *directory;
static X509 *certificate;

static char *path_of(const char *name)
{
	return xasprintf("%s/%s", directory, name);
}

static X509 *make_certificate(EVP_PKEY *key)
{
	X509 *made = X509_new();
	X509_NAME *name = X509_get_subject_name(made);

	X509_set_version(made, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(made), 7);
	X509_gmtime_adj(X509_getm_notBefore(made), 0);
	X509_gmtime_adj(X509_getm_notAfter(made), 86400);
	X509_set_pubkey(made, key);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"Test", -1, -1,
				   0);
	X509_set_issuer_name(made, name);
	assert_true(X509_sign(made, key, EVP_sha256()) > 0);
	return made;
}

/* NAME.key and NAME.crt */
static X509 *make_pair(const char *name)
{
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048);
	_cleanup_free_ char *key_name = xasprintf("%s/%s.key", directory, name);
	_cleanup_free_ char *certificate_name = xasprintf("%s/%s.crt", directory, name);
	X509 *made = make_certificate(key);
	FILE *file = fopen(key_name, "w");

	assert_true(PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL));
	fclose(file);
	file = fopen(certificate_name, "w");
	assert_true(PEM_write_X509(file, made));
	fclose(file);
	EVP_PKEY_free(key);
	return made;
}

static int begin(void **state)
{
	(void)state;
	assert_null(directory_make_temporary("/tmp", "signer", &directory));
	certificate = make_pair("right");
	X509_free(make_pair("wrong"));
	return 0;
}

static int end(void **state)
{
	(void)state;
	X509_free(certificate);
	assert_null(tree_remove(directory));
	free(directory);
	return 0;
}

static struct error *open_pair(const char *key, const char *of, struct module_signer **signer)
{
	_cleanup_free_ char *key_path = path_of(key);
	_cleanup_free_ char *certificate_path = path_of(of);

	return module_signer_open(key_path, certificate_path, signer);
}

static struct bytes signed_module(const char *name)
{
	_cleanup_module_signer_ struct module_signer *signer = NULL;
	_cleanup_free_ char *path = path_of(name);
	struct bytes file = {};

	assert_null(open_pair("right.key", "right.crt", &signer));
	assert_null(file_write(path, content, sizeof(content), 0644));
	assert_null(module_sign(signer, path));
	assert_null(file_read(path, &file));
	return file;
}

/* As the kernel finds it, from the end: the magic, twelve bytes, as many as these say. */
static size_t message_length(const struct bytes *file)
{
	const unsigned char *last = file->data + file->size - strlen(magic) - 12;

	assert_memory_equal(last + 12, magic, strlen(magic));
	assert_int_equal(last[2], 2); /* PKCS#7 */
	for (size_t i = 0; i < 8; i++)
		assert_true(i == 2 || !last[i]);
	return (size_t)last[8] << 24 | last[9] << 16 | last[10] << 8 | last[11];
}

static bool verifies(const struct bytes *file)
{
	size_t length = message_length(file);
	const unsigned char *message = file->data + sizeof(content);
	CMS_ContentInfo *read = d2i_CMS_ContentInfo(NULL, &message, (long)length);
	BIO *said = BIO_new_mem_buf(file->data, sizeof(content));
	STACK_OF(X509) *known = sk_X509_new_null();
	bool right;

	assert_non_null(read);
	sk_X509_push(known, certificate);
	right = CMS_verify(read, known, NULL, said, NULL, CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) ==
		1;
	assert_null(CMS_get1_certs(read));
	sk_X509_free(known);
	BIO_free(said);
	CMS_ContentInfo_free(read);
	return right;
}

static void the_signature_is_over_the_module(void **state)
{
	_cleanup_bytes_ struct bytes file = signed_module("module.ko");

	(void)state;
	assert_memory_equal(file.data, content, sizeof(content));
	assert_int_equal(file.size, sizeof(content) + message_length(&file) + 12 + strlen(magic));
	assert_true(verifies(&file));
	file.data[3] ^= 1;
	assert_false(verifies(&file));
}

static void the_same_is_signed_the_same(void **state)
{
	_cleanup_bytes_ struct bytes one = signed_module("one.ko"), two = signed_module("two.ko");

	(void)state;
	assert_int_equal(one.size, two.size);
	assert_memory_equal(one.data, two.data, one.size);
}

static void what_is_signed_is_not_signed_again(void **state)
{
	_cleanup_bytes_ struct bytes before = signed_module("module.ko"), after = {};
	_cleanup_module_signer_ struct module_signer *signer = NULL;
	_cleanup_free_ char *path = path_of("module.ko");
	_cleanup_error_ struct error *error = NULL;

	(void)state;
	assert_null(open_pair("right.key", "right.crt", &signer));
	error = module_sign(signer, path);
	assert_non_null(error);
	assert_null(file_read(path, &after));
	assert_int_equal(before.size, after.size);
}

static void key_and_certificate_belong_together(void **state)
{
	static const struct {
		const char *key, *certificate;
	} rows[] = {
		{ "right.key", "wrong.crt" }, { "right.crt", "right.crt" },
		{ "right.key", "right.key" }, { "none", "right.crt" },
		{ "right.key", "none" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct module_signer *signer = NULL;
		_cleanup_error_ struct error *error =
			open_pair(rows[i].key, rows[i].certificate, &signer);

		assert_non_null(error);
		assert_int_equal(error->kind, ERROR_USAGE);
		assert_null(signer);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_signature_is_over_the_module),
		cmocka_unit_test(the_same_is_signed_the_same),
		cmocka_unit_test(what_is_signed_is_not_signed_again),
		cmocka_unit_test(key_and_certificate_belong_together),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
