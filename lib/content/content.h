/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the repository has, as far as a fleet shows it: kernels, their updates, what these are
 * called and fix. The service follows the repository as a machine does, from the same root and by
 * the same rules, and believes nobody else; least of all machines.
 *
 * Only titles and lists are taken, never a module.
 */
#ifndef SUTURE_CONTENT_H
#define SUTURE_CONTENT_H

#include "base/string_list.h"
#include "db/db.h"
#include "series/series.h"

struct content_options {
	struct string_list sources; /* URLs, in the order in which they are asked */
	const char *root;	    /* the file of the first root */
	const char *store;	    /* a directory of ours for what is believed */
	unsigned int patience;	    /* seconds */
	const char *proxy, *ca_file; /* as fetch_options has them */
};

/* A kernel of which there is something else than what was known. The series is the caller's. */
struct content_news {
	char digest[65]; /* of series.json */
	char *text;	 /* series.json */
	struct series series;
};

struct content {
	struct content_news *items;
	size_t n_items;
	struct string_list passed_over; /* "TARGET: MESSAGE": kernels of which is nothing new */
};

/*
 * Look at the repository. known() tells of which digest a kernel's series is that we have; what is
 * of another one is news. Refuses as follower_look() does, but for what is wrong with one kernel
 * alone, which stays as it was known.
 */
struct error *content_look(const struct content_options *options, int64_t now,
			   bool (*is_known)(void *context, const char *build_id,
					    const char *digest),
			   void *context, struct content *content)
	__attribute__((nonnull(1, 3, 5), warn_unused_result));
void content_deinit(struct content *content);
#define _cleanup_content_ _cleanup_(content_deinit)

/* In one transaction, which is the caller's. */
struct error *content_write(struct db *db, const struct content *content, int64_t now)
	__attribute__((nonnull, warn_unused_result));
/* For content_look(), with a connection as its context. */
bool content_is_known(void *db, const char *build_id, const char *digest)
	__attribute__((nonnull));

#endif
