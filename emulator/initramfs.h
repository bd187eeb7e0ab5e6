/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An initial file system for a kernel: an uncompressed "newc" cpio archive,
 * written from front to back as entries are added. Guest paths are absolute;
 * the directories above an entry are made as needed. Owner is root and the time
 * is 0, so the same entries give the same bytes.
 *
 *	initramfs_open() → initramfs_add...() → initramfs_finish() → initramfs_close()
 *
 * Source of the format: Documentation/driver-api/early-userspace/buffer-format.rst of the kernel.
 */
#ifndef SUTURE_INITRAMFS_H
#define SUTURE_INITRAMFS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct initramfs;

struct error *initramfs_open(const char *path, struct initramfs **initramfs)
	__attribute__((nonnull, warn_unused_result));
/* Without initramfs_finish() before it, an unfinished file stays behind. */
void initramfs_close(struct initramfs *initramfs);
DEFINE_CLEANUP(struct initramfs *, initramfs_close);
#define _cleanup_initramfs_ _cleanup_(initramfs_closep)

/* Is there an entry of this path? Adding one a second time changes nothing. */
bool initramfs_has(const struct initramfs *initramfs, const char *guest) __attribute__((nonnull));

struct error *initramfs_add_directory(struct initramfs *initramfs, const char *guest)
	__attribute__((nonnull, warn_unused_result));
struct error *initramfs_add_bytes(struct initramfs *initramfs, const char *guest, const void *data,
				  size_t size, unsigned int mode)
	__attribute__((nonnull, warn_unused_result));
struct error *initramfs_add_link(struct initramfs *initramfs, const char *guest, const char *target)
	__attribute__((nonnull, warn_unused_result));
/*
 * A file of the host, or a directory with all that is in it. Mode 0 keeps the
 * host's. Symbolic links are followed; what is neither file nor directory is left out.
 */
struct error *initramfs_add_host(struct initramfs *initramfs, const char *guest, const char *host,
				 unsigned int mode) __attribute__((nonnull, warn_unused_result));

/* Write the end of the archive; nothing can be added after it. */
struct error *initramfs_finish(struct initramfs *initramfs)
	__attribute__((nonnull, warn_unused_result));

#endif
