/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel rewrites in its own text, inside the matcher. Not for others.
 */
#ifndef SUTURE_MATCH_SITES_H
#define SUTURE_MATCH_SITES_H

#ifdef __KERNEL__
#include <linux/string.h>
#else
#include <string.h>
#endif

#include "match/match.h"

#define MATCH_DEPTH 4	/* of nested sites */

/* A part of a blob as an array; the blob has been validated. */
#define match_array(type, blob, offset) ((const type *)((const u8 *)(blob) + (offset)))

/*
 * A stretch of expected code: bytes with the fields and sites in it. Offsets of
 * fields and sites count from 'origin' bytes before the stretch.
 */
struct match_code {
	const u8 *bytes;
	u32 origin;
	u32 length;
	const struct suture_field *fields;
	u32 n_fields;
	const struct suture_site *sites;
	u32 n_sites;
};

u32 field_size(u8 type);
/* What a field at an address must hold. Its base is known. */
u64 field_value(const struct match_environment *env, const struct suture_field *field, u64 address);
/* Sign-extended, from memory. */
u64 field_load(const struct suture_field *field, const u8 *from);
/* Bytes and fields of the code to 'to', as if it stood at the address. */
void code_render(const struct match_environment *env, const struct match_code *code, u64 address,
		 u8 *to);

/*
 * Are the bytes in env->found, which stand at the address, a legal form of the
 * site? Original is the code of the site alone, with its inner sites. The index of
 * the first byte that is not, or the site's length. env->wanted then holds the form
 * that comes closest.
 */
u32 site_compare(const struct suture_match *blob, struct match_environment *env,
		 const struct suture_site *site, const struct match_code *original, u64 address);

#endif
