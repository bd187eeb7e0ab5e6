/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/hooks.h"

#include <string.h>

#include "base/file.h"
#include "base/memory.h"

static const char header[] =
	"/* SPDX-License-Identifier: GPL-2.0 */\n"
	"#ifndef SUTURE_HOOKS_H\n"
	"#define SUTURE_HOOKS_H\n"
	"#define SUTURE_HOOK(kind, function) \\\n"
	"\tstatic const void *const suture_hook_##kind##_##function \\\n"
	"\t\t__attribute__((used, section(\"" HOOK_SECTION_PREFIX "\" #kind))) = function\n"
	"/* int function(void); not 0 refuses."
	" The second is called while all CPUs stand still. */\n"
	"#define SUTURE_PRE_APPLY(function) SUTURE_HOOK(pre_apply, function)\n"
	"#define SUTURE_APPLY(function) SUTURE_HOOK(apply, function)\n"
	"#define SUTURE_PRE_REVERSE(function) SUTURE_HOOK(pre_reverse, function)\n"
	"#define SUTURE_REVERSE(function) SUTURE_HOOK(reverse, function)\n"
	"/* void function(void); may sleep. fail_ undoes what pre_ did. */\n"
	"#define SUTURE_POST_APPLY(function) SUTURE_HOOK(post_apply, function)\n"
	"#define SUTURE_FAIL_APPLY(function) SUTURE_HOOK(fail_apply, function)\n"
	"#define SUTURE_POST_REVERSE(function) SUTURE_HOOK(post_reverse, function)\n"
	"#define SUTURE_FAIL_REVERSE(function) SUTURE_HOOK(fail_reverse, function)\n"
	"#endif\n";

struct error *hooks_install(const struct worktree *worktree)
{
	_cleanup_free_ char *directory = worktree_file(worktree, "include/suture");
	_cleanup_free_ char *path = worktree_file(worktree, "include/suture/hooks.h");

	try(directory_make(directory));
	return file_write(path, header, strlen(header), 0644);
}
