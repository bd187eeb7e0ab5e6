/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/compile.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/run.h"
#include "build/command.h"
#include "build/path.h"

void unit_deinit(struct unit *unit)
{
	free(unit->object);
	free(unit->target);
	free(unit->module);
	free(unit->source);
	free(unit->exact);
	free(unit->pre);
	free(unit->post);
	free(unit->command);
}

static long jobs(void)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	return processors > 0 ? processors : 1;
}

/* The first line of a log that tells of an error, or else its first line. */
static char *first_complaint(const struct bytes *log)
{
	const char *text = log->data ? (const char *)log->data : "";
	const char *found = strstr(text, "error:");

	if (!found)
		found = text;
	while (found > text && found[-1] != '\n')
		found--;
	return xstrndup(found, strcspn(found, "\n"));
}

static struct error *compile_failed(const char *object, const struct bytes *log)
{
	_cleanup_free_ char *complaint = first_complaint(log);

	try(run_no_space("make", log));
	return error_at(error_refuse(SUTURE_REFUSAL_COMPILE_FAILED, "%s", complaint), object, NULL);
}

/*
 * Let kbuild make some targets in the clone. extra: more of make's arguments,
 * NULL-terminated. A failure is COMPILE_FAILED in the compiler's words.
 *
 * The tree is prepared, so "prepare" counts as done: else the host tools, which
 * remember the absolute path of their tree, would all be built anew, over the files
 * that the clone shares with the tree. That word is not handed down to another make,
 * and with --no-print-directory the kernel's Makefile needs none.
 */
static struct error *run_kbuild(const struct compiler *compiler, long n_jobs,
				const char *const *extra)
{
	_cleanup_free_ const char **argv = NULL;
	_cleanup_free_ char *parallel = xasprintf("-j%ld", n_jobs);
	_cleanup_bytes_ struct bytes output = {};
	const struct run_options options = {
		.directory = compiler->worktree->root,
		.clean = true,
		.output = &output,
	};
	const char *const head[] = {
		"make", "-s", "--no-print-directory", "-o", "prepare", parallel,
	};
	size_t n = 0;
	int status;

	for (size_t i = 0; i < ARRAY_SIZE(head); i++)
		*array_append(argv, n) = head[i];
	for (size_t i = 0; compiler->make_variables[i]; i++)
		*array_append(argv, n) = compiler->make_variables[i];
	for (; *extra; extra++)
		*array_append(argv, n) = *extra;
	*array_append(argv, n) = NULL;
	try(run(argv, &options, &status));
	return status ? compile_failed(NULL, &output) : NULL;
}

/* DIRECTORY/.NAME.o.cmd for DIRECTORY/NAME.o, in the clone. */
static char *saved_command_path(const struct worktree *worktree, const struct unit *unit)
{
	_cleanup_free_ char *directory = path_directory(unit->object);
	const char *slash = strrchr(unit->object, '/');
	_cleanup_free_ char *path = xasprintf("%s/.%s.cmd", directory,
					      slash ? slash + 1 : unit->object);

	return worktree_file(worktree, path);
}

/* Objects in the prepared tree are not to be trusted, and not to be written through. */
static void remove_old_outputs(const struct worktree *worktree, const struct unit *unit)
{
	_cleanup_free_ char *object = worktree_file(worktree, unit->object);
	_cleanup_free_ char *command = saved_command_path(worktree, unit);
	_cleanup_free_ char *dependencies = path_with_suffix(command, ".d");

	unlink(object);
	unlink(command);
	unlink(dependencies);
}

static char *cache_path(const struct compiler *compiler, const struct unit *unit, const char *name)
{
	return xasprintf("%s/units/%s/%s", compiler->cache, unit->object, name);
}

static struct error *copy_file(const char *from, const char *to)
{
	_cleanup_bytes_ struct bytes bytes = {};

	try(file_read(from, &bytes));
	return file_write(to, bytes.data, bytes.size, 0644);
}

/* The command goes last: where it is, the exact object is too. */
static struct error *keep_exact(const struct compiler *compiler, const struct unit *unit)
{
	_cleanup_free_ char *object = worktree_file(compiler->worktree, unit->object);
	_cleanup_free_ char *saved = saved_command_path(compiler->worktree, unit);
	_cleanup_free_ char *kept_command = cache_path(compiler, unit, "command");
	_cleanup_free_ char *directory = path_directory(kept_command);
	_cleanup_free_ char *command = NULL;
	_cleanup_bytes_ struct bytes text = {};

	try(directory_make(directory));
	try(file_read(saved, &text));
	try(command_parse(&text, &command));
	try(copy_file(object, unit->exact));
	return file_write(kept_command, command, strlen(command), 0644);
}

static struct error *read_command(const struct compiler *compiler, struct unit *unit)
{
	_cleanup_free_ char *path = cache_path(compiler, unit, "command");
	_cleanup_bytes_ struct bytes text = {};

