// SPDX-License-Identifier: GPL-2.0-or-later
/* Each kind of site: the forms that a kernel can have left there, and some that it cannot. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "world.h"

struct form {
	uint8_t kind, reg;
	uint8_t length;
	const char *image, *running;
	int matches;
};

/* Distances of 0x7f000000 leave the kernel; those of 0x100 stay in it. */
static const struct form forms[] = {
	{ SUTURE_SITE_FENTRY, 0, 5, "\xe8\0\0\0\0", "\xe8\0\1\0\0", 1 },
	{ SUTURE_SITE_FENTRY, 0, 5, "\xe8\0\0\0\0", "\xe8\0\0\0\x7f", 0 },
	{ SUTURE_SITE_FENTRY, 0, 5, "\xe8\0\0\0\0", "\xe9\0\1\0\0", 0 },
	{ SUTURE_SITE_FENTRY, 0, 5, "\xe8\0\0\0\0", "\x66\x66\x66\x66\x90", 0 },
	{ SUTURE_SITE_JUMP_LABEL, 0, 2, "\x66\x90", "\xeb\x0e", 1 },
	{ SUTURE_SITE_JUMP_LABEL, 0, 2, "\x66\x90", "\xeb\x0f", 0 },
	{ SUTURE_SITE_JUMP_LABEL, 0, 5, "\x0f\x1f\x44\0\0", "\xe9\x0b\0\0\0", 1 },
	{ SUTURE_SITE_JUMP_LABEL, 0, 5, "\x0f\x1f\x44\0\0", "\xe9\x0c\0\0\0", 0 },
	{ SUTURE_SITE_JUMP_LABEL, 0, 5, "\x0f\x1f\x44\0\0", "\xe8\x0b\0\0\0", 0 },
	{ SUTURE_SITE_STATIC_CALL, 0, 5, "\xe8\0\0\0\0", "\x2e\x2e\x2e\x31\xc0", 1 },
	{ SUTURE_SITE_STATIC_CALL, 0, 5, "\xe8\0\0\0\0", "\xe9\0\1\0\0", 0 },
	{ SUTURE_SITE_STATIC_CALL_TAIL, 0, 5, "\xe9\0\0\0\0", "\xc3\xcc\xcc\xcc\xcc", 1 },
	{ SUTURE_SITE_STATIC_CALL_TAIL, 0, 5, "\xe9\0\0\0\0", "\x0f\x1f\x44\0\0", 0 },
	{ SUTURE_SITE_STATIC_CALL_TAIL, 0, 6, "\x0f\x84\0\0\0\0", "\x0f\x84\0\1\0\0", 1 },
	{ SUTURE_SITE_STATIC_CALL_TAIL, 0, 6, "\x0f\x84\0\0\0\0", "\x0f\x85\0\1\0\0", 0 },
	{ SUTURE_SITE_RETPOLINE, 0, 5, "\xe8\0\0\0\0", "\xff\xd0\x0f\x1f\0", 1 },
	{ SUTURE_SITE_RETPOLINE, 0, 5, "\xe8\0\0\0\0", "\xff\xd1\x0f\x1f\0", 0 },
	{ SUTURE_SITE_RETPOLINE, 0, 5, "\xe8\0\0\0\0", "\xff\xe0\x0f\x1f\0", 0 },
	{ SUTURE_SITE_RETPOLINE, 0, 5, "\xe8\0\0\0\0", "\x0f\xae\xe8\xff\xd0", 1 },
	{ SUTURE_SITE_RETPOLINE, 0, 5, "\xe8\0\0\0\0", "\xe8\0\1\0\0", 0 },
	{ SUTURE_SITE_RETPOLINE, 3, 5, "\xe9\0\0\0\0", "\xff\xe3\xcc\x66\x90", 1 },
	{ SUTURE_SITE_RETPOLINE, 3, 5, "\xe9\0\0\0\0", "\xff\xe3\x0f\x1f\0", 0 },
	{ SUTURE_SITE_RETPOLINE, 11, 6, "\x2e\xe9\0\0\0\0", "\x41\xff\xe3\xcc\x66\x90", 1 },
	{ SUTURE_SITE_RETPOLINE, 11, 6, "\x2e\xe8\0\0\0\0", "\x0f\xae\xe8\x41\xff\xd3", 1 },
	{ SUTURE_SITE_RETPOLINE, 3, 6, "\x0f\x85\0\0\0\0", "\x74\x04\xff\xe3\xcc\x90", 1 },
	{ SUTURE_SITE_RETPOLINE, 3, 6, "\x0f\x85\0\0\0\0", "\x75\x04\xff\xe3\xcc\x90", 0 },
	{ SUTURE_SITE_RETURN, 0, 5, "\xe9\0\0\0\0", "\xc3\xcc\xcc\xcc\xcc", 1 },
	{ SUTURE_SITE_RETURN, 0, 5, "\xe9\0\0\0\0", "\xc3\x90\x90\x90\x90", 0 },
	{ SUTURE_SITE_RETURN, 0, 5, "\xe9\0\0\0\0", "\xe9\0\0\0\x7f", 0 },
	{ SUTURE_SITE_PARAVIRT, 0, 7, "\xff\x14\x25\1\2\3\4", "\xe8\0\1\0\0\x66\x90", 1 },
	{ SUTURE_SITE_PARAVIRT, 0, 7, "\xff\x14\x25\1\2\3\4", "\x0f\x1f\x80\0\0\0\0", 1 },
	{ SUTURE_SITE_PARAVIRT, 0, 7, "\xff\x14\x25\1\2\3\4", "\xe8\0\0\0\x7f\x66\x90", 0 },
	{ SUTURE_SITE_PARAVIRT, 0, 7, "\xff\x14\x25\1\2\3\4", "\xe8\0\1\0\0\x66\x91", 0 },
	{ SUTURE_SITE_ALTERNATIVE, 0, 5, "\xaa\x90\x90\x90\x90", "\xaa\x0f\x1f\x40\0", 1 },
	{ SUTURE_SITE_ALTERNATIVE, 0, 5, "\xaa\x90\x90\x90\x90", "\xaa\xeb\x02\xcc\xcc", 1 },
	{ SUTURE_SITE_ALTERNATIVE, 0, 5, "\xaa\x90\x90\x90\x90", "\xaa\xeb\x02\xcc\xcb", 0 },
	{ SUTURE_SITE_ALTERNATIVE, 0, 5, "\xaa\x90\x90\x90\x90", "\xab\x0f\x1f\x40\0", 0 },
	{ SUTURE_SITE_LOCK, 0, 1, "\xf0", "\x3e", 1 },
	{ SUTURE_SITE_LOCK, 0, 1, "\xf0", "\x90", 0 },
	{ SUTURE_SITE_ENDBR, 0, 4, "\xf3\x0f\x1e\xfa", "\x66\x0f\x1f\0", 1 },
	{ SUTURE_SITE_ENDBR, 0, 4, "\xf3\x0f\x1e\xfa", "\x66\x0f\x1f\1", 0 },
	{ SUTURE_SITE_IGNORED, 0, 4, "\1\2\3\4", "\4\3\2\1", 1 },
};

