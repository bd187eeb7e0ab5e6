/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signing kernel modules, for machines that load none without a signature.
 *
 * A signature (CMS, detached, SHA-256) stands behind the module's ELF file, then a description of
 * twelve bytes and a magic line. The same key and module make the same bytes if the key is RSA.
 *
 * Source: Documentation/admin-guide/module-signing.rst, include/linux/module_signature.h.
 */
#ifndef SUTURE_MODULE_SIGNER_H
#define SUTURE_MODULE_SIGNER_H

#include "base/error.h"

struct module_signer;

/*
 * From a private key and its X.509 certificate, PEM files both, the key without a passphrase.
 * ERROR_USAGE if they are not, or do not belong together.
 */
struct error *module_signer_open(const char *key, const char *certificate,
				 struct module_signer **signer)
	__attribute__((nonnull, warn_unused_result));
void module_signer_close(struct module_signer *signer);
DEFINE_CLEANUP(struct module_signer *, module_signer_close);
#define _cleanup_module_signer_ _cleanup_(module_signer_closep)

/* The module must not be signed yet. */
struct error *module_sign(const struct module_signer *signer, const char *module)
	__attribute__((nonnull, warn_unused_result));

#endif
