/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>
#include <unistd.h>

#include "base/command.h"
#include "base/memory.h"
#include "clock.h"
#include "repo/release.h"
#include "verbs.h"

static const char *keys, *distribution = "debian";
static struct string_list thresholds, expiries;

static const struct option_row option_rows[] = {
	{ "keys", "DIR", "where the private keys are made", OPTION_TEXT, &keys },
	{ "distribution", "NAME", "whose kernels it is for (debian)", OPTION_TEXT, &distribution },
	{ "threshold", "ROLE=K/N", "make N keys, of which K must sign; may be repeated",
	  OPTION_LIST, &thresholds },
	{ "expiry", "ROLE=DAYS", "how long a signature is good; may be repeated", OPTION_LIST,
	  &expiries },
	{ 0 },
};

static const struct command command = {
	.name = "suture-repo init",
	.arguments = "REPO",
	.purpose =
		"Make a repository and its keys, and publish it without an update.\n\n"
		"Roles are root (3 of 5 keys, 365 days), targets (2/3, 180), release (2/3, 90),\n"
		"block (1/2, 90), snapshot (1/1, 14) and timestamp (1/1, 3).",
	.options = option_rows,
};

/* "ROLE=" and the rest. */
static struct release_terms *find_terms(struct release_terms *terms, const char *text,
					const char **rest)
{
	size_t length = strcspn(text, "=");

	*rest = text[length] ? text + length + 1 : "";
	for (size_t i = 0; i < RELEASE_ROLES; i++)
		if (strlen(terms[i].role) == length && !strncmp(terms[i].role, text, length))
			return &terms[i];
	return NULL;
}

static struct error *set_threshold(struct release_terms *terms, const char *text)
{
	unsigned int threshold, n_keys;
	const char *rest;
	struct release_terms *one = find_terms(terms, text, &rest);
	int length = 0;

	if (!one || sscanf(rest, "%3u/%3u%n", &threshold, &n_keys, &length) != 2 || rest[length] ||
	    !threshold || threshold > n_keys)
		return error_new(ERROR_USAGE, "'%s' is not a role and how many of how many", text);
	one->threshold = threshold;
	one->n_keys = n_keys;
	return NULL;
}

static struct error *set_expiry(struct release_terms *terms, const char *text)
{
	const char *rest;
	struct release_terms *one = find_terms(terms, text, &rest);
	unsigned int days;
	int length = 0;

	if (!one || sscanf(rest, "%5u%n", &days, &length) != 1 || rest[length] || !days)
		return error_new(ERROR_USAGE, "'%s' is not a role and how many days", text);
	one->days = days;
	return NULL;
}

static struct error *set_terms(struct release_terms *terms)
{
	memcpy(terms, release_default_terms, sizeof(release_default_terms));
	for (size_t i = 0; i < thresholds.n_items; i++)
		try(set_threshold(terms, thresholds.items[i]));
	for (size_t i = 0; i < expiries.n_items; i++)
		try(set_expiry(terms, expiries.items[i]));
	return NULL;
}

static struct error *make(const char *path, const struct release_terms *terms, int64_t now)
{
	_cleanup_repository_ struct repository repository = { .lock = -1 };
	struct error *error;

	try(repository_make(path, keys, now, &repository));
	error = release_init(&repository, keys, distribution, terms);
	if (!error)
		error = repository_publish(&repository);
	return error ? repository_unmake(&repository, error) : NULL;
}

/* What fails leaves nothing behind, but for directories that were there before. */
static struct error *make_with_keys(const char *path, const struct release_terms *terms,
				    int64_t now)
{
	bool is_new = !file_exists(keys);
	struct error *error;

	try(directory_make(keys));
	error = make(path, terms, now);
	if (error && is_new)
		rmdir(keys);
	return error;
}

static struct error *run(int argc, char **argv)
{
	struct release_terms terms[RELEASE_ROLES];
	int64_t now;

	try(command_parse(&command, &argc, &argv));
	if (argc != 1 || !keys)
		return command_misused(&command, "REPO and --keys are needed");
	if (!is_distribution(distribution))
		return error_new(ERROR_USAGE, "'%s' cannot be a distribution's name", distribution);
	try(set_terms(terms));
	try(clock_now(&now));
	try(make_with_keys(argv[0], terms, now));
	printf("made %s; machines begin with %s/metadata/1.root.json\n", argv[0], argv[0]);
	printf("the keys of %s are to be taken apart and away\n", keys);
	return NULL;
}

int cmd_init(int argc, char **argv)
{
	_cleanup_error_ struct error *error = run(argc, argv);

	string_list_deinit(&thresholds);
	string_list_deinit(&expiries);
	return command_end(&command, error, false, NULL);
}
