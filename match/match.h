/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The match: is what stands in memory the code that an update was made from?
 *
 * One source, compiled twice: into suture.ko, where memory is the running
 * kernel, and into user space, where it is the vendor's image. It allocates
 * nothing, knows nothing of instructions and keeps its buffers in the
 * environment, which belongs to the caller (about 800 bytes: not for a kernel
 * stack).
 *
 *	match_validate(blob, size, n_bases)	nothing reads the blob before
 *	match_run(blob, &environment, &refusal)
 *
 * Sources: match.c (the run), sites.c (what the kernel rewrites), nops.c, validate.c.
 */
#ifndef SUTURE_MATCH_H
#define SUTURE_MATCH_H

#include <suture/abi.h>
#include <suture/format.h>
#include <suture/refusal.h>

#define MATCH_CHUNK 256		/* bytes that are read at once; no site is longer */

/* Run addresses [start, end). */
struct match_range {
	u64 start, end;
};

struct match_environment {
	void *context;
	/*
	 * Running bytes, with our own redirects already undone. 0 or -errno.
	 * Never more than MATCH_CHUNK bytes at once.
	 */
	int (*read)(void *context, u64 address, void *to, u32 size);
	/* Called between chunks, where nothing is held; may sleep. May be NULL. */
	void (*relax)(void *context);
	/*
	 * One value and one flag for each base of the update. The caller sets what
	 * it knows (ABSOLUTE: 0; IMAGE: the slide; TEXT: where the section starts)
	 * and marks the rest unknown; match_run() solves these.
	 */
	u64 *base_values;
	u8 *base_known;
	u32 n_bases;
	/*
	 * Where the target of a call may lie that cannot be known beforehand: the
	 * text of vmlinux, and the area of modules and trampolines. An empty
	 * range holds nothing.
	 */
	struct match_range kernel_text;
	struct match_range modules;

	/* The matcher's own; the caller leaves it alone. */
	u64 return_thunk;	/* where the first rewritten return jumps to; 0: none seen */
	u8 found[MATCH_CHUNK];
	u8 wanted[MATCH_CHUNK];
};

/*
 * Is every index, offset, order and nesting of the blob in bounds? The bytes may
 * come from anybody. Blob must be aligned to 8. 0 or -EINVAL.
 */
int match_validate(const void *blob, u64 size, u32 n_bases);

/*
 * Compare every span with memory. 0: all is as it was, and every base that a
 * field outside of sites names is known now. -EILSEQ: a difference; the first
 * one is described in refusal (code TEXT_DIFFERS or PROBED, function, offset,
 * expected, found; the other fields are left alone). -ENODATA: a span lies at a
 * base that nothing solves. Another negative number: read() failed with it at the
 * function and offset that refusal names.
 */
int match_run(const struct suture_match *blob, struct match_environment *environment,
	      struct suture_refusal_record *refusal);

#endif
