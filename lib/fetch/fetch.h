/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files from a web server, or from a disk by a file: URL.
 *
 * The network is talked to by a process of its own, suture-fetch, which has a socket to us and
 * next to no rights: libcurl, TLS and all that they bring are not in the program that verifies,
 * which may be root. The fetcher is a transport, and no more trusted than a server is. It is
 * another user only if one is named.
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
 *
 * ERROR_INTERNAL: the fetcher has ended, or says what it may not.
 */
#ifndef SUTURE_FETCH_H
#define SUTURE_FETCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/file.h"

struct fetch_options {
	unsigned int patience;	/* seconds to connect, and to wait for who is silent or trickles;
				 * not 0 */
	const char *proxy;	/* a URL, or "none"; NULL: the environment's */
	const char *ca_file;	/* who issues servers' certificates; NULL: as the environment and
				 * the system say */
	const char *user;	/* whom root's fetcher becomes; NULL: nobody else. It is the one who
				 * reads ca_file and file: URLs. */
};

/* A fetcher, whose connections are used again. */
struct fetch;

/*
 * FETCHER_USER: there is no such user. TOOL_MISSING: suture-fetch is not installed. Whoever opens
 * this in a thread closes it there, since the fetcher ends with that thread.
 */
struct error *fetch_open(const struct fetch_options *options, struct fetch **fetch)
	__attribute__((nonnull, warn_unused_result));
void fetch_close(struct fetch *fetch);
DEFINE_CLEANUP(struct fetch *, fetch_close);
#define _cleanup_fetch_ _cleanup_(fetch_closep)

/* Like a tuf_source's read(): not more than max bytes; *found false: there is no such file. */
struct error *fetch_bytes(struct fetch *fetch, const char *url, size_t max, struct bytes *bytes,
			  bool *found) __attribute__((nonnull, warn_unused_result));

/*
 * The same, if it is not what etag tells of (NULL: nothing is known). *new_etag, the caller's,
 * tells of what was fetched; NULL if the server says nothing, or what is longer than 200 bytes.
 */
enum fetch_news { FETCH_NOTHING, FETCH_KNOWN, FETCH_NEWS };
struct error *fetch_bytes_if_new(struct fetch *fetch, const char *url, size_t max, const char *etag,
				 struct bytes *bytes, char **new_etag, enum fetch_news *news)
	__attribute__((nonnull(1, 2, 5, 6, 7), warn_unused_result));

/*
 * What an open file still lacks of length bytes, behind what it has. *found false as above. If
 * the server cannot begin in the middle, all of it.
 */
struct error *fetch_rest(struct fetch *fetch, const char *url, int file, uint64_t length,
			 bool *found) __attribute__((nonnull, warn_unused_result));

/*
 * Post 1 to FETCH_POST_MAX bytes to a web server and take max bytes of its answer at most. They are
 * sent once at most and led nowhere else: a redirect is a fault (SERVER_FAILED). *taken false: the
 * server says no (4xx, 503), and *answer why.
 */
#define FETCH_POST_MAX (256 * 1024)
struct error *fetch_post(struct fetch *fetch, const char *url, const void *data, size_t size,
			 size_t max, struct bytes *answer, bool *taken)
	__attribute__((nonnull, warn_unused_result));

/* "BASE/NAME", with what a URL may not have in a path percent-encoded; the caller's. */
char *fetch_url(const char *base, const char *name) __attribute__((nonnull, warn_unused_result));

#endif
