/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files from a web server, or from a disk by a file: URL.
 *
 * Whoever answers may be hostile: never more is taken than was asked for, an answer that trickles
 * is cut off, and no redirect leads from the network to a file. What was taken is checked by
 * others.
 *
 *	refusal			when
 *	NO_NETWORK		nobody answers, or the proxy does not
 *	SERVER_UNTRUSTED	the server's certificate is not one that the system trusts
 *	SERVER_FAILED		an HTTP status that tells of a fault
 *	DOWNLOAD_TOO_LONG	it has more than was asked for
 *	DOWNLOAD_TOO_SLOW	it trickles
 *	DOWNLOAD_SHORT		it ends too early
 */
#ifndef SUTURE_FETCH_H
#define SUTURE_FETCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/file.h"

/* A client whose connections are used again. */
struct fetch;

/*
 * Proxies and certificates are those of the environment and the system. patience, in seconds: to
 * connect, and to wait for who is silent or trickles; not 0.
 */
struct error *fetch_open(unsigned int patience, struct fetch **fetch)
	__attribute__((nonnull, warn_unused_result));
void fetch_close(struct fetch *fetch);
DEFINE_CLEANUP(struct fetch *, fetch_close);
#define _cleanup_fetch_ _cleanup_(fetch_closep)

/* Like a tuf_source's read(): not more than max bytes; *found false: there is no such file. */
struct error *fetch_bytes(struct fetch *fetch, const char *url, size_t max, struct bytes *bytes,
			  bool *found) __attribute__((nonnull, warn_unused_result));

/*
 * What an open file still lacks of length bytes, behind what it has. *found false as above. If
 * the server cannot begin in the middle, all of it.
 */
struct error *fetch_rest(struct fetch *fetch, const char *url, int file, uint64_t length,
			 bool *found) __attribute__((nonnull, warn_unused_result));

/* "BASE/NAME", with what a URL may not have in a path percent-encoded; the caller's. */
char *fetch_url(const char *base, const char *name) __attribute__((nonnull, warn_unused_result));

#endif
