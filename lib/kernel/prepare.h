/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Preparing a source tree: the vendor's configuration goes in, kbuild generates
 * its headers and tools, and afterwards single objects can be compiled as the
 * vendor compiled them. Half a minute; nothing of the kernel itself is built.
 */
#ifndef SUTURE_PREPARE_H
#define SUTURE_PREPARE_H

#include "base/error.h"
#include "kernel/banner.h"
#include "kernel/config.h"
#include "kernel/origin.h"

struct preparation {
	const char *tree;		/* an unpacked source, to be written to */
	const char *config;		/* the vendor's, a file */
	const char *symvers;		/* Module.symvers, a file */
	const char *release;
	const char *log;		/* written if kbuild fails */
	char *const *make_variables;	/* NULL-terminated */
	const struct kernel_progress *progress;
};

/*
 * What kbuild must be told for its generated headers to say what the vendor's
 * say. NULL-terminated; the caller's, strings and all.
 */
char **prepare_variables(const struct origin *origin, const struct banner *banner,
			 const char *compiler) __attribute__((nonnull));

/*
 * Configure and no more: for reading Kbuild files, not for compiling. The configuration may be
 * of another version of the source, so it need not stay what it was. Uses tree, config, log,
 * make_variables and progress. Refuses with PREPARE_FAILED.
 */
struct error *prepare_configuration(const struct preparation *preparation)
	__attribute__((nonnull, warn_unused_result));

/* Refuses with CONFIG_DIFFERS and PREPARE_FAILED. */
struct error *prepare_tree(const struct preparation *preparation)
	__attribute__((nonnull, warn_unused_result));

#endif
