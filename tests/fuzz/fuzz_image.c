/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a kernel image: they are refused as unreadable, or every section
 * and every lookup stays inside the file.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "kernel/banner.h"
#include "kernel/image.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Touch all bytes, so that a sanitizer sees those that are not there. */
static unsigned int sum(const unsigned char *bytes, uint64_t size)
{
	unsigned int total = 0;

	for (uint64_t i = 0; bytes && i < size; i++)
		total += bytes[i];
	return total;
}

static void check_section(const struct image *image, const struct image_section *section)
{
	if (image_section_at(image, section->address) != section ||
	    image_section_at(image, section->address + section->size - 1) != section)
		abort();
	if (image_bytes(image, section->address, section->size) != section->data ||
	    image_bytes(image, section->address, section->size + 1))
		abort();
}

static void check(const struct image *image)
{
	_cleanup_banner_ struct banner banner = { 0 };
	_cleanup_error_ struct error *error = NULL;
	const char *text = image_banner(image);
	volatile unsigned int total = 0;

	for (size_t i = 0; i < image->n_sections; i++)
		total += sum(image->sections[i].data, image->sections[i].size) +
			 strlen(image->sections[i].name);
	for (size_t i = 0; i < image->n_loaded; i++)
		check_section(image, image->loaded[i]);
	error = banner_parse(text ? text : "", &banner);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes file = { .data = xcalloc(size + 1, 1), .size = size };
	_cleanup_image_ struct image *image = NULL;
	_cleanup_error_ struct error *error = NULL;

	memcpy(file.data, data, size);
	error = image_parse("fuzz", &file, &image);
	if (error && error->refusal != SUTURE_REFUSAL_IMAGE_UNREADABLE)
		abort();
	if (!error)
		check(image);
	return 0;
}
