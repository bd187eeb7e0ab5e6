/* SPDX-License-Identifier: GPL-2.0-or-later */
/* suture-create locate: where the code and data of compiled units are in a kernel. */
#include <getopt.h>
#include <stdbool.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "create/locate.h"
#include "kernel/kernel.h"
#include "verbs.h"

static const char usage[] =
	"usage: suture-create locate --kernel KERNEL [--json] [MODULE:]UNIT.o...\n"
	"\n"
	"Find compiled units in the vendor's kernel by their content: in vmlinux, or in the\n"
	"module that is named ('rds:message.o'). Tells whether a source and a compiler are\n"
	"those of a kernel, and where each section is.\n"
	"\n"
	"  -k, --kernel KERNEL     debian:RELEASE[=VERSION] or dir:PATH\n"
	"  -j, --json              the places, or the refusals, as JSON\n"
	"  -h, --help              this text\n"
	"\n"
	"Exit status: 0 all are there, 1 internal error, 2 usage, 4 one at least is not.\n";

static const struct option options[] = {
	{ "kernel", required_argument, NULL, 'k' },
	{ "json", no_argument, NULL, 'j' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

struct settings {
	const char *kernel_name;
	bool json;
	char *const *arguments;
	size_t n_arguments;
};

/* What an argument names, and what it is to be found in. */
struct search {
	struct object *unit;
	struct object *module;		/* NULL for vmlinux */
	struct target *target;
	struct location *location;
};

static void search_deinit(struct search *search)
{
	location_free(search->location);
	target_close(search->target);
	object_free(search->module);
	object_free(search->unit);
}

static struct error *open_target(const struct kernel *kernel, const char *module,
				 struct search *search)
{
	_cleanup_free_ char *path = NULL;

	if (!module)
		return target_open_image(kernel->vmlinux_image, &search->target);
	try(kernel_module_path(kernel, module, &path));
	try(object_open(path, &search->module));
	return target_open_module(module, search->module, &search->target);
}

static struct error *find(const struct kernel *kernel, const char *module, const char *path,
			  struct search *search)
{
	try(open_target(kernel, module, search));
	try(object_open(path, &search->unit));
	return locate_unit(search->target, search->unit, &search->location);
}

/* "0xffffffff81000000", or ".text+0x40" in a module; NULL: not known. The caller's. */
static char *place_text(struct place place)
{
	switch (place.kind) {
	case PLACE_IMAGE:
	case PLACE_ABSOLUTE:
		return xasprintf("0x%llx", (unsigned long long)place.offset);
	case PLACE_MODULE:
		return xasprintf("%s+0x%llx", place.section->name,
				 (unsigned long long)place.offset);
	default:
		return NULL;
	}
}

static json_t *sections_of(const struct search *search)
{
	json_t *sections = json_array();

	for (size_t i = 1; i < search->unit->n_sections; i++) {
		const struct section *section = &search->unit->sections[i];
		_cleanup_free_ char *place = NULL;

		if (!(section->flags & SHF_ALLOC) || !section->size)
			continue;
		place = place_text(location_section(search->location, section));
		if (place)
			json_array_append_new(sections, json_pack("{s:s, s:s}", "section",
								  section->name, "place", place));
	}
	return sections;
}

static void print_sections(const char *path, const char *target, const json_t *sections)
{
	size_t i;
	json_t *item;

	printf("%s: found in %s\n", path, target);
	json_array_foreach(sections, i, item)
		printf("  %-24s %s\n", json_string_value(json_object_get(item, "section")),
		       json_string_value(json_object_get(item, "place")));
}

/* The answer for one unit; takes over the error. */
static void tell(const char *path, const char *target, const struct search *search,
		 struct error *error, json_t *answers)
{
	json_t *sections = error ? NULL : sections_of(search);
	json_t *answer = json_pack("{s:s, s:s}", "unit", path, "target", target);

	if (error)
		json_object_update_new(answer, error_to_json(error));
	else
		json_object_set(answer, "sections", sections);
	if (answers)
		json_array_append(answers, answer);
	else if (!error)
		print_sections(path, target, sections);
	json_decref(answer);
	json_decref(sections);
	if (!error)
		return;
	fprintf(stderr, "%s: not found in %s: ", path, target);
	error_print(error, stderr);
	error_free(error);
}

/* False: it is not there. Anything but a refusal ends the search. */
static struct error *locate_one(const struct kernel *kernel, const char *argument,
				json_t *answers, bool *found)
{
	_cleanup_(search_deinit) struct search search = { 0 };
	const char *colon = strchr(argument, ':');
	_cleanup_free_ char *module = colon ? xstrndup(argument, colon - argument) : NULL;
	const char *path = colon ? colon + 1 : argument;
	struct error *error = find(kernel, module, path, &search);

	*found = !error;
	if (error && error->kind != ERROR_REFUSED)
		return error;
	tell(path, module ? module : "vmlinux", &search, error, answers);
	return NULL;
}

static struct error *locate_all(const struct settings *settings, bool *all)
{
	_cleanup_kernel_ struct kernel *kernel = NULL;
	_cleanup_json_ json_t *answers = settings->json ? json_array() : NULL;

	*all = true;
	try(kernel_open(settings->kernel_name, KERNEL_IMAGE | KERNEL_MODULES, NULL, &kernel));
	for (size_t i = 0; i < settings->n_arguments; i++) {
		bool found;

		try(locate_one(kernel, settings->arguments[i], answers, &found));
		*all &= found;
	}
	if (answers) {
		_cleanup_free_ char *text = json_text(answers);

		fputs(text, stdout);
	}
	return NULL;
}

int locate_main(int argc, char **argv)
{
	struct settings settings = { 0 };
	struct error *error;
	bool all;
	int option;

	while ((option = getopt_long(argc, argv, "k:jh", options, NULL)) != -1) {
		switch (option) {
		case 'k': settings.kernel_name = optarg; break;
		case 'j': settings.json = true; break;
		case 'h': fputs(usage, stdout); return EXIT_CREATED;
		default: return EXIT_USAGE;
		}
	}
	settings.arguments = argv + optind;
	settings.n_arguments = argc - optind;
	if (!settings.kernel_name || !settings.n_arguments)
		error = error_new(ERROR_USAGE,
				  "locate needs --kernel and a unit (see locate --help)");
	else
		error = locate_all(&settings, &all);
	if (error)
		return finish_with(error, settings.json);
	return all ? EXIT_CREATED : EXIT_REFUSED;
}