	try(file_read(path, &text));
	unit->command = xstrndup((const char *)text.data, text.size);
	return NULL;
}

static bool has_exact(const struct compiler *compiler, const struct unit *unit)
{
	_cleanup_free_ char *command = cache_path(compiler, unit, "command");

	return file_exists(command) && file_exists(unit->exact);
}

/*
 * To make arch/x86/lib/delay.o, kbuild goes into arch/x86 and into arch/x86/lib, since both
 * are named at the top. Either compiles it, and only the second, which comes later by its
 * name, with the flags of its own Makefile. Side by side they take each other's files away.
 */
static bool is_made_twice(const char *target)
{
	return !strncmp(target, "arch/", strlen("arch/"));
}

static struct error *make_units(const struct compiler *compiler, struct unit *const *units,
				size_t n_units, bool made_twice)
{
	_cleanup_free_ const char **targets = NULL;
	size_t n_targets = 0;

	for (size_t i = 0; i < n_units; i++)
		if (is_made_twice(units[i]->target) == made_twice)
			*array_append(targets, n_targets) = units[i]->target;
	*array_append(targets, n_targets) = NULL;
	return n_targets > 1 ? run_kbuild(compiler, made_twice ? 1 : jobs(), targets) : NULL;
}

/* As few calls of kbuild as can be for all units that are not known yet. */
static struct error *compile_exact(const struct compiler *compiler, struct unit *units,
				   size_t n_units)
{
	_cleanup_free_ struct unit **missing = NULL;
	size_t n_missing = 0;

	for (size_t i = 0; i < n_units; i++) {
		units[i].exact = cache_path(compiler, &units[i], "exact.o");
		if (has_exact(compiler, &units[i]))
			continue;
		remove_old_outputs(compiler->worktree, &units[i]);
		*array_append(missing, n_missing) = &units[i];
	}
	try(make_units(compiler, missing, n_missing, false));
	try(make_units(compiler, missing, n_missing, true));
	for (size_t i = 0; i < n_missing; i++)
		try(keep_exact(compiler, missing[i]));
	for (size_t i = 0; i < n_units; i++)
		try(read_command(compiler, &units[i]));
	return NULL;
}

/* The recipe for all split objects: make runs the scripts side by side. */
static const char script_makefile[] =
	"all: $(SCRIPTS)\n"
	".PHONY: all $(SCRIPTS)\n"
	"$(SCRIPTS):\n"
	"\t@cd \"$$SUTURE_ROOT\" && sh -e \"$$SUTURE_OUTPUT/$@.sh\""
	" >\"$$SUTURE_OUTPUT/$@.log\" 2>&1"
	" && : >\"$$SUTURE_OUTPUT/$@.ok\"\n";

static char *numbered(const char *directory, size_t number, const char *suffix)
{
	return xasprintf("%s/%zu%s", directory, number, suffix);
}

static struct error *write_script(const struct unit *unit, const char *directory, size_t number)
{
	_cleanup_free_ char *script = numbered(directory, number, ".sh");
	_cleanup_free_ char *object = numbered(directory, number, ".o");
	_cleanup_free_ char *ok = numbered(directory, number, ".ok");
	_cleanup_free_ char *command = command_split(unit->command, unit->target, object);

	unlink(ok);
	return file_write(script, command, strlen(command), 0644);
}

static struct error *run_scripts(const struct compiler *compiler, const char *directory,
				 char *numbers)
{
	_cleanup_free_ char *root = xasprintf("SUTURE_ROOT=%s", compiler->worktree->root);
	_cleanup_free_ char *output = xasprintf("SUTURE_OUTPUT=%s", directory);
	_cleanup_free_ char *parallel = xasprintf("-j%ld", jobs());
	_cleanup_bytes_ struct bytes words = {};
	char *const environment[] = { root, output, NULL };
	const struct bytes makefile = { (unsigned char *)script_makefile,
					sizeof(script_makefile) - 1 };
	const struct run_options options = {
		.clean = true, .environment = environment, .input = &makefile, .output = &words,
	};
	const char *const argv[] = { "make", "-rRsk", parallel, "-f", "-", numbers, NULL };
	int status;

	/* Which script failed is told by the files that are missing. */
	return run(argv, &options, &status);
}

/* "SCRIPTS=0 3": the units that have no split object in the directory yet. */
static char *missing_numbers(const char *directory, size_t n_units, size_t *n_missing)
{
	char *numbers = xstrdup("SCRIPTS=");

	*n_missing = 0;
	for (size_t i = 0; i < n_units; i++) {
		_cleanup_free_ char *ok = numbered(directory, i, ".ok");
		_cleanup_free_ char *shorter = NULL;

		if (file_exists(ok))
			continue;
		shorter = numbers;
		numbers = xasprintf("%s %zu", shorter, i);
		(*n_missing)++;
	}
	return numbers;
}

