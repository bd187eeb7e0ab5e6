/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the server decides without a network: routes, fields, addresses, limits, log lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#include "base/json.h"
#include "base/memory.h"
#include "http/address.h"
#include "http/limit.h"
#include "http/listen.h"
#include "http/log.h"
#include "http/response.h"
#include "http/route.h"

#define SECOND 1000000000ULL

/* ---- routes ---- */

static const struct http_route routes[] = {
	{ HTTP_GET, "/" },
	{ HTTP_GET, "/machine" },
	{ HTTP_POST, "/machine" },
	{ HTTP_GET, "/machine/new" },
	{ HTTP_GET, "/machine/{uuid}" },
	{ HTTP_DELETE, "/machine/{uuid}" },
	{ HTTP_PUT, "/machine/{uuid}/tag/{name}" },
	{ HTTP_GET, "/a b/\xc3\xa9" },
};

/* The route of a path, or -1; its names as "a=b,". */
static int route_of(const char *method, const char *path, char **names, unsigned int *allowed)
{
	_cleanup_string_list_ struct string_list parts = {};
	_cleanup_fields_ struct fields found = {};
	const struct http_route *route = NULL;

	*names = xstrdup("");
	*allowed = 0;
	if (path_split(path, &parts))
		route = route_find(routes, ARRAY_SIZE(routes), method_parse(method), &parts, &found,
				   allowed);
	for (size_t i = 0; i < found.n_items; i++)
		xappend(names, "%s=%s,", found.items[i].name, found.items[i].value);
	return route ? (int)(route - routes) : -1;
}

