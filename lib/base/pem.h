/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Keys and certificates in PEM files. Nobody is asked for a passphrase: a key that has one is
 * none.
 */
#ifndef SUTURE_PEM_H
#define SUTURE_PEM_H

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/error.h"

/*
 * ERROR_USAGE if the file has none. algorithm: OpenSSL's name of the only one that counts, as
 * "ed25519", or NULL.
 */
struct error *pem_read_key(const char *path, const char *algorithm, EVP_PKEY **key)
	__attribute__((nonnull(1, 3), warn_unused_result));
/* PKCS#8, in a file of mode 0600. */
struct error *pem_write_key(const EVP_PKEY *key, const char *path)
	__attribute__((nonnull, warn_unused_result));
struct error *pem_read_certificate(const char *path, X509 **certificate)
	__attribute__((nonnull, warn_unused_result));

#endif
