/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What this machine has done to one kernel, and was about to do: journal.json, a single file that
 * is replaced as a whole, so that at any moment the old state is written down or the new one.
 *
 *	journal_begin()		write: in this boot, these updates are about to come and go
 *	  (the kernel changes)
 *	journal_end()		write: they have, or they have not
 *
 * An intent that is found later tells what happened in between:
 *
 *	of this boot		the program died; the kernel, which switched or did not, knows
 *	of another boot		the machine went down in the middle: what was to come is suspect,
 *				and is not applied again until somebody says so. What was to go is
 *				gone
 *
 * Nothing here asks for a date: a boot has an id.
 */
#ifndef SUTURE_JOURNAL_H
#define SUTURE_JOURNAL_H

#include "base/error.h"
#include "base/string_list.h"
#include "client/state.h"

#define JOURNAL_FILE "journal.json"

/* An update that was taken in, and the digest of its manifest, which has those of its modules. */
struct journal_entry {
	char *id;
	char *sha256;
};

struct journal_entries {
	struct journal_entry *items;
	size_t n_items;
};

struct journal {
	struct journal_entries installed; /* to be in the kernel, in the order of their coming */
	char *core;			  /* the digest of the core module that was fetched */
	char *boot_id;			  /* of the intent; NULL: there is none */
	struct journal_entries installs;  /* of the intent */
	struct string_list removes;	  /* of the intent */
	struct string_list suspects;
};

/* There need not be a file. Refuses with RECORD_DAMAGED. */
struct error *journal_read(const char *path, struct journal *journal)
	__attribute__((nonnull, warn_unused_result));
struct error *journal_parse(const void *text, size_t size, struct journal *journal)
	__attribute__((nonnull, warn_unused_result));
struct error *journal_write(const struct journal *journal, const char *path)
	__attribute__((nonnull, warn_unused_result));
void journal_deinit(struct journal *journal);
#define _cleanup_journal_ _cleanup_(journal_deinit)

const struct journal_entry *journal_entries_find(const struct journal_entries *entries,
						 const char *id) __attribute__((nonnull));
void journal_entries_add(struct journal_entries *entries, const char *id, const char *sha256)
	__attribute__((nonnull));
void journal_entries_deinit(struct journal_entries *entries);
/* The ids; the caller's. */
struct string_list journal_ids(const struct journal_entries *entries) __attribute__((nonnull));

/* In memory: what is about to happen. What is to come is copied. */
void journal_begin(struct journal *journal, const char *boot_id,
		   const struct journal_entries *installs, const struct string_list *removes)
	__attribute__((nonnull));
/* It did happen, or did not: no intent any more. */
void journal_end(struct journal *journal, bool done) __attribute__((nonnull));

/*
 * Make up for an intent that was found; state is the kernel's. *changed: there was one, and the
 * journal is to be written.
 */
void journal_settle(struct journal *journal, const char *boot_id, const struct state *state,
		    bool *changed) __attribute__((nonnull));

#endif
