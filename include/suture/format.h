/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * What is inside an update's module, shared by the creator that writes it, the
 * core that reads it, and the tests.
 *
 * An update is one kernel module for each target (vmlinux, or one module).
 * It is an ordinary module: its new code, data and tables are what the kernel's
 * module loader knows, and it links without any help of ours, because every
 * reference into vmlinux is written as "exported anchor symbol + distance"
 * (vmlinux slides as one piece). Only references into a target module wait for
 * the core (late relocations), since a module's sections land anywhere.
 *
 * The core finds the descriptor at MODULE_STATE_COMING through a module
 * parameter of the name SUTURE_PARAM, whose 'arg' points to it: parameters are
 * the one place that a module notifier can see through public fields.
 *
 *   section                  life       content
 *   .suture.update           resident   struct suture_update, functions, data, names
 *   .init.suture.match       load       the match data: spans, fields, sites, bytes
 *   .init.suture.late        load       struct suture_late_relocation[]
 *   __param                  resident   the parameter that leads to the descriptor
 *
 * Pointers are 64-bit fields with ordinary R_X86_64_64 relocations. All numbers
 * are little-endian; all structures are naturally aligned and have no holes.
 */
#ifndef SUTURE_FORMAT_H
#define SUTURE_FORMAT_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stdint.h>
typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t s32;
typedef int64_t s64;
#endif

#define SUTURE_MAGIC 0x31525553	/* "SUR1" */
#define SUTURE_FORMAT 1
#define SUTURE_PARAM "suture_update"
#define SUTURE_BUILD_ID_MAX 20
#define SUTURE_NO_BASE 0xffff

/*
 * Where an address is counted from. Every address of an update that is not in
 * the update itself is a pair (base, offset); offsets are the vendor's own: link
 * addresses for vmlinux, section offsets for a .ko file.
 */
enum suture_base_kind {
	SUTURE_BASE_ABSOLUTE = 0,	/* value 0: per-CPU offsets, constants */
	SUTURE_BASE_IMAGE = 1,		/* value: the KASLR slide of vmlinux */
	SUTURE_BASE_TEXT = 2,		/* a text section of a module:
					   first text byte + text_offset */
	SUTURE_BASE_SOLVED = 3,		/* any other section: from the first matched
					   field that names it */
};

struct suture_base {
	u32 kind;		/* enum suture_base_kind */
	u32 text_offset;	/* SUTURE_BASE_TEXT: from the start of the module's text */
	u64 module;		/* pointer to the module's name; NULL for kinds 0 and 1 */
	u64 section;		/* pointer to the section's name, for messages */
};

/* ---- match data: one blob, offsets from its first byte ---- */

struct suture_match {
	u32 magic;		/* SUTURE_MAGIC */
	u32 size;		/* of the whole blob, bytes */
	u32 n_spans, spans;	/* number, offset of struct suture_span[] */
	u32 n_fields, fields;	/* struct suture_field[] */
	u32 n_sites, sites;	/* struct suture_site[] */
	u32 n_functions, functions;	/* struct suture_match_function[], for messages */
	u32 n_alternatives, alternatives;	/* struct suture_alternative[] */
	u32 n_bytes, bytes;	/* the byte pool */
	u32 n_names, names;	/* the string pool; ends with a NUL */
};

/*
 * A run of bytes that must be in memory as they are here, after the fields are
 * filled in and the sites are taken to a canonical form.
 */
struct suture_span {
	u64 offset;		/* from the base */
	u32 base;		/* index into suture_update.bases */
	u32 length;
	u32 bytes;		/* offset in the byte pool */
	u32 first_field, n_fields;	/* sorted by offset, not overlapping */
	u32 first_site, n_sites;	/* sorted by offset; outer before inner where they nest */
	u32 first_function, n_functions;	/* sorted by offset */
	u32 name;		/* offset in the string pool: "net/rds/message.o .text" */
};

enum suture_field_type {
	SUTURE_FIELD_ABS64 = 1,	/* S + A, 8 bytes */
	SUTURE_FIELD_ABS32 = 2,	/* S + A, 4 bytes, zero- or sign-extended alike */
	SUTURE_FIELD_PC32 = 3,	/* S + A - P, 4 bytes */
	SUTURE_FIELD_PC64 = 4,	/* S + A - P, 8 bytes */
};

/* A relocated field. The expected value is base + addend (- place). */
struct suture_field {
	u32 offset;		/* in the span */
	u16 base;
	u8 type;		/* enum suture_field_type */
	u8 pad;
	s64 addend;		/* offset of S from its base, plus A */
};

/*
 * Bytes that the running kernel may have rewritten (the legal forms are listed
 * in match/sites.c). A field inside a site is the site's own business.
 */
enum suture_site_kind {
	SUTURE_SITE_FENTRY = 1,		/* call __fentry__ */
	SUTURE_SITE_JUMP_LABEL = 2,	/* nop or jmp; base/target: where the jmp goes */
	SUTURE_SITE_STATIC_CALL = 3,	/* call of a static call's trampoline */
	SUTURE_SITE_STATIC_CALL_TAIL = 4,	/* the same as a jmp */
	SUTURE_SITE_STATIC_CALL_TRAMPOLINE = 5,
	SUTURE_SITE_RETPOLINE = 6,
	SUTURE_SITE_RETURN = 7,
	SUTURE_SITE_ALTERNATIVE = 8,	/* first_alternative, n_alternatives */
	SUTURE_SITE_PARAVIRT = 9,
	SUTURE_SITE_LOCK = 10,		/* f0 or 3e */
	SUTURE_SITE_ENDBR = 11,
	SUTURE_SITE_IGNORED = 12,	/* bytes that no rule can predict; use sparingly */
};

