/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sending. The service is no one's superuser, so libcurl may run in it; what an answer says but for
 * its status is not looked at.
 */
#include <curl/curl.h>
#include <openssl/hmac.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/hex.h"
#include "base/memory.h"
#include "signal/target.h"
#include "signal/webhook.h"

#define PRIVATE "the address is not of the public internet; see [webhooks] in sutured.conf(5)"

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

/* As libcurl would make it. Another address of the name may do. */
static curl_socket_t open_public(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct delivery *delivery = context;

	(void)purpose;
	if (target_is_private(&address->addr)) {
		delivery->is_private = true;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static void set_up(CURL *curl, struct delivery *delivery, struct curl_slist *headers,
		   const struct delivery_options *options)
{
	curl_easy_setopt(curl, CURLOPT_URL, delivery->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)options->patience);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "sutured/" SUTURE_VERSION);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, delivery->event);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop);
	if (options->may_be_private)
		return;
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_public);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, delivery);
}

static void perform(CURL *curl, struct delivery *delivery)
{
	const CURLcode code = curl_easy_perform(curl);
	long status = 0;

	if (code != CURLE_OK) {
		delivery->is_silent = true;
		delivery->problem =
			xstrdup(delivery->is_private ? PRIVATE : curl_easy_strerror(code));
		return;
	}
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	if (status / 100 != 2)
		delivery->problem = xasprintf("the answer is %ld", status);
}

static void send_one(CURL *curl, struct delivery *delivery, const struct delivery_options *options)
{
	struct curl_slist *headers = make_headers(delivery);

	delivery->is_tried = true;
	set_up(curl, delivery, headers, options);
	perform(curl, delivery);
	curl_slist_free_all(headers);
}

/* ---- one webhook's ---- */

struct batch {
	struct delivery *items;
	size_t n_items;
	const struct delivery_options *options;
	pthread_t thread;
	bool is_started;
};

static time_t monotonic(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

/* One connection for all of them, as long as the receiver keeps it. */
static void *send_batch(void *data)
{
	struct batch *batch = data;
	const time_t end = monotonic() + batch->options->patience;
	CURL *curl = curl_easy_init();

	for (size_t i = 0; curl && i < batch->n_items && (!i || monotonic() <= end); i++) {
		send_one(curl, &batch->items[i], batch->options);
		if (batch->items[i].is_silent)
			break;
	}
	curl_easy_cleanup(curl);
	return NULL;
}

/* ---- all of them ---- */

static size_t split(struct deliveries *deliveries, const struct delivery_options *options,
		    struct batch *batches)
{
	size_t n = 0;

	for (size_t i = 0; i < deliveries->n_items; i++) {
		struct delivery *delivery = &deliveries->items[i];

		if (!i || delivery->webhook != delivery[-1].webhook)
			batches[n++] = (struct batch){ .items = delivery, .options = options };
		batches[n - 1].n_items++;
	}
	return n;
}

/* Of those for which there is no thread nothing is tried, and the next time they are due again. */
void deliveries_send(struct deliveries *deliveries, const struct delivery_options *options)
{
	_cleanup_free_ struct batch *batches = xcalloc(deliveries->n_items + 1, sizeof(*batches));
	const size_t n_batches = split(deliveries, options, batches);

	for (size_t i = 0; i < n_batches; i++)
		batches[i].is_started =
			!pthread_create(&batches[i].thread, NULL, send_batch, &batches[i]);
	for (size_t i = 0; i < n_batches; i++)
		if (batches[i].is_started)
			pthread_join(batches[i].thread, NULL);
}
