// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes the reader of patches and the pinning of lines. A patch that is taken has
 * names inside the tree and changes in the order of their lines; its changes are
 * then pinned into the input itself as if that were the patched source, and without
 * the directives the source must come out as it went in.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "build/lines.h"
#include "build/patch.h"
#include "build/path.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_file(const struct patch_file *file)
{
	assert(file->old_path || file->new_path);
	assert(!file->old_path || path_is_inside(file->old_path));
	assert(!file->new_path || path_is_inside(file->new_path));
	for (size_t i = 1; i < file->n_changes; i++) {
		const struct change *one = &file->changes[i - 1], *next = &file->changes[i];

		assert(next->old_line >= one->old_line + one->old_lines);
		assert(next->new_line >= one->new_line + one->new_lines);
	}
}

static const char *skip_pins(const char *at)
{
	while (!strncmp(at, "#line ", 6))
		at += strcspn(at, "\n") + 1;
	return at;
}

/* Line by line; the input has no line of its own that starts with "#line ". */
static void check_pinned(const char *source, const char *pinned)
{
	for (;;) {
		size_t length = strcspn(source, "\n");

		pinned = skip_pins(pinned);
		assert(!strncmp(source, pinned, length + 1));
		if (source[length] == '\0')
			return;
		source += length + 1;
		pinned += length + 1;
	}
}

static void pin(const struct patch_file *file, const struct bytes *source)
{
	_cleanup_bytes_ struct bytes pinned = {};
	struct error *error = lines_pin_text(source, file->changes, file->n_changes, &pinned);

	assert(!error);
	check_pinned((const char *)source->data, (const char *)pinned.data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = xstrndup((const char *)data, size);
	const struct bytes bytes = { (unsigned char *)text, strlen(text) };
	_cleanup_patch_ struct patch *patch = NULL;
	_cleanup_error_ struct error *error = patch_parse(&bytes, &patch);

	if (error) {
		assert(error->refusal == SUTURE_REFUSAL_PATCH_MALFORMED);
		return 0;
	}
	for (size_t i = 0; i < patch->n_files; i++) {
		check_file(&patch->files[i]);
		if (!strstr(text, "#line "))
			pin(&patch->files[i], &bytes);
	}
	return 0;
}
