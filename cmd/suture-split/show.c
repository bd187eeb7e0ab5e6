/* SPDX-License-Identifier: GPL-2.0-or-later */
/* suture-split show: what a split has, or one fix of it in full. */
#include <ctype.h>
#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/memory.h"
#include "select.h"
#include "split/history.h"
#include "verbs.h"

static const char usage[] =
	"usage: suture-split show OUT.git [--cve CVE | --commit REV | --subject TEXT]\n"
	"\n"
	"List the commits of a split, or show those that are asked for: the fix, how sure it\n"
	"is, whether it applies alone to the old tree, what it needs first, what it affects.\n"
	"\n"
	"  -c, --cve CVE        the fixes of a vulnerability\n"
	"  -C, --commit REV     one commit, as git names it\n"
	"  -s, --subject TEXT   those whose subject has TEXT in it, in any case\n"
	"  -j, --json           the answer as JSON, without the changes themselves\n"
	"  -h, --help           this text\n"
	"\n"
	"Exit status: 0 shown, 1 internal error, 2 usage, 4 refused.\n";

static const struct option options[] = {
	{ "cve", required_argument, NULL, 'c' }, { "commit", required_argument, NULL, 'C' },
	{ "subject", required_argument, NULL, 's' }, { "json", no_argument, NULL, 'j' },
	{ "help", no_argument, NULL, 'h' },	 { NULL, 0, NULL, 0 },
};

struct show {
	const char *path;
	struct selection selection;
	bool json;
};

/*
 * What was read out of mails and sources shall not command the terminal: no control character but
 * those in kept, neither as a byte nor, U+0080 to U+009F, as UTF-8.
 */
static void mask(char *text, size_t size, const char *kept)
{
	for (size_t i = 0; i < size; i++) {
		unsigned char c = text[i];
		bool is_second = i > 0 && text[i - 1] == '\xc2' && c >= 0x80 && c < 0xa0;

		if (is_second)
			text[i - 1] = text[i] = '?';
		else if (c == 0 || (iscntrl(c) && !strchr(kept, c)))
			text[i] = '?';
	}
}

static const char *plain(char *text)
{
	mask(text, strlen(text), "");
	return text;
}

static void print_row(const struct history_commit *commit)
{
	_cleanup_free_ const char **cves = NULL;
	size_t n_cves = history_list(commit, "cves", &cves);
	_cleanup_free_ char *subject = xstrdup(history_string(commit, "subject"));
	char hex[13];

	printf("%s  %-9s  %.3f  %-15s%s  %s\n", git_oid_tostr(hex, sizeof(hex), &commit->id),
	       history_string(commit, "method"), history_number(commit, "confidence", 0),
	       n_cves ? cves[0] : "-", n_cves > 1 ? "+" : " ", plain(subject));
}

static void print_field(const char *name, const char *value)
{
	_cleanup_free_ char *text = value ? xstrdup(value) : NULL;

	if (text)
		printf("  %-11s %s\n", name, plain(text));
}

/* null: no configuration was given, so nothing is known. */
static void print_affected(const struct history_commit *commit, const char *name, const char *key)
{
	_cleanup_free_ const char **items = NULL;
	size_t n_items = history_list(commit, key, &items);

	if (n_items == 0 && json_is_array(json_object_get(commit->note, key)))
		print_field(name, "none in this configuration");
	for (size_t i = 0; i < n_items; i++)
		print_field(i ? "" : name, items[i]);
}

static void print_cves(const struct history_commit *commit)
{
	const json_t *cves = json_object_get(commit->note, "cves"), *cve;
	size_t i;

	json_array_foreach(cves, i, cve) {
		const json_t *score = json_object_get(cve, "score");
		const char *id = json_string_value(json_object_get(cve, "id"));
		_cleanup_free_ char *text = xasprintf(
			json_is_number(score) ? "%s (CVSS %.1f)" : "%s", id ? id : "?",
			json_number_value(score));

		print_field("CVE", text);
	}
}

static void print_candidate(const struct history_commit *commit)
{
	const json_t *candidate = json_object_get(commit->note, "candidate");
	const char *origin = json_string_value(json_object_get(candidate, "origin"));
	const char *id = json_string_value(json_object_get(candidate, "id"));

	if (origin && id) {
		_cleanup_free_ char *text = xasprintf("%s %s", origin, id);

		print_field("candidate", text);
	}
}

static void print_how_sure(const struct history_commit *commit)
{
	printf("  %-11s %s, confidence %.3f\n", "method", history_string(commit, "method"),
	       history_number(commit, "confidence", 0));
	printf("  %-11s %.0f lines of context, moved by %.0f lines, %.0f missing, %.0f undone\n",
	       "found", history_number(commit, "context", 0), history_number(commit, "drift", 0),
	       history_number(commit, "missing", 0), history_number(commit, "undone", 0));
}

