/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * suture-fetch: talk to the network for another program, which starts it; not for people.
 *
 *	suture-fetch PATIENCE		requests come and answers go by standard input, see
 *					fetch/frame.h
 *
 * Everything that parses what a stranger sends before it is verified is here: libcurl, TLS,
 * compression. Who has started it verifies, and trusts it with nothing.
 */
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include <curl/curl.h>

#include "fetch/sandbox.h"
#include "fetch/transfer.h"

#define SOCKET 0

static bool say(const void *frame, size_t size)
{
	return send(SOCKET, frame, size, MSG_NOSIGNAL) == (ssize_t)size;
}

static bool say_data(const struct data_frame *frame, size_t length)
{
	return say(frame, data_frame_size(length));
}

static bool answer(struct transfer *transfer, const struct request_frame *request,
		   const unsigned char *body)
{
	struct end_frame end;
	_cleanup_error_ struct error *error =
		transfer_run(transfer, request, request->posted ? body : NULL, say_data, &end);

	if (error)
		end_make_error(&end, error);
	return say(&end, sizeof(end));
}

static bool hear_data(unsigned char *data, size_t max, size_t *length)
{
	struct data_frame frame;
	const ssize_t size = recv(SOCKET, &frame, sizeof(frame), MSG_TRUNC);

	if (size <= 0 || !data_is_right(&frame, (size_t)size) || data_length((size_t)size) > max)
		return false;
	*length = data_length((size_t)size);
	memcpy(data, frame.data, *length);
	return true;
}

/* false: nobody is there any more, or somebody who does not speak our language. */
static bool hear(struct request_frame *request, unsigned char body[FRAME_POST_MAX])
{
	const ssize_t size = recv(SOCKET, request, sizeof(*request), MSG_TRUNC);
	size_t length;

	if (size <= 0 || !request_is_right(request, (size_t)size))
		return false;
	for (size_t heard = 0; heard < request->posted; heard += length)
		if (!hear_data(body + heard, request->posted - heard, &length))
			return false;
	return true;
}

/* What a library does once is done before the sandbox. */
static struct error *prepare(unsigned int patience, struct transfer **transfer)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT))
		return error_new(ERROR_INTERNAL, "libcurl does not start");
	try(transfer_open(patience, transfer));
	return sandbox_enter();
}

static int serve(unsigned int patience)
{
	_cleanup_transfer_ struct transfer *transfer = NULL;
	_cleanup_error_ struct error *error = prepare(patience, &transfer);
	static unsigned char body[FRAME_POST_MAX];
	struct request_frame request;
	struct end_frame end;

	while (!error && hear(&request, body))
		if (!answer(transfer, &request, body))
			return 1;
	if (!error || !hear(&request, body))
		return 0;
	end_make_error(&end, error);
	return say(&end, sizeof(end)) ? 0 : 1;
}

int main(int argc, char **argv)
{
	const unsigned long patience = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;

	if (!patience || patience > INT32_MAX) {
		fprintf(stderr, "suture-fetch is started by other programs of Suture\n");
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	prctl(PR_SET_NAME, "suture-fetch");
	return serve((unsigned int)patience);
}