static struct error *run_missing(const struct compiler *compiler, const char *directory,
				 size_t n_units)
{
	size_t n_missing;
	_cleanup_free_ char *numbers = missing_numbers(directory, n_units, &n_missing);

	return n_missing ? run_scripts(compiler, directory, numbers) : NULL;
}

/*
 * A unit may need headers that kbuild makes just before it; with a cached exact
 * object that has not happened in this clone. So a unit that fails is offered to
 * kbuild, whose own verdict on it does not matter.
 */
static struct error *make_headers(const struct compiler *compiler, const struct unit *units,
				  size_t n_units, const char *directory)
{
	_cleanup_error_ struct error *verdict = NULL;
	_cleanup_free_ const char **targets = NULL;
	size_t n = 0;

	*array_append(targets, n) = "-k";
	for (size_t i = 0; i < n_units; i++) {
		_cleanup_free_ char *ok = numbered(directory, i, ".ok");

		if (file_exists(ok))
			continue;
		remove_old_outputs(compiler->worktree, &units[i]);
		*array_append(targets, n) = units[i].target;
	}
	*array_append(targets, n) = NULL;
	if (n > 2)
		verdict = run_kbuild(compiler, jobs(), targets);
	return NULL;
}

static struct error *report_failure(const struct unit *units, size_t n_units, const char *directory)
{
	for (size_t i = 0; i < n_units; i++) {
		_cleanup_free_ char *ok = numbered(directory, i, ".ok");
		_cleanup_free_ char *path = numbered(directory, i, ".log");
		_cleanup_bytes_ struct bytes log = {};

		if (file_exists(ok))
			continue;
		try(file_read(path, &log));
		return compile_failed(units[i].object, &log);
	}
	return NULL;
}

/* Unit I becomes DIRECTORY/I.o. */
static struct error *compile_split(const struct compiler *compiler, const struct unit *units,
				   size_t n_units, const char *directory)
{
	try(directory_make(directory));
	for (size_t i = 0; i < n_units; i++)
		try(write_script(&units[i], directory, i));
	try(run_missing(compiler, directory, n_units));
	try(make_headers(compiler, units, n_units, directory));
	try(run_missing(compiler, directory, n_units));
	return report_failure(units, n_units, directory);
}

/* Compile only what is not cached: a list of borrowed copies goes through compile_split(). */
static struct error *compile_missing_pre(const struct compiler *compiler, const struct unit *units,
					 size_t n_units)
{
	_cleanup_free_ char *directory = path_join(compiler->worktree->path, "pre");
	_cleanup_free_ struct unit *missing = NULL;
	size_t n_missing = 0;

	for (size_t i = 0; i < n_units; i++)
		if (!file_exists(units[i].pre))
			*array_append(missing, n_missing) = units[i];
	if (n_missing == 0)
		return NULL;
	try(compile_split(compiler, missing, n_missing, directory));
	for (size_t i = 0; i < n_missing; i++) {
		_cleanup_free_ char *object = numbered(directory, i, ".o");

		try(copy_file(object, missing[i].pre));
	}
	return NULL;
}

struct error *compile_pre(const struct compiler *compiler, struct unit *units, size_t n_units)
{
	struct error *error = compile_exact(compiler, units, n_units);

	for (size_t i = 0; !error && i < n_units; i++)
		units[i].pre = cache_path(compiler, &units[i], "pre.o");
	if (!error)
		error = compile_missing_pre(compiler, units, n_units);
	return error ? error_context(error, "the source as it was before the patch") : NULL;
}

struct error *compile_post(const struct compiler *compiler, struct unit *units, size_t n_units)
{
	try(compile_split(compiler, units, n_units, compiler->output));
	for (size_t i = 0; i < n_units; i++)
		units[i].post = numbered(compiler->output, i, ".o");
	return NULL;
}

/* An external module of one file: kbuild itself knows the flags. */
struct error *compile_module_source(const struct compiler *compiler, const char *name,
				    const char *source, const char *object)
{
	_cleanup_free_ char *directory = xasprintf("%s/module-%s", compiler->worktree->path, name);
	_cleanup_free_ char *makefile = path_join(directory, "Kbuild");
	_cleanup_free_ char *text = xasprintf("obj-m := %s.o\n", name);
	_cleanup_free_ char *copy = xasprintf("%s/%s.c", directory, name);
	_cleanup_free_ char *made = xasprintf("%s/%s.o", directory, name);
	_cleanup_free_ char *place = xasprintf("M=%s", directory);
	_cleanup_free_ char *target = xasprintf("%s.o", name);
	const char *const extra[] = { place, target, NULL };

	try(directory_make(directory));
	try(file_write(makefile, text, strlen(text), 0644));
	try(copy_file(source, copy));
	try(run_kbuild(compiler, jobs(), extra));
	return copy_file(made, object);
}