static void test_routes(void **state)
{
	static const struct {
		const char *method, *path, *names;
		int route;
	} rows[] = {
		{ "GET", "/", "", 0 },
		{ "HEAD", "/", "", 0 },
		{ "GET", "/machine", "", 1 },
		{ "POST", "/machine", "", 2 },
		{ "GET", "/machine/new", "", 3 },
		{ "GET", "/machine/ne%77", "", 3 },
		{ "GET", "/machine/news", "uuid=news,", 4 },
		{ "GET", "/machine/a%2Fb", "uuid=a/b,", 4 },
		{ "GET", "/machine/a+b", "uuid=a+b,", 4 },
		{ "GET", "/machine/..", "uuid=..,", 4 },
		{ "DELETE", "/machine/new", "uuid=new,", 5 },
		{ "PUT", "/machine/1/tag/%c3%a9", "uuid=1,name=\xc3\xa9,", 6 },
		{ "GET", "/a%20b/%C3%A9", "", 7 },
		{ "GET", "/machine/", "", -1 },
		{ "GET", "//machine", "", -1 },
		{ "GET", "/machine/1/", "", -1 },
		{ "GET", "/machine/1/tag", "", -1 },
		{ "GET", "/Machine", "", -1 },
		{ "GET", "/mach", "", -1 },
		{ "GET", "", "", -1 },
		{ "GET", "machine", "", -1 },
		{ "GET", "*", "", -1 },
		{ "PUT", "/machine/1/tag/", "", -1 },
		{ "GET", "/machine/%00", "", -1 },
		{ "GET", "/machine/a%00b", "", -1 },
		{ "GET", "/machine/%", "", -1 },
		{ "GET", "/machine/%4", "", -1 },
		{ "GET", "/machine/%4g", "", -1 },
		{ "GET", "/machine/%-1", "", -1 },
		{ "GET", "/machine/% 1", "", -1 },
		{ "GET", "/machine/%ff", "", -1 },
		{ "GET", "/machine/\xc3", "", -1 },
		{ "GET", "/machine/%c0%af", "", -1 },
		{ "GET", "/machine/%ed%a0%80", "", -1 },
		{ "get", "/machine", "", -1 },
		{ "BREW", "/machine", "", -1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *names = NULL;
		unsigned int allowed;

		if (route_of(rows[i].method, rows[i].path, &names, &allowed) != rows[i].route ||
		    strcmp(names, rows[i].names))
			fail_msg("%s %s: %s", rows[i].method, rows[i].path, names);
	}
}

static void test_allowed(void **state)
{
	static const char *const rows[][2] = {
		{ "/machine", "GET, HEAD, POST" },
		{ "/machine/new", "GET, HEAD, DELETE" },
		{ "/machine/1/tag/a", "PUT" },
		{ "/other", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *names = NULL, *text = NULL;
		unsigned int allowed;

		assert_int_equal(route_of("BREW", rows[i][0], &names, &allowed), -1);
		text = methods_text(allowed);
		assert_string_equal(text, rows[i][1]);
	}
}

/* ---- fields ---- */

static char *fields_text(const char *text, size_t size)
{
	_cleanup_fields_ struct fields fields = {};
	char *all = xstrdup("");

	if (!fields_read(&fields, text, size)) {
		free(all);
		return xstrdup("malformed");
	}
	for (size_t i = 0; i < fields.n_items; i++)
		xappend(&all, "[%s|%s]", fields.items[i].name, fields.items[i].value);
	return all;
}

static void test_fields(void **state)
{
	static const char *const rows[][2] = {
		{ "", "" },
		{ "a=b", "[a|b]" },
		{ "a=b&c=d", "[a|b][c|d]" },
		{ "a=b&a=c", "[a|b][a|c]" },
		{ "a", "[a|]" },
		{ "a=", "[a|]" },
		{ "=a", "[|a]" },
		{ "&&a=b&", "[a|b]" },
		{ "a=b=c", "[a|b=c]" },
		{ "a+b=c+d%2B", "[a b|c d+]" },
		{ "%61%3d=%26%3D", "[a=|&=]" },
		{ "a=%C3%a9\xc3\xa9", "[a|\xc3\xa9\xc3\xa9]" },
		{ "a=b;c=d", "[a|b;c=d]" },
		{ "a=\r\n", "[a|\r\n]" },
		{ "a=%", "malformed" },
		{ "a=%1", "malformed" },
		{ "a=%&b=11", "malformed" },
		{ "a=%1&1", "malformed" },
		{ "%=a", "malformed" },
		{ "a=%u0041", "malformed" },
		{ "a=%00", "malformed" },
		{ "%00", "malformed" },
		{ "a=%ff", "malformed" },
		{ "a=\xff", "malformed" },
		{ "a=%c3&b=%a9", "malformed" },
		{ "a=%f5%80%80%80", "malformed" },
		{ "ok=1&a=%zz", "malformed" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *text = fields_text(rows[i][0], strlen(rows[i][0]));

		assert_string_equal(text, rows[i][1]);
	}
}

static void test_fields_with_nul(void **state)
{
	_cleanup_free_ char *text = fields_text("a=b\0c", 5);

	(void)state;
	assert_string_equal(text, "malformed");
}

static void test_fields_are_bounded(void **state)
{
	_cleanup_fields_ struct fields fields = {}, more = {};
	_cleanup_free_ char *text = xcalloc(2 * FIELDS_MAX + 3, 1);

	(void)state;
	for (int i = 0; i <= FIELDS_MAX; i++)
		strcat(text + 2 * i, "a&");
	assert_true(fields_read(&fields, text, 2 * FIELDS_MAX));
	assert_int_equal(fields.n_items, FIELDS_MAX);
	assert_false(fields_read(&more, text, 2 * FIELDS_MAX + 1));
}

static void test_first_field_counts(void **state)
{
	_cleanup_fields_ struct fields fields = {};

	(void)state;
	assert_true(fields_read(&fields, "a=1&a=2&b=3", 11));
	assert_string_equal(fields_get(&fields, "a"), "1");
	assert_string_equal(fields_get(&fields, "b"), "3");
	assert_null(fields_get(&fields, "c"));
}

/* ---- addresses ---- */

static void expect_forwarded(const char *peer, const char *forwarded, const char *expected)
{
	_cleanup_addresses_ struct addresses proxies = {};
	struct address address, found;
	char text[ADDRESS_TEXT_SIZE];

	assert_null(addresses_parse("10.0.0.1  10.0.0.2 2001:db8::1", &proxies));
	assert_true(address_parse(peer, &address));
	address_forwarded(&proxies, &address, forwarded, &found);
	address_write(&found, text);
	assert_string_equal(text, expected);
}

static void test_forwarded(void **state)
{
	static const char *const rows[][3] = {
		{ "192.0.2.1", NULL, "192.0.2.1" },
		{ "192.0.2.1", "198.51.100.1", "192.0.2.1" },
		{ "10.0.0.1", NULL, "10.0.0.1" },
		{ "10.0.0.1", "", "10.0.0.1" },
		{ "10.0.0.1", "198.51.100.1", "198.51.100.1" },
		{ "10.0.0.1", "203.0.113.9, 198.51.100.1", "198.51.100.1" },
		{ "10.0.0.1", "203.0.113.9,198.51.100.1\t,  10.0.0.2 ", "198.51.100.1" },
		{ "10.0.0.1", "198.51.100.1,2001:db8::1", "198.51.100.1" },
		{ "10.0.0.1", "2001:DB8:0::2", "2001:db8::2" },
		{ "10.0.0.1", "::ffff:198.51.100.1", "198.51.100.1" },
		{ "10.0.0.1", "10.0.0.2, 10.0.0.1", "10.0.0.2" },
		{ "10.0.0.1", "198.51.100.1, unknown", "10.0.0.1" },
		{ "10.0.0.1", "unknown, 10.0.0.2", "10.0.0.2" },
		{ "10.0.0.1", "198.51.100.1,", "10.0.0.1" },
		{ "10.0.0.1", ",198.51.100.1", "198.51.100.1" },
		{ "10.0.0.1", "198.51.100.1 198.51.100.2", "10.0.0.1" },
		{ "10.0.0.1", "00000000000000000000000000000000000000000000000000001", "10.0.0.1" },
		{ "2001:db8::1", "198.51.100.1", "198.51.100.1" },
		{ "::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		expect_forwarded(rows[i][0], rows[i][1], rows[i][2]);
}

static void test_proxies_must_be_addresses(void **state)
{
	_cleanup_addresses_ struct addresses proxies = {};
	struct error *error = addresses_parse("10.0.0.1 localhost", &proxies);

	(void)state;
	assert_non_null(error);
	assert_int_equal(error->kind, ERROR_USAGE);
	error_free(error);
	assert_int_equal(proxies.n_items, 0);
}

static uint64_t network_of(const char *text)
{
	struct address address;

	assert_true(address_parse(text, &address));
	return address_network(&address);
}

static void test_networks(void **state)
{
	(void)state;
	assert_true(network_of("192.0.2.1") != network_of("192.0.2.2"));
	assert_true(network_of("2001:db8::1") == network_of("2001:db8::ffff:1"));
	assert_true(network_of("2001:db8::1") != network_of("2001:db8:0:1::1"));
	assert_true(network_of("::ffff:192.0.2.1") == network_of("192.0.2.1"));
}

static void test_listen(void **state)
{
	static const char *const wrong[] = {
		"",
		"8080",
		":8080",
		"localhost:80",
		"127.0.0.1",
		"127.0.0.1:",
		"127.0.0.1:a",
		"127.0.0.1:1 ",
		"127.0.0.1: 1",
		"127.0.0.1:-1",
		"[::1:80",
		"::1:80",
		"[]:80",
		"[::1]80",
		"127.0.0.1:65536",
		"[127.0.0.1]:80",
		"127.0.0.1:000001",
		"[::1]:+1",
	};
	struct sockaddr_storage address;
	socklen_t size;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		_cleanup_error_ struct error *error = listen_parse(wrong[i], &address, &size);

		if (!error || error->kind != ERROR_USAGE)
			fail_msg("'%s' is taken", wrong[i]);
	}
	assert_null(listen_parse("127.0.0.1:8080", &address, &size));
	assert_int_equal(address.ss_family, AF_INET);
	assert_int_equal(((struct sockaddr_in *)&address)->sin_port, htons(8080));
	assert_null(listen_parse("[::1]:65535", &address, &size));
	assert_int_equal(address.ss_family, AF_INET6);
	assert_int_equal(((struct sockaddr_in6 *)&address)->sin6_port, htons(65535));
	assert_true(IN6_IS_ADDR_LOOPBACK(&((struct sockaddr_in6 *)&address)->sin6_addr));
}

/* ---- limits ---- */

static void test_at_once(void **state)
{
	struct limit *limit = limit_new(2, 0);
	struct limit_place *first, *second, *third, *other;
	bool within;

	(void)state;
	first = limit_enter(limit, 1, 0, &within);
	assert_true(within);
	second = limit_enter(limit, 1, 0, &within);
	assert_true(within);
	third = limit_enter(limit, 1, 0, &within);
	assert_false(within);
	other = limit_enter(limit, 2, 0, &within);
	assert_true(within);
	limit_leave(limit, third);
	limit_leave(limit, second);
	second = limit_enter(limit, 1, 0, &within);
	assert_true(within);
	assert_ptr_equal(first, second);
	assert_ptr_not_equal(first, other);
	limit_free(limit);
}

/* What a bucket lets through, told by another reckoning: no second has more than twice as many. */
static void test_each_second(void **state)
{
	const uint64_t start = 1000 * SECOND;
	struct limit *limit = limit_new(0, 5);
	struct limit_place *place;
	unsigned int passed = 0;
	bool within;

	(void)state;
	place = limit_enter(limit, 1, start, &within);
	for (int i = 0; i < 5; i++)
		assert_true(limit_request(limit, place, start));
	assert_false(limit_request(limit, place, start));
	assert_false(limit_request(limit, place, start + SECOND / 5 - 1));
	assert_true(limit_request(limit, place, start + SECOND / 5));
	assert_false(limit_request(limit, place, start + SECOND / 5));
	for (uint64_t now = start + 2 * SECOND; now < start + 12 * SECOND; now += SECOND / 100)
		passed += limit_request(limit, place, now);
	assert_int_equal(passed, 5 + 10 * 5 - 1);
	limit_free(limit);
}

/* Whoever goes and comes again has not got new tokens by that. */
static void test_is_remembered(void **state)
{
	struct limit *limit = limit_new(0, 2);
	struct limit_place *place;
	bool within;

	(void)state;
	for (int i = 0; i < 3; i++) {
		place = limit_enter(limit, 7, SECOND, &within);
		assert_int_equal(limit_request(limit, place, SECOND), i < 2);
		limit_leave(limit, place);
	}
	limit_free(limit);
}

/* Those that find no place share one bucket; when the flood is over each has its own again. */
static void test_flood(void **state)
{
	struct limit *limit = limit_new(0, 1);
	const unsigned int strangers = 100000;
	unsigned int passed = 0;
	struct limit_place *place;
	bool within;

	(void)state;
	for (uint64_t i = 1; i <= strangers; i++) {
		place = limit_enter(limit, i, SECOND, &within);
		passed += limit_request(limit, place, SECOND);
		limit_leave(limit, place);
	}
	assert_true(passed > 10000 && passed <= (8 << 11) + 1);
	passed = 0;
	for (uint64_t i = 1; i <= 1000; i++) {
		place = limit_enter(limit, i * 1000003, 3 * SECOND, &within);
		passed += limit_request(limit, place, 3 * SECOND);
		limit_leave(limit, place);
	}
	assert_int_equal(passed, 1000);
	limit_free(limit);
}

/* A place that somebody is in is not given away, however long nothing was asked for. */
static void test_who_is_there_stays(void **state)
{
	struct limit *limit = limit_new(1, 1);
	struct limit_place *mine, *place;
	bool within;

	(void)state;
	mine = limit_enter(limit, 42, 0, &within);
	for (uint64_t i = 100; i < 100000; i++) {
		place = limit_enter(limit, i, SECOND, &within);
		assert_ptr_not_equal(place, mine);
		limit_leave(limit, place);
	}
	assert_ptr_equal(limit_enter(limit, 42, SECOND, &within), mine);
	assert_false(within);
	limit_free(limit);
}

/* ---- headers and log lines ---- */

static void test_headers(void **state)
{
	(void)state;
	assert_true(header_is_right("X-A", "b \xc3\xa9"));
	assert_true(header_is_right("X-A", ""));
	assert_false(header_is_right("X-A", "a\r\nSet-Cookie: b"));
	assert_false(header_is_right("X-A", "a\nb"));
	assert_false(header_is_right("X-A", "a\rb"));
	assert_false(header_is_right("X-A", "a\x7f"));
	assert_false(header_is_right("", "a"));
	assert_false(header_is_right("X A", "a"));
	assert_false(header_is_right("X-A: b\r\nC", "a"));
}

static void test_log_line(void **state)
{
	_cleanup_free_ char *path = xcalloc(3 * LOG_PATH_MAX, 1);
	const struct log_line line = { "::1", "G\"\n", path, 200, 1ULL << 40, 12 };
	_cleanup_free_ char *text = NULL;
	_cleanup_json_ json_t *value = NULL;

	(void)state;
	memset(path, '\n', 2 * LOG_PATH_MAX);
	path[0] = '\xff';
	text = log_text(&line);
	assert_true(strlen(text) <= 4096);
	assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
	value = json_loads(text, 0, NULL);
	assert_non_null(value);
	assert_string_equal(json_string_value(json_object_get(value, "method")), "G\"\n");
	assert_int_equal(json_string_length(json_object_get(value, "path")), LOG_PATH_MAX);
	assert_int_equal(json_integer_value(json_object_get(value, "bytes")), 1ULL << 40);
	assert_int_equal(json_integer_value(json_object_get(value, "status")), 200);
	assert_int_equal(json_integer_value(json_object_get(value, "microseconds")), 12);
	assert_string_equal(json_string_value(json_object_get(value, "address")), "::1");
	assert_int_equal(json_string_length(json_object_get(value, "time")), 24);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_routes),
		cmocka_unit_test(test_allowed),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_fields_with_nul),
		cmocka_unit_test(test_fields_are_bounded),
		cmocka_unit_test(test_first_field_counts),
		cmocka_unit_test(test_forwarded),
		cmocka_unit_test(test_proxies_must_be_addresses),
		cmocka_unit_test(test_networks),
		cmocka_unit_test(test_listen),
		cmocka_unit_test(test_at_once),
		cmocka_unit_test(test_each_second),
		cmocka_unit_test(test_is_remembered),
		cmocka_unit_test(test_flood),
		cmocka_unit_test(test_who_is_there_stays),
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_log_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