struct suture_site {
	u32 offset;		/* in the span */
	u16 length;
	u8 kind;		/* enum suture_site_kind */
	u8 flags;		/* RETPOLINE: register number; 0 otherwise */
	u32 first_alternative, n_alternatives;
	u16 base;		/* JUMP_LABEL: base of the target */
	u16 pad[3];
	s64 target;		/* JUMP_LABEL: offset of the target from its base */
};

/* One replacement that an alternative may have put at its site. */
struct suture_alternative {
	u32 bytes;		/* offset in the byte pool */
	u16 length;
	u16 cpuid;		/* as in struct alt_instr, flag bit included */
	u32 first_field, n_fields;	/* of the replacement; offsets count from its start,
					   P counts from the site */
	u32 first_site, n_sites;	/* inside the replacement, offsets likewise;
					   no alternatives */
};

struct suture_match_function {
	u32 offset;		/* in the span */
	u32 size;
	u32 name;		/* offset in the string pool */
};

/* ---- the resident part ---- */

enum suture_method {
	SUTURE_METHOD_JUMP = 0,	/* 5-byte jmp at old + redirect_offset */
	SUTURE_METHOD_FTRACE = 1,	/* ftrace ops with IPMODIFY at old */
};

struct suture_function {
	u64 name;		/* pointer */
	u64 old;		/* offset from the base, of the entry */
	u64 new_code;		/* pointer to the replacement */
	u32 base;		/* index */
	u32 old_size;		/* bytes, padding not counted */
	u32 new_size;
	u32 redirect_offset;	/* of the jmp from the entry: 0 bare, 5 after fentry */
	u32 method;		/* enum suture_method */
	u32 pad;
};

/* Code that no task may be in while the update is applied (functions and their .cold parts). */
struct suture_range {
	u64 start;		/* offset from the base */
	u32 size;
	u32 base;
	u32 function;		/* index into functions, for messages */
	u32 pad;
};

/*
 * Data that is replaced in place inside the stop and put back on undo. The old
 * content is checked before (a span covers it) and saved when it is applied.
 */
struct suture_data {
	u64 name;		/* pointer */
	u64 old;		/* offset from the base */
	u64 new_bytes;		/* pointer to the new content, relocated */
	u32 base;
	u32 size;
};

/* A relocation of the update's own code or data that waits for a solved base. */
struct suture_late_relocation {
	u64 place;		/* pointer */
	u16 base;
	u8 type;		/* enum suture_field_type */
	u8 pad[5];
	s64 addend;		/* offset of S from its base, plus A */
};

enum suture_hook_kind {
	SUTURE_HOOK_PRE_APPLY,		/* may sleep, may refuse */
	SUTURE_HOOK_APPLY,		/* inside the stop, may refuse */
	SUTURE_HOOK_POST_APPLY,		/* may sleep */
	SUTURE_HOOK_FAIL_APPLY,		/* may sleep; undoes pre_apply */
	SUTURE_HOOK_PRE_REVERSE,
	SUTURE_HOOK_REVERSE,
	SUTURE_HOOK_POST_REVERSE,
	SUTURE_HOOK_FAIL_REVERSE,
	SUTURE_HOOK_KINDS,
};

struct suture_hook {
	u64 function;		/* int (*)(void), or void for post and fail */
	u32 kind;		/* enum suture_hook_kind */
	u32 pad;
};

enum suture_update_flags {
	/* The address of new code escapes into data: never unload the module. */
	SUTURE_UPDATE_PINNED = 1 << 0,
};

/*
 * Kernel internals that the core wants and no symbol exports, as link addresses
 * of vmlinux (0: not known). The matched build-id vouches for them.
 */
struct suture_internals {
	u64 text_mutex;		/* struct mutex: keeps other text writers out */
	u64 idle_task;		/* struct task_struct *(*)(int cpu) */
};

struct suture_update {
	u32 magic;		/* SUTURE_MAGIC */
	u32 format;		/* SUTURE_FORMAT */
	u32 size;		/* sizeof(struct suture_update) */
	u32 flags;		/* enum suture_update_flags */
	u64 id;			/* pointer to the update's name, same in all its modules */
	u64 target;		/* pointer to "vmlinux" or the module's name */
	u8 build_id[SUTURE_BUILD_ID_MAX];	/* of the kernel image */
	u8 target_build_id[SUTURE_BUILD_ID_MAX];	/* of the module; zero for vmlinux */
	u32 n_modules;		/* number of modules (targets) of this update */
	u32 pad;
	u64 slide;		/* anchor's address less its link address: the loader fills it in */
	u64 match;		/* pointer to struct suture_match; dead after init */
	u64 bases; u32 n_bases;
	u32 n_functions; u64 functions;
	u64 ranges; u32 n_ranges;
	u32 n_data; u64 data;
	u64 late; u32 n_late;	/* dead after init */
	u32 n_hooks; u64 hooks;
	u64 requires; u32 n_requires;	/* pointer to pointers to ids */
	u32 pad2;
	struct suture_internals internals;
};

#endif
