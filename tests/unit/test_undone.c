/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose lines the unexplained rest takes back. */
#include "split/undone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/memory.h"

/* One file of which every letter is a line; every step changes it. */
struct world {
	struct split split;
	struct state state;
	struct split_file file;
	struct state_file sides;
};

static size_t content_add(struct world *world, const char *letters)
{
	struct content content = { .kind = CONTENT_TEXT, .mode = 0100644 };

	for (; *letters; letters++)
		*array_append(content.text.lines, content.text.n_lines) = (uint32_t)*letters;
	return state_add_content(&world->state, &content);
}

static void world_open(struct world *world, const char *old, const char *new)
{
	*world = (struct world){};
	world->state.split = &world->split;
	world->state.files = &world->sides;
	world->state.n_files = 1;
	world->split.files = &world->file;
	world->split.n_files = 1;
	world->file.old = content_add(world, old);
	world->file.new = content_add(world, new);
	world->sides.at[SIDE_FRONT] = world->file.old;
	world->sides.at[SIDE_BACK] = world->file.new;
	world->sides.distance = strlen(old) + strlen(new);
}

static void world_close(struct world *world)
{
	struct steps *steps = &world->state.steps[SIDE_FRONT];

	for (size_t i = 0; i < steps->n_items; i++)
		free(steps->items[i].changes);
	free(steps->items);
	for (size_t i = 0; i < world->split.n_contents; i++)
		text_deinit(&world->split.contents[i].text);
	free(world->split.contents);
}

static void step_add(struct world *world, const char *letters)
{
	struct steps *steps = &world->state.steps[SIDE_FRONT];
	struct split_commit *step = array_append(steps->items, steps->n_items);
	struct split_change *change = array_append(step->changes, step->n_changes);

	change->before = world->sides.at[SIDE_FRONT];
	change->after = content_add(world, letters);
	world->sides.at[SIDE_FRONT] = change->after;
}

static void assert_undone(const struct world *world, size_t step, size_t undone)
{
	assert_int_equal(world->state.steps[SIDE_FRONT].items[step].undone, undone);
}

/* Three steps remove an x, and one of them is the last to do so. */
static void the_last_remover_is_blamed(void **state __attribute__((unused)))
{
	_cleanup_(world_close) struct world world;

	world_open(&world, "xabcdef", "abcdxx");
	step_add(&world, "abcdef");
	step_add(&world, "abxcxdef");
	step_add(&world, "abcdef");
	step_add(&world, "abcde");
	step_add(&world, "abcd");
	undone_count(&world.state);
	assert_undone(&world, 0, 0);
	assert_undone(&world, 1, 0);
	assert_undone(&world, 2, 2);
	assert_undone(&world, 3, 0);
	assert_undone(&world, 4, 0);
}

static void who_wrote_what_goes_is_blamed(void **state __attribute__((unused)))
{
	_cleanup_(world_close) struct world world;

	world_open(&world, "abcdef", "abcdefz");
	step_add(&world, "abXcdef");
	step_add(&world, "abXcdYef");
	undone_count(&world.state);
	assert_undone(&world, 0, 1);
	assert_undone(&world, 1, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_remover_is_blamed),
		cmocka_unit_test(who_wrote_what_goes_is_blamed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
