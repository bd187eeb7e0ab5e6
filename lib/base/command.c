/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/command.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>

#include "base/memory.h"

/* "-r, --kernel-release", "--root DIR"; the caller's. */
static char *option_text(const struct option_row *row)
{
	const char letter[] = { '-', row->letter, ',', ' ', '\0' };
	const char *argument = row->argument ? row->argument : "";

	return xasprintf("%s--%s%s%s", row->letter ? letter : "", row->name, *argument ? " " : "",
			 argument);
}

static int option_width(const struct option_row *row)
{
	_cleanup_free_ char *text = option_text(row);

	return (int)strlen(text);
}

static void print_option(const struct option_row *row, int width)
{
	_cleanup_free_ char *text = option_text(row);

	printf("  %-*s  %s\n", width, text, row->help);
}

static void print_help(const struct command *command)
{
	static const struct option_row help = { .name = "help", .help = "print this and exit" };
	int width = option_width(&help);

	for (const struct option_row *row = command->options; row->name; row++)
		if (option_width(row) > width)
			width = option_width(row);
	printf("Usage: %s [OPTION...]%s%s\n\n%s\n\nOptions:\n", command->name,
	       *command->arguments ? " " : "", command->arguments, command->purpose);
	for (const struct option_row *row = command->options; row->name; row++)
		print_option(row, width);
	print_option(&help, width);
}

struct error *command_misused(const struct command *command, const char *why)
{
	return error_new(ERROR_USAGE, "%s; see '%s --help'", why, command->name);
}

static struct error *parse_number(const char *text, unsigned int *value)
{
	unsigned long number;
	char *end;

	errno = 0;
	number = strtoul(text, &end, 10);
	if (!isdigit((unsigned char)*text) || *end || errno || number > 1000000)
		return error_new(ERROR_USAGE, "'%s' is not a number from 0 to 1000000", text);
	*value = (unsigned int)number;
	return NULL;
}

static struct error *set_value(const struct option_row *row, const char *text)
{
	switch (row->kind) {
	case OPTION_FLAG:
		*(bool *)row->value = true;
		return NULL;
	case OPTION_NUMBER:
		return parse_number(text, row->value);
	case OPTION_TEXT:
		*(const char **)row->value = text;
		return NULL;
	case OPTION_LIST:
		string_list_add(row->value, text);
		break;
	}
	return NULL;
}

static size_t count(const struct option_row *rows)
{
	size_t n = 0;

	while (rows[n].name)
		n++;
	return n;
}

/* Our table in getopt's terms, with --help behind it; zeroed at the end. */
static struct option *getopt_table(const struct option_row *rows)
{
	size_t n = count(rows);
	struct option *table = xcalloc(n + 2, sizeof(*table));

	for (size_t i = 0; i < n; i++) {
		table[i].name = rows[i].name;
		table[i].has_arg = rows[i].argument ? required_argument : no_argument;
	}
	table[n].name = "help";
	return table;
}

/* The letters in getopt's terms; the caller's. */
static char *getopt_letters(const struct option_row *rows)
{
	char *letters = xstrdup(":");

	for (; rows->name; rows++)
		if (rows->letter)
			xappend(&letters, rows->argument ? "%c:" : "%c", rows->letter);
	return letters;
}

/* The row of what getopt has found; -1: of none. */
static int row_of(const struct option_row *rows, int how, int row)
{
	if (how == 0)
		return row;
	for (row = 0; rows[row].name; row++)
		if (rows[row].letter && rows[row].letter == how)
			return row;
	return -1;
}

static struct error *misused_option(const struct command *command, char **argv, int how)
{
	_cleanup_free_ char *name = optopt ? xasprintf("-%c", optopt) : xstrdup(argv[optind - 1]);
	_cleanup_free_ char *why = xasprintf(
		how == ':' ? "option '%s' wants a value" : "option '%s' is not known", name);

	return command_misused(command, why);
}

struct error *command_parse(const struct command *command, int *argc, char ***argv)
{
	_cleanup_free_ struct option *table = getopt_table(command->options);
	_cleanup_free_ char *letters = getopt_letters(command->options);
	size_t n = count(command->options);
	int how, row = 0;

	opterr = 0;
	while ((how = getopt_long(*argc, *argv, letters, table, &row)) != -1) {
		row = row_of(command->options, how, row);
		if (row < 0)
			return misused_option(command, *argv, how);
		if ((size_t)row == n) {
			print_help(command);
			exit(fflush(stdout) ? EXIT_INTERNAL : EXIT_DONE);
		}
		try(set_value(&command->options[row], optarg));
	}
	*argc -= optind;
	*argv += optind;
	return NULL;
}

static void print_json(const struct error *error, json_t *value)
{
	_cleanup_json_ json_t *empty = json_object();
	_cleanup_json_ json_t *members = error ? error_to_json(error) : json_object();
	_cleanup_free_ char *text = NULL;

	json_object_update(members, value ? value : empty);
	text = json_text(members);
	fputs(text, stdout);
}

static void print_error(const struct command *command, const struct error *error)
{
	fprintf(stderr, "%s: ", command->name);
	error_print(error, stderr);
}

enum exit_code command_end(const struct command *command, const struct error *error, bool as_json,
			   json_t *value)
{
	enum exit_code code = command->follows ? exit_code_following(error) : exit_code(error);

	if (as_json)
		print_json(error, value);
	else if (error)
		print_error(command, error);
	if (fflush(stdout) == 0 && !ferror(stdout))
		return code;
	fprintf(stderr, "%s: cannot write the output\n", command->name);
	return error ? code : EXIT_INTERNAL;
}
