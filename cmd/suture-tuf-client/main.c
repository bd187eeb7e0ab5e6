/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * suture-tuf-client: follow a repository of The Update Framework, for scripts and tests.
 *
 * Verbs and options are those of the conformance suite of TUF's clients.
 */
#include <string.h>
#include <time.h>

#include "base/command.h"
#include "base/memory.h"
#include "fetch/mirrors.h"
#include "tuf/name.h"

static const char *metadata_dir, *target_name, *target_dir;
static struct string_list metadata_urls, target_urls;
static unsigned int patience = 30;

static const struct option_row option_rows[] = {
	{ "metadata-dir", "DIR", "what is trusted", OPTION_TEXT, &metadata_dir },
	{ "metadata-url", "URL", "where the repository's metadata is; repeat it for a mirror",
	  OPTION_LIST, &metadata_urls },
	{ "target-name", "NAME", "the path of a target", OPTION_TEXT, &target_name },
	{ "target-base-url", "URL", "where the targets are; one for each --metadata-url",
	  OPTION_LIST, &target_urls },
	{ "target-dir", "DIR", "where targets go, by their percent-encoded path", OPTION_TEXT,
	  &target_dir },
	{ "patience", "SECONDS", "wait no longer for who is silent or trickles (30)", OPTION_NUMBER,
	  &patience },
	{ 0 },
};

static const struct command command = {
	.name = "suture-tuf-client",
	.arguments = "init ROOT | refresh | download",
	.purpose = "Follow a repository of The Update Framework: begin to trust it by its root's "
		   "file, take\n"
		   "over what of its metadata is new and right, or do so and fetch a target.",
	.options = option_rows,
};

/* ---- verbs ---- */

static struct error *init(const char *path)
{
	_cleanup_bytes_ struct bytes root = {};

	try(error_as_usage(file_read(path, &root)));
	return tuf_store_make(metadata_dir, &root);
}

static void add_mirrors(struct mirrors *mirrors)
{
	for (size_t i = 0; i < metadata_urls.n_items; i++)
		mirrors_add(mirrors, metadata_urls.items[i],
			    i < target_urls.n_items ? target_urls.items[i] : "");
}

static struct error *download(struct mirrors *mirrors, struct tuf_updater *updater)
{
	_cleanup_free_ char *name = tuf_encode(target_name);
	_cleanup_free_ char *path = xasprintf("%s/%s", target_dir, name);
	struct tuf_file file;

	try(mirrors_find(mirrors, updater, target_name, &file));
	try(directory_make(target_dir));
	return mirrors_fetch_target(mirrors, updater, target_name, &file, path);
}

static void print_notes(const struct string_list *notes)
{
	for (size_t i = 0; i < notes->n_items; i++)
		fprintf(stderr, "suture-tuf-client: %s\n", notes->items[i]);
}

static struct error *follow(bool downloads)
{
	_cleanup_mirrors_ struct mirrors mirrors = {};
	_cleanup_tuf_updater_ struct tuf_updater updater = { .store.lock = -1 };
	const struct fetch_options options = { .patience = patience };
	struct error *error;

	try(mirrors_init(&mirrors, &options));
	add_mirrors(&mirrors);
	try(tuf_updater_open(&updater, metadata_dir, time(NULL)));
	error = mirrors_refresh(&mirrors, &updater);
	if (!error && downloads)
		error = download(&mirrors, &updater);
	print_notes(&updater.distrusted);
	if (!error || mirrors.n_items > 1)
		print_notes(&mirrors.failures);
	return error;
}

/* ---- the command line ---- */

static struct error *run(int argc, char **argv)
{
	const char *verb;
	bool downloads;

	try(command_parse(&command, &argc, &argv));
	verb = argc ? argv[0] : "";
	downloads = !strcmp(verb, "download");
	if (!metadata_dir)
		return command_misused(&command, "--metadata-dir is needed");
	if (!strcmp(verb, "init") && argc == 2)
		return init(argv[1]);
	if (argc != 1 || (!downloads && strcmp(verb, "refresh")))
		return command_misused(&command, "'init ROOT', 'refresh' or 'download' is needed");
	if (!patience)
		return command_misused(&command, "some patience is needed");
	if (!metadata_urls.n_items)
		return command_misused(&command, "--metadata-url is needed");
	if (downloads &&
	    (!target_name || !target_dir || target_urls.n_items != metadata_urls.n_items))
		return command_misused(&command, "--target-name, --target-dir and as many "
						 "--target-base-url as --metadata-url are needed");
	return follow(downloads);
}

int main(int argc, char **argv)
{
	_cleanup_error_ struct error *error = run(argc, argv);

	string_list_deinit(&metadata_urls);
	string_list_deinit(&target_urls);
	return command_end(&command, error, false, NULL);
}
