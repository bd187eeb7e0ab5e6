/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "create/escape.h"

#include <string.h>

#include "base/memory.h"
#include "build/hooks.h"
#include "create/instructions.h"

/*
 * Functions that are done with their arguments when they return. One that is missing here
 * costs memory until the next boot; one that does not belong here costs a kernel.
 */
static const char *const readers[] = {
	"_printk", "printk", "___ratelimit", "panic", "fortify_panic",
	"seq_printf", "seq_puts", "seq_write", "snprintf", "scnprintf", "sprintf", "sysfs_emit",
	"strcmp", "strncmp", "strlen", "strnlen", "strstr", "sscanf",
};

static bool is_reader(const struct symbol *symbol)
{
	for (size_t i = 0; i < ARRAY_SIZE(readers); i++)
		if (!strcmp(symbol->name, readers[i]))
			return true;
	return false;
}

static bool is_hook_section(const struct section *section)
{
	return !strncmp(section->name, HOOK_SECTION_PREFIX, strlen(HOOK_SECTION_PREFIX));
}

/* The code itself knows what it does with the address: it reads what is there, or passes it on. */
static bool is_used_up(const struct view *view, const struct section *section,
		       const struct relocation *relocation)
{
	const struct piece *by = pieces_at(view->post.pieces, section, (int64_t)relocation->offset);
	const struct relocation *call;

	if (!is_text(section) || !by)
		return false;
	if (instructions_use_content(section, by->start, relocation))
		return true;
	call = instructions_argument_of(section, by->start, relocation);
	return call && is_reader(call->symbol);
}

bool reference_escapes(const struct view *view, const struct section *section,
		       const struct relocation *relocation, const struct reference *reference)
{
	const struct piece *piece = reference->piece;

	if (reference_enters(section, relocation) || section_is_table(section) ||
	    piece->size == 0 || is_hook_section(section))
		return false;
	/* What the running kernel has too, its tables know by the address that it had. */
	if (is_code(piece) && piece->twin)
		return false;
	return !is_used_up(view, section, relocation);
}
