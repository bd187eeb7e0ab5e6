/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tree/digest.h"

#include <openssl/evp.h>
#include <stdbool.h>

#include "base/memory.h"

struct digest {
	EVP_MD *algorithm;
	EVP_MD_CTX *context;
	bool failed;		/* told at the end */
};

static bool begin(struct digest *digest)
{
	return EVP_DigestInit_ex2(digest->context, digest->algorithm, NULL) == 1;
}

struct error *digest_new(struct digest **out)
{
	_cleanup_digest_ struct digest *digest = xcalloc(1, sizeof(*digest));

	digest->algorithm = EVP_MD_fetch(NULL, "SHA1", NULL);
	digest->context = EVP_MD_CTX_new();
	if (!digest->algorithm || !digest->context || !begin(digest))
		return error_new(ERROR_INTERNAL, "libcrypto has no SHA-1");
	*out = take(digest);
	return NULL;
}

void digest_free(struct digest *digest)
{
	if (!digest)
		return;
	EVP_MD_CTX_free(digest->context);
	EVP_MD_free(digest->algorithm);
	free(digest);
}

void digest_add(struct digest *digest, const void *data, size_t size)
{
	if (size && EVP_DigestUpdate(digest->context, data, size) != 1)
		digest->failed = true;
}

struct error *digest_end(struct digest *digest, git_oid *sum)
{
	git_oid ended;
	bool failed = digest->failed ||
		      EVP_DigestFinal_ex(digest->context, ended.id, NULL) != 1 || !begin(digest);

	digest->failed = false;
	if (failed)
		return error_new(ERROR_INTERNAL, "libcrypto cannot sum up");
	*sum = ended;
	return NULL;
}
