/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "base/date.h"
#include "base/form.h"
#include "base/memory.h"
#include "change.h"
#include "verbs.h"

static struct change change = { .distribution = "debian" };
static const char *until;
static int64_t moment; /* 0: none */

static const struct option_row option_rows[] = {
	CHANGE_OPTIONS(change),
	{ "until", "DATE", "as 2026-11-28 or 2026-11-28T12:00:00Z; none: it is not said",
	  OPTION_TEXT, &until },
	{ 0 },
};

static const struct command command = {
	.name = "suture-repo cover",
	.arguments = "REPO",
	.purpose = "Stage until when fixes of a kernel are looked for.",
	.options = option_rows,
};

/* A day alone is its beginning. */
static bool read_moment(const char *text)
{
	_cleanup_free_ char *day = xasprintf("%sT00:00:00Z", text);

	if (!strcmp(text, "none"))
		return true;
	return (date_read(text, &moment) || date_read(day, &moment)) && moment > 0;
}

static struct error *cover(struct series *series)
{
	series->covered_until = moment;
	return NULL;
}

static struct error *run(int argc, char **argv)
{
	try(command_parse(&command, &argc, &argv));
	if (argc != 1 || !change.keys || !change.kernel || !until)
		return command_misused(&command, "REPO, --kernel, --until and --keys are needed");
	if (!is_build_id(change.kernel))
		return command_misused(&command, "no such build-id can be");
	if (!read_moment(until))
		return command_misused(&command, "no such date can be");
	return change_series(&change, argv[0], cover);
}

int cmd_cover(int argc, char **argv)
{
	_cleanup_error_ struct error *error = run(argc, argv);

	return command_end(&command, error, false, NULL);
}