static void print_need(const struct history_commit *need)
{
	char hex[13];
	_cleanup_free_ char *text =
		xasprintf("  %s %s", git_oid_tostr(hex, sizeof(hex), &need->id),
			  history_string(need, "subject"));

	print_field("", text);
}

static void print_needs(const struct history *history, const struct history_commit *commit)
{
	_cleanup_free_ const char **needs = NULL;
	size_t n_needs = history_list(commit, "needs", &needs), index;
	git_oid id;

	if (json_is_true(json_object_get(commit->note, "applies_alone"))) {
		print_field("applies", "alone to the old tree");
		return;
	}
	print_field("applies", n_needs ? "to the old tree after" : "not to the old tree");
	for (size_t i = 0; i < n_needs; i++)
		if (!git_oid_fromstr(&id, needs[i]) && history_find(history, &id, &index))
			print_need(&history->commits[index]);
}

/* To a file or a program it goes as it is: it may be applied. */
static void print_patch(char *text, size_t size)
{
	if (isatty(STDOUT_FILENO))
		mask(text, size, "\t\n");
	fwrite(text, 1, size, stdout);
}

static struct error *print_change(const struct history *history, size_t index)
{
	const git_oid *before = index ? &history->commits[index - 1].tree : &history->old_tree;
	git_tree *old = NULL, *new = NULL;
	git_buf text = { 0 };
	git_diff *diff = NULL;
	bool failed = git_tree_lookup(&old, history->repository, before) ||
		      git_tree_lookup(&new, history->repository, &history->commits[index].tree) ||
		      git_diff_tree_to_tree(&diff, history->repository, old, new, NULL) ||
		      git_diff_to_buf(&text, diff, GIT_DIFF_FORMAT_PATCH);
	struct error *error = failed ? git_failure("cannot compare two trees") : NULL;

	if (!failed)
		print_patch(text.ptr, text.size);
	git_buf_dispose(&text);
	git_diff_free(diff);
	git_tree_free(old);
	git_tree_free(new);
	return error;
}

static struct error *print_in_full(const struct history *history, size_t index)
{
	const struct history_commit *commit = &history->commits[index];
	_cleanup_free_ char *subject = xstrdup(history_string(commit, "subject"));
	char hex[GIT_OID_HEXSZ + 1];

	printf("commit %s\n%s\n\n", git_oid_tostr(hex, sizeof(hex), &commit->id),
	       plain(subject));
	print_how_sure(commit);
	print_field("item", history_string(commit, "item"));
	print_field("release", history_string(commit, "release"));
	print_candidate(commit);
	print_field("upstream", history_string(commit, "upstream"));
	print_field("stable", history_string(commit, "stable"));
	print_cves(commit);
	print_needs(history, commit);
	print_affected(commit, "units", "units");
	print_affected(commit, "targets", "targets");
	putchar('\n');
	return print_change(history, index);
}

static json_t *commit_to_json(const struct history_commit *commit)
{
	json_t *value = json_object();
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof(hex), &commit->id);
	json_object_set_new(value, "commit", json_string(hex));
	json_object_update(value, commit->note);
	return value;
}

static void print_json(const struct history *history, const bool *chosen)
{
	_cleanup_json_ json_t *array = json_array();
	_cleanup_free_ char *text = NULL;

	for (size_t i = 0; i < history->n_commits; i++)
		if (chosen[i])
			json_array_append_new(array, commit_to_json(&history->commits[i]));
	text = json_text(array);
	fputs(text, stdout);
}

static struct error *show(const struct show *show)
{
	_cleanup_history_ struct history *history = NULL;
	_cleanup_free_ bool *chosen = NULL;
	bool in_full = selection_names_some(&show->selection), is_first = true;

	try(history_open(show->path, &history));
	try(selection_make(&show->selection, history, &chosen));
	if (show->json) {
		print_json(history, chosen);
		return NULL;
	}
	for (size_t i = 0; i < history->n_commits; i++) {
		if (!chosen[i])
			continue;
		if (!in_full) {
			print_row(&history->commits[i]);
			continue;
		}
		if (!is_first)
			putchar('\n');
		is_first = false;
		try(print_in_full(history, i));
	}
	return NULL;
}

int show_main(int argc, char **argv)
{
	struct show settings = { 0 };
	struct error *error;
	int option, named = 0;

	while ((option = getopt_long(argc, argv, "c:C:s:jh", options, NULL)) != -1) {
		switch (option) {
		case 'c': settings.selection.cve = optarg; named++; break;
		case 'C': settings.selection.commit = optarg; named++; break;
		case 's': settings.selection.subject = optarg; named++; break;
		case 'j': settings.json = true; break;
		case 'h': fputs(usage, stdout); return EXIT_SPLIT;
		default: return EXIT_USAGE;
		}
	}
	settings.path = argv[optind];
	if (argc - optind == 1 && named <= 1)
		error = show(&settings);
	else
		error = error_new(ERROR_USAGE, "show needs one repository, and one way at most to "
					       "choose from it (see show --help)");
	return error ? finish_with(error, settings.json) : EXIT_SPLIT;
}
