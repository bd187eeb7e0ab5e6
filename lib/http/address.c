/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "http/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "base/memory.h"
#include "base/string_list.h"

static const uint8_t v4_prefix[12] = { [10] = 0xff, [11] = 0xff };

/* ---- one ---- */

static bool is_v4(const struct address *address)
{
	return !memcmp(address->bytes, v4_prefix, sizeof(v4_prefix));
}

static void set_v4(struct address *address, const void *bytes)
{
	memcpy(address->bytes, v4_prefix, sizeof(v4_prefix));
	memcpy(address->bytes + sizeof(v4_prefix), bytes, 4);
}

void address_of(const struct sockaddr *sockaddr, struct address *address)
{
	*address = (struct address){};
	if (!sockaddr)
		return;
	if (sockaddr->sa_family == AF_INET)
		set_v4(address, &((const struct sockaddr_in *)sockaddr)->sin_addr);
	if (sockaddr->sa_family == AF_INET6)
		memcpy(address->bytes, &((const struct sockaddr_in6 *)sockaddr)->sin6_addr, 16);
}

bool address_parse(const char *text, struct address *address)
{
	uint8_t bytes[16];

	if (inet_pton(AF_INET, text, bytes) == 1) {
		set_v4(address, bytes);
		return true;
	}
	if (inet_pton(AF_INET6, text, bytes) != 1)
		return false;
	memcpy(address->bytes, bytes, sizeof(bytes));
	return true;
}

void address_write(const struct address *address, char text[static ADDRESS_TEXT_SIZE])
{
	if (is_v4(address))
		inet_ntop(AF_INET, address->bytes + sizeof(v4_prefix), text, ADDRESS_TEXT_SIZE);
	else
		inet_ntop(AF_INET6, address->bytes, text, ADDRESS_TEXT_SIZE);
}

uint64_t address_network(const struct address *address)
{
	uint64_t network;

	memcpy(&network, address->bytes + (is_v4(address) ? 8 : 0), sizeof(network));
	return network;
}

/* ---- many ---- */

struct error *addresses_parse(const char *words, struct addresses *addresses)
{
	_cleanup_string_list_ struct string_list list = {};
	_cleanup_addresses_ struct addresses parsed = {};
	struct address address;

	if (words)
		string_list_add_words(&list, words);
	for (size_t i = 0; i < list.n_items; i++) {
		if (!address_parse(list.items[i], &address))
			return error_new(ERROR_USAGE, "'%s' is no address", list.items[i]);
		*array_append(parsed.items, parsed.n_items) = address;
	}
	*addresses = parsed;
	parsed = (struct addresses){};
	return NULL;
}

bool addresses_contain(const struct addresses *addresses, const struct address *address)
{
	for (size_t i = 0; i < addresses->n_items; i++)
		if (!memcmp(&addresses->items[i], address, sizeof(*address)))
			return true;
	return false;
}

void addresses_deinit(struct addresses *addresses)
{
	free(addresses->items);
	*addresses = (struct addresses){};
}

/* ---- whose it is ---- */

/* The last of a list with commas, without blanks around it; NULL: it is longer than an address. */
static const char *last_word(const char *list, size_t length, char word[static ADDRESS_TEXT_SIZE])
{
	const char *start = memrchr(list, ',', length);
	const char *end = list + length;

	start = start ? start + 1 : list;
	while (start < end && (*start == ' ' || *start == '\t'))
		start++;
	while (end > start && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	if (end - start >= ADDRESS_TEXT_SIZE)
		return NULL;
	memcpy(word, start, (size_t)(end - start));
	word[end - start] = 0;
	return word;
}

/* What is in front of the last word and its comma. */
static size_t length_before(const char *list, size_t length)
{
	const char *comma = memrchr(list, ',', length);

	return comma ? (size_t)(comma - list) : 0;
}

void address_forwarded(const struct addresses *proxies, const struct address *peer,
		       const char *forwarded, struct address *address)
{
	size_t length = forwarded ? strlen(forwarded) : 0;
	char word[ADDRESS_TEXT_SIZE];
	struct address heard;

	*address = *peer;
	while (length && addresses_contain(proxies, address)) {
		if (!last_word(forwarded, length, word) || !address_parse(word, &heard))
			return;
		*address = heard;
		length = length_before(forwarded, length);
	}
}
