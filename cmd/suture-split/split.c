/* SPDX-License-Identifier: GPL-2.0-or-later */
/* suture-split: read the trees and the evidence, split, write the repository and the report. */
#include <getopt.h>
#include <unistd.h>

#include "base/json.h"
#include "base/memory.h"
#include "evidence/scope.h"
#include "kernel/origin.h"
#include "progress.h"
#include "split/alone.h"
#include "split/output.h"
#include "split/release.h"
#include "split/report.h"
#include "split/units.h"
#include "verbs.h"

static const char usage[] =
	"usage: suture-split --old SOURCE --new SOURCE -o OUT.git [OPTION...]\n"
	"       suture-split show OUT.git [--cve CVE | --commit REV | --subject TEXT]\n"
	"       suture-split export OUT.git -o DIRECTORY [OPTION...]\n"
	"\n"
	"Break a vendor's update of a kernel's source up into one commit for each fix.\n"
	"\n"
	"  -a, --old SOURCE        the source before: a directory, a tar archive, GIT:REV,\n"
	"                          a source package's .deb, or debian:PACKAGE[=VERSION]\n"
	"  -b, --new SOURCE        the source after\n"
	"  -o, --output REPOSITORY  the repository to make\n"
	"  -l, --changelog FILE    the vendor's changelog (default: the new source's own)\n"
	"  -A, --old-version VERSION  as the changelog writes it, if the source does not say\n"
	"  -B, --new-version VERSION  likewise\n"
	"  -c, --candidates SPEC   changes that may be in it: GIT[:RANGE], a directory of\n"
	"                          patches, a mailbox, a public-inbox; may be repeated\n"
	"  -r, --records FILE      what is known of CVEs, one JSON object a line\n"
	"  -k, --config FILE       find the units and modules that each commit affects\n"
	"  -R, --report FILE       write the report as JSON\n"
	"  -j, --json              the report, or the refusal, as JSON on standard output\n"
	"  -q, --quiet             do not tell the steps\n"
	"  -h, --help              this text\n"
	"  -V, --version           the version\n"
	"\n"
	"Exit status: 0 split, 1 internal error, 2 usage, 3 the trees are the same,\n"
	"4 refused.\n";

