/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The jump stands behind the call of __fentry__, so that tracers, probes and BPF
 * programs on the function keep working, and behind ENDBR. It may use the padding
 * after a short function. It may not stand on bytes that the kernel rewrites
 * while it runs; what it rewrites only at boot is settled by then.
 */
#include "create/redirect.h"

#include <string.h>

#define ENDBR_SIZE 4
#define FENTRY_SIZE 5

static bool is_padding(unsigned char byte)
{
	return byte == 0x90 || byte == 0xcc || byte == 0x00;
}

/* Bytes from the entry on that no other function uses. */
static uint64_t room_of(const struct symbol *function)
{
	const struct section *section = function->section;
	uint64_t end = function->value + function->size;

	/*
	 * Alignment padding is NOPs of several bytes; what counts is where the
	 * next symbol begins.
	 */
	for (size_t i = 0; i < section->n_symbols; i++)
		if (section->symbols[i]->value >= end)
			return section->symbols[i]->value - function->value;
	while (end < section->size && is_padding(section->data[end]))
		end++;
	return end - function->value;
}

static uint32_t skip_endbr(const struct symbol *function)
{
	static const unsigned char endbr[ENDBR_SIZE] = { 0xf3, 0x0f, 0x1e, 0xfa };
	const struct section *section = function->section;

	if (section->size - function->value < ENDBR_SIZE ||
	    memcmp(section->data + function->value, endbr, ENDBR_SIZE))
		return 0;
	return ENDBR_SIZE;
}

static bool has_fentry_at(const struct symbol *function, uint32_t offset)
{
	const struct section *section = function->section;
	uint64_t field = function->value + offset + 1;
	size_t i = section_relocation_from(section, field);

	return i < section->n_relocations && section->relocations[i].offset == field &&
	       !strcmp(section->relocations[i].symbol->name, "__fentry__");
}

static bool is_rewritten_later(const struct site *site)
{
	switch (site->kind) {
	case SUTURE_SITE_JUMP_LABEL:
	case SUTURE_SITE_STATIC_CALL:
	case SUTURE_SITE_STATIC_CALL_TAIL:
	case SUTURE_SITE_STATIC_CALL_TRAMPOLINE:
	case SUTURE_SITE_LOCK:	/* when a second CPU comes up */
	case SUTURE_SITE_FENTRY:
		return true;
	default:
		return false;
	}
}

static bool site_in_the_way(const struct site_set *sites, uint64_t start)
{
	for (size_t i = 0; i < sites->n_sites; i++) {
		const struct site *site = &sites->sites[i];

		if (is_rewritten_later(site) && site->offset < start + REDIRECT_SIZE &&
		    start < site->offset + site->length)
			return true;
	}
	return false;
}

struct error *redirect_choose(const struct symbol *function, const struct site_set *sites,
			      struct redirect *redirect)
{
	uint32_t entry = skip_endbr(function);
	bool fentry = has_fentry_at(function, entry);
	uint32_t offset = entry + (fentry ? FENTRY_SIZE : 0);
	bool fits = room_of(function) >= offset + REDIRECT_SIZE;
	bool blocked = site_in_the_way(sites, function->value + offset);

	if (fits && !blocked)
		*redirect = (struct redirect){ SUTURE_METHOD_JUMP, offset };
	else if (fentry)
		*redirect = (struct redirect){ SUTURE_METHOD_FTRACE, 0 };
	else if (!fits)
		return error_refuse(SUTURE_REFUSAL_NO_ROOM, "'%s' has no room for a jump",
				    function->name);
	else
		return error_refuse(SUTURE_REFUSAL_SITE_IN_THE_WAY,
				    "the kernel rewrites the entry of '%s'", function->name);
	return NULL;
}
