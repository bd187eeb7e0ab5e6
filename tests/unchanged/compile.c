/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * compile-units KERNEL DIRECTORY NUMBER: compile units of a kernel as they are, and
 * split twice. The units are chosen by rule: of vmlinux and of the modules every k-th
 * of the build plan, so that half of NUMBER comes from each.
 *
 * Prints for each "OBJECT MODULE EXACT PRE POST"; MODULE is "-" for vmlinux.
 */
#include <string.h>

#include "base/memory.h"
#include "build/compile.h"
#include "build/plan.h"
#include "kernel/kernel.h"

struct choice {
	struct unit *units;
	size_t n_units;
};

static void choice_deinit(struct choice *choice)
{
	for (size_t i = 0; i < choice->n_units; i++)
		unit_deinit(&choice->units[i]);
	free(choice->units);
}

static size_t count(const struct plan *plan, bool of_module)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->n_units; i++)
		n += !plan->units[i].module != of_module;
	return n;
}

/* The k-th, 2k-th, ... of one kind, where k is as great as the number allows. */
static void choose(struct choice *choice, const struct plan *plan, bool of_module, size_t number)
{
	size_t k = count(plan, of_module) / number;
	size_t seen = 0;

	for (size_t i = 0; i < plan->n_units; i++) {
		const struct plan_unit *planned = &plan->units[i];
		struct unit *unit;

		if (!planned->module == of_module || ++seen % k || seen / k > number)
			continue;
		unit = array_append(choice->units, choice->n_units);
		unit->object = xstrdup(planned->object);
		unit->target = xstrdup(planned->target);
		unit->source = xstrdup(planned->source);
		unit->module = planned->module ? xstrdup(planned->module) : NULL;
	}
}

static void print_units(const struct choice *choice)
{
	for (size_t i = 0; i < choice->n_units; i++) {
		const struct unit *unit = &choice->units[i];

		printf("%s %s %s %s %s\n", unit->object, unit->module ? unit->module : "-",
		       unit->exact, unit->pre, unit->post);
	}
}

static struct error *compile(const char *kernel_name, const char *directory, size_t number)
{
	_cleanup_(choice_deinit) struct choice choice = { 0 };
	_cleanup_kernel_ struct kernel *kernel = NULL;
	_cleanup_worktree_ struct worktree *worktree = NULL;
	_cleanup_plan_ struct plan *plan = NULL;
	_cleanup_free_ char *clones = NULL, *cache = NULL;

	try(kernel_open(kernel_name, KERNEL_TREE, NULL, &kernel));
	clones = xasprintf("%s/clones", kernel->directory);
	cache = xasprintf("%s/build", kernel->directory);
	try(worktree_new(kernel->tree, clones, &worktree));
	try(plan_open(kernel->tree, kernel->make_variables, cache, &plan));
	choose(&choice, plan, false, number / 2);
	choose(&choice, plan, true, number - number / 2);
	const struct compiler compiler = { worktree, kernel->make_variables, cache, directory };

	try(compile_pre(&compiler, choice.units, choice.n_units));
	try(compile_post(&compiler, choice.units, choice.n_units));
	print_units(&choice);
	return NULL;
}

int main(int argc, char **argv)
{
	struct error *error;
	int number = argc == 4 ? atoi(argv[3]) : 0;

	if (number < 2) {
		fputs("usage: compile-units KERNEL DIRECTORY NUMBER\n", stderr);
		return 2;
	}
	error = compile(argv[1], argv[2], number);
	if (!error)
		return 0;
	error_print(error, stderr);
	error_free(error);
	return 1;
}
