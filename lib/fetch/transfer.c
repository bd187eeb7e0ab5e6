/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fetch/transfer.h"

#include <string.h>

#include <curl/curl.h>

#include "base/memory.h"

struct transfer {
	CURL *curl;
	char why[CURL_ERROR_SIZE];
};

/* One answer, while it comes in. */
struct answer {
	CURL *curl;
	bool is_to_post; /* its refusal is of interest too */
	uint64_t left;	 /* bytes that may still come */
	transfer_send *send;
	bool too_long;
	struct data_frame frame;
};

/* ---- what comes in ---- */

static long status_of(CURL *curl)
{
	long status = 0;

	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	return status;
}

/* How a server says no to what was posted, and why. */
static bool is_refusal(long status)
{
	return (status >= 400 && status < 500) || status == 503;
}

static bool is_wanted(const struct answer *answer)
{
	const long status = status_of(answer->curl);

	return answer->is_to_post ? status == 200 || is_refusal(status) : status < 400;
}

static bool send_all(struct answer *answer, const char *data, size_t size)
{
	while (size) {
		const size_t length = size < FRAME_DATA_MAX ? size : FRAME_DATA_MAX;

		memcpy(answer->frame.data, data, length);
		if (!answer->send(&answer->frame, length))
			return false;
		data += length;
		size -= length;
	}
	return true;
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
	if (!is_wanted(answer))
		return size;
	return send_all(answer, data, size) ? size : 0;
}

/* ---- how it ends ---- */

static bool has_connected(CURL *curl)
{
	double seconds = 0;

	curl_easy_getinfo(curl, CURLINFO_PRETRANSFER_TIME, &seconds);
	return seconds > 0;
}

static struct error *refuse(const struct transfer *transfer, enum suture_refusal refusal,
			    const char *url, CURLcode code)
{
	return error_refuse(refusal, "%s: %s", url,
			    *transfer->why ? transfer->why : curl_easy_strerror(code));
}

static struct error *transfer_error(const struct transfer *transfer, const struct answer *answer,
				    const char *url, CURLcode code)
{
	switch (code) {
	case CURLE_OPERATION_TIMEDOUT:
		return refuse(transfer,
			      has_connected(transfer->curl) ? SUTURE_REFUSAL_DOWNLOAD_TOO_SLOW
							    : SUTURE_REFUSAL_NO_NETWORK,
			      url, code);
	case CURLE_WRITE_ERROR:
		if (answer->too_long)
			return error_refuse(SUTURE_REFUSAL_DOWNLOAD_TOO_LONG,
					    "%s has more bytes than it should", url);
		return refuse(transfer, SUTURE_REFUSAL_SERVER_FAILED, url, code);
	case CURLE_PARTIAL_FILE:
	case CURLE_GOT_NOTHING:
		return refuse(transfer, SUTURE_REFUSAL_DOWNLOAD_SHORT, url, code);
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
		return refuse(transfer, SUTURE_REFUSAL_SERVER_UNTRUSTED, url, code);
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_URL_MALFORMAT:
		/* Somewhere a server has sent us, or what it says is no HTTP. */
		if (has_connected(transfer->curl) || status_of(transfer->curl))
			return refuse(transfer, SUTURE_REFUSAL_SERVER_FAILED, url, code);
		return error_new(ERROR_USAGE, "%s: %s", url, curl_easy_strerror(code));
	case CURLE_OUT_OF_MEMORY:
		/* So libcurl says that it takes no more of a header. */
		if (has_connected(transfer->curl))
			return error_refuse(SUTURE_REFUSAL_SERVER_FAILED,
					    "%s: a header without end", url);
		return error_new(ERROR_INTERNAL, "%s: %s", url, curl_easy_strerror(code));
	case CURLE_RANGE_ERROR:
	case CURLE_TOO_MANY_REDIRECTS:
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM:
		return refuse(transfer, SUTURE_REFUSAL_SERVER_FAILED, url, code);
	default:
		return refuse(transfer, SUTURE_REFUSAL_NO_NETWORK, url, code);
	}
}

static struct error *server_failed(const char *url, long status)
{
	return error_refuse(SUTURE_REFUSAL_SERVER_FAILED, "%s: HTTP status %ld", url, status);
}

static struct error *check_status_of_post(const struct transfer *transfer, const char *url,
					  enum fetch_status *result)
{
	const long status = status_of(transfer->curl);

	if (status != 200 && !is_refusal(status))
		return server_failed(url, status);
	*result = status == 200 ? FETCH_FOUND : FETCH_DECLINED;
	return NULL;
}

/* A file that may not be read is none for us: a bucket of objects says 403 for what it has not. */
static struct error *check_status(const struct transfer *transfer, const char *url,
				  enum fetch_status *result)
{
	const long status = status_of(transfer->curl);

	if (status == 304)
		*result = FETCH_NOT_MODIFIED;
	else if (status == 403 || status == 404 || status == 410)
		*result = FETCH_NOT_FOUND;
	else if (status >= 400)
		return server_failed(url, status);
	else
		*result = FETCH_FOUND;
	return NULL;
}

static struct error *perform(struct transfer *transfer, const char *url, struct answer *answer,
			     enum fetch_status *result)
{
	CURLcode code;

