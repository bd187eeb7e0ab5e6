/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fetch/fetch.h"

#include <unistd.h>

#include "base/form.h"
#include "base/memory.h"
#include "fetch/exchange.h"
#include "fetch/fetcher.h"

#define ROOM_LEAST 4096 /* bytes */

struct fetch {
	struct launch launch;
	struct fetcher fetcher;
};

/* ---- asking ---- */

/*
 * More than an honest fetcher is ever silent: its patience to connect and its patience with who is
 * silent, at each place that it is sent to.
 */
static unsigned int silence_of(const struct fetch *fetch)
{
	const uint64_t seconds = 2ULL * (FETCH_REDIRECTS_MAX + 1) * fetch->launch.patience + 5;

	return seconds < UINT32_MAX ? (unsigned int)seconds : UINT32_MAX;
}

/* One that has failed us is no more; the next request starts another. */
static struct error *ask_with(struct fetch *fetch, const struct request_frame *request,
			      const void *body,
			      struct error *(*accept)(void *context, const void *data, size_t size),
			      void *context, struct end_frame *end)
{
	struct exchange exchange = {
		.silence = silence_of(fetch), .accept = accept, .context = context, .body = body
	};
	struct error *error;

	if (fetch->fetcher.socket < 0)
		try(fetcher_start(&fetch->launch, &fetch->fetcher));
	exchange.socket = fetch->fetcher.socket;
	error = exchange_run(&exchange, request, end);
	if (error)
		fetcher_end(&fetch->fetcher);
	return error ? error : end_error(end);
}

static struct error *ask(struct fetch *fetch, const struct request_frame *request,
			 struct error *(*accept)(void *context, const void *data, size_t size),
			 void *context, struct end_frame *end)
{
	return ask_with(fetch, request, NULL, accept, context, end);
}

/* ---- into memory ---- */

/* With a NUL behind it; a power of two, since whoever answers chooses how much comes at once. */
static size_t room_for(size_t size)
{
	size_t room = ROOM_LEAST;

	while (room <= size)
		room *= 2;
	return room;
}

static struct bytes no_bytes(void)
{
	return (struct bytes){ xcalloc(ROOM_LEAST, 1), 0 };
}

static struct error *add_to_bytes(void *context, const void *data, size_t size)
{
	struct bytes *bytes = context;
	const size_t room = room_for(bytes->size + size);

	if (room != room_for(bytes->size))
		bytes->data = xrealloc(bytes->data, room, 1);
	memcpy(bytes->data + bytes->size, data, size);
	bytes->size += size;
	bytes->data[bytes->size] = 0;
	return NULL;
}

struct error *fetch_bytes_if_new(struct fetch *fetch, const char *url, size_t max, const char *etag,
				 struct bytes *bytes, char **new_etag, enum fetch_news *news)
{
	_cleanup_bytes_ struct bytes taken = no_bytes();
	struct request_frame request;
	struct end_frame end;

	try(request_make(&request, url, etag));
	request.limit = max;
	try(ask(fetch, &request, add_to_bytes, &taken, &end));
	*news = end.status == FETCH_FOUND	   ? FETCH_NEWS
		: end.status == FETCH_NOT_MODIFIED ? FETCH_KNOWN
						   : FETCH_NOTHING;
	if (*news != FETCH_NEWS)
		return NULL;
	*bytes = taken;
	taken = (struct bytes){};
	*new_etag = *end.etag ? xstrdup(end.etag) : NULL;
	return NULL;
}

struct error *fetch_bytes(struct fetch *fetch, const char *url, size_t max, struct bytes *bytes,
			  bool *found)
{
	_cleanup_free_ char *etag = NULL;
	enum fetch_news news;

	try(fetch_bytes_if_new(fetch, url, max, NULL, bytes, &etag, &news));
	*found = news == FETCH_NEWS;
	return NULL;
}

/* ---- from memory ---- */

_Static_assert(FETCH_POST_MAX == FRAME_POST_MAX, "what may be posted is what a fetcher takes");

struct error *fetch_post(struct fetch *fetch, const char *url, const void *data, size_t size,
			 size_t max, struct bytes *answer, bool *taken)
{
	_cleanup_bytes_ struct bytes said = no_bytes();
	struct request_frame request;
	struct end_frame end;

	if (!size || size > FETCH_POST_MAX)
		return error_new(ERROR_INTERNAL, "%zu bytes cannot be posted", size);
	try(request_make(&request, url, NULL));
	request.limit = max;
	request.posted = (uint32_t)size;
	try(ask_with(fetch, &request, data, add_to_bytes, &said, &end));
	*answer = said;
	said = (struct bytes){};
	*taken = end.status == FETCH_FOUND;
	return NULL;
}

/* ---- into a file ---- */

struct appending {
	int file;
	const char *url;
	uint64_t size; /* of what has come */
};

static struct error *add_to_file(void *context, const void *data, size_t size)
{
	struct appending *appending = context;

	try(file_append(appending->file, appending->url, data, size));
	appending->size += size;
	return NULL;
}

static struct error *ask_from(struct fetch *fetch, const char *url, int file, uint64_t offset,
			      uint64_t length, bool *found)
{
	struct appending appending = { file, url, offset };
	struct request_frame request;
	struct end_frame end;

	try(request_make(&request, url, NULL));
	request.offset = offset;
	request.limit = length - offset;
	try(ask(fetch, &request, add_to_file, &appending, &end));
	*found = end.status == FETCH_FOUND;
	if (*found && appending.size < length)
		return error_refuse(SUTURE_REFUSAL_DOWNLOAD_SHORT, "%s ends %llu bytes too early",
				    url, (unsigned long long)(length - appending.size));
	return NULL;
}

static struct error *start_anew(int file)
{
	if (ftruncate(file, 0) < 0 || lseek(file, 0, SEEK_SET) < 0)
		return error_errno("cannot empty a file");
	return NULL;
}

struct error *fetch_rest(struct fetch *fetch, const char *url, int file, uint64_t length,
			 bool *found)
{
	off_t has = lseek(file, 0, SEEK_END);
	struct error *error;

	if (has < 0)
		return error_errno("cannot see how much of %s is there", url);
	*found = true;
	if ((uint64_t)has == length)
		return NULL;
	if (has > 0 && (uint64_t)has < length) {
		error = ask_from(fetch, url, file, (uint64_t)has, length, found);
		if (!error || error->refusal != SUTURE_REFUSAL_SERVER_FAILED)
			return error;
		error_free(error);
	}
	try(start_anew(file));
	return ask_from(fetch, url, file, 0, length, found);
}

char *fetch_url(const char *base, const char *name)
{
	_cleanup_free_ char *encoded = percent_encode(name, "/_.-~");
	size_t length = strlen(base);

	while (length && base[length - 1] == '/')
		length--;
	return xasprintf("%.*s/%s", (int)length, base, encoded);
}

/* ---- opening ---- */

struct error *fetch_open(const struct fetch_options *options, struct fetch **fetch)
{
	_cleanup_fetch_ struct fetch *opened = xcalloc(1, sizeof(*opened));

	opened->fetcher.socket = -1;
	try(launch_init(&opened->launch, options));
	try(fetcher_start(&opened->launch, &opened->fetcher));
	*fetch = take(opened);
	return NULL;
}

void fetch_close(struct fetch *fetch)
{
	fetcher_end(&fetch->fetcher);
	launch_deinit(&fetch->launch);
	free(fetch);
}
