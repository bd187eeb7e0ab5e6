/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "base/command.h"
#include "base/memory.h"
#include "machine/clock.h"
#include "member/member.h"
#include "verbs.h"

#define LINE_SIZE 256 /* no key is so long */

static const char *service;

static const struct option_row option_rows[] = {
	{ "service", "URL", "where the fleet's service is (the policy's)", OPTION_TEXT, &service },
	{ 0 },
};

static const struct command command = {
	.name = "suture enrol",
	.arguments = "KEY | FILE | -",
	.purpose =
		"Make this machine a member of a fleet. The access key is KEY, or the first line "
		"of FILE\n"
		"or, with -, of standard input, where no list of processes shows it.",
	.options = option_rows,
	.follows = true,
};

static struct error *read_line(FILE *file, const char *name, char **key)
{
	char line[LINE_SIZE];

	if (!fgets(line, sizeof(line), file))
		return error_new(ERROR_USAGE, "there is no key in %s", name);
	line[strcspn(line, "\r\n")] = 0;
	*key = xstrdup(line);
	return NULL;
}

static struct error *read_key(const char *argument, char **key)
{
	_cleanup_fclose_ FILE *file = NULL;

	if (!strcmp(argument, "-"))
		return read_line(stdin, "standard input", key);
	if (!strncmp(argument, "suture-", strlen("suture-"))) {
		*key = xstrdup(argument);
		return NULL;
	}
	file = fopen(argument, "re");
	if (!file)
		return error_as_usage(error_errno("cannot read the key from %s", argument));
	return read_line(file, argument, key);
}

static struct error *choose_service(const struct machine *machine, const char **url)
{
	_cleanup_policy_ struct policy alone = {};
	_cleanup_free_ char *text = xasprintf("[fleet]\nservice = %s\n", service ? service : "");

	*url = service ? service : machine->policy.values[POLICY_SERVICE];
	if (!**url)
		return error_new(ERROR_USAGE, "no service is named: give --service URL");
	return service ? policy_parse(text, "--service", &alone) : NULL;
}

static struct error *enrol(struct machine *machine, const char *argument)
{
	_cleanup_free_ char *key = NULL;
	const char *url;

	try(read_key(argument, &key));
	try(machine_open_to_change(machine));
	try(choose_service(machine, &url));
	return member_enrol(machine, url, key, machine_now());
}

static struct error *run(int argc, char **argv, struct machine *machine)
{
	try(command_parse(&command, &argc, &argv));
	if (argc != 1)
		return command_misused(&command, "give one access key");
	return enrol(machine, argv[0]);
}

int cmd_enrol(int argc, char **argv)
{
	_cleanup_machine_ struct machine machine = MACHINE_NONE;
	_cleanup_error_ struct error *error = run(argc, argv, &machine);

	if (!error)
		printf("enrolled as %s, group '%s': %s\n", machine.advice.machine,
		       machine.advice.group, authorization_name(machine.advice.authorization));
	return command_end(&command, error, false, NULL);
}