static const struct option options[] = {
	{ "old", required_argument, NULL, 'a' },
	{ "new", required_argument, NULL, 'b' },
	{ "output", required_argument, NULL, 'o' },
	{ "changelog", required_argument, NULL, 'l' },
	{ "old-version", required_argument, NULL, 'A' },
	{ "new-version", required_argument, NULL, 'B' },
	{ "candidates", required_argument, NULL, 'c' },
	{ "records", required_argument, NULL, 'r' },
	{ "config", required_argument, NULL, 'k' },
	{ "report", required_argument, NULL, 'R' },
	{ "json", no_argument, NULL, 'j' },
	{ "quiet", no_argument, NULL, 'q' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

struct settings {
	const char *old, *new, *output;
	const char *changelog, *old_version, *new_version;
	const char *records, *config, *report;
	const char **candidates;
	size_t n_candidates;
	bool json, quiet;
};

/* Everything that a split is made from, in one place so that it is released together. */
struct evidence {
	struct store *store;
	struct line_table *table;
	struct source *old, *new;
	struct changelog *changelog;
	struct candidates candidates;
	struct records *records;
};

static void evidence_deinit(struct evidence *evidence)
{
	records_free(evidence->records);
	candidates_deinit(&evidence->candidates);
	changelog_free(evidence->changelog);
	source_free(evidence->new);
	source_free(evidence->old);
	line_table_free(evidence->table);
	store_close(evidence->store);
}
#define _cleanup_evidence_ _cleanup_(evidence_deinit)

static struct error *read_sources(const struct settings *settings, struct progress *progress,
				  struct evidence *evidence)
{
	try(store_create(settings->output, &evidence->store));
	try(source_read(settings->old, evidence->store, &progress->callbacks, &evidence->old));
	return source_read(settings->new, evidence->store, &progress->callbacks, &evidence->new);
}

/* What was said, what the source knows, or what its own changelog begins with. */
static char *version_of(const char *said, const struct source *source)
{
	const char *known = said ? said : source->version;

	return known ? xstrdup(known) : release_newest(&source->changelog);
}

static struct error *read_changelog(const struct settings *settings, const char *old,
				    const char *new, struct evidence *evidence)
{
	if (settings->changelog)
		return changelog_read(settings->changelog, old, new, &evidence->changelog);
	if (evidence->new->changelog.size)
		return changelog_parse(&evidence->new->changelog, old, new, &evidence->changelog);
	return NULL;
}

static struct error *read_evidence(const struct settings *settings, struct progress *progress,
				   struct evidence *evidence)
{
	_cleanup_free_ char *old = version_of(settings->old_version, evidence->old);
	_cleanup_free_ char *new = version_of(settings->new_version, evidence->new);
	struct scope scope = { .old_version = old, .new_version = new };

	try(read_changelog(settings, old, new, evidence));
	if (settings->records)
		try(records_read(settings->records, &evidence->records));
	scope.changelog = evidence->changelog;
	scope.records = evidence->records;
	for (size_t i = 0; i < settings->n_candidates; i++) {
		progress_step(&progress->callbacks, "reading candidates from %s",
			      settings->candidates[i]);
		try(candidates_read(&evidence->candidates, settings->candidates[i], &scope));
	}
	return NULL;
}

static struct error *examine(const struct settings *settings, struct progress *progress,
			     const struct split_input *input, struct split *split)
{
	progress_step(&progress->callbacks, "finding what applies alone");
	alone_find(split);
	if (!settings->config)
		return NULL;
	return units_find(split, input, settings->config, &progress->callbacks);
}

/* The repository gets its name when nothing is left that could fail for want of space. */
static struct error *publish_reported(const struct settings *settings, struct store *store,
				      const char *report)
{
	_cleanup_free_ char *staged = NULL;
	struct error *error;

	if (!settings->report)
		return store_publish(store);
	try(file_stage(settings->report, report, strlen(report), 0644, &staged));
	error = store_publish(store);
	if (!error)
		error = file_publish(staged, settings->report);
	if (error)
		unlink(staged);
	return error;
}

static struct error *publish(const struct settings *settings, const struct split_input *input,
			     const struct split *split, const git_oid *ids)
{
	_cleanup_json_ json_t *report = report_make(input, split, ids);
	_cleanup_free_ char *text = json_text(report);

	try(publish_reported(settings, input->store, text));
	if (settings->json)
		fputs(text, stdout);
	else
		report_print(report, stdout);
	return NULL;
}

static struct error *split_sources(const struct settings *settings, struct progress *progress)
{
	_cleanup_evidence_ struct evidence evidence = { .table = line_table_new() };
	_cleanup_split_ struct split *split = NULL;
	_cleanup_free_ git_oid *ids = NULL;
	struct split_input input;

	candidates_init(&evidence.candidates, evidence.table);
	try(read_sources(settings, progress, &evidence));
	try(read_evidence(settings, progress, &evidence));
	input = (struct split_input){
		.store = evidence.store,
		.table = evidence.table,
		.old = evidence.old,
		.new = evidence.new,
		.changelog = evidence.changelog,
		.candidates = &evidence.candidates,
		.records = evidence.records,
	};
	try(split_make(&input, &progress->callbacks, &split));
	try(examine(settings, progress, &input, split));
	progress_step(&progress->callbacks, "writing %s", settings->output);
	ids = xcalloc(split->n_commits, sizeof(*ids));
	try(output_write(&input, split, &progress->callbacks, ids));
	progress_end(progress);
	return publish(settings, &input, split, ids);
}

/* False: the option is wrong, and getopt has said so. */
static bool take_option(struct settings *settings, int option)
{
	switch (option) {
	case 'a': settings->old = optarg; return true;
	case 'b': settings->new = optarg; return true;
	case 'o': settings->output = optarg; return true;
	case 'l': settings->changelog = optarg; return true;
	case 'A': settings->old_version = optarg; return true;
	case 'B': settings->new_version = optarg; return true;
	case 'c':
		*array_append(settings->candidates, settings->n_candidates) = optarg;
		return true;
	case 'r': settings->records = optarg; return true;
	case 'k': settings->config = optarg; return true;
	case 'R': settings->report = optarg; return true;
	case 'j': settings->json = true; return true;
	case 'q': settings->quiet = true; return true;
	case 'h': fputs(usage, stdout); exit(EXIT_SPLIT);
	case 'V': puts("suture-split " SUTURE_VERSION); exit(EXIT_SPLIT);
	default: return false;
	}
}

static struct error *check_settings(const struct settings *settings, bool surplus)
{
	if (surplus || !settings->old || !settings->new || !settings->output)
		return error_new(ERROR_USAGE, "--old, --new and --output are needed, and no other "
					      "argument (see --help)");
	return NULL;
}

int split_main(int argc, char **argv)
{
	struct settings settings = { 0 };
	struct progress progress;
	struct error *error;
	int option;

	while ((option = getopt_long(argc, argv, "a:b:o:l:A:B:c:r:k:R:jqhV", options, NULL)) != -1)
		if (!take_option(&settings, option))
			return EXIT_USAGE;
	progress_init(&progress, settings.quiet);
	error = check_settings(&settings, optind < argc);
	if (!error)
		error = split_sources(&settings, &progress);
	progress_end(&progress);
	free(settings.candidates);
	return error ? finish_with(error, settings.json) : EXIT_SPLIT;
}
