// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "base/run.h"
#include "snippet.h"

/* What every kernel has. */
static const char surroundings[] =
	"	.text\n"
	"	.globl __fentry__, _printk\n"
	"	.type __fentry__, @function\n"
	"__fentry__:	ret\n"
	"	.size __fentry__, .-__fentry__\n"
	"	.type _printk, @function\n"
	"_printk:	mov $0x11223344, %eax\n	ret\n"
	"	.size _printk, .-_printk\n";

/* These words stand in C units too, where gcc must not see them. */
static const char prologue[] =
	"#define noinline __attribute__((noinline))\n"
	"#define in(section_) __attribute__((section(section_)))\n"
	"#define used __attribute__((used))\n"
	"#define weak __attribute__((weak))\n"
	"extern int outside(int);\n"
	"#line 1 \"unit.c\"\n";

static void check(struct error *error)
{
	if (!error)
		return;
	error_print(error, stderr);
	error_free(error);
	fail();
}

static void write_source(const struct snippet *snippet, const char *name, const char *text,
			 bool is_assembly)
{
	_cleanup_free_ char *path = xasprintf("%s/%s", snippet->directory, name);
	_cleanup_free_ char *whole = xasprintf("%s%s", is_assembly ? "" : prologue, text);

	check(file_write(path, whole, strlen(whole), 0644));
}

static void compile(const struct snippet *snippet, enum snippet_language language,
		    const char *text, const char *object, bool split)
{
	const char *source = language == SNIPPET_ASSEMBLY ? "unit.S" : "unit.c";
	const char *argv[] = { "gcc", "-c", "-O2", "-g", "-std=gnu11", "-w", "-mcmodel=kernel",
			       "-fno-pie", "-mno-red-zone", "-fno-asynchronous-unwind-tables",
			       "-fno-common", "-fno-jump-tables", "-fno-stack-protector",
			       "-fcf-protection=none", "-o", object, source,
			       NULL, NULL, NULL, NULL, NULL };
	struct run_options options = { .directory = snippet->directory };
	size_t n = 17;

	if (split) {
		argv[n++] = "-ffunction-sections";
		argv[n++] = "-fdata-sections";
	}
	if (language == SNIPPET_C) {
		argv[n++] = "-pg";
		argv[n++] = "-mfentry";
	}
	write_source(snippet, source, text, language == SNIPPET_ASSEMBLY);
	check(run_checked(argv, &options));
}

void snippet_compile(const struct snippet *snippet, enum snippet_language language,
		     const char *text, const char *object)
{
	compile(snippet, language, text, object, true);
}

static char *path_in(const struct snippet *snippet, const char *name)
{
	return xasprintf("%s/%s", snippet->directory, name);
}

static void link_image(struct snippet *snippet)
{
	const char *const argv[] = { "ld", "-o", "vmlinux", "-Ttext=0xffffffff81000000", "-e", "0",
				     "-z", "noexecstack", "--no-warn-rwx-segments", "exact.o",
				     "other.o", "surroundings.o", NULL };
	struct run_options options = { .directory = snippet->directory };
	_cleanup_free_ char *path = path_in(snippet, "vmlinux");
	struct bytes file = { 0 };

	check(run_checked(argv, &options));
	check(file_read(path, &file));
	check(image_parse("vmlinux", &file, &snippet->image));
	check(target_open_image(snippet->image, &snippet->target));
}

static const struct exports no_exports;

static void link_module(struct snippet *snippet)
{
	const char *const argv[] = { "ld", "-r", "-o", "unit.ko", "exact.o", NULL };
	struct run_options options = { .directory = snippet->directory };
	_cleanup_free_ char *path = path_in(snippet, "unit.ko");

	check(run_checked(argv, &options));
	check(object_open(path, &snippet->module));
	check(target_open_module("unit", snippet->module, &snippet->target));
}

/* The image has no names; an assembly needs one, its anchor. */
static void open_names(struct snippet *snippet)
{
	_cleanup_free_ char *path = path_in(snippet, "surroundings.o");

	check(object_open(path, &snippet->surroundings));
	check(target_open_module("surroundings", snippet->surroundings, &snippet->names));
}

