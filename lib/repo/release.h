/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The roles of a repository of updates, and which of them lets which speak.
 *
 *	root			whose keys the four roles have
 *	  targets		delegates, and has no target itself
 *	    block		block.json: updates that are withdrawn; it takes away, and
 *				never gives
 *	    DISTRIBUTION	delegates to its kernels
 *	      DISTRIBUTION-BUILDID
 *				DISTRIBUTION/BUILDID/series.json and the files of its updates
 *	  snapshot, timestamp	what is current; on the machine that publishes
 *
 * A distribution's keys sign for all its kernels. A machine reads its own kernel's metadata only,
 * however many others there are.
 */
#ifndef SUTURE_RELEASE_H
#define SUTURE_RELEASE_H

#include "repo/repository.h"

/* A role's keys: so many are made, so many of them must sign, and a signature is good so long. */
struct release_terms {
	const char *role;	/* "release": the distribution's */
	unsigned int n_keys, threshold, days;
};

#define RELEASE_ROLES 6
extern const struct release_terms release_default_terms[RELEASE_ROLES];

/* [a-z][a-z0-9]*, so that it neither needs encoding nor looks like a kernel's role. */
bool is_distribution(const char *name) __attribute__((nonnull));

/*
 * Make the keys, as files ROLE-ID.pem of the directory, and stage the first version of every role
 * but those of kernels, of a repository that was just made.
 */
struct error *release_init(struct repository *repository, const char *keys,
			   const char *distribution, const struct release_terms *terms)
	__attribute__((nonnull, warn_unused_result));

/* "DISTRIBUTION-BUILDID"; the caller's. */
char *release_kernel_role(const char *distribution, const char *build_id)
	__attribute__((nonnull, warn_unused_result));

/* See that the kernel has a role of its own; stage what that takes. */
struct error *release_add_kernel(struct repository *repository, const char *distribution,
				 const char *build_id)
	__attribute__((nonnull, warn_unused_result));

/*
 * Give a role a new key in place of one that it has (old; NULL: the first), and stage what must
 * be signed anew. The old one is retired, if it is at hand. *made and *retired, the files of the
 * new key and of the old (NULL: it is not at hand), are the caller's.
 */
struct error *release_rotate(struct repository *repository, const char *keys, const char *role,
			     const char *old, char **made, char **retired)
	__attribute__((nonnull(1, 2, 3, 5, 6), warn_unused_result));

/* Stage a role anew, with a new date; with a distribution its kernels, too. */
struct error *release_renew(struct repository *repository, const char *role)
	__attribute__((nonnull, warn_unused_result));

#endif
