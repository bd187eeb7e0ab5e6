/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "client/doctor.h"

#include "client/sysroot.h"
#include "base/command.h"
#include "verbs.h"

static bool as_json;
static const char *root;

static const struct option_row option_rows[] = {
	{ "root", "DIR", "look at the machine whose files are under DIR", OPTION_TEXT, &root },
	{ "json", NULL, "print JSON", OPTION_FLAG, &as_json },
	{ 0 },
};

static const struct command command = {
	.name = "suture doctor",
	.arguments = "",
	.purpose = "See whether this machine can take updates, and what to do if not.",
	.options = option_rows,
};

static struct error *run(int argc, char **argv, struct findings *findings)
{
	try(command_parse(&command, &argc, &argv));
	if (argc)
		return command_misused(&command, "there is nothing to give");
	if (root)
		sysroot_set(root);
	doctor_examine(findings);
	return NULL;
}

static void print(const struct findings *findings)
{
	for (size_t i = 0; i < findings->n_items; i++) {
		const struct finding *finding = &findings->items[i];

		printf("%-7s  %-11s  %s\n", finding_status_name(finding->status), finding->check,
		       finding->message);
		if (finding->remedy)
			printf("%-7s  %-11s  next: %s\n", "", "", finding->remedy);
	}
}

static json_t *to_json(const struct findings *findings)
{
	json_t *checks = json_array();

	for (size_t i = 0; i < findings->n_items; i++) {
		const struct finding *finding = &findings->items[i];

		json_array_append_new(checks,
				      json_pack("{s:s, s:s, s:o, s:o}", "check", finding->check,
						"status", finding_status_name(finding->status),
						"message", string_to_json(finding->message),
						"remedy", string_to_json(finding->remedy)));
	}
	return json_pack("{s:I, s:I, s:o}", "problems",
			 (json_int_t)findings_count(findings, FINDING_PROBLEM), "warnings",
			 (json_int_t)findings_count(findings, FINDING_WARNING), "checks", checks);
}

int cmd_doctor(int argc, char **argv)
{
	_cleanup_findings_ struct findings findings = { 0 };
	_cleanup_error_ struct error *error = run(argc, argv, &findings);
	_cleanup_json_ json_t *value = as_json && !error ? to_json(&findings) : NULL;
	enum exit_code code;

	if (!error && !as_json)
		print(&findings);
	code = command_end(&command, error, as_json, value);
	if (code == EXIT_DONE && findings_count(&findings, FINDING_PROBLEM))
		return EXIT_REFUSED;
	return code;
}