static void add_unit(struct snippet *snippet, enum snippet_language language)
{
	_cleanup_free_ char *exact = path_in(snippet, "exact.o");
	_cleanup_free_ char *pre = path_in(snippet, "pre.o");
	_cleanup_free_ char *post = path_in(snippet, "post.o");

	check(delta_new(snippet->target, snippet->names, &no_exports, &snippet->delta));
	check(delta_add(snippet->delta, "unit.o",
			language == SNIPPET_ASSEMBLY ? "unit.S" : "unit.c", exact, pre, post));
	snippet->view = snippet->delta->views[0];
}

static void compile_all(struct snippet *snippet, enum snippet_language language, const char *pre,
			const char *post)
{
	*snippet = (struct snippet){ 0 };
	check(directory_make_temporary("/tmp", "snippet", &snippet->directory));
	compile(snippet, SNIPPET_ASSEMBLY, surroundings, "surroundings.o", false);
	compile(snippet, language, pre, "exact.o", false);
	compile(snippet, language, pre, "pre.o", true);
	compile(snippet, language, post, "post.o", true);
}

void snippet_open(struct snippet *snippet, enum snippet_language language, const char *pre,
		  const char *post, const char *other)
{
	compile_all(snippet, language, pre, post);
	compile(snippet, SNIPPET_C, other ? other : "", "other.o", false);
	link_image(snippet);
	open_names(snippet);
	add_unit(snippet, language);
}

void snippet_open_module(struct snippet *snippet, enum snippet_language language, const char *pre,
			 const char *post)
{
	compile_all(snippet, language, pre, post);
	link_module(snippet);
	open_names(snippet);
	add_unit(snippet, language);
}

void snippet_close(struct snippet *snippet)
{
	delta_free(snippet->delta);
	target_close(snippet->names);
	object_free(snippet->surroundings);
	target_close(snippet->target);
	object_free(snippet->module);
	image_close(snippet->image);
	if (snippet->directory)
		check(tree_remove(snippet->directory));
	free(snippet->directory);
}

struct piece *snippet_piece(const struct snippet *snippet, const char *name)
{
	struct piece *piece = pieces_named(snippet->view->post.pieces, name);

	assert_non_null(piece);
	return piece;
}

static bool is_listed(const struct piece *piece)
{
	return piece->kind != PIECE_IGNORED && piece->kind != PIECE_TABLE &&
	       piece->kind != PIECE_MERGED;
}

static bool is_changed(const struct snippet *snippet, const struct piece *piece)
{
	(void)snippet;
	return piece->changed;
}

static bool is_new(const struct snippet *snippet, const struct piece *piece)
{
	(void)snippet;
	return !piece->twin;
}

static bool is_taken(const struct snippet *snippet, const struct piece *piece)
{
	return *view_use(snippet->view, piece) == USE_TAKEN;
}

static char *names_of(const struct snippet *snippet,
		      bool (*is_meant)(const struct snippet *, const struct piece *))
{
	const struct pieces *pieces = snippet->view->post.pieces;
	char *names = xstrdup("");

	for (size_t i = 0; i < pieces->n_items; i++) {
		const struct piece *piece = &pieces->items[i];
		_cleanup_free_ char *name = piece_name(piece);
		_cleanup_free_ char *shorter = NULL;

		if (!is_listed(piece) || !is_meant(snippet, piece))
			continue;
		shorter = names;
		names = xasprintf("%s%s%s", shorter, *shorter ? " " : "", name);
	}
	return names;
}

char *snippet_changed(const struct snippet *snippet)
{
	return names_of(snippet, is_changed);
}

char *snippet_new(const struct snippet *snippet)
{
	return names_of(snippet, is_new);
}

char *snippet_taken(const struct snippet *snippet)
{
	return names_of(snippet, is_taken);
}

void snippet_delta_close(struct snippet *snippet)
{
	check(delta_close(snippet->delta));
}

struct assembly *snippet_assembly(const struct snippet *snippet)
{
	struct assembly *assembly = NULL;

	check(assembly_new(snippet->delta, "_printk", &assembly));
	return assembly;
}

void snippet_refused(struct snippet *snippet, enum suture_refusal refusal)
{
	_cleanup_error_ struct error *error = delta_close(snippet->delta);

	assert_non_null(error);
	assert_int_equal(error->kind, ERROR_REFUSED);
	assert_int_equal(error->refusal, refusal);
}
