/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a manifest: they are refused, or they are written as a text
 * that is read back and written the same.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "client/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(struct error *error)
{
	if (error)
		abort();
}

static void check(const struct manifest *manifest)
{
	_cleanup_manifest_ struct manifest again = { 0 };
	_cleanup_free_ char *text = NULL, *text_again = NULL;

	must(manifest_text(manifest, &text));
	must(manifest_parse(text, strlen(text), &again));
	must(manifest_text(&again, &text_again));
	if (strcmp(text, text_again) != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_manifest_ struct manifest manifest = { 0 };
	_cleanup_error_ struct error *error = manifest_parse(data, size, &manifest);

	if (!error)
		check(&manifest);
	return 0;
}
