/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/pem.h"

#include <openssl/bio.h>
#include <openssl/pem.h>

#include "base/file.h"

DEFINE_CLEANUP(BIO *, BIO_free_all);

static int no_passphrase(char *text, int size, int writing, void *context)
{
	(void)text, (void)size, (void)writing, (void)context;
	return -1;
}

static struct error *open_pem(const char *path, struct bytes *text, BIO **bio)
{
	try(error_as_usage(file_read(path, text)));
	*bio = BIO_new_mem_buf(text->data, (int)text->size);
	return *bio ? NULL : error_new(ERROR_INTERNAL, "OpenSSL has no memory");
}

struct error *pem_read_key(const char *path, const char *algorithm, EVP_PKEY **key)
{
	_cleanup_bytes_ struct bytes text = {};
	_cleanup_(BIO_free_allp)
	BIO *bio = NULL;
	EVP_PKEY *read;

	try(open_pem(path, &text, &bio));
	read = PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL);
	OPENSSL_cleanse(text.data, text.size);
	if (!read || (algorithm && !EVP_PKEY_is_a(read, algorithm))) {
		EVP_PKEY_free(read);
		return error_new(ERROR_USAGE, "%s has no %s key without a passphrase", path,
				 algorithm ? algorithm : "private");
	}
	*key = read;
	return NULL;
}

struct error *pem_write_key(const EVP_PKEY *key, const char *path)
{
	_cleanup_(BIO_free_allp)
	BIO *bio = BIO_new(BIO_s_secmem());
	char *data;
	long size;

	if (!bio || !PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL))
		return error_new(ERROR_INTERNAL, "OpenSSL does not write a key");
	size = BIO_get_mem_data(bio, &data);
	return file_write(path, data, (size_t)size, 0600);
}

struct error *pem_read_certificate(const char *path, X509 **certificate)
{
	_cleanup_bytes_ struct bytes text = {};
	_cleanup_(BIO_free_allp)
	BIO *bio = NULL;
	X509 *read;

	try(open_pem(path, &text, &bio));
	read = PEM_read_bio_X509(bio, NULL, no_passphrase, NULL);
	if (!read)
		return error_new(ERROR_USAGE, "%s has no certificate", path);
	*certificate = read;
	return NULL;
}
