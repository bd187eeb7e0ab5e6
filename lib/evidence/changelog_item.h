/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From an entry of a changelog to an item: what vendors write around a subject is taken off and
 * understood where it tells something. For changelog*.c only.
 */
#ifndef SUTURE_CHANGELOG_ITEM_H
#define SUTURE_CHANGELOG_ITEM_H

#include "evidence/changelog_text.h"

/*
 * All that every grammar has: encoded words, CVEs anywhere in it, and at its end remarks in
 * parentheses that only refer to something: "(CVE-2026-1, CVE-2026-2)", "(Closes: #1)",
 * "(bsc#1 git-fixes)", "(regression in 6.1.170)". line is taken over.
 */
void change_item_init(struct change_item *item, char *line) __attribute__((nonnull));
void change_item_deinit(struct change_item *item) __attribute__((nonnull));

/* Take "[x86,arm64] " off the subject; the names are added if keep is set. */
void change_item_take_tags(struct change_item *item, bool keep) __attribute__((nonnull));
/* Take a prefix ("SAUCE: ") off the subject if it is there. */
void change_item_take_prefix(struct change_item *item, const char *prefix)
	__attribute__((nonnull));
/* Take ONE group at the end of the subject off, like "(Name)"; NULL if there is none. */
char *change_item_take_group(struct change_item *item, char open, char close)
	__attribute__((nonnull, warn_unused_result));
/* An item under a heading has its CVEs and architectures too. */
void change_item_inherit(struct change_item *item, const struct change_item *heading)
	__attribute__((nonnull));
/* What the subject may be with the names of its architectures before it. */
void change_item_add_aliases(struct change_item *item) __attribute__((nonnull));
/* After all taking: is_revert and is_dropped, by the subject. False if nothing is left of it. */
bool change_item_finish(struct change_item *item) __attribute__((nonnull));

#endif
