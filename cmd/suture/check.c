/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One line for a monitoring system, by the rules for plugins of Nagios and its kin.
 *
 * The first rule of the table that has something to say decides; all of its level add their words.
 * A kernel of which nobody says anything comes before warnings: what these would say of it is old.
 */
#include "base/command.h"
#include "base/form.h"
#include "base/memory.h"
#include "verbs.h"
#include "view.h"

#define DAY 86400

static unsigned int warning_age = 2;
static const char *root;

static const struct option_row option_rows[] = {
	{ "warning-age", "DAYS", "warn if no look at the repository went well for so long (2)",
	  OPTION_NUMBER, &warning_age },
	{ "root", "DIR", "look at the machine whose files are under DIR", OPTION_TEXT, &root },
	{ 0 },
};

static const struct command command = {
	.name = "suture check",
	.arguments = "",
	.purpose = "Tell a monitoring system whether all is well.",
	.options = option_rows,
};

/* The exit codes of a plugin. */
enum level {
	LEVEL_OK,
	LEVEL_WARNING,
	LEVEL_CRITICAL,
	LEVEL_UNKNOWN,
};

static const char *const level_names[] = { "OK", "WARNING", "CRITICAL", "UNKNOWN" };

/* ---- rules: what is wrong, or NULL; the caller's ---- */

static char *has_suspects(const struct standing *standing)
{
	const struct string_list *suspects = &standing->machine->journal.suspects;
	_cleanup_free_ char *ids = string_list_join(suspects);

	return suspects->n_items ? xasprintf("the machine went down with %s", ids) : NULL;
}

static char *count_of(size_t n, const char *what)
{
	return n ? xasprintf("%zu update%s %s", n, n == 1 ? "" : "s", what) : NULL;
}

static char *has_lost(const struct standing *standing)
{
	return count_of(standing_count(standing, UPDATE_LOST), "installed and not applied");
}

static bool is_available(const struct standing_update *one, enum severity from, enum severity to)
{
	return one->state == UPDATE_AVAILABLE && one->update->severity >= from &&
	       one->update->severity <= to;
}

static size_t count_available(const struct standing *standing, enum severity from, enum severity to)
{
	size_t n = 0;

	for (size_t i = 0; i < standing->n_updates; i++)
		n += is_available(&standing->updates[i], from, to);
	return n;
}

static char *has_severe(const struct standing *standing)
{
	return count_of(count_available(standing, SEVERITY_HIGH, SEVERITY_CRITICAL),
			"of high or critical severity available");
}

static char *has_others(const struct standing *standing)
{
	return count_of(count_available(standing, SEVERITY_UNKNOWN, SEVERITY_MEDIUM), "available");
}

static char *is_unknown(const struct standing *standing)
{
	return standing->verdict == STANDING_UNKNOWN
		       ? xstrdup("the repository was never asked about this kernel")
		       : NULL;
}

static char *is_unsupported(const struct standing *standing)
{
	return standing->verdict == STANDING_UNSUPPORTED
		       ? xstrdup("the repository does not serve this kernel")
		       : NULL;
}

static char *has_withdrawn(const struct standing *standing)
{
	return count_of(standing_count(standing, UPDATE_WITHDRAWN),
			"withdrawn and still installed");
}

static char *is_unplannable(const struct standing *standing)
{
	return standing->unplannable ? xstrdup(standing->unplannable) : NULL;
}

static char *has_failed(const struct standing *standing)
{
	const struct last_check *check = &standing->check;

	return check->refusal ? xasprintf("the last check failed: %s",
					  check->message ? check->message : check->refusal)
			      : NULL;
}

static char *is_old(const struct standing *standing)
{
	int64_t age = standing->now - standing->check.succeeded;

	if (!standing->check.succeeded)
		return xstrdup("no check went well yet");
	return age > (int64_t)warning_age * DAY
		       ? xasprintf("no check went well for %lld days", (long long)age / DAY)
		       : NULL;
}

