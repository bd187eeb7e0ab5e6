/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "series/exception.h"

#include <string.h>

#include "base/form.h"
#include "base/memory.h"
#include "change.h"
#include "verbs.h"

#define CVE_MAX 32

static struct change change = { .distribution = "debian" };
static struct string_list cves;
static const char *reason, *text, *title = "", *effective;
static bool removes;

static const struct option_row option_rows[] = {
	CHANGE_OPTIONS(change),
	{ "cve", "CVE", "what the fix is for; may be repeated", OPTION_LIST, &cves },
	{ "reason", "TOKEN", "of a refusal, or declined, or pending", OPTION_TEXT, &reason },
	{ "text", "TEXT", "the reason, one line for people", OPTION_TEXT, &text },
	{ "title", "TEXT", "of the fix, one line for people", OPTION_TEXT, &title },
	{ "effective", "VERSION", "the vendor's version that has the fix", OPTION_TEXT,
	  &effective },
	{ "remove", NULL, "say nothing of these CVEs any more", OPTION_FLAG, &removes },
	{ 0 },
};

static const struct command command = {
	.name = "suture-repo unpatchable",
	.arguments = "REPO",
	.purpose = "Stage that there is no update of a fix, in place of what was said of its CVEs\n"
		   "before.",
	.options = option_rows,
};

static struct error *add(struct series *series)
{
	struct series_exception *exception = series_except(series, &cves);

	exception->title = xstrdup(title);
	exception->effective = effective ? xstrdup(effective) : NULL;
	exception->reason = xstrdup(reason);
	exception->text = xstrdup(text);
	return NULL;
}

static struct error *forget(struct series *series)
{
	_cleanup_free_ char *all = string_list_join(&cves);

	if (!series_forget(series, &cves))
		return error_new(ERROR_NO_CHANGE, "nothing is said of %s", all);
	return NULL;
}

static struct error *check_cves(void)
{
	for (size_t i = 0; i < cves.n_items; i++)
		if (!is_name(cves.items[i], "-", CVE_MAX))
			return command_misused(&command, "no such CVE can be");
	return NULL;
}

static struct error *check_texts(void)
{
	const char *const texts[] = { text, title, effective };

	if (!reason || !text)
		return command_misused(&command, "--reason and --text are needed, or --remove");
	if (!is_exception_reason(reason))
		return command_misused(&command, "no such reason");
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (texts[i] && !is_printable(texts[i]))
			return command_misused(&command, "a text has one line");
	return NULL;
}

static struct error *run(int argc, char **argv)
{
	try(command_parse(&command, &argc, &argv));
	if (argc != 1 || !change.keys || !change.kernel || !cves.n_items)
		return command_misused(&command, "REPO, --kernel, --cve and --keys are needed");
	if (!is_build_id(change.kernel))
		return command_misused(&command, "no such build-id can be");
	try(check_cves());
	if (removes)
		return change_series(&change, argv[0], forget);
	try(check_texts());
	return change_series(&change, argv[0], add);
}

int cmd_unpatchable(int argc, char **argv)
{
	_cleanup_error_ struct error *error = run(argc, argv);

	string_list_deinit(&cves);
	return command_end(&command, error, false, NULL);
}
