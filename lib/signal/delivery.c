/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sending. The service is no one's superuser, so libcurl may run in it; what an answer says but for
 * its status is not looked at.
 */
#include <curl/curl.h>
#include <openssl/hmac.h>
#include <stdlib.h>

#include "base/hex.h"
#include "base/memory.h"
#include "signal/webhook.h"

char *delivery_sign(const char *secret, const char *body)
{
	unsigned char code[EVP_MAX_MD_SIZE];
	unsigned int size = 0;

	HMAC(EVP_sha256(), secret, (int)strlen(secret), (const unsigned char *)body, strlen(body),
	     code, &size);
	return hex_text(code, size);
}

static size_t drop(char *data, size_t size, size_t n, void *context)
{
	(void)data;
	(void)context;
	return size * n;
}

static struct curl_slist *make_headers(const struct delivery *delivery)
{
	_cleanup_free_ char *signature = delivery_sign(delivery->secret, delivery->event);
	_cleanup_free_ char *signed_by = xasprintf("Suture-Signature: sha256=%s", signature);
	_cleanup_free_ char *number = xasprintf("Suture-Delivery: %lld", (long long)delivery->id);
	struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");

	headers = curl_slist_append(headers, number);
	return curl_slist_append(headers, signed_by);
}

static void set_up(CURL *curl, const struct delivery *delivery, struct curl_slist *headers,
		   long patience)
{
	curl_easy_setopt(curl, CURLOPT_URL, delivery->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, patience);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "sutured/" SUTURE_VERSION);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, delivery->event);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop);
}

static char *perform(CURL *curl)
{
	const CURLcode code = curl_easy_perform(curl);
	long status = 0;

	if (code != CURLE_OK)
		return xstrdup(curl_easy_strerror(code));
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	return status / 100 == 2 ? NULL : xasprintf("the answer is %ld", status);
}

void delivery_send(const struct delivery *delivery, unsigned int patience, char **problem)
{
	CURL *curl = curl_easy_init();
	struct curl_slist *headers = make_headers(delivery);

	if (curl) {
		set_up(curl, delivery, headers, patience);
		*problem = perform(curl);
	} else {
		*problem = xstrdup("libcurl does not start");
	}
	curl_slist_free_all(headers);
	curl_easy_cleanup(curl);
}
