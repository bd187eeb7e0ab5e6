// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The matcher against a stupid twin: what the twin wrote must match, and any flipped byte
 * outside of sites must not, under the right name.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "random_world.h"

/*
 * With a custom thunk every return that is not inlined goes there; the image's
 * own thunk is then unused.
 */
static void test_rewritten_code_matches(void **state)
{
	uint32_t number;

	(void)state;
	for (number = 0; number < 3000; number++) {
		struct world *world = random_world(number);
		int status = world_match(world);

		if (status)
			fail_msg("world %u: %d at %s+0x%llx", number, status,
				 world->refusal.function,
				 (unsigned long long)world->refusal.offset);
		if (world->known[SOLVED])
			assert_int_equal(world->values[SOLVED], SOLVED_VALUE);
		world_free(world);
	}
}

static void expect_refusal(struct world *world, uint32_t offset)
{
	char name[32] = "unit.o .text";
	uint32_t in_function = offset;

	if (offset / FUNCTION_SIZE < world->length / FUNCTION_SIZE) {
		snprintf(name, sizeof(name), "function_%u", offset / FUNCTION_SIZE);
		in_function = offset % FUNCTION_SIZE;
	}
	assert_string_equal(world->refusal.function, name);
	assert_int_equal(world->refusal.offset, in_function);
	assert_int_equal(world->refusal.found[0], world->memory[offset]);
	assert_true(world->refusal.length > 0);
	assert_int_not_equal(world->refusal.expected[0], world->refusal.found[0]);
}

static int is_in_field(const struct world *world, uint32_t offset)
{
	size_t i;

	for (i = 0; i < world->n_fields; i++)
		if (offset >= world->fields[i].offset && offset < world->fields[i].offset + 8)
			return 1;
	return 0;
}

static void test_flipped_bytes_are_found(void **state)
{
	uint32_t number, offset;

	(void)state;
	for (number = 0; number < 40; number++) {
		struct world *world = random_world(number);

		for (offset = 0; offset < world->length; offset++) {
			uint8_t flip = 1 << any(8);

			if (world->is_site[offset] || is_in_field(world, offset))
				continue;
			world->memory[offset] ^= flip;
			assert_int_equal(world_match(world), -EILSEQ);
			expect_refusal(world, offset);
			world->memory[offset] ^= flip;
		}
		world_free(world);
	}
}

static void test_probe_is_named(void **state)
{
	struct world *world = world_new();

	(void)state;
	add_plain(world, 300);
	world->image[290] = 0x55;
	world->memory[290] = 0xcc;
	world_finish(world);
	assert_int_equal(world_match(world), -EILSEQ);
	assert_int_equal(world->refusal.code, SUTURE_REFUSAL_PROBED);
	expect_refusal(world, 290);
	world_free(world);
}

static void write_jump(struct world *world, uint32_t offset, uint64_t target)
{
	world->memory[offset] = 0xe9;
	put32(world->memory + offset + 1, target - 5 - run_address(offset));
}

/* An optimised one is a jmp into the area of modules; a jmp to elsewhere is none. */
static void test_optimised_probe_is_named(void **state)
{
	struct world *world = world_new();

	(void)state;
	add_plain(world, 300);
	world->image[100] = 0x55;
	world_finish(world);
	write_jump(world, 100, 0xffffffffc0001000);
	assert_int_equal(world_match(world), -EILSEQ);
	assert_int_equal(world->refusal.code, SUTURE_REFUSAL_PROBED);
	write_jump(world, 100, 0xffffffff81000000);
	assert_int_equal(world_match(world), -EILSEQ);
	assert_int_equal(world->refusal.code, SUTURE_REFUSAL_TEXT_DIFFERS);
	world_free(world);
}

static void test_solved_base_must_be_one(void **state)
{
	struct world *world = world_new();
	uint32_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		uint64_t value = SOLVED_VALUE + 16;

		world->fields[i] = (struct suture_field) {
			.offset = world->length,
			.type = SUTURE_FIELD_ABS64,
			.base = SOLVED,
			.addend = 16,
		};
		world->n_fields++;
		memcpy(world->memory + world->length, &value, 8);
		world->length += 8;
	}
	world_finish(world);
	assert_int_equal(world_match(world), 0);
	assert_int_equal(world->values[SOLVED], SOLVED_VALUE);
	world->memory[17] ^= 1;
	assert_int_equal(world_match(world), -EILSEQ);
	assert_int_equal(world->refusal.offset, 17);
	world_free(world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rewritten_code_matches),
		cmocka_unit_test(test_flipped_bytes_are_found),
		cmocka_unit_test(test_probe_is_named),
		cmocka_unit_test(test_optimised_probe_is_named),
		cmocka_unit_test(test_solved_base_must_be_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
