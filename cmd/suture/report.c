/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/command.h"
#include "base/memory.h"
#include "machine/clock.h"
#include "member/member.h"
#include "member/report.h"
#include "verbs.h"

static bool show, send;

static const struct option_row option_rows[] = {
	{ "show", NULL, "print what would be sent, also of a machine that is in no fleet",
	  OPTION_FLAG, &show },
	{ "send", NULL, "send it, and take the service's advice", OPTION_FLAG, &send },
	{ 0 },
};

static const struct command command = {
	.name = "suture report",
	.arguments = "--show | --send",
	.purpose =
		"Tell the fleet's service how this machine stands, and take its advice. 'suture\n"
		"upgrade' does so by itself.",
	.options = option_rows,
	.follows = true,
};

static struct error *show_report(struct machine *machine)
{
	_cleanup_json_ json_t *object = NULL;
	_cleanup_free_ char *text = NULL;

	try(machine_open(machine));
	object = report_make(machine, false, NULL, machine_now());
	text = json_text(object);
	fputs(text, stdout);
	return NULL;
}

static void print(const struct advice *advice)
{
	const struct plan_advice *plan = &advice->plan;

	printf("reported as %s, group '%s': %s\n", advice->machine, advice->group,
	       authorization_name(advice->authorization));
	for (size_t i = 0; i < plan->n_holds; i++)
		printf("  . %s  %s\n", plan->holds[i].id, plan->holds[i].text);
	if (plan->others)
		printf("  . all others  %s\n", plan->others);
}

static struct error *send_report(struct machine *machine)
{
	try(machine_open_to_change(machine));
	try(member_report(machine, false, NULL, machine_now()));
	print(&machine->advice);
	return NULL;
}

static struct error *run(int argc, char **argv, struct machine *machine)
{
	try(command_parse(&command, &argc, &argv));
	if (argc || show == send)
		return command_misused(&command, "give --show or --send");
	return show ? show_report(machine) : send_report(machine);
}

/* A machine that is denied is told so, and does not stand well with its fleet. */
static bool is_denied(const struct advice *advice)
{
	return send && advice->machine && advice->authorization == AUTHORIZATION_DENIED;
}

int cmd_report(int argc, char **argv)
{
	_cleanup_machine_ struct machine machine = MACHINE_NONE;
	_cleanup_error_ struct error *error = run(argc, argv, &machine);
	enum exit_code code = command_end(&command, error, false, NULL);

	return code == EXIT_DONE && is_denied(&machine.advice) ? EXIT_NO_KEY : code;
}
