/* SPDX-License-Identifier: GPL-2.0-or-later */
/* suture-create diff: which functions and data differ between two objects, and why. */
#include <getopt.h>
#include <stdbool.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "create/compare.h"
#include "verbs.h"

static const char usage[] =
	"usage: suture-create diff [--json] PRE.o POST.o\n"
	"\n"
	"Compare two objects of one source file, function by function and variable by\n"
	"variable. Best compiled with -ffunction-sections -fdata-sections.\n"
	"\n"
	"  -j, --json     the answer as JSON\n"
	"  -h, --help     this text\n"
	"\n"
	"Exit status: 0 they differ, 1 internal error, 2 usage, 3 no difference.\n";

static const struct option options[] = {
	{ "json", no_argument, NULL, 'j' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static const char *kind_name(const struct piece *piece)
{
	switch (piece->kind) {
	case PIECE_CODE: return "function";
	case PIECE_CODE_ONCE: return "init function";
	case PIECE_CONST: return "constant";
	case PIECE_DATA:
	case PIECE_ZERO: return "variable";
	case PIECE_DATA_ONCE: return "init variable";
	case PIECE_AFTER_INIT: return "variable (read-only after init)";
	case PIECE_PERCPU: return "per-CPU variable";
	case PIECE_REGISTRY: return "entry";
	default: return NULL;
	}
}

struct report {
	json_t *pieces;		/* NULL: for people */
	size_t n;
};

static void tell(struct report *report, const struct piece *piece, const char *state,
		 const char *why)
{
	_cleanup_free_ char *name = piece_name(piece);

	report->n++;
	if (!report->pieces) {
		printf("%-8s %s %s%s%s\n", state, kind_name(piece), name, why ? ": " : "",
		       why ? why : "");
		return;
	}
	json_array_append_new(report->pieces,
			      json_pack("{s:s, s:s, s:s, s:I, s:s?}", "state", state, "kind",
					kind_name(piece), "name", name, "size",
					(json_int_t)piece->size, "why", why));
}

static void tell_all(struct report *report, const struct version *pre, const struct version *post)
{
	for (size_t i = 0; i < post->pieces->n_items; i++) {
		const struct piece *piece = &post->pieces->items[i];

		if (!kind_name(piece))
			continue;
		if (!piece->twin)
			tell(report, piece, "new", NULL);
		else if (piece->changed)
			tell(report, piece, "changed", piece->changed);
	}
	for (size_t i = 0; i < pre->pieces->n_items; i++)
		if (kind_name(&pre->pieces->items[i]) && !pre->pieces->items[i].twin)
			tell(report, &pre->pieces->items[i], "gone", NULL);
}

static struct error *diff(const char *pre_path, const char *post_path, bool json, size_t *n)
{
	_cleanup_version_ struct version pre = { 0 }, post = { 0 };
	_cleanup_json_ json_t *pieces = json ? json_array() : NULL;
	struct report report = { pieces, 0 };

	try(version_open(pre_path, &pre));
	try(version_open(post_path, &post));
	try(compare_versions(&pre, &post));
	tell_all(&report, &pre, &post);
	if (json) {
		_cleanup_free_ char *text = json_text(pieces);

		fputs(text, stdout);
	}
	*n = report.n;
	return NULL;
}

int diff_main(int argc, char **argv)
{
	struct error *error;
	bool json = false;
	size_t n = 0;
	int option;

	while ((option = getopt_long(argc, argv, "jh", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(usage, stdout);
			return EXIT_CREATED;
		}
		if (option != 'j')
			return EXIT_USAGE;
		json = true;
	}
	if (argc - optind != 2)
		error = error_new(ERROR_USAGE, "diff needs two objects (see diff --help)");
	else
		error = diff(argv[optind], argv[optind + 1], json, &n);
	if (error)
		return finish_with(error, json);
	if (n == 0)
		fputs("no difference\n", stderr);
	return n ? EXIT_CREATED : EXIT_NO_CHANGE;
}
