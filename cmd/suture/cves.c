/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "base/command.h"
#include "base/form.h"
#include "base/memory.h"
#include "machine/oval.h"
#include "machine/vex.h"
#include "verbs.h"
#include "view.h"

static bool with_exit_code;
static const char *root, *format = "plain";

static const struct option_row option_rows[] = {
	{ "format", "FORMAT", "plain, vex or oval (plain)", OPTION_TEXT, &format },
	{ "exit-code", NULL, "exit with 30 if a CVE is not fixed, 31 if nobody says", OPTION_FLAG,
	  &with_exit_code },
	{ "root", "DIR", "look at the machine whose files are under DIR", OPTION_TEXT, &root },
	{ 0 },
};

static const struct command command = {
	.name = "suture cves",
	.arguments = "",
	.purpose = "Tell which CVEs of this kernel are fixed.",
	.options = option_rows,
	.follows = true,
};

/* ---- formats ---- */

static int name_width(const struct standing *standing)
{
	size_t width = 0;

	for (size_t i = 0; i < standing->n_cves; i++)
		if (strlen(standing->cves[i].cve) > width)
			width = strlen(standing->cves[i].cve);
	return (int)width;
}

/* An update that is not applied, and why, or why there is none. */
static char *remark(const struct standing_cve *cve)
{
	const char *update = cve->state == CVE_UNPATCHABLE ? NULL : cve->update;

	return xasprintf("%s%s%s", update ? update : "", update && cve->text ? ": " : "",
			 cve->text ? cve->text : "");
}

static struct error *plain(const struct standing *standing, char **text)
{
	int width = name_width(standing);

	*text = xstrdup("");
	for (size_t i = 0; i < standing->n_cves; i++) {
		const struct standing_cve *cve = &standing->cves[i];
		_cleanup_free_ char *behind = remark(cve);
		_cleanup_free_ char *line = as_printable(behind);

		xappend(text, "%-*s  %-11s  %s\n", width, cve->cve, cve_state_name(cve->state),
			line);
	}
	return NULL;
}

static struct error *vex(const struct standing *standing, char **text)
{
	_cleanup_json_ json_t *document = NULL;

	try(vex_make(standing, &document));
	*text = json_text(document);
	return NULL;
}

static const struct {
	const char *name;
	struct error *(*make)(const struct standing *standing, char **text);
} formats[] = {
	{ "plain", plain },
	{ "vex", vex },
	{ "oval", oval_make },
};

/* ---- the verb ---- */

static struct error *run(int argc, char **argv, struct view *view, char **text)
{
	size_t i = 0;

	try(command_parse(&command, &argc, &argv));
	if (argc)
		return command_misused(&command, "there is nothing to give");
	while (i < ARRAY_SIZE(formats) && strcmp(formats[i].name, format))
		i++;
	if (i == ARRAY_SIZE(formats))
		return command_misused(&command, "the format is plain, vex or oval");
	try(view_open(root, view));
	return formats[i].make(&view->standing, text);
}

int cmd_cves(int argc, char **argv)
{
	_cleanup_view_ struct view view = VIEW_NONE;
	_cleanup_free_ char *text = NULL;
	_cleanup_error_ struct error *error = run(argc, argv, &view, &text);
	enum exit_code code;

	if (text)
		fputs(text, stdout);
	code = command_end(&command, error, false, NULL);
	return code == EXIT_DONE && with_exit_code ? view_exit_code(&view.standing) : code;
}
