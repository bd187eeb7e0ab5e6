/* SPDX-License-Identifier: GPL-2.0-or-later */
/* suture-create kernel: fetch and prepare a kernel, and say where its parts are. */
#include "base/json.h"
#include "base/memory.h"
#include "kernel/kernel.h"
#include "options.h"
#include "verbs.h"

static const char usage[] =
	"usage: suture-create kernel --kernel KERNEL\n"
	"\n"
	"Fetch a kernel and prepare its source, if that is not done yet; print what it is\n"
	"called and where its parts are, one 'NAME VALUE' a line.\n"
	"\n"
	"  -k, --kernel KERNEL     debian:RELEASE[=VERSION] or dir:PATH\n"
	"  -j, --json              the result, or the refusal, as JSON on standard output\n"
	"  -q, --quiet             do not tell the steps\n"
	"  -h, --help              this text\n"
	"\n"
	"Exit status: 0 it is there, 1 internal error, 2 usage, 4 refused.\n";

static json_t *describe(const struct kernel *kernel)
{
	const struct {
		const char *name, *value;
	} rows[] = {
		{ "name", kernel->name },	{ "release", kernel->release },
		{ "version", kernel->version }, { "image", kernel->image },
		{ "vmlinux", kernel->vmlinux }, { "config", kernel->config },
		{ "modules", kernel->modules }, { "tree", kernel->tree },
		{ "compiler", kernel->compiler },
	};
	json_t *object = json_object();

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		json_object_set_new(object, rows[i].name, string_to_json(rows[i].value));
	return object;
}

static void print_lines(json_t *object)
{
	const char *name;
	json_t *value;

	json_object_foreach(object, name, value)
		printf("%s %s\n", name, json_is_string(value) ? json_string_value(value) : "");
}

static struct error *tell(const struct verb_options *options)
{
	_cleanup_kernel_ struct kernel *kernel = NULL;
	_cleanup_json_ json_t *object = NULL;
	_cleanup_free_ char *text = NULL;

	try(kernel_open(options->kernel, KERNEL_ALL, &options->progress, &kernel));
	object = describe(kernel);
	if (!options->json) {
		print_lines(object);
		return NULL;
	}
	text = json_text(object);
	fputs(text, stdout);
	return NULL;
}

int kernel_main(int argc, char **argv)
{
	struct verb_options options = { 0 };
	enum verb_outcome outcome = verb_options_parse(argc, argv, usage, false, &options);
	struct error *error;

	if (outcome != VERB_GO_ON)
		return outcome == VERB_IS_DONE ? EXIT_CREATED : EXIT_USAGE;
	error = tell(&options);
	return error ? finish_with(error, options.json) : EXIT_CREATED;
}
