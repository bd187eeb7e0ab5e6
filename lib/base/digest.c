/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/digest.h"

#include <openssl/evp.h>

#include "base/hex.h"

void digest_bytes(const void *data, size_t size, char text[static DIGEST_TEXT_SIZE])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int length = 0;

	EVP_Digest(data, size, digest, &length, EVP_sha256(), NULL);
	hex_write(digest, length, text);
}

static struct error *digest_update(EVP_MD_CTX *context, int fd, uint64_t *size)
{
	unsigned char chunk[65536];
	uint64_t offset = 0;

	for (;;) {
		ssize_t n = pread(fd, chunk, sizeof(chunk), (off_t)offset);

		if (n < 0)
			return error_errno("cannot read");
		if (n == 0)
			break;
		EVP_DigestUpdate(context, chunk, (size_t)n);
		offset += (uint64_t)n;
	}
	*size = offset;
	return NULL;
}

DEFINE_CLEANUP(EVP_MD_CTX *, EVP_MD_CTX_free);

struct error *digest_file(int fd, char text[static DIGEST_TEXT_SIZE], uint64_t *size)
{
	_cleanup_(EVP_MD_CTX_freep)
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int length = 0;

	if (!context || !EVP_DigestInit_ex(context, EVP_sha256(), NULL))
		return error_new(ERROR_INTERNAL, "SHA-256 is not to be had from OpenSSL");
	try(digest_update(context, fd, size));
	EVP_DigestFinal_ex(context, digest, &length);
	hex_write(digest, length, text);
	return NULL;
}
