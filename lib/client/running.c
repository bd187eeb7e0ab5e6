/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "client/running.h"

#include <elf.h>
#include <string.h>

#include "base/file.h"
#include "base/hex.h"
#include "base/memory.h"
#include "client/sysroot.h"

struct error *running_release(char **release)
{
	_cleanup_bytes_ struct bytes bytes = { 0 };

	try(sysroot_read("/proc/sys/kernel/osrelease", &bytes));
	*release = xstrndup((char *)bytes.data, strcspn((char *)bytes.data, "\n"));
	return NULL;
}

/* One ELF note; name and description are padded to 4 bytes each. */
struct note {
	uint32_t type;
	const unsigned char *name, *description;
	uint32_t name_size, description_size;
};

static size_t padded(uint32_t size)
{
	return ((size_t)size + 3) & ~(size_t)3;
}

/* Take the note at *offset and step over it; false at the end, or where it runs past it. */
static bool next_note(const struct bytes *bytes, size_t *offset, struct note *note)
{
	Elf64_Nhdr header;
	size_t left = bytes->size - *offset;

	if (left < sizeof(header))
		return false;
	memcpy(&header, bytes->data + *offset, sizeof(header));
	left -= sizeof(header);
	if (padded(header.n_namesz) > left ||
	    padded(header.n_descsz) > left - padded(header.n_namesz))
		return false;
	note->type = header.n_type;
	note->name = bytes->data + *offset + sizeof(header);
	note->name_size = header.n_namesz;
	note->description = note->name + padded(header.n_namesz);
	note->description_size = header.n_descsz;
	*offset += sizeof(header) + padded(header.n_namesz) + padded(header.n_descsz);
	return true;
}

static bool is_build_id(const struct note *note)
{
	return note->type == NT_GNU_BUILD_ID && note->name_size == sizeof(ELF_NOTE_GNU) &&
	       memcmp(note->name, ELF_NOTE_GNU, sizeof(ELF_NOTE_GNU)) == 0;
}

struct error *running_build_id(char **build_id)
{
	_cleanup_bytes_ struct bytes bytes = { 0 };
	struct note note;
	size_t offset = 0;

	try(sysroot_read("/sys/kernel/notes", &bytes));
	while (next_note(&bytes, &offset, &note)) {
		if (!is_build_id(&note))
			continue;
		*build_id = hex_text(note.description, note.description_size);
		return NULL;
	}
	return error_new(ERROR_INTERNAL, "the running kernel has no build-id");
}
