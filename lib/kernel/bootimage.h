/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The x86 boot image (bzImage): real-mode setup code with a header, then the
 * protected-mode part that carries the compressed kernel.
 *
 *	0x1f1 u8   setup sectors of 512 bytes after the first (0 means 4)
 *	0x202 "HdrS", 0x206 u16 protocol version
 *	0x248 u32  payload's offset in the protected-mode part   (from protocol 2.08)
 *	0x24c u32  payload's length; its last 4 bytes are the unpacked size
 *
 * Source: Documentation/arch/x86/boot.rst of the kernel.
 */
#ifndef SUTURE_BOOTIMAGE_H
#define SUTURE_BOOTIMAGE_H

#include <stdbool.h>

#include "base/error.h"
#include "base/file.h"

bool is_boot_image(const struct bytes *file) __attribute__((nonnull));

/*
 * The payload, unpacked: an ELF file, and what the boot code wants after it. Or
 * IMAGE_UNREADABLE.
 */
struct error *boot_image_unpack(const struct bytes *file, struct bytes *payload)
	__attribute__((nonnull, warn_unused_result));

#endif
