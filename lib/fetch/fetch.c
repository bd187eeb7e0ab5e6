/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fetch/fetch.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <curl/curl.h>

#include "base/form.h"
#include "base/memory.h"

#define TRICKLE	      1024 /* bytes a second */
#define REDIRECTS_MAX 5L

struct fetch {
	CURL *curl;
	char why[CURL_ERROR_SIZE];
};

/* One answer, while it comes in. */
struct answer {
	CURL *curl;
	const char *url;
	uint64_t left; /* bytes that may still come */
	struct bytes *bytes;
	int file;	     /* if bytes is NULL */
	struct error *error; /* of a write to it */
	bool too_long;
};

/* ---- what comes in ---- */

static long status_of(CURL *curl)
{
	long status = 0;

	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	return status;
}

static size_t add_to_bytes(struct bytes *bytes, const char *data, size_t size)
{
	bytes->data = xrealloc(bytes->data, bytes->size + size + 1, 1);
	memcpy(bytes->data + bytes->size, data, size);
	bytes->size += size;
	bytes->data[bytes->size] = 0;
	return size;
}

static size_t add_to_file(struct answer *answer, const char *data, size_t size)
{
	answer->error = file_append(answer->file, answer->url, data, size);
	return answer->error ? 0 : size;
}

static size_t take_data(char *data, size_t one, size_t size, void *context)
{
	struct answer *answer = context;

	(void)one;
	if (size > answer->left) {
		answer->too_long = true;
		return 0;
	}
	answer->left -= size;
	if (status_of(answer->curl) >= 400)
		return size;
	return answer->bytes ? add_to_bytes(answer->bytes, data, size)
			     : add_to_file(answer, data, size);
}

/* ---- how it ends ---- */

static bool has_connected(CURL *curl)
{
	double seconds = 0;

	curl_easy_getinfo(curl, CURLINFO_PRETRANSFER_TIME, &seconds);
	return seconds > 0;
}

static struct error *refuse(const struct fetch *fetch, enum suture_refusal refusal, const char *url,
			    CURLcode code)
{
	return error_refuse(refusal, "%s: %s", url,
			    *fetch->why ? fetch->why : curl_easy_strerror(code));
}

static struct error *transfer_error(const struct fetch *fetch, struct answer *answer,
				    const char *url, CURLcode code)
{
	switch (code) {
	case CURLE_OPERATION_TIMEDOUT:
		return refuse(fetch,
			      has_connected(fetch->curl) ? SUTURE_REFUSAL_DOWNLOAD_TOO_SLOW
							 : SUTURE_REFUSAL_NO_NETWORK,
			      url, code);
	case CURLE_WRITE_ERROR:
		if (answer->too_long)
			return error_refuse(SUTURE_REFUSAL_DOWNLOAD_TOO_LONG,
					    "%s has more bytes than it should", url);
		if (answer->error)
			return take(answer->error);
		return refuse(fetch, SUTURE_REFUSAL_SERVER_FAILED, url, code);
	case CURLE_PARTIAL_FILE:
	case CURLE_GOT_NOTHING:
		return refuse(fetch, SUTURE_REFUSAL_DOWNLOAD_SHORT, url, code);
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
		return refuse(fetch, SUTURE_REFUSAL_SERVER_UNTRUSTED, url, code);
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_URL_MALFORMAT:
		/* Somewhere a server has sent us. */
		if (status_of(fetch->curl))
			return refuse(fetch, SUTURE_REFUSAL_SERVER_FAILED, url, code);
		return error_new(ERROR_USAGE, "%s: %s", url, curl_easy_strerror(code));
	case CURLE_RANGE_ERROR:
	case CURLE_TOO_MANY_REDIRECTS:
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM:
		return refuse(fetch, SUTURE_REFUSAL_SERVER_FAILED, url, code);
	default:
		return refuse(fetch, SUTURE_REFUSAL_NO_NETWORK, url, code);
	}
}

