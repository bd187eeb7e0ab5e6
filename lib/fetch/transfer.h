/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file from a web server, or from a disk by a file: URL: what a fetcher does when it is asked.
 *
 * Whoever answers may be hostile: never more is taken than was asked for, an answer that trickles
 * is cut off, and no redirect leads from the network to a file. Errors: those of fetch.h.
 */
#ifndef SUTURE_TRANSFER_H
#define SUTURE_TRANSFER_H

#include "fetch/frame.h"

/* A client whose connections are used again. */
struct transfer;

/*
 * Proxies, SSL_CERT_FILE and SSL_CERT_DIR are the environment's. patience, in seconds: to connect,
 * and to wait for who is silent or trickles; not 0.
 */
struct error *transfer_open(unsigned int patience, struct transfer **transfer)
	__attribute__((nonnull, warn_unused_result));
void transfer_close(struct transfer *transfer);
DEFINE_CLEANUP(struct transfer *, transfer_close);
#define _cleanup_transfer_ _cleanup_(transfer_closep)

/* Hands on data as they come, not more than FRAME_DATA_MAX at once; false: nobody wants more. */
typedef bool transfer_send(const struct data_frame *frame, size_t length);

/*
 * Everything of the answer but its data; *end is set if there is no error only. body: the request's
 * posted bytes, which are sent once, over a connection of their own, to a web server, and to no
 * other place that this one names; NULL if there are none.
 */
struct error *transfer_run(struct transfer *transfer, const struct request_frame *request,
			   const unsigned char *body, transfer_send *send, struct end_frame *end)
	__attribute__((nonnull(1, 2, 4, 5), warn_unused_result));

#endif
