// SPDX-License-Identifier: GPL-2.0-or-later
/* Where the jump goes in functions of all shapes, and where there is no room for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "create/redirect.h"
#include "snippet.h"

#define FUNCTION(name) "	.globl " #name "\n	.type " #name ", @function\n" #name ":\n"
#define END(name) "	.size " #name ", .-" #name "\n"
#define LOCK \
	"661:	lock incl (%rdi)\n	.pushsection .smp_locks, \"a\"\n" \
	"	.long 661b - .\n	.popsection\n"

static const char text[] =
	"	.text\n"
	FUNCTION(traced) "	call __fentry__\n	mov $1, %eax\n	ret\n" END(traced)
	"	.balign 16, 0x90\n"
	FUNCTION(traced_short) "	call __fentry__\n	ret\n" END(traced_short)
	FUNCTION(bare) "	mov $2, %eax\n	ret\n" END(bare)
	FUNCTION(padded) "	ret\n" END(padded)
	"	.fill 6, 1, 0x90\n"
	FUNCTION(cramped) "	xor %eax, %eax\n	ret\n" END(cramped)
	FUNCTION(locked) LOCK "	mov $3, %eax\n	ret\n" END(locked)
	FUNCTION(locked_traced) "	call __fentry__\n" LOCK
	"	mov $4, %eax\n	ret\n" END(locked_traced)
	FUNCTION(branch_target) "	endbr64\n	call __fentry__\n"
	"	mov $5, %eax\n	ret\n" END(branch_target)
	FUNCTION(last) "	ret\n" END(last);

struct world {
	struct snippet snippet;
	struct object *object;
	struct site_set sites;
};

static int set_up(void **state)
{
	struct world *world = xcalloc(1, sizeof(*world));
	_cleanup_free_ char *path = NULL;

	snippet_open(&world->snippet, SNIPPET_ASSEMBLY, text, text, NULL);
	path = xasprintf("%s/exact.o", world->snippet.directory);
	assert_null(object_open(path, &world->object));
	assert_null(object_sites(world->object, object_section(world->object, ".text"),
				 &world->sites));
	*state = world;
	return 0;
}

static int tear_down(void **state)
{
	struct world *world = *state;

	site_set_deinit(&world->sites);
	object_free(world->object);
	snippet_close(&world->snippet);
	free(world);
	return 0;
}

static void expect(const struct world *world, const char *name, enum suture_method method,
		   uint32_t offset)
{
	struct redirect redirect = { 0 };

	assert_null(redirect_choose(object_symbol(world->object, name), &world->sites, &redirect));
	assert_int_equal(redirect.method, method);
	assert_int_equal(redirect.offset, offset);
}

static void expect_refused(const struct world *world, const char *name,
			   enum suture_refusal refusal)
{
	struct redirect redirect;
	_cleanup_error_ struct error *error =
		redirect_choose(object_symbol(world->object, name), &world->sites, &redirect);

	assert_non_null(error);
	assert_int_equal(error->refusal, refusal);
}

static void test_jumps(void **state)
{
	expect(*state, "traced", SUTURE_METHOD_JUMP, 5);
	expect(*state, "bare", SUTURE_METHOD_JUMP, 0);
	expect(*state, "padded", SUTURE_METHOD_JUMP, 0);
	expect(*state, "branch_target", SUTURE_METHOD_JUMP, 9);
}

static void test_tracer(void **state)
{
	expect(*state, "traced_short", SUTURE_METHOD_FTRACE, 0);
	expect(*state, "locked_traced", SUTURE_METHOD_FTRACE, 0);
}

static void test_refusals(void **state)
{
	expect_refused(*state, "cramped", SUTURE_REFUSAL_NO_ROOM);
	expect_refused(*state, "last", SUTURE_REFUSAL_NO_ROOM);
	expect_refused(*state, "locked", SUTURE_REFUSAL_SITE_IN_THE_WAY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_jumps),
		cmocka_unit_test(test_tracer),
		cmocka_unit_test(test_refusals),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