/* A file that may not be read is none for us: a bucket of objects says 403 for what it has not. */
static struct error *check_status(const struct fetch *fetch, const char *url, bool *found)
{
	long status = status_of(fetch->curl);

	*found = status != 403 && status != 404 && status != 410;
	if (!*found || status < 400)
		return NULL;
	return error_refuse(SUTURE_REFUSAL_SERVER_FAILED, "%s: HTTP status %ld", url, status);
}

static struct error *perform(struct fetch *fetch, const char *url, struct answer *answer,
			     bool *found)
{
	CURLcode code;

	answer->curl = fetch->curl;
	answer->url = url;
	*fetch->why = 0;
	curl_easy_setopt(fetch->curl, CURLOPT_URL, url);
	curl_easy_setopt(fetch->curl, CURLOPT_WRITEDATA, answer);
	code = curl_easy_perform(fetch->curl);
	if (code == CURLE_FILE_COULDNT_READ_FILE) {
		*found = false;
		return NULL;
	}
	if (code != CURLE_OK && !(answer->too_long && status_of(fetch->curl) >= 400))
		return transfer_error(fetch, answer, url, code);
	return check_status(fetch, url, found);
}

/* ---- requests ---- */

struct error *fetch_bytes(struct fetch *fetch, const char *url, size_t max, struct bytes *bytes,
			  bool *found)
{
	_cleanup_bytes_ struct bytes taken = { xcalloc(1, 1), 0 };
	struct answer answer = { .left = max, .bytes = &taken, .file = -1 };
	struct error *error = perform(fetch, url, &answer, found);

	if (error || !*found)
		return error;
	*bytes = taken;
	taken = (struct bytes){};
	return NULL;
}

static struct error *perform_from(struct fetch *fetch, const char *url, int file, uint64_t offset,
				  uint64_t length, bool *found)
{
	struct answer answer = { .left = length - offset, .file = file };
	struct error *error;

	curl_easy_setopt(fetch->curl, CURLOPT_RESUME_FROM_LARGE, (curl_off_t)offset);
	error = perform(fetch, url, &answer, found);
	curl_easy_setopt(fetch->curl, CURLOPT_RESUME_FROM_LARGE, (curl_off_t)0);
	if (error || !*found)
		return error;
	if (answer.left)
		return error_refuse(SUTURE_REFUSAL_DOWNLOAD_SHORT, "%s ends %llu bytes too early",
				    url, (unsigned long long)answer.left);
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
		error = perform_from(fetch, url, file, (uint64_t)has, length, found);
		if (!error || error->refusal != SUTURE_REFUSAL_SERVER_FAILED)
			return error;
		error_free(error);
	}
	try(start_anew(file));
	return perform_from(fetch, url, file, 0, length, found);
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

static void set_limits(CURL *curl, long patience)
{
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, patience);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, (long)TRICKLE);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, patience);
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(curl, CURLOPT_MAXREDIRS, REDIRECTS_MAX);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https,file");
	curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
}

struct error *fetch_open(unsigned int patience, struct fetch **fetch)
{
	struct fetch *opened = xcalloc(1, sizeof(*opened));

	opened->curl = curl_easy_init();
	if (!opened->curl) {
		free(opened);
		return error_new(ERROR_INTERNAL, "libcurl does not start");
	}
	set_limits(opened->curl, (long)patience);
	curl_easy_setopt(opened->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(opened->curl, CURLOPT_USERAGENT, "suture/" SUTURE_VERSION);
	curl_easy_setopt(opened->curl, CURLOPT_ERRORBUFFER, opened->why);
	curl_easy_setopt(opened->curl, CURLOPT_WRITEFUNCTION, take_data);
	*fetch = opened;
	return NULL;
}

void fetch_close(struct fetch *fetch)
{
	curl_easy_cleanup(fetch->curl);
	free(fetch);
}
