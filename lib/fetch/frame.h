/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is said between a program that wants files and its fetcher, the process that talks to the
 * network for it.
 *
 * They have a socket that keeps the bounds of messages, a frame each, in the order and sizes of
 * this machine. A request, and the bytes that it has posted, is answered by any number of data
 * frames and an end:
 *
 *	request_frame ->
 *	data_frame... ->	as many bytes as it says that are posted
 *				<- data_frame...
 *				<- end_frame
 *
 * Neither side believes the other: what is not of this form ends the conversation. The magic is
 * another one whenever a frame changes, since a program may outlive the fetcher that it came with.
 */
#ifndef SUTURE_FRAME_H
#define SUTURE_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define FRAME_MAGIC	   0x53464532
#define FRAME_URL_SIZE	   4096 /* with the NUL, as the sizes below */
#define FRAME_ETAG_SIZE	   208
#define FRAME_MESSAGE_SIZE 4608
#define FRAME_DATA_MAX	   16384
#define FRAME_POST_MAX	   (256 * 1024)

/* How slow an answer may be, in bytes a second, and how often it may lead somewhere else. */
#define FETCH_TRICKLE	    1024
#define FETCH_REDIRECTS_MAX 5

struct request_frame {
	uint32_t magic;
	uint32_t posted;	/* bytes that follow, to be posted; 0: a file is asked for */
	uint64_t offset;	/* of the first byte that is wanted; 0 if any are posted */
	uint64_t limit;		/* bytes that may come */
	char etag[FRAME_ETAG_SIZE]; /* of what is known already; "": nothing, or any are posted */
	char url[FRAME_URL_SIZE];
};

enum fetch_status {
	FETCH_INTERNAL,		/* errors, as in enum error_kind */
	FETCH_USAGE,
	FETCH_REFUSED,
	FETCH_NOT_FOUND,	/* there is no such file */
	FETCH_NOT_MODIFIED,	/* it is what the request's etag tells of */
	FETCH_FOUND,		/* or what was posted is taken */
	FETCH_DECLINED,		/* what was posted is not taken; the data say why */
};

enum frame_type { FRAME_DATA = 1, FRAME_END = 2 };

struct data_frame {
	uint32_t type;
	unsigned char data[FRAME_DATA_MAX];
};

struct end_frame {
	uint32_t type;
	uint32_t status;
	uint32_t refusal;	/* FETCH_REFUSED: of those that fetch.h names; else 0 */
	uint32_t unused;
	char etag[FRAME_ETAG_SIZE];
	char message[FRAME_MESSAGE_SIZE]; /* of an error */
};

union answer_frame {
	uint32_t type;
	struct data_frame data;
	struct end_frame end;
};

/* 1 to 200 bytes of printable ASCII. */
bool is_etag(const char *string) __attribute__((nonnull));

/* A whole frame without a byte of what was in this memory before. etag may be NULL. */
struct error *request_make(struct request_frame *request, const char *url, const char *etag)
	__attribute__((nonnull(1, 2), warn_unused_result));
bool request_is_right(const struct request_frame *request, size_t size) __attribute__((nonnull));

/* Whether size bytes are a frame as it must be; more than there is room for are none. */
bool data_is_right(const struct data_frame *data, size_t size) __attribute__((nonnull));
bool answer_is_right(const union answer_frame *answer, size_t size) __attribute__((nonnull));
/* How many bytes a right data frame brings, and how large one with so many is. */
size_t data_length(size_t frame_size);
size_t data_frame_size(size_t length);

/* The two ways of an error through an end. */
void end_make_error(struct end_frame *end, const struct error *error) __attribute__((nonnull));
struct error *end_error(const struct end_frame *end) __attribute__((nonnull, warn_unused_result));

#endif
