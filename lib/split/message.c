/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "split/message.h"

#include <ctype.h>

#include "base/memory.h"
#include "split/facts.h"

static const char unexplained[] =
	"What is left of the difference here: the evidence names nobody whose change it is.\n";

/* "Signed-off-by: somebody" */
static bool is_trailer(const char *line, size_t length)
{
	size_t i = 0;

	while (i < length && (isalnum((unsigned char)line[i]) || line[i] == '-'))
		i++;
	return i > 0 && i + 1 < length && line[i] == ':' && line[i + 1] == ' ';
}

/*
 * git takes a last paragraph for trailers if one of its own, such as this one, is in it and a
 * quarter of the lines are trailers; half are asked for here. Ours then go into the same paragraph.
 */
static bool ends_in_trailers(const char *message)
{
	static const char sign[] = "Signed-off-by: ";
	size_t trailers = 0, others = 0;
	bool is_signed = false;
	const char *line = message;

	while (*line) {
		size_t length = strcspn(line, "\n");

		if (length == 0)
			trailers = others = is_signed = false;
		else if (is_trailer(line, length))
			trailers++;
		else
			others++;
		is_signed |= !strncmp(line, sign, strlen(sign));
		line += length + (line[length] == '\n');
	}
	return is_signed && trailers >= others;
}

static char *without_end(char *text)
{
	size_t length = strlen(text);

	while (length && isspace((unsigned char)text[length - 1]))
		text[--length] = '\0';
	return text;
}

/* One line, whatever it was. */
static void add_trailer(char **message, const char *name, const char *value)
{
	_cleanup_free_ char *clean = facts_utf8(value);

	for (char *c = clean; *c; c++)
		if (iscntrl((unsigned char)*c))
			*c = ' ';
	xappend(message, "%s: %s\n", name, without_end(clean));
}

static void add_trailers(char **message, const struct split_commit *commit)
{
	_cleanup_free_ struct fact_cve *cves = NULL;
	size_t n_cves = facts_cves(commit->item, commit->records, commit->n_records, &cves);
	const char *upstream = facts_upstream(commit);

	xappend(message, "Split-Method: %s\nSplit-Confidence: %.3f\n",
		split_method_name(commit->method), commit->confidence);
	if (commit->item)
		add_trailer(message, "Split-Item", commit->item->line);
	if (upstream)
		add_trailer(message, "Upstream-commit", upstream);
	for (size_t i = 0; i < n_cves; i++)
		add_trailer(message, "CVE", cves[i].id);
}

static char *said_by_candidate(const struct split_commit *commit)
{
	const struct candidate *candidate = commit->candidate;

	if (!candidate || !candidate->message || !*candidate->message)
		return split_subject(commit);
	return xstrdup(candidate->message);
}

char *split_message(const struct split_commit *commit)
{
	_cleanup_free_ char *said = said_by_candidate(commit);
	char *message = without_end(facts_utf8(said));
	bool goes_on = ends_in_trailers(message);

	xappend(&message, "%s\n", *message ? "" : "(no subject)");
	if (commit->method == SPLIT_RESIDUAL)
		xappend(&message, "\n%s", unexplained);
	if (!goes_on)
		xappend(&message, "\n");
	add_trailers(&message, commit);
	return message;
}