	*transfer->why = 0;
	curl_easy_setopt(transfer->curl, CURLOPT_URL, url);
	curl_easy_setopt(transfer->curl, CURLOPT_WRITEDATA, answer);
	code = curl_easy_perform(transfer->curl);
	if (code != CURLE_OK && answer->is_to_post)
		return transfer_error(transfer, answer, url, code);
	if (answer->is_to_post)
		return check_status_of_post(transfer, url, result);
	if (code == CURLE_FILE_COULDNT_READ_FILE) {
		*result = FETCH_NOT_FOUND;
		return NULL;
	}
	if (code != CURLE_OK && !(answer->too_long && status_of(transfer->curl) >= 400))
		return transfer_error(transfer, answer, url, code);
	return check_status(transfer, url, result);
}

static void headers_free(struct curl_slist **headers)
{
	curl_slist_free_all(*headers);
}

/* A 304 that nobody has asked for is a fault of the server's. */
static struct error *perform_if_new(struct transfer *transfer, const struct request_frame *request,
				    struct answer *answer, enum fetch_status *result)
{
	_cleanup_free_ char *line = xasprintf("If-None-Match: %s", request->etag);
	_cleanup_(headers_free)
	struct curl_slist *headers = *request->etag ? curl_slist_append(NULL, line) : NULL;
	struct error *error;

	curl_easy_setopt(transfer->curl, CURLOPT_HTTPHEADER, headers);
	error = perform(transfer, request->url, answer, result);
	curl_easy_setopt(transfer->curl, CURLOPT_HTTPHEADER, NULL);
	if (!error && *result == FETCH_NOT_MODIFIED && !headers)
		return error_refuse(SUTURE_REFUSAL_SERVER_FAILED, "%s: HTTP status 304",
				    request->url);
	return error;
}

static void set_posting(CURL *curl, const struct request_frame *request, const unsigned char *body)
{
	curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)request->posted);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	/* libcurl sends once more what a connection that it has used before did not answer. */
	curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
}

static void set_asking(CURL *curl)
{
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, NULL);
	curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https,file");
	curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 0L);
}

static struct error *perform_post(struct transfer *transfer, const struct request_frame *request,
				  const unsigned char *body, struct answer *answer,
				  enum fetch_status *result)
{
	_cleanup_(headers_free)
	struct curl_slist *headers =
		curl_slist_append(NULL, "Content-Type: application/octet-stream");
	struct error *error;

	/* Nobody is waited for who would say that it may come. */
	headers = curl_slist_append(headers, "Expect:");
	curl_easy_setopt(transfer->curl, CURLOPT_HTTPHEADER, headers);
	set_posting(transfer->curl, request, body);
	error = perform(transfer, request->url, answer, result);
	set_asking(transfer->curl);
	curl_easy_setopt(transfer->curl, CURLOPT_HTTPHEADER, NULL);
	return error;
}

static void copy_etag(CURL *curl, char etag[FRAME_ETAG_SIZE])
{
	struct curl_header *header;

	if (!curl_easy_header(curl, "ETag", 0, CURLH_HEADER, -1, &header) && is_etag(header->value))
		strcpy(etag, header->value);
}

struct error *transfer_run(struct transfer *transfer, const struct request_frame *request,
			   const unsigned char *body, transfer_send *send, struct end_frame *end)
{
	struct answer answer = { .curl = transfer->curl,
				 .is_to_post = body,
				 .left = request->limit,
				 .send = send,
				 .frame.type = FRAME_DATA };
	enum fetch_status status;

	curl_easy_setopt(transfer->curl, CURLOPT_RESUME_FROM_LARGE, (curl_off_t)request->offset);
	if (body)
		try(perform_post(transfer, request, body, &answer, &status));
	else
		try(perform_if_new(transfer, request, &answer, &status));
	memset(end, 0, sizeof(*end));
	end->type = FRAME_END;
	end->status = status;
	if (!body)
		copy_etag(transfer->curl, end->etag);
	return NULL;
}

/* ---- opening ---- */

static void set_limits(CURL *curl, long patience)
{
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, patience);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, (long)FETCH_TRICKLE);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, patience);
	curl_easy_setopt(curl, CURLOPT_MAXREDIRS, (long)FETCH_REDIRECTS_MAX);
	curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
}

/* Who issues certificates; libcurl's own choice if the environment says nothing. */
static void set_issuers(CURL *curl)
{
	const char *file = getenv("SSL_CERT_FILE"), *directory = getenv("SSL_CERT_DIR");

	if (file)
		curl_easy_setopt(curl, CURLOPT_CAINFO, file);
	if (directory)
		curl_easy_setopt(curl, CURLOPT_CAPATH, directory);
}

struct error *transfer_open(unsigned int patience, struct transfer **transfer)
{
	struct transfer *opened = xcalloc(1, sizeof(*opened));

	opened->curl = curl_easy_init();
	if (!opened->curl) {
		free(opened);
		return error_new(ERROR_INTERNAL, "libcurl does not start");
	}
	set_asking(opened->curl);
	set_limits(opened->curl, (long)patience);
	set_issuers(opened->curl);
	curl_easy_setopt(opened->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(opened->curl, CURLOPT_USERAGENT, "suture/" SUTURE_VERSION);
	curl_easy_setopt(opened->curl, CURLOPT_ERRORBUFFER, opened->why);
	curl_easy_setopt(opened->curl, CURLOPT_WRITEFUNCTION, take_data);
	*transfer = opened;
	return NULL;
}

void transfer_close(struct transfer *transfer)
{
	curl_easy_cleanup(transfer->curl);
	free(transfer);
}
