/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a query, a path, an X-Forwarded-For and an address to listen at: refused, or what
 * was read says the same when it is written again.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/form.h"
#include "base/memory.h"
#include "http/address.h"
#include "http/listen.h"
#include "http/route.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool right)
{
	if (!right)
		abort();
}

/* ---- queries and forms ---- */

static char *write_fields(const struct fields *fields)
{
	char *text = xstrdup("");

	for (size_t i = 0; i < fields->n_items; i++) {
		_cleanup_free_ char *name = percent_encode(fields->items[i].name, "");
		_cleanup_free_ char *value = percent_encode(fields->items[i].value, "");

		xappend(&text, "%s=%s&", name, value);
	}
	return text;
}

static void check_fields(const char *text, size_t size)
{
	_cleanup_fields_ struct fields fields = {}, again = {};
	_cleanup_free_ char *written = NULL;

	if (!fields_read(&fields, text, size))
		return;
	must(fields.n_items <= FIELDS_MAX);
	written = write_fields(&fields);
	must(fields_read(&again, written, strlen(written)));
	must(again.n_items == fields.n_items);
	for (size_t i = 0; i < fields.n_items; i++) {
		must(!strcmp(fields.items[i].name, again.items[i].name));
		must(!strcmp(fields.items[i].value, again.items[i].value));
	}
}

/* ---- paths ---- */

static const struct http_route routes[] = {
	{ HTTP_GET, "/" },	    { HTTP_GET, "/a/{x}" },  { HTTP_POST, "/a/b" },
	{ HTTP_PUT, "/{x}/{y}/c" }, { HTTP_DELETE, "/{x}" },
};

/* A path of these parts. */
static char *join(const struct string_list *parts)
{
	char *path = xstrdup("");

	for (size_t i = 0; i < parts->n_items; i++) {
		_cleanup_free_ char *part = percent_encode(parts->items[i], "");

		xappend(&path, "/%s", part);
	}
	return path;
}

/* A stupid twin of the patterns above. */
static unsigned int methods_of(const struct string_list *parts)
{
	char *const *part = parts->items;
	const size_t n = parts->n_items;
	unsigned int methods = 0;

	if (n == 1 && !*part[0])
		methods |= 1U << HTTP_GET;
	if (n == 1 && *part[0])
		methods |= 1U << HTTP_DELETE;
	if (n == 2 && !strcmp(part[0], "a") && *part[1])
		methods |= 1U << HTTP_GET;
	if (n == 2 && !strcmp(part[0], "a") && !strcmp(part[1], "b"))
		methods |= 1U << HTTP_POST;
	if (n == 3 && *part[0] && *part[1] && !strcmp(part[2], "c"))
		methods |= 1U << HTTP_PUT;
	return methods;
}

static void check_routes(const struct string_list *parts)
{
	for (int method = 0; method <= HTTP_METHODS; method++) {
		_cleanup_fields_ struct fields names = {};
		const struct http_route *route;
		unsigned int allowed;

		route = route_find(routes, ARRAY_SIZE(routes), (enum http_method)method, parts,
				   &names, &allowed);
		must(!route == !(methods_of(parts) & 1U << method));
		must(route || (allowed == methods_of(parts) && !names.n_items));
		for (size_t i = 0; i < names.n_items; i++)
			must(*names.items[i].value != 0);
	}
}

static void check_path(const char *path)
{
	_cleanup_string_list_ struct string_list parts = {}, again = {};
	_cleanup_free_ char *joined = NULL;

	if (!path_split(path, &parts))
		return;
	joined = join(&parts);
	must(path_split(joined, &again) && again.n_items == parts.n_items);
	for (size_t i = 0; i < parts.n_items; i++)
		must(!strcmp(parts.items[i], again.items[i]));
	check_routes(&parts);
}

/* ---- addresses ---- */

static void check_forwarded(const char *text)
{
	_cleanup_addresses_ struct addresses proxies = {}, parsed = {};
	_cleanup_error_ struct error *error = addresses_parse(text, &parsed);
	struct address peer, address, again;
	char written[ADDRESS_TEXT_SIZE];

	must(!addresses_parse("10.0.0.1 ::1", &proxies));
	must(address_parse("10.0.0.1", &peer));
	address_forwarded(&proxies, &peer, text, &address);
	address_write(&address, written);
	must(address_parse(written, &again) && !memcmp(&address, &again, sizeof(again)));
	if (!strchr(text, ',') && !error && parsed.n_items == 1)
		must(!memcmp(&address, &parsed.items[0], sizeof(address)));
}

static void check_listen(const char *text)
{
	struct sockaddr_storage address;
	struct address parsed;
	socklen_t size = 0;
	_cleanup_error_ struct error *error = listen_parse(text, &address, &size);

	must(!error == (size > 0));
	if (!error)
		address_of((struct sockaddr *)&address, &parsed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = xstrndup((const char *)data, size);

	check_fields((const char *)data, size);
	check_path(text);
	check_forwarded(text);
	check_listen(text);
	return 0;
}
