/* SPDX-License-Identifier: GPL-2.0-or-later */
/* suture-admin: ask a fleet's service, and tell it what to do. */
#include <ctype.h>
#include <stdio.h>

#include "actions.h"
#include "base/command.h"
#include "base/memory.h"
#include "print.h"
#include "service.h"

static struct {
	const char *service, *key_file, *account;
	bool json, version;
} options;

#define COMMON                                                                                     \
	{ "service", "URL", "the service; else SUTURE_SERVICE or admin.conf says it", OPTION_TEXT, \
	  &options.service },                                                                      \
		{ "key-file", "FILE", "has the key; else SUTURE_API_KEY or admin.conf does",       \
		  OPTION_TEXT, &options.key_file },                                                \
		{ "account", "NAME", "things of this account", OPTION_TEXT, &options.account },    \
	{                                                                                          \
		"json", NULL, "print JSON", OPTION_FLAG, &options.json                             \
	}

static const struct option_row rows[] = { COMMON, {} };
static const struct option_row rows_of_all[] = {
	COMMON,
	{ "version", NULL, "print the version and exit", OPTION_FLAG, &options.version },
	{},
};

/* ---- help ---- */

static const struct noun {
	const char *name, *summary;
} nouns[] = {
	{ "overview", "how the fleet stands" },
	{ "machines", "machines, their groups, and whether they may" },
	{ "groups", "groups of machines" },
	{ "rings", "the order in which groups get what is new" },
	{ "updates", "updates, and how many machines have them" },
	{ "cves", "CVEs, and how many machines have them open" },
	{ "rollouts", "stop updates on their way, and let them go on" },
	{ "keys", "keys of machines' installers, people and programs" },
	{ "accounts", "whose machines they are" },
	{ "plans", "what subscriptions cost" },
	{ "subscriptions", "who pays by which plan" },
	{ "usage", "machines that were counted" },
	{ "statements", "what a month comes to" },
	{ "webhooks", "programs that are told what happens" },
	{ "audit", "what was done, and by whom" },
};

/* The one that is named; NULL: none. An option's value may be taken for one, for --help alone. */
static const struct noun *find_noun(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		for (size_t j = 0; j < ARRAY_SIZE(nouns); j++)
			if (!strcmp(nouns[j].name, argv[i]))
				return &nouns[j];
	return NULL;
}

static char *purpose_of_all(void)
{
	char *text = xstrdup("Ask a fleet's service, and tell it what to do.\n\nVerbs:\n");

	for (size_t i = 0; i < ARRAY_SIZE(nouns); i++)
		xappend(&text, "  %-13s  %s\n", nouns[i].name, nouns[i].summary);
	xappend(&text, "\n'suture-admin VERB --help' tells more.");
	return text;
}

static void add_action(const struct action *action, char **text)
{
	xappend(text, "\n  %s%s%s%s%s%s\n      %s", action->noun, *action->name ? " " : "",
		action->name, *action->words ? " " : "", action->words,
		*action->settings ? " [NAME=VALUE...]" : "", action->summary);
	if (*action->settings)
		xappend(text, "\n      NAME: %s", action->settings);
}

static char *purpose_of(const struct noun *noun)
{
	char *text =
		xasprintf("%c%s:\n", toupper((unsigned char)*noun->summary), noun->summary + 1);

	for (size_t i = 0; i < n_actions; i++)
		if (!strcmp(actions[i].noun, noun->name))
			add_action(&actions[i], &text);
	return text;
}

/* The texts are for the time of the program. */
static struct command make_command(const struct noun *noun)
{
	if (!noun)
		return (struct command){ .name = "suture-admin",
					 .arguments = "VERB [ARGUMENT...]",
					 .purpose = purpose_of_all(),
					 .options = rows_of_all };
	return (struct command){ .name = xasprintf("suture-admin %s", noun->name),
				 .arguments = "[ARGUMENT...]",
				 .purpose = purpose_of(noun),
				 .options = rows };
}

static void free_command(struct command *command, const struct noun *noun)
{
	free((char *)command->purpose);
	if (noun)
		free((char *)command->name);
}

/* ---- the whole ---- */

static struct error *ask(int argc, char **argv, const struct action **action, json_t **answer)
{
	_cleanup_service_access_ struct service_access access = {};
	_cleanup_request_ struct request request = {};
	int n_taken;

	try(action_find(argc, argv, action, &n_taken));
	try(request_make(*action, argc - n_taken, argv + n_taken, options.account, &request));
	try(service_access_find(options.service, options.key_file, &access));
	return service_ask(&access, &request, answer);
}

static struct error *run(const struct command *command, int argc, char **argv, json_t **answer)
{
	const struct action *action = NULL;

	try(command_parse(command, &argc, &argv));
	if (options.version) {
		puts("suture-admin " SUTURE_VERSION);
		return NULL;
	}
	try(ask(argc, argv, &action, answer));
	if (!options.json)
		print_answer(*answer, action->columns);
	return NULL;
}

int main(int argc, char **argv)
{
	const struct noun *noun = find_noun(argc, argv);
	struct command command = make_command(noun);
	_cleanup_json_ json_t *answer = NULL;
	_cleanup_error_ struct error *error = run(&command, argc, argv, &answer);
	const enum exit_code code =
		command_end(&command, error, options.json && !options.version, answer);

	free_command(&command, noun);
	return code;
}
