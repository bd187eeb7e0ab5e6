// SPDX-License-Identifier: GPL-2.0-or-later
/* The match data itself: damaged, cut off, and made twice. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "random_world.h"

static void test_cut_blobs_are_invalid(void **state)
{
	struct world *world = random_world(7);
	size_t size;

	(void)state;
	for (size = 0; size < world->blob.size; size++) {
		void *copy = xmemdup(world->blob.data, size + 1);

		assert_int_equal(match_validate(copy, size, N_BASES), -EINVAL);
		if (size >= sizeof(struct suture_match))
			((struct suture_match *)copy)->size = size;
		assert_int_equal(match_validate(copy, size, N_BASES), -EINVAL);
		free(copy);
	}
	assert_int_equal(match_validate(world->blob.data, world->blob.size, 1), -EINVAL);
	world_free(world);
}

/* Whatever passes the check must be safe to run; the sanitizers watch. */
static void test_damaged_blobs_are_safe(void **state)
{
	struct world *world = random_world(11);
	uint32_t i, n_valid = 0;

	(void)state;
	for (i = 0; i < 20000; i++) {
		size_t at = any(world->blob.size);
		uint8_t before = world->blob.data[at];

		world->blob.data[at] = any(256);
		if (!match_validate(world->blob.data, world->blob.size, N_BASES)) {
			n_valid++;
			world_match(world);
		}
		world->blob.data[at] = before;
	}
	assert_true(n_valid > 0);
	world_free(world);
}

static void test_blob_is_deterministic(void **state)
{
	struct world *first = random_world(5), *second = random_world(5);

	(void)state;
	assert_int_equal(first->blob.size, second->blob.size);
	assert_memory_equal(first->blob.data, second->blob.data, first->blob.size);
	world_free(first);
	world_free(second);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cut_blobs_are_invalid),
		cmocka_unit_test(test_damaged_blobs_are_safe),
		cmocka_unit_test(test_blob_is_deterministic),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
