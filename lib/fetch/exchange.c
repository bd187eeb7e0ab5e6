/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fetch/exchange.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

/* An answer, while it comes in. Moments are in milliseconds of the monotonic clock. */
struct answering {
	const struct exchange *exchange;
	const struct request_frame *request;
	uint64_t left;	/* bytes that may still come */
	uint64_t until; /* when it is too slow, with what has come so far */
	union answer_frame frame;
	size_t size; /* of the frame */
};

/* ---- time ---- */

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

static uint64_t silence_of(const struct answering *answering)
{
	return (uint64_t)answering->exchange->silence * 1000;
}

/* No longer than the silence that is borne; not beyond the end of all patience. */
static int time_left(const struct answering *answering)
{
	const uint64_t moment = now();
	uint64_t left = answering->until > moment ? answering->until - moment : 0;

	if (left > silence_of(answering))
		left = silence_of(answering);
	return left < INT_MAX ? (int)left : INT_MAX;
}

/* ---- frames ---- */

static struct error *ended(const struct request_frame *request)
{
	return error_new(ERROR_INTERNAL, "%s: the fetcher ended", request->url);
}

static struct error *misbehaves(const struct request_frame *request)
{
	return error_new(ERROR_INTERNAL, "%s: the fetcher says what it may not", request->url);
}

static struct error *wait_for(const struct answering *answering, short events)
{
	struct pollfd poll_fd = { answering->exchange->socket, events, 0 };

	for (;;) {
		int ready = poll(&poll_fd, 1, time_left(answering));

		if (ready > 0)
			return NULL;
		if (!ready)
			return error_refuse(SUTURE_REFUSAL_DOWNLOAD_TOO_SLOW,
					    "%s: the fetcher is silent, or trickles",
					    answering->request->url);
		if (errno != EINTR)
			return error_errno("cannot wait for the fetcher");
	}
}

static struct error *receive_frame(struct answering *answering)
{
	ssize_t size;

	try(wait_for(answering, POLLIN));
	do
		size = recv(answering->exchange->socket, &answering->frame,
			    sizeof(answering->frame), MSG_TRUNC | MSG_DONTWAIT);
	while (size < 0 && errno == EINTR);
	if (size <= 0)
		return ended(answering->request);
	answering->size = (size_t)size;
	return answer_is_right(&answering->frame, answering->size) ? NULL
								   : misbehaves(answering->request);
}

static struct error *take_data(struct answering *answering)
{
	const size_t length = data_length(answering->size);

	if (length > answering->left)
		return misbehaves(answering->request);
	answering->left -= length;
	answering->until += length * 1000 / FETCH_TRICKLE;
	return answering->exchange->accept(answering->exchange->context, answering->frame.data.data,
					   length);
}

/* ---- what is asked ---- */

/* One that does not listen has its time like one that does not speak. */
static struct error *send_frame(const struct answering *answering, const void *frame, size_t size)
{
	for (;;) {
		const ssize_t sent =
			send(answering->exchange->socket, frame, size, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (sent == (ssize_t)size)
			return NULL;
		if (sent >= 0 || (errno != EINTR && errno != EAGAIN))
			return ended(answering->request);
		try(wait_for(answering, POLLOUT));
	}
}

static struct error *send_body(const struct answering *answering)
{
	const size_t size = answering->request->posted;
	struct data_frame frame = { .type = FRAME_DATA };
	size_t length;

	for (size_t sent = 0; sent < size; sent += length) {
		length = size - sent < FRAME_DATA_MAX ? size - sent : FRAME_DATA_MAX;
		memcpy(frame.data, answering->exchange->body + sent, length);
		try(send_frame(answering, &frame, data_frame_size(length)));
	}
	return NULL;
}

/* ---- the whole ---- */

/* Ends that only some requests can have. */
static bool fits(const struct request_frame *request, enum fetch_status status)
{
	switch (status) {
	case FETCH_NOT_MODIFIED:
		return *request->etag;
	case FETCH_NOT_FOUND:
		return !request->posted;
	case FETCH_DECLINED:
		return request->posted;
	default:
		return true;
	}
}

struct error *exchange_run(const struct exchange *exchange, const struct request_frame *request,
			   struct end_frame *end)
{
	struct answering answering = { .exchange = exchange,
				       .request = request,
				       .left = request->limit };

	answering.until = now() + silence_of(&answering);
	try(send_frame(&answering, request, sizeof(*request)));
	try(send_body(&answering));
	for (;;) {
		try(receive_frame(&answering));
		if (answering.frame.type == FRAME_END)
			break;
		try(take_data(&answering));
	}
	if (!fits(request, answering.frame.end.status))
		return misbehaves(request);
	*end = answering.frame.end;
	return NULL;
}
