/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The match data of an update: what has to stand in memory before it may be
 * applied, as one blob (suture/format.h, match/match.h).
 *
 *	struct matchdata *data = matchdata_new();
 *	size_t span = matchdata_add_span(data, base, offset, bytes, size, "fs/namei.o .text");
 *	matchdata_add_field(data, span, &field);	in the order of their offsets
 *	matchdata_add_site(data, span, &site);		outer before inner
 *	matchdata_add_function(data, span, offset, size, "may_open");
 *	try(matchdata_finish(data, n_bases, &blob));
 *
 * or, for a whole section of an exact object, matchdata_add_section().
 * Nothing that is passed in is kept. Same calls, same bytes.
 */
#ifndef SUTURE_MATCHDATA_H
#define SUTURE_MATCHDATA_H

#include <suture/format.h>

#include "base/file.h"
#include "elf/object.h"

struct matchdata;

struct matchdata_site;

struct matchdata_alternative {
	const void *bytes;
	size_t length;
	uint16_t cpuid;
	const struct suture_field *fields;	/* offsets from the replacement's start */
	size_t n_fields;
	const struct matchdata_site *sites;	/* likewise; no alternatives */
	size_t n_sites;
};

struct matchdata_site {
	uint32_t offset;
	uint16_t length;
	uint8_t kind;		/* enum suture_site_kind */
	uint8_t flags;
	uint16_t base;		/* JUMP_LABEL: of the target */
	int64_t target;
	const struct matchdata_alternative *alternatives;
	size_t n_alternatives;
};

struct matchdata *matchdata_new(void) __attribute__((warn_unused_result));
void matchdata_free(struct matchdata *data);
DEFINE_CLEANUP(struct matchdata *, matchdata_free);
#define _cleanup_matchdata_ _cleanup_(matchdata_freep)

/* The index of the new span. */
size_t matchdata_add_span(struct matchdata *data, unsigned int base, uint64_t offset,
			  const void *bytes, size_t size, const char *name)
	__attribute__((nonnull));
void matchdata_add_field(struct matchdata *data, size_t span, const struct suture_field *field)
	__attribute__((nonnull));
void matchdata_add_site(struct matchdata *data, size_t span, const struct matchdata_site *site)
	__attribute__((nonnull));
void matchdata_add_function(struct matchdata *data, size_t span, uint32_t offset, uint32_t size,
			    const char *name) __attribute__((nonnull));

/* Where a symbol of the object is in the kernel: counted from which base. */
struct matchdata_target {
	uint16_t base;
	int64_t offset;		/* of S + A; the place is not subtracted */
};

struct matchdata_resolver {
	void *context;
	struct error *(*resolve)(void *context, const struct symbol *symbol, int64_t addend,
				 struct matchdata_target *target);
};

/*
 * The whole of a section that has content: its relocations as fields, its
 * functions, and if it is text the sites that the object's tables name in it. The section
 * stands at 'where'. RELOCATION_UNSUPPORTED, KERNEL_UNSUPPORTED (create/sites.h), or
 * what the resolver says.
 */
struct error *matchdata_add_section(struct matchdata *data, const struct object *object,
				    const struct section *section, struct matchdata_target where,
				    const char *name, const struct matchdata_resolver *resolver)
	__attribute__((nonnull, warn_unused_result));

/* The blob, the caller's. It has passed match_validate(); an error is a bug of the caller. */
struct error *matchdata_finish(const struct matchdata *data, unsigned int n_bases,
			       struct bytes *blob) __attribute__((nonnull, warn_unused_result));

#endif
