/* SPDX-License-Identifier: GPL-2.0-or-later */
/* suture-create: make an update from a kernel and a source patch. */
#include <getopt.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "base/answer.h"
#include "base/form.h"
#include "base/json.h"
#include "base/memory.h"
#include "create/create.h"
#include "verbs.h"

static const char usage[] =
	"usage: suture-create --kernel KERNEL --patch FILE --id ID [-o DIRECTORY]\n"
	"       suture-create core --kernel KERNEL [-o DIRECTORY]\n"
	"       suture-create kernel --kernel KERNEL\n"
	"       suture-create diff PRE.o POST.o\n"
	"       suture-create locate --kernel KERNEL [MODULE:]UNIT.o...\n"
	"\n"
	"Turn a source patch into an update of a running kernel.\n"
	"\n"
	"  -k, --kernel KERNEL     debian:RELEASE[=VERSION] or dir:PATH\n"
	"  -p, --patch FILE        the patch, as made by 'git diff' or 'diff -u'\n"
	"  -i, --id ID             the update's name, such as CVE-2026-12345\n"
	"  -o, --output DIRECTORY  where the directory ID is made (default: .)\n"
	"  -t, --title TEXT        one line about the update\n"
	"  -r, --requires ID       an update that this one stands on; may be repeated\n"
	"  -s, --sign-key FILE     sign the modules with this private key (PEM)\n"
	"  -c, --certificate FILE  its certificate, which the kernel trusts (PEM)\n"
	"  -j, --json              the result, or the refusal, as JSON on standard output\n"
	"  -q, --quiet             do not tell the steps\n"
	"  -T, --times             tell how long each step took\n"
	"  -h, --help              this text\n"
	"  -V, --version           the version\n"
	"\n"
	"Exit status: 0 created, 1 internal error, 2 usage, 3 no functional change,\n"
	"4 refused.\n";

static const struct option options[] = {
	{ "kernel", required_argument, NULL, 'k' },   { "patch", required_argument, NULL, 'p' },
	{ "id", required_argument, NULL, 'i' },	      { "output", required_argument, NULL, 'o' },
	{ "title", required_argument, NULL, 't' },    { "requires", required_argument, NULL, 'r' },
	{ "sign-key", required_argument, NULL, 's' },
	{ "certificate", required_argument, NULL, 'c' },
	{ "json", no_argument, NULL, 'j' },	      { "quiet", no_argument, NULL, 'q' },
	{ "times", no_argument, NULL, 'T' },	      { "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },	      { NULL, 0, NULL, 0 },
};

struct settings {
	struct create_input input;
	const char **requires;
	bool json, quiet, times;
	struct timespec last;	/* when the current step began */
};

static double seconds_since(const struct timespec *then)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - then->tv_sec) + (now.tv_nsec - then->tv_nsec) / 1e9;
}

static void end_step(struct settings *settings)
{
	if (settings->times && settings->last.tv_sec)
		fprintf(stderr, "    %.1f s\n", seconds_since(&settings->last));
	clock_gettime(CLOCK_MONOTONIC, &settings->last);
}

static void tell_step(void *context, const char *text)
{
	struct settings *settings = context;

	end_step(settings);
	if (!settings->quiet)
		fprintf(stderr, "  %s\n", text);
}

int finish_with(struct error *error, int json)
{
	static const int codes[] = {
		[ERROR_INTERNAL] = EXIT_INTERNAL,
		[ERROR_USAGE] = EXIT_USAGE,
		[ERROR_REFUSED] = EXIT_REFUSED,
		[ERROR_NO_CHANGE] = EXIT_NO_CHANGE,
	};
	int code = codes[error->kind];

	if (json) {
		_cleanup_json_ json_t *value = error_to_json(error);
		_cleanup_free_ char *text = json_text(value);

		fputs(text, stdout);
	}
	fputs("suture-create: ", stderr);
	error_print(error, stderr);
	error_free(error);
	return code;
}

static void print_result(const struct settings *settings, const struct manifest *manifest)
{
	size_t functions = 0;

	if (settings->json) {
		_cleanup_free_ char *text = NULL;

		error_free(manifest_text(manifest, &text));
		fputs(text ? text : "", stdout);
		return;
	}
	for (size_t i = 0; i < manifest->n_modules; i++)
		functions += manifest->modules[i].n_functions;
	for (size_t i = 0; i < manifest->notices.n_items; i++)
		fprintf(stderr, "notice: %s\n", manifest->notices.items[i]);
	printf("%s/%s: %zu function%s in %zu target%s\n", settings->input.output, manifest->id,
	       functions, functions == 1 ? "" : "s", manifest->n_modules,
	       manifest->n_modules == 1 ? "" : "s");
}

/* False: the option is wrong, and getopt has said so. */
static bool take_option(struct settings *settings, int option)
{
	struct create_input *input = &settings->input;

	switch (option) {
	case 'k': input->kernel = optarg; return true;
	case 'p': input->patch = optarg; return true;
	case 'i': input->id = optarg; return true;
	case 'o': input->output = optarg; return true;
	case 't': input->title = optarg; return true;
	case 'r': *array_append(settings->requires, input->n_requires) = optarg; return true;
	case 's': input->sign_key = optarg; return true;
	case 'c': input->certificate = optarg; return true;
	case 'j': settings->json = true; return true;
	case 'q': settings->quiet = true; return true;
	case 'T': settings->times = true; return true;
	case 'h': fputs(usage, stdout); exit(EXIT_CREATED);
	case 'V': puts("suture-create " SUTURE_VERSION); exit(EXIT_CREATED);
	default: return false;
	}
}

static struct error *check_settings(const struct settings *settings, bool surplus)
{
	const struct create_input *input = &settings->input;

	if (surplus || !input->kernel || !input->patch || !input->id)
		return error_new(ERROR_USAGE, "--kernel, --patch and --id are needed, "
					      "and nothing else (see --help)");
	if (!input->sign_key != !input->certificate)
		return error_new(ERROR_USAGE, "--sign-key and --certificate are needed together");
	if (!is_update_id(input->id))
		return error_new(ERROR_USAGE, "'%s' cannot be an update's id", input->id);
	return NULL;
}

static int create_main(int argc, char **argv)
{
	struct settings settings = { .input = { .output = "." } };
	_cleanup_manifest_ struct manifest manifest = { 0 };
	struct error *error;
	int option;

	while ((option = getopt_long(argc, argv, "k:p:i:o:t:r:s:c:jqThV", options, NULL)) != -1)
		if (!take_option(&settings, option))
			return EXIT_USAGE;
	error = check_settings(&settings, optind < argc);
	settings.input.requires = settings.requires;
	settings.input.step = tell_step;
	settings.input.context = &settings;
	if (!error)
		error = create_update(&settings.input, &manifest);
	end_step(&settings);
	free(settings.requires);
	if (error)
		return finish_with(error, settings.json);
	print_result(&settings, &manifest);
	return EXIT_CREATED;
}

static const struct verb {
	const char *name;
	int (*main)(int argc, char **argv);
} verbs[] = {
	{ "core", core_main },
	{ "diff", diff_main },
	{ "kernel", kernel_main },
	{ "locate", locate_main },
};

int main(int argc, char **argv)
{
	answer_check_at_exit("suture-create");
	for (size_t i = 0; argc > 1 && i < ARRAY_SIZE(verbs); i++)
		if (!strcmp(argv[1], verbs[i].name))
			return verbs[i].main(argc - 1, argv + 1);
	return create_main(argc, argv);
}