static char *is_stale(const struct standing *standing)
{
	return standing->is_stale ? xstrdup("what the repository said has expired") : NULL;
}

static char *is_off(const struct standing *standing)
{
	return standing->switched_off ? xasprintf("switched off: %s", standing->switched_off)
				      : NULL;
}

static const struct {
	enum level level;
	char *(*complaint)(const struct standing *standing);
} rules[] = {
	{ LEVEL_CRITICAL, has_suspects },  { LEVEL_CRITICAL, has_lost },
	{ LEVEL_CRITICAL, has_severe },	   { LEVEL_UNKNOWN, is_unknown },
	{ LEVEL_UNKNOWN, is_unsupported }, { LEVEL_WARNING, has_others },
	{ LEVEL_WARNING, has_withdrawn },  { LEVEL_WARNING, is_unplannable },
	{ LEVEL_WARNING, has_failed },	   { LEVEL_WARNING, is_old },
	{ LEVEL_WARNING, is_stale },	   { LEVEL_WARNING, is_off },
};

/* *words stays NULL if all is well. */
static enum level judge(const struct standing *standing, char **words)
{
	enum level level = LEVEL_OK;

	for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
		_cleanup_free_ char *complaint = level == LEVEL_OK || level == rules[i].level
							 ? rules[i].complaint(standing)
							 : NULL;

		if (!complaint)
			continue;
		level = rules[i].level;
		xappend(words, "%s%s", *words ? ", " : "", complaint);
	}
	return level;
}

/* ---- the line ---- */

static char *summary(const struct standing *standing)
{
	const char *effective = standing->effective;
	size_t n = standing_count(standing, UPDATE_APPLIED);

	return xasprintf("%s%s%s, %zu update%s applied", standing->machine->release,
			 effective ? " is as " : "", effective ? effective : "", n,
			 n == 1 ? "" : "s");
}

/* A bar ends the words and begins the numbers. */
static void print_words(enum level level, const char *words)
{
	_cleanup_free_ char *line = as_printable(words);

	for (char *c = line; *c; c++)
		if (*c == '|')
			*c = '/';
	printf("SUTURE %s - %s", level_names[level], line);
}

static void print_numbers(const struct standing *standing)
{
	printf("|applied=%zu;;;0 available=%zu;;;0 uncovered=%zu;;;0",
	       standing_count(standing, UPDATE_APPLIED), standing_count(standing, UPDATE_AVAILABLE),
	       standing_count_unfixed(standing));
	if (standing->check.succeeded)
		printf(" age=%llds;%lld;;0", (long long)(standing->now - standing->check.succeeded),
		       (long long)warning_age * DAY);
}

static enum level tell(const struct standing *standing)
{
	_cleanup_free_ char *complaints = NULL;
	enum level level = judge(standing, &complaints);
	_cleanup_free_ char *all = summary(standing);
	_cleanup_free_ char *words = complaints ? xasprintf("%s; %s", complaints, all) : take(all);

	print_words(level, words);
	print_numbers(standing);
	putchar('\n');
	return level;
}

/* Monitoring systems show standard output alone. */
static enum level tell_error(const struct error *error)
{
	print_words(LEVEL_UNKNOWN, error->message);
	putchar('\n');
	return LEVEL_UNKNOWN;
}

static struct error *run(int argc, char **argv, struct view *view)
{
	try(command_parse(&command, &argc, &argv));
	if (argc)
		return command_misused(&command, "there is nothing to give");
	return view_open(root, view);
}

int cmd_check(int argc, char **argv)
{
	_cleanup_view_ struct view view = VIEW_NONE;
	_cleanup_error_ struct error *error = run(argc, argv, &view);
	enum level level = error ? tell_error(error) : tell(&view.standing);

	return fflush(stdout) || ferror(stdout) ? LEVEL_UNKNOWN : level;
}
