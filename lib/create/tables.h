/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Table sections: arrays of fixed-size entries that say something about code
 * (where a bug is reported, what to do on a fault, which bytes the kernel
 * rewrites). One rule serves all: an entry belongs to the code that its first
 * relocation into code points at; the entries of code that is taken are taken.
 *
 * Entry sizes are read from the tables themselves (the period of their
 * relocations) where kernels differ in them.
 */
#ifndef SUTURE_TABLES_H
#define SUTURE_TABLES_H

#include "create/pieces.h"

struct table_kind {
	const char *name;
	unsigned int entry_size;	/* 0: it differs between kernels */
	const char *companion;		/* a section that runs parallel, entry by entry,
					   without relocations */
	bool is_store;			/* no entries: bytes that another table's entries
					   refer to */
	bool is_dropped;		/* a module does without it */
	/* Bytes that say nothing about behaviour (line numbers). */
	unsigned int ignored_offset, ignored_size;
};

/* NULL: the name is not that of a table. A companion is one, too. */
const struct table_kind *table_kind_find(const char *section_name) __attribute__((nonnull));

struct table_entry {
	uint64_t offset;	/* in the table's section */
	struct piece *owner;	/* NULL: it belongs to no code */
	int64_t site;		/* where in the owner */
};

struct table {
	const struct table_kind *kind;
	struct section *section;
	struct section *companion;	/* NULL: none */
	unsigned int entry_size, companion_size;
	struct table_entry *entries;	/* by owner, then site */
	size_t n_entries;
};

struct tables {
	struct table *items;
	size_t n_items;
};

/* Refuses a table whose entries do not repeat with the size found, as KERNEL_UNSUPPORTED. */
struct error *tables_new(const struct pieces *pieces, struct tables **tables)
	__attribute__((nonnull, warn_unused_result));
void tables_free(struct tables *tables);
DEFINE_CLEANUP(struct tables *, tables_free);
#define _cleanup_tables_ _cleanup_(tables_freep)

/* The entries of one owner: the first and the number of them. */
const struct table_entry *table_entries_of(const struct table *table, const struct piece *owner,
					   size_t *n) __attribute__((nonnull));
/*
 * Bytes of code that the loader may rewrite for an entry of .altinstructions or
 * .parainstructions.
 */
unsigned int table_site_length(const struct table *table, const struct table_entry *entry)
	__attribute__((nonnull));
/* Bytes at the replacement that an entry of .altinstructions refers to. */
unsigned int table_replacement_length(const struct table *table, const struct table_entry *entry)
	__attribute__((nonnull));

#endif