static void test_forms(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(forms); i++) {
		const struct form *form = &forms[i];
		struct world *world = world_new();
		int status;

			add_site(world, form->kind, form->image, form->length);
		world->plan[0].site.flags = form->reg;
		world->plan[0].site.base = IMAGE;
		world->plan[0].site.target = (int64_t)LINK_ADDRESS + 16;
		memcpy(world->memory, form->running, form->length);
		world_finish(world);
		status = world_match(world);
		if (status != (form->matches ? 0 : -EILSEQ))
			fail_msg("form %zu: %d", i, status);
		/* The image itself is always legal. */
		memcpy(world->memory, form->image, form->length);
		assert_int_equal(world_match(world), 0);
		world_free(world);
	}
}

static void test_returns_agree(void **state)
{
	struct world *world = world_new();

	(void)state;
	add_site(world, SUTURE_SITE_RETURN, "\xe9\0\0\0\0", 5);
	add_site(world, SUTURE_SITE_RETURN, "\xe9\0\0\0\0", 5);
	world_finish(world);
	put_branch(world->memory, 0, 1, LINK_ADDRESS + SLIDE + 0x400);
	put_branch(world->memory, 5, 1, LINK_ADDRESS + SLIDE + 0x400);
	assert_int_equal(world_match(world), 0);
	put_branch(world->memory, 5, 1, LINK_ADDRESS + SLIDE + 0x440);
	assert_int_equal(world_match(world), -EILSEQ);
	world_free(world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_returns_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
