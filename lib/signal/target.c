/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/target.h"

#include <netinet/in.h>
#include <string.h>

#include "base/memory.h"

struct network {
	unsigned char bytes[16];
	unsigned int bits;
};

static const struct network of_ipv4[] = {
	{ { 0 }, 8 },	       /* this network */
	{ { 10 }, 8 },	       /* private */
	{ { 100, 64 }, 10 },   /* carriers' */
	{ { 127 }, 8 },	       /* the machine */
	{ { 169, 254 }, 16 },  /* the link */
	{ { 172, 16 }, 12 },   /* private */
	{ { 192, 0, 0 }, 24 }, /* protocols' */
	{ { 192, 168 }, 16 },  /* private */
	{ { 198, 18 }, 15 },   /* measurements' */
	{ { 224 }, 3 },	       /* many machines', reserved, all machines' */
};

static const struct network of_ipv6[] = {
	{ { 0 }, 127 },		/* none, and the machine */
	{ { 0xfc }, 7 },	/* private */
	{ { 0xfe, 0x80 }, 10 }, /* the link */
	{ { 0xfe, 0xc0 }, 10 }, /* a site's, once */
	{ { 0xff }, 8 },	/* many machines' */
};

/* Behind these an address of IPv4 stands. */
static const struct {
	struct network network;
	size_t at;
} embedding[] = {
	{ { { [10] = 0xff, [11] = 0xff }, 96 }, 12 },
	{ { { 0 }, 96 }, 12 },
	{ { { 0x00, 0x64, 0xff, 0x9b }, 96 }, 12 },
	{ { { 0x20, 0x02 }, 16 }, 2 },
};

static bool is_of(const unsigned char *address, const struct network *network)
{
	const unsigned int whole = network->bits / 8, rest = network->bits % 8;

	if (memcmp(address, network->bytes, whole))
		return false;
	return !rest || !((address[whole] ^ network->bytes[whole]) >> (8 - rest));
}

static bool is_of_any(const unsigned char *address, const struct network *networks, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (is_of(address, &networks[i]))
			return true;
	return false;
}

static bool is_private_ipv4(const unsigned char *address)
{
	return is_of_any(address, of_ipv4, ARRAY_SIZE(of_ipv4));
}

static bool is_private_ipv6(const unsigned char *address)
{
	if (is_of_any(address, of_ipv6, ARRAY_SIZE(of_ipv6)))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(embedding); i++)
		if (is_of(address, &embedding[i].network))
			return is_private_ipv4(address + embedding[i].at);
	return false;
}

bool target_is_private(const struct sockaddr *address)
{
	struct sockaddr_in6 ipv6;
	struct sockaddr_in ipv4;

	switch (address->sa_family) {
	case AF_INET:
		memcpy(&ipv4, address, sizeof(ipv4));
		return is_private_ipv4((const unsigned char *)&ipv4.sin_addr);
	case AF_INET6:
		memcpy(&ipv6, address, sizeof(ipv6));
		return is_private_ipv6(ipv6.sin6_addr.s6_addr);
	default:
		return true;
	}
}
