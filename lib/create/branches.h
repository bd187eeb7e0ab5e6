/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Branches from one piece of a section into another. Where several functions share
 * a section, because the source names it or because they are assembly, the assembler
 * fills such branches in and leaves no relocation. When one of the two functions moves
 * into an update, the branch would lead astray.
 *
 * Inner header of taking an object to pieces.
 */
#ifndef SUTURE_BRANCHES_H
#define SUTURE_BRANCHES_H

#include "create/pieces.h"

/*
 * Give every such branch of a section the relocation that it would have between
 * sections. A short one (one byte) gets a type that no update can have, which is a refusal
 * as soon as it is taken.
 */
void branches_relocate(struct pieces *pieces, struct section *section) __attribute__((nonnull));

#endif
