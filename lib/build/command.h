/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command that kbuild saved beside an object (.NAME.o.cmd).
 */
#ifndef SUTURE_COMMAND_H
#define SUTURE_COMMAND_H

#include "base/error.h"
#include "base/file.h"

/*
 * The shell command in the text of such a file, as make would run it: make's own
 * escapes ("$$", "\#", "$(pound)") are undone. The caller's.
 */
struct error *command_parse(const struct bytes *text, char **command)
	__attribute__((nonnull, warn_unused_result));

/*
 * The same command, compiling to another file and with a section for each function
 * and datum. target: the object as the command names it. The caller's.
 */
char *command_split(const char *command, const char *target, const char *output)
	__attribute__((nonnull, warn_unused_result));

/* TEXT in single quotes. The caller's. */
char *shell_quote(const char *text) __attribute__((nonnull, warn_unused_result));

#endif
