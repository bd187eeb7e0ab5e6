/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The places that have one repository, asked in their order until one gives what is right. It is
 * the first to be asked from then on: a slow one before it costs its patience once, not for each
 * file.
 *
 * None of them is trusted. What one did wrong is noted, and the next is asked; what went wrong on
 * this machine, such as a full disk, ends it.
 */
#ifndef SUTURE_MIRRORS_H
#define SUTURE_MIRRORS_H

#include "fetch/fetch.h"
#include "tuf/updater.h"

struct mirror {
	char *metadata_url, *targets_url;
};

struct mirrors {
	struct fetch *fetch;
	struct mirror *items;
	size_t n_items;
	size_t good; /* the one that was right last */
	struct string_list failures;	/* "URL: TOKEN: what was wrong" of those that failed */
};

/* See fetch_open(). */
struct error *mirrors_init(struct mirrors *mirrors, const struct fetch_options *options)
	__attribute__((nonnull, warn_unused_result));
void mirrors_add(struct mirrors *mirrors, const char *metadata_url, const char *targets_url)
	__attribute__((nonnull));
void mirrors_deinit(struct mirrors *mirrors);
#define _cleanup_mirrors_ _cleanup_(mirrors_deinit)

/* Of several that fail the first one's error is the caller's. */
struct error *mirrors_refresh(struct mirrors *mirrors, struct tuf_updater *updater)
	__attribute__((nonnull, warn_unused_result));
struct error *mirrors_find(struct mirrors *mirrors, struct tuf_updater *updater, const char *path,
			   struct tuf_file *file) __attribute__((nonnull, warn_unused_result));

/*
 * Whether mirrors_refresh() may find anything new: one small request for the timestamp to the first
 * mirror that answers, who is told the etag of the last one (NULL: none). It yields no error: if in
 * doubt there are news, and the refresh says what is wrong. *new_etag, the caller's or NULL, is to
 * be kept once that refresh has succeeded; without news it is the old one.
 *
 * "No news" is the word of a mirror whom nobody trusts. Whoever accepts it sees to it that the
 * timestamp of the store has not expired, or a mirror could hold updates back for ever.
 */
void mirrors_poll(struct mirrors *mirrors, const char *etag, bool *news, char **new_etag)
	__attribute__((nonnull(1, 3, 4)));

/*
 * The target, as the file of that name, whole and right or not at all. If it is there and right
 * already nobody is asked. Of what came in and is not whole the rest is asked for the next time.
 */
struct error *mirrors_fetch_target(struct mirrors *mirrors, const struct tuf_updater *updater,
				   const char *path, const struct tuf_file *file,
				   const char *destination)
	__attribute__((nonnull, warn_unused_result));

#endif
