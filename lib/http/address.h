/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses of the network, and whose a request is that came through proxies. */
#ifndef SUTURE_HTTP_ADDRESS_H
#define SUTURE_HTTP_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/error.h"

#define ADDRESS_TEXT_SIZE 48

/* One of IPv6. Those of IPv4 are ::ffff:0:0/96, however they came in, so that each has one form. */
struct address {
	uint8_t bytes[16];
};

/* What is neither IPv4 nor IPv6 becomes "::". */
void address_of(const struct sockaddr *sockaddr, struct address *address)
	__attribute__((nonnull(2)));
/* false: the text is no numeric address and nothing else. */
bool address_parse(const char *text, struct address *address) __attribute__((nonnull));
/* "192.0.2.1", "2001:db8::1" */
void address_write(const struct address *address, char text[static ADDRESS_TEXT_SIZE])
	__attribute__((nonnull));
/*
 * What one stranger has for himself, as a number: an address of IPv4, 64 bits of one of IPv6, whose
 * other half everybody chooses as he likes.
 */
uint64_t address_network(const struct address *address) __attribute__((nonnull));

struct addresses {
	struct address *items;
	size_t n_items;
};

/* ERROR_USAGE if a word, between blanks, is no address. NULL: none. */
struct error *addresses_parse(const char *words, struct addresses *addresses)
	__attribute__((nonnull(2), warn_unused_result));
bool addresses_contain(const struct addresses *addresses, const struct address *address)
	__attribute__((nonnull));
void addresses_deinit(struct addresses *addresses);
#define _cleanup_addresses_ _cleanup_(addresses_deinit)

/*
 * Whose a request is that peer hands on with this X-Forwarded-For (NULL: none). Each proxy adds at
 * the right whom it has heard; what is left of the first one who is no proxy of ours was written by
 * a stranger. What is no address ends it too: then it is the last one before.
 */
void address_forwarded(const struct addresses *proxies, const struct address *peer,
		       const char *forwarded, struct address *address)
	__attribute__((nonnull(1, 2, 4)));

#endif
