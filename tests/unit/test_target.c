/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which addresses a webhook may have only if that is said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <cmocka.h>

#include "base/memory.h"
#include "signal/target.h"

static bool is_private(const char *text)
{
	struct sockaddr_in ipv4 = { .sin_family = AF_INET };
	struct sockaddr_in6 ipv6 = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, text, &ipv4.sin_addr) == 1)
		return target_is_private((struct sockaddr *)&ipv4);
	assert_int_equal(inet_pton(AF_INET6, text, &ipv6.sin6_addr), 1);
	return target_is_private((struct sockaddr *)&ipv6);
}

static void these_are_private(void **state)
{
	static const char *const addresses[] = {
		"0.0.0.0",
		"0.255.255.255",
		"10.0.0.0",
		"10.255.255.255",
		"100.64.0.0",
		"100.127.255.255",
		"127.0.0.1",
		"127.255.255.255",
		"169.254.169.254",
		"172.16.0.0",
		"172.31.255.255",
		"192.0.0.1",
		"192.168.0.0",
		"192.168.255.255",
		"198.18.0.0",
		"198.19.255.255",
		"224.0.0.1",
		"255.255.255.255",
		"::",
		"::1",
		"::127.0.0.1",
		"::ffff:10.1.2.3",
		"64:ff9b::192.168.1.1",
		"2002:7f00:1::",
		"fc00::1",
		"fdff:ffff::",
		"fe80::1",
		"febf::1",
		"fec0::1",
		"ff02::1",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(addresses); i++)
		if (!is_private(addresses[i]))
			fail_msg("%s is not", addresses[i]);
}

static void these_are_not(void **state)
{
	static const char *const addresses[] = {
		"1.0.0.0",	   "9.255.255.255",	  "11.0.0.0",	  "100.63.255.255",
		"100.128.0.0",	   "126.255.255.255",	  "128.0.0.0",	  "169.253.255.255",
		"169.255.0.0",	   "172.15.255.255",	  "172.32.0.0",	  "192.0.1.0",
		"192.167.255.255", "192.169.0.0",	  "198.17.0.0",	  "198.20.0.0",
		"223.255.255.255", "::ffff:93.184.1.1",	  "2001:db8::1",  "2002:5db8:101::",
		"2a00::1",	   "64:ff9b::93.184.1.1", "fbff:ffff::1",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(addresses); i++)
		if (is_private(addresses[i]))
			fail_msg("%s is", addresses[i]);
}

static void what_is_no_address_is_private(void **state)
{
	const struct sockaddr_un local = { .sun_family = AF_UNIX };

	(void)state;
	assert_true(target_is_private((const struct sockaddr *)&local));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(these_are_private),
		cmocka_unit_test(these_are_not),
		cmocka_unit_test(what_is_no_address_is_private),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
