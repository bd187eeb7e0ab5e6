/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which addresses of the update's own memory the running kernel may still have after an undo.
 *
 * What the new code or data hands out may be kept: a function as a callback, a table in an
 * object, a string in a structure that user space asks about later. Nobody can know, so an
 * update in which such an address is taken is pinned, and its memory stays. Not counted are
 * branches, loads and stores of what is at the address, and arguments of functions that read
 * them and are done (printk and its like).
 */
#ifndef SUTURE_ESCAPE_H
#define SUTURE_ESCAPE_H

#include "create/delta.h"

/*
 * May an address that is in the update escape by this relocation of a section of the view? The
 * reference is what the relocation resolves to: REFERENCE_PIECE or REFERENCE_MERGED.
 */
bool reference_escapes(const struct view *view, const struct section *section,
		       const struct relocation *relocation, const struct reference *reference)
	__attribute__((nonnull));

#endif
