/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a relocatable object: they are refused as damaged, or every name, index
 * and range of what was read lies in the file.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "elf/object.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned int total;

/* Touch all bytes, so that a sanitizer sees those that are not there. */
static void touch(const void *bytes, uint64_t size)
{
	for (uint64_t i = 0; i < size; i++)
		total += ((const unsigned char *)bytes)[i];
}

static void check_relocations(const struct object *object, const struct section *section)
{
	for (size_t i = 0; i < section->n_relocations; i++) {
		const struct relocation *relocation = &section->relocations[i];

		if (i && relocation->offset < section->relocations[i - 1].offset)
			abort();
		if (relocation->offset > section->size ||
		    relocation_size(relocation->type) > section->size - relocation->offset)
			abort();
		if (relocation->symbol < object->symbols ||
		    relocation->symbol >= object->symbols + object->n_symbols)
			abort();
		if (section_relocation_from(section, relocation->offset) > i)
			abort();
	}
}

static void check_symbols(const struct section *section)
{
	for (size_t i = 0; i < section->n_symbols; i++) {
		const struct symbol *symbol = section->symbols[i];

		if (symbol->section != section || symbol->value > section->size ||
		    (i && symbol->value < section->symbols[i - 1]->value))
			abort();
		touch(symbol->name, strlen(symbol->name));
		section_symbol_at(section, symbol->value);
	}
}

static void check(const struct object *object)
{
	unsigned char build_id[20];

	for (size_t i = 1; i < object->n_sections; i++) {
		const struct section *section = &object->sections[i];

		touch(section->name, strlen(section->name));
		if (section->data)
			touch(section->data, section->size);
		check_relocations(object, section);
		check_symbols(section);
		if (!object_section(object, section->name))
			abort();
	}
	for (size_t i = 0; i < object->n_symbols; i++)
		object_symbol(object, object->symbols[i].name);
	if (object_build_id(object, build_id) > sizeof(build_id))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes file = { xcalloc(size + 1, 1), size };
	_cleanup_object_ struct object *object = NULL;
	_cleanup_error_ struct error *error = NULL;

	memcpy(file.data, data, size);
	error = object_parse("object", &file, &object);
	if (!error)
		check(object);
	else if (error->refusal != SUTURE_REFUSAL_UPDATE_DAMAGED)
		abort();
	return 0;
}
