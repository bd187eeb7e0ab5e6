/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a source builds under a configuration, and who includes what, without building anything:
 * the part of the tree that tells is written to a temporary directory and configured there.
 *
 * Scripts and Kbuild files are written as they are. Of code no more than its "#include" lines
 * is: nothing else of it is read, and it is nine tenths of a kernel's source. And where what is
 * built does not reach a file, that it is there is enough.
 */
#ifndef SUTURE_KBUILD_H
#define SUTURE_KBUILD_H

#include "build/includes.h"
#include "build/plan.h"
#include "kernel/kernel.h"
#include "tree/source.h"

struct kbuild {
	char *directory;	/* temporary, removed by kbuild_close() */
	struct plan *plan;
	struct includes *includes;
};

/*
 * config: a .config file, of the same or another version of the source. Refuses with
 * KERNEL_UNSUPPORTED (not for x86, not gcc), TOOL_MISSING, COMPILER_MISSING, PREPARE_FAILED.
 */
struct error *kbuild_open(const struct source *source, struct store *store, const char *config,
			  const struct kernel_progress *progress, struct kbuild **kbuild)
	__attribute__((nonnull(1, 2, 3, 5), warn_unused_result));
void kbuild_close(struct kbuild *kbuild);
DEFINE_CLEANUP(struct kbuild *, kbuild_close);
#define _cleanup_kbuild_ _cleanup_(kbuild_closep)

#endif
