/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * <suture/hooks.h> for the kernel's source: what a patch's author writes to have
 * functions called around the switch (docs/hooks.md). The header is put into the
 * clone in which the patched source is compiled; each hook becomes a pointer in
 * a section of its own, which the creator collects.
 */
#ifndef SUTURE_BUILD_HOOKS_H
#define SUTURE_BUILD_HOOKS_H

#include "build/worktree.h"

/* Sections are named by this and the kind: ".suture.hook.pre_apply". */
#define HOOK_SECTION_PREFIX ".suture.hook."

struct error *hooks_install(const struct worktree *worktree)
	__attribute__((nonnull, warn_unused_result));

#endif
