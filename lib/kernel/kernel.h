/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A vendor's kernel, as everything else in Suture sees it: what it is called,
 * and where its image, modules, configuration and prepared source are.
 *
 * A specification names one:
 *	debian:RELEASE		from the configured apt sources, newest version
 *	debian:RELEASE=VERSION	the same, one version of the packages
 *	dir:PATH		a directory (see lib/kernel/dir.c)
 *
 * kernel_open() fetches and prepares what is not in the cache yet
 * ($XDG_CACHE_HOME/suture/kernels/RELEASE_VERSION/). It may be killed at any
 * moment; every part appears there complete or not at all. Two processes may
 * open one kernel: the second waits for the first. All that a kernel points
 * to is read-only and may be in use by others: to build, clone the tree.
 */
#ifndef SUTURE_KERNEL_H
#define SUTURE_KERNEL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "kernel/image.h"

/* What is needed; the parts that are not asked for stay NULL in the kernel. */
enum kernel_parts {
	KERNEL_IMAGE = 1 << 0,		/* image, vmlinux, vmlinux_image, config, build_id */
	KERNEL_MODULES = 1 << 1,	/* modules */
	KERNEL_TREE = 1 << 2,		/* tree, symvers, compiler, make_variables;
					   and KERNEL_IMAGE */
	KERNEL_ALL = KERNEL_IMAGE | KERNEL_MODULES | KERNEL_TREE,
};

struct kernel {
	char *name;		/* "debian:6.1.0-47-cloud-amd64" */
	char *release;		/* "6.1.0-47-cloud-amd64" */
	char *version;		/* the vendor's, "6.1.170-3"; "" if there is none */
	char *directory;	/* of this kernel in the cache: room for what is derived from it */
	char *config;		/* the vendor's configuration, a file */
	char *image;		/* vmlinuz or vmlinux, as the vendor ships it */
	char *vmlinux;		/* the ELF file in it, decompressed */
	char *modules;		/* lib/modules/RELEASE */
	char *tree;		/* source, configured and prepared */
	char *symvers;		/* Module.symvers, also in the tree */
	char *compiler;		/* "gcc-12"; in make_variables too */
	/*
	 * "KERNELRELEASE=...", "CC=...", and what else makes kbuild write the
	 * vendor's strings; NULL-terminated. Give them to every make in a clone of
	 * the tree: with others kbuild writes its generated headers anew.
	 */
	char **make_variables;
	/*
	 * The vendor's compiler and ours as they name themselves. Where they
	 * differ the result need not: the bytes decide.
	 */
	char *vendor_compiler_text, *compiler_text;
	bool compiler_differs;
	struct image *vmlinux_image;
	unsigned char build_id[20];	/* of the image; all zero if it has none */
};

/* Called with one line for each step that takes time: "unpacking linux-source-6.1". */
struct kernel_progress {
	void (*step)(void *context, const char *text);
	void *context;
	/*
	 * How far the step is, as often as it likes: whoever shows it looks at the clock. all is 0
	 * where it is not known. NULL: nobody wants to know.
	 */
	void (*part)(void *context, size_t done, size_t all);
};

/*
 * Refuses with NO_SUCH_KERNEL, KERNEL_UNSUPPORTED, COMPILER_MISSING,
 * TOOL_MISSING, CONFIG_DIFFERS, IMAGE_UNREADABLE, PREPARE_FAILED, NO_SPACE.
 * A malformed specification is ERROR_USAGE. Parts: enum kernel_parts. The
 * progress may be NULL.
 */
struct error *kernel_open(const char *specification, unsigned int parts,
			  const struct kernel_progress *progress, struct kernel **kernel)
	__attribute__((nonnull(1, 4), warn_unused_result));
void kernel_close(struct kernel *kernel);
DEFINE_CLEANUP(struct kernel *, kernel_close);
#define _cleanup_kernel_ _cleanup_(kernel_closep)

/*
 * The plain .ko file of a module that is named as the source tree does
 * ("net/rds/rds"), as modprobe does ("rds"; '-' and '_' are the same), or with
 * ".ko" after either. A compressed one is decompressed into the cache. Refuses with
 * NOT_BUILT if the kernel has no such module. The kernel has KERNEL_MODULES. *path is the caller's.
 */
struct error *kernel_module_path(const struct kernel *kernel, const char *module, char **path)
	__attribute__((nonnull, warn_unused_result));

/* Names of all modules as the source tree has them ("net/rds/rds"), sorted. */
struct module_list {
	char **names;
	size_t n_names;
};
struct error *kernel_modules(const struct kernel *kernel, struct module_list *list)
	__attribute__((nonnull, warn_unused_result));
void module_list_deinit(struct module_list *list);
#define _cleanup_module_list_ _cleanup_(module_list_deinit)

#endif
