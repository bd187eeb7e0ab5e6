/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Values that are kept: one thread makes what many want, and what failed is tried again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <unistd.h>

#include "base/json.h"
#include "base/memory.h"
#include "console/kept.h"

static int owner, other_owner;

struct making {
	atomic_int n_made, n_at_once, n_most;
	bool fails;
	unsigned int pause; /* microseconds */
};

static struct error *make(const void *context, json_t **value)
{
	struct making *making = (struct making *)context;
	const int at_once = ++making->n_at_once;

	if (at_once > making->n_most)
		making->n_most = at_once;
	usleep(making->pause);
	making->n_at_once--;
	if (making->fails)
		return error_new(ERROR_INTERNAL, "it fails");
	*value = json_integer(++making->n_made);
	return NULL;
}

static int64_t get(const void *whose, int64_t number, struct making *making)
{
	_cleanup_json_ json_t *value = NULL;
	_cleanup_error_ struct error *error = kept_get(whose, number, make, making, &value);

	return error ? -1 : json_integer_value(value);
}

static void *get_in_thread(void *making)
{
	return (void *)(intptr_t)get(&owner, 1, making);
}

static void one_makes_it_for_all(void **state)
{
	struct making making = { .pause = 50000 };
	pthread_t threads[16];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, get_in_thread, &making), 0);
	for (size_t i = 0; i < ARRAY_SIZE(threads); i++) {
		void *value;

		pthread_join(threads[i], &value);
		assert_int_equal((intptr_t)value, 1);
	}
	assert_int_equal(making.n_made, 1);
	kept_forget(&owner);
	assert_int_equal(get(&owner, 1, &making), 2);
	kept_forget(&owner);
}

static void each_has_its_own(void **state)
{
	struct making making = {};

	(void)state;
	assert_int_equal(get(&owner, 1, &making), 1);
	assert_int_equal(get(&owner, 2, &making), 2);
	assert_int_equal(get(&other_owner, 1, &making), 3);
	assert_int_equal(get(&owner, 1, &making), 1);
	assert_int_equal(get(&other_owner, 1, &making), 3);
	kept_forget(&owner);
	assert_int_equal(get(&other_owner, 1, &making), 3);
	kept_forget(&other_owner);
}

static void failure_is_not_kept(void **state)
{
	struct making making = { .fails = true, .pause = 50000 };
	pthread_t threads[4];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, get_in_thread, &making), 0);
	for (size_t i = 0; i < ARRAY_SIZE(threads); i++) {
		void *value;

		pthread_join(threads[i], &value);
		assert_int_equal((intptr_t)value, -1);
	}
	assert_int_equal(making.n_most, 1);
	making.fails = false;
	assert_int_equal(get(&owner, 1, &making), 1);
	kept_forget(&owner);
}

static void more_than_there_is_room_for(void **state)
{
	struct making making = {};

	(void)state;
	for (int64_t i = 0; i < 3; i++)
		for (int64_t j = 0; j < 70; j++)
			assert_true(get(&owner, 100 + j, &making) > 0);
	kept_forget(&owner);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_makes_it_for_all),
		cmocka_unit_test(each_has_its_own),
		cmocka_unit_test(failure_is_not_kept),
		cmocka_unit_test(more_than_there_is_room_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
