/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <limits.h>
#include <string.h>

#include "base/form.h"
#include "base/memory.h"
#include "change.h"
#include "verbs.h"

#define SAME UINT_MAX

static struct change change = { .distribution = "debian" };
static const char *id, *severity, *effective;
static unsigned int rollout = SAME;
static enum severity degree;

static const struct option_row option_rows[] = {
	CHANGE_OPTIONS(change),
	{ "severity", "DEGREE", "low, medium, high, critical or unknown", OPTION_TEXT, &severity },
	{ "rollout", "PERCENT", "of the machines that take it by themselves", OPTION_NUMBER,
	  &rollout },
	{ "effective", "VERSION", "the vendor's version that it makes a machine equal to, or none",
	  OPTION_TEXT, &effective },
	{ 0 },
};

static const struct command command = {
	.name = "suture-repo edit",
	.arguments = "REPO ID",
	.purpose = "Stage another severity, rollout or effective version of an update.",
	.options = option_rows,
};

static struct error *edit(struct series *series)
{
	struct series_update *update = series_find(series, id);

	if (!update)
		return error_refuse(SUTURE_REFUSAL_NOT_IN_SERIES, "the series of %s has no %s",
				    series->build_id, id);
	if (severity)
		update->severity = degree;
	if (rollout != SAME)
		update->rollout = rollout;
	if (effective) {
		free(update->effective);
		update->effective = strcmp(effective, "none") ? xstrdup(effective) : NULL;
	}
	return NULL;
}

static struct error *check_values(void)
{
	if (!severity && rollout == SAME && !effective)
		return command_misused(&command, "--severity, --rollout or --effective is needed");
	if (severity && !severity_parse(severity, &degree))
		return command_misused(&command, "no such severity");
	if (rollout != SAME && rollout > 100)
		return command_misused(&command, "there are 100 percent at most");
	if (effective && !is_printable(effective))
		return command_misused(&command, "no such version can be");
	return NULL;
}

static struct error *run(int argc, char **argv)
{
	try(command_parse(&command, &argc, &argv));
	if (argc != 2 || !change.keys || !change.kernel)
		return command_misused(&command, "REPO, ID, --kernel and --keys are needed");
	if (!is_update_id(argv[1]) || !is_build_id(change.kernel))
		return command_misused(&command, "no such id or build-id can be");
	try(check_values());
	id = argv[1];
	return change_series(&change, argv[0], edit);
}

int cmd_edit(int argc, char **argv)
{
	_cleanup_error_ struct error *error = run(argc, argv);

	return command_end(&command, error, false, NULL);
}
