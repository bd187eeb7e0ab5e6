/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The description of the interface tells of each endpoint, whom it is for, and of no other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "api/family.h"
#include "api/openapi.h"
#include "base/json.h"
#include "base/memory.h"
#include "billing/billing.h"
#include "service/letters.h"
#include "signal/endpoints.h"

static const char *const methods[HTTP_METHODS] = {
	[HTTP_GET] = "get",
	[HTTP_POST] = "post",
	[HTTP_PUT] = "put",
	[HTTP_DELETE] = "delete",
};

static const struct family *const families[] = {
	&api_family,
	&billing_family,
	&letters_family,
	&signal_family,
};

static json_t *read_paths(void)
{
	_cleanup_json_ json_t *description =
		json_loadb((const char *)openapi, sizeof(openapi), JSON_REJECT_DUPLICATES, NULL);

	assert_non_null(description);
	return json_incref(json_object_get(description, "paths"));
}

static const struct endpoint *find(const char *pattern, const char *method)
{
	for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
		for (size_t j = 0; j < families[i]->n_endpoints; j++) {
			const struct endpoint *endpoint = &families[i]->endpoints[j];

			if (!strcmp(endpoint->pattern, pattern) &&
			    !strcmp(methods[endpoint->method], method))
				return endpoint;
		}
	}
	return NULL;
}

static void what_is_described_is_there(void **state)
{
	_cleanup_json_ json_t *paths = read_paths();
	const char *pattern, *method;
	json_t *operations, *operation;

	(void)state;
	assert_true(json_object_size(paths) > 0);
	json_object_foreach (paths, pattern, operations) {
		json_object_foreach (operations, method, operation) {
			const struct endpoint *endpoint = find(pattern, method);
			const char *role = json_string_value(json_object_get(operation, "x-role"));

			if (!endpoint)
				fail_msg("there is no %s %s", method, pattern);
			if (!role || strcmp(role, role_name(endpoint->role)) != 0)
				fail_msg("%s %s is for '%s'", method, pattern,
					 role_name(endpoint->role));
		}
	}
}

static void what_is_there_is_described(void **state)
{
	_cleanup_json_ json_t *paths = read_paths();

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
		for (size_t j = 0; j < families[i]->n_endpoints; j++) {
			const struct endpoint *endpoint = &families[i]->endpoints[j];
			const json_t *operations = json_object_get(paths, endpoint->pattern);

			if (!json_object_get(operations, methods[endpoint->method]))
				fail_msg("%s %s is not described", methods[endpoint->method],
					 endpoint->pattern);
		}
	}
}

static void check_role(const struct endpoint *endpoint)
{
	const bool is_look = endpoint->method == HTTP_GET;

	if (!strcmp(endpoint->pattern, "/api/1/openapi.json"))
		return;
	assert_true(endpoint->role >= (is_look ? ROLE_READ : ROLE_OPERATOR));
	assert_true(endpoint->body_max > 0 && endpoint->body_max <= 4096);
}

/* Nobody may look without a key, and nobody who looks may change anything. */
static void changes_need_an_operator(void **state)
{
	static const struct family *const asked[] = { &api_family, &billing_family };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(asked); i++)
		for (size_t j = 0; j < asked[i]->n_endpoints; j++)
			check_role(&asked[i]->endpoints[j]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_described_is_there),
		cmocka_unit_test(what_is_there_is_described),
		cmocka_unit_test(changes_need_an_operator),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
