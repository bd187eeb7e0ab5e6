/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One request by libcurl, in this process: it has no rights that are not its user's. */
#include <curl/curl.h>
#include <stdlib.h>

#include "base/memory.h"
#include "service.h"

#define ANSWER_MAX (64 << 20)
#define PATIENCE   30L /* seconds to connect, or without a sign */

DEFINE_CLEANUP(CURL *, curl_easy_cleanup);
#define _cleanup_curl_ _cleanup_(curl_easy_cleanupp)
DEFINE_CLEANUP(struct curl_slist *, curl_slist_free_all);
#define _cleanup_headers_ _cleanup_(curl_slist_free_allp)

/* ---- the answer as it comes ---- */

struct text {
	char *data;
	size_t size;
};

static void text_deinit(struct text *text)
{
	free(text->data);
}

static size_t take_bytes(char *data, size_t one, size_t size, void *context)
{
	struct text *text = context;

	if (text->size + size > ANSWER_MAX)
		return 0;
	text->data = xrealloc(text->data, text->size + size + 1, one);
	memcpy(text->data + text->size, data, size);
	text->size += size;
	text->data[text->size] = '\0';
	return size;
}

/* ---- what it says ---- */

static struct error *strange(const struct service_access *access, const char *what)
{
	return error_refuse(SUTURE_REFUSAL_SERVICE_STRANGE, "%s: %s", access->url, what);
}

/* In its own words, if it is a refusal that this version knows. */
static struct error *refused(const struct service_access *access, long status, const json_t *answer)
{
	const json_t *refusal = json_object_get(answer, "refusal");
	const json_int_t code = json_integer_value(json_object_get(refusal, "code"));
	const char *message = json_string_value(json_object_get(refusal, "message"));
	_cleanup_free_ char *text = NULL;

	if (!message || code <= 0 || code > 10000 || !refusal_row((enum suture_refusal)code)) {
		text = xasprintf("it answers with the status %ld", status);
		return strange(access, text);
	}
	return error_refuse((enum suture_refusal)code, "%s", message);
}

static struct error *read_answer(const struct service_access *access, long status,
				 const struct text *text, json_t **answer)
{
	_cleanup_json_ json_t *value =
		text->data ? json_loadb(text->data, text->size, JSON_REJECT_DUPLICATES, NULL)
			   : NULL;

	if (status < 200 || status >= 300)
		return refused(access, status, value);
	if (!json_is_object(value))
		return strange(access, "what it answers is no JSON object");
	*answer = json_incref(value);
	return NULL;
}

/* ---- the request ---- */

static struct error *failed(const struct service_access *access, CURLcode code)
{
	const bool is_untrusted = code == CURLE_PEER_FAILED_VERIFICATION ||
				  code == CURLE_SSL_CACERT_BADFILE;

	return error_refuse(is_untrusted ? SUTURE_REFUSAL_SERVER_UNTRUSTED
					 : SUTURE_REFUSAL_SERVICE_UNREACHABLE,
			    "%s: %s", access->url, curl_easy_strerror(code));
}

static struct curl_slist *make_headers(const struct service_access *access)
{
	_cleanup_free_ char *key = xasprintf("Authorization: Bearer %s", access->key);
	struct curl_slist *headers = curl_slist_append(NULL, key);

	return curl_slist_append(headers, "Content-Type: application/json");
}

/* No redirect is followed: the key would go along. */
static void set_up(CURL *curl, const struct request *request, const char *url, const char *body,
		   struct text *text)
{
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
	if (body)
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "suture-admin/" SUTURE_VERSION);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, PATIENCE);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, PATIENCE);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, text);
}

struct error *service_ask(const struct service_access *access, const struct request *request,
			  json_t **answer)
{
	_cleanup_free_ char *url = xasprintf("%s%s", access->url, request->path);
	_cleanup_free_ char *body = request->body ? json_dumps(request->body, JSON_COMPACT) : NULL;
	_cleanup_headers_ struct curl_slist *headers = make_headers(access);
	_cleanup_curl_ CURL *curl = curl_easy_init();
	_cleanup_(text_deinit)
	struct text text = {};
	long status = 0;
	CURLcode code;

	if (!curl)
		return error_new(ERROR_INTERNAL, "libcurl does not start");
	set_up(curl, request, url, body, &text);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	code = curl_easy_perform(curl);
	if (code)
		return failed(access, code);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	return read_answer(access, status, &text, answer);
}
