/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "create/module_signer.h"

#include <string.h>

#include <openssl/cms.h>
#include <openssl/x509.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/pem.h"

#define MAGIC	   "~Module signature appended~\n"
#define TYPE_PKCS7 2

/* struct module_signature: all else is in the CMS message. */
struct description {
	unsigned char algorithm, hash, type, signer_length, key_id_length, pad[3];
	unsigned char length[4]; /* of the message, big-endian */
};

struct module_signer {
	EVP_PKEY *key;
	X509 *certificate;
};

DEFINE_CLEANUP(BIO *, BIO_free_all);
DEFINE_CLEANUP(CMS_ContentInfo *, CMS_ContentInfo_free);

struct error *module_signer_open(const char *key, const char *certificate,
				 struct module_signer **signer)
{
	_cleanup_module_signer_ struct module_signer *opened = xcalloc(1, sizeof(*opened));

	try(pem_read_key(key, NULL, &opened->key));
	try(pem_read_certificate(certificate, &opened->certificate));
	if (X509_check_private_key(opened->certificate, opened->key) != 1)
		return error_new(ERROR_USAGE, "%s is not of the key %s", certificate, key);
	*signer = take(opened);
	return NULL;
}

void module_signer_close(struct module_signer *signer)
{
	EVP_PKEY_free(signer->key);
	X509_free(signer->certificate);
	free(signer);
}

/* ---- signing ---- */

/* No certificate, attribute or time: the kernel has the certificate, and wants nothing else. */
static CMS_ContentInfo *sign(const struct module_signer *signer, BIO *content)
{
	const unsigned int flags = CMS_NOCERTS | CMS_BINARY | CMS_DETACHED | CMS_PARTIAL;
	CMS_ContentInfo *message = CMS_sign(NULL, NULL, NULL, content, flags);

	if (message &&
	    CMS_add1_signer(message, signer->certificate, signer->key, EVP_sha256(),
			    flags | CMS_NOATTR | CMS_NOSMIMECAP) &&
	    CMS_final(message, content, NULL, flags) == 1)
		return message;
	CMS_ContentInfo_free(message);
	return NULL;
}

static struct error *make_message(const struct module_signer *signer, const struct bytes *module,
				  struct bytes *message)
{
	_cleanup_(BIO_free_allp)
	BIO *content = BIO_new_mem_buf(module->data, (int)module->size);
	_cleanup_(CMS_ContentInfo_freep)
	CMS_ContentInfo *made = content ? sign(signer, content) : NULL;
	unsigned char *data = NULL;
	int size = made ? i2d_CMS_ContentInfo(made, &data) : -1;

	if (size < 0)
		return error_new(ERROR_INTERNAL, "OpenSSL does not sign");
	message->data = xmemdup(data, (size_t)size);
	message->size = (size_t)size;
	OPENSSL_free(data);
	return NULL;
}

static bool is_signed(const struct bytes *module)
{
	size_t length = strlen(MAGIC);

	return module->size >= length &&
	       !memcmp(module->data + module->size - length, MAGIC, length);
}

static void append(struct bytes *to, const void *data, size_t size)
{
	to->data = xrealloc(to->data, to->size + size + 1, 1);
	memcpy(to->data + to->size, data, size);
	to->size += size;
	to->data[to->size] = 0;
}

struct error *module_sign(const struct module_signer *signer, const char *module)
{
	struct description description = { .type = TYPE_PKCS7 };
	_cleanup_bytes_ struct bytes file = {}, message = {};

	try(file_read(module, &file));
	if (is_signed(&file))
		return error_new(ERROR_INTERNAL, "%s is signed already", module);
	try(make_message(signer, &file, &message));
	for (size_t i = 0; i < sizeof(description.length); i++)
		description.length[i] = (unsigned char)(message.size >> (24 - 8 * i));
	append(&file, message.data, message.size);
	append(&file, &description, sizeof(description));
	append(&file, MAGIC, strlen(MAGIC));
	return file_write(module, file.data, file.size, 0644);
}
