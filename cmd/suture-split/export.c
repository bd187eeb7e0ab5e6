/* SPDX-License-Identifier: GPL-2.0-or-later */
/* suture-split export: patches that apply to the old tree, one for each fix. */
#include <getopt.h>
#include <libgen.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "mail.h"
#include "select.h"
#include "split/alone.h"
#include "split/graft.h"
#include "split/history.h"
#include "tree/part.h"
#include "verbs.h"

/* As long a part of the subject goes into a file's name. */
#define SLUG_MAX 52

static const char usage[] =
	"usage: suture-split export OUT.git -o DIRECTORY [OPTION...]\n"
	"\n"
	"Write the fixes of a split as patches that apply to the old tree, for suture-create.\n"
	"\n"
	"  -o, --output DIRECTORY  where the patches and index.json go\n"
	"  -O, --only KIND         'security': only fixes of vulnerabilities\n"
	"  -a, --applies-alone     only what applies alone to the old tree (the default)\n"
	"  -n, --with-needs        what needs other commits too, as one patch with them\n"
	"  -m, --method METHOD     only this method; may be repeated\n"
	"                          (default: all but residual)\n"
	"  -M, --min-confidence X  only what is at least as sure, 0 to 1\n"
	"  -c, --cve CVE           only the fixes of a vulnerability\n"
	"  -j, --json              the index, or the refusal, as JSON on standard output\n"
	"  -h, --help              this text\n"
	"\n"
	"Exit status: 0 exported, 1 internal error, 2 usage, 3 nothing to export, 4 refused.\n";

static const struct option options[] = {
	{ "output", required_argument, NULL, 'o' },
	{ "only", required_argument, NULL, 'O' },
	{ "applies-alone", no_argument, NULL, 'a' },
	{ "with-needs", no_argument, NULL, 'n' },
	{ "method", required_argument, NULL, 'm' },
	{ "min-confidence", required_argument, NULL, 'M' },
	{ "cve", required_argument, NULL, 'c' },
	{ "json", no_argument, NULL, 'j' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

struct settings {
	const char *path, *output;
	struct selection selection;
	bool with_needs, json;
};

struct export {
	const struct settings *settings;
	const struct history *history;
	const struct split *split;
	const char *directory;	/* that is written into; it gets its name in the end */
	json_t *patches, *left_out;
	size_t n_needing, n_failing;
};

static bool name_is_used(const struct export *export, const char *name)
{
	const json_t *patch;
	size_t i;

	json_array_foreach(export->patches, i, patch)
		if (!strcmp(json_string_value(json_object_get(patch, "file")), name))
			return true;
	return false;
}

/* Letters and digits; all else between them is one '-'. */
static char *slug_of(const char *text)
{
	char *slug = xcalloc(SLUG_MAX + 1, 1);
	size_t length = 0;

	for (; *text && length < SLUG_MAX; text++) {
		bool is_plain = (*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z') ||
				(*text >= '0' && *text <= '9') || *text == '_';

		if (is_plain)
			slug[length++] = *text;
		else if (length && slug[length - 1] != '-')
			slug[length++] = '-';
	}
	while (length && slug[length - 1] == '-')
		slug[--length] = '\0';
	return slug;
}

/* What is called a CVE may be anything; what names a file may not. */
static char *stem_of(const struct export *export, size_t index)
{
	const struct history_commit *commit = &export->history->commits[index];
	_cleanup_free_ const char **cves = NULL;
	size_t n_cves = history_list(commit, "cves", &cves);
	_cleanup_free_ char *slug = slug_of(history_string(commit, "subject"));

	if (n_cves && !strncmp(cves[0], "CVE-", 4))
		return slug_of(cves[0]);
	return xasprintf("%04zu-%s", index + 1, slug);
}

static char *name_of(const struct export *export, size_t index)
{
	_cleanup_free_ char *stem = stem_of(export, index);
	char *name = xasprintf("%s.patch", stem);

	for (unsigned int i = 2; name_is_used(export, name); i++) {
		free(name);
		name = xasprintf("%s-%u.patch", stem, i);
	}
	return name;
}

static const struct content *old_content(const struct split *split, const char *path)
{
	for (size_t i = 0; i < split->n_files; i++)
		if (!strcmp(split->files[i].path, path))
			return &split->contents[split->files[i].old];
	return NULL;
}

static bool is_absent(const struct split *split, const char *path)
{
	const struct content *old = old_content(split, path);

	return !old || old->kind == CONTENT_ABSENT;
}

/* Nothing is in the place of a file that comes, nor of a directory that it is in. */
static bool has_room(const struct split *split, const char *path)
{
	for (const char *end = strchr(path, '/'); end; end = strchr(end + 1, '/')) {
		_cleanup_free_ char *parent = xstrndup(path, end - path);

		if (!is_absent(split, parent))
			return false;
	}
	return is_absent(split, path);
}

/* At the very place, with all of its context. */
static bool fits_old(const struct split *split, const struct file_patch *patch)
{
	const struct content *old = old_content(split, patch->old_path ? patch->old_path :
									 patch->new_path);
	_cleanup_graft_ struct graft graft = { 0 };

	if (!old || patch->is_binary)
		return false;
	if (!patch->old_path)
		return has_room(split, patch->new_path);
	if (old->kind != CONTENT_TEXT)
		return false;
	return graft_make(&old->text, patch, GRAFT_FORWARD, 3, &graft) && graft.drift == 0;
}

/* The mail is read anew, so that what is checked is what somebody else will read. */
static bool mail_fits_old(const struct split *split, const struct bytes *mail)
{
	struct file_patch *files = NULL;
	size_t n_files = 0;
	_cleanup_error_ struct error *error =
		file_patches_read(mail->data, mail->size, split->table, &files, &n_files);
	bool fits = !error && n_files > 0;

	for (size_t i = 0; i < n_files; i++)
		fits = fits && fits_old(split, &files[i]);
	file_patches_free(files, n_files);
	return fits;
}

static char *remark_of(const struct export *export, const struct split_commit *commit)
{
	char *remark = NULL;
	char hex[13];

	for (size_t i = 0; i < commit->n_needs; i++) {
		const struct history_commit *need = &export->history->commits[commit->needs[i]];

		xappend(&remark, "%s  %s %s\n", i ? "" : "Together with what it needs:\n",
			git_oid_tostr(hex, sizeof(hex), &need->id),
			history_string(need, "subject"));
	}
	return remark;
}

static struct error *write_mail(const struct export *export, size_t index,
				const struct bytes *patch, struct bytes *mail)
{
	const struct history *history = export->history;
	_cleanup_free_ char *remark = remark_of(export, &export->split->commits[index]);
	git_commit *commit = NULL;

	if (git_commit_lookup(&commit, history->repository, &history->commits[index].id))
		return git_failure("cannot read a commit");
	mail_make(commit, remark, patch, mail);
	git_commit_free(commit);
	return NULL;
}

static json_t *row_of(const struct export *export, size_t index)
{
	static const char *const keys[] = { "subject", "method", "confidence", "cves",
					    "upstream", "needs", "units", "targets" };
	const struct history_commit *commit = &export->history->commits[index];
	json_t *row = json_object();
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof(hex), &commit->id);
	json_object_set_new(row, "commit", json_string(hex));
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		json_object_set(row, keys[i], json_object_get(commit->note, keys[i]));
	return row;
}

static void leave_out(struct export *export, size_t index, const char *why)
{
	json_t *row = row_of(export, index);

	json_object_set_new(row, "reason", string_to_json(why));
	json_array_append_new(export->left_out, row);
}

static struct error *write_patch(struct export *export, size_t index, const struct bytes *mail)
{
	_cleanup_free_ char *name = name_of(export, index);
	_cleanup_free_ char *path = xasprintf("%s/%s", export->directory, name);
	json_t *row = row_of(export, index);

	json_object_set_new(row, "file", json_string(name));
	json_array_append_new(export->patches, row);
	return file_write(path, mail->data, mail->size, 0644);
}

/* The commit after all that it needs. */
static struct error *patch_of(const struct split *split, size_t index, struct bytes *patch)
{
	const struct split_commit *commit = &split->commits[index];
	_cleanup_free_ size_t *commits = xcalloc(commit->n_needs + 1, sizeof(*commits));

	for (size_t i = 0; i < commit->n_needs; i++)
		commits[i] = commit->needs[i];
	commits[commit->n_needs] = index;
	return alone_patch(split, commits, commit->n_needs + 1, patch);
}

static struct error *export_one(struct export *export, size_t index)
{
	const struct split_commit *commit = &export->split->commits[index];
	_cleanup_bytes_ struct bytes patch = { 0 }, mail = { 0 };
	_cleanup_error_ struct error *error = NULL;

	if (!commit->applies_alone && !export->settings->with_needs) {
		export->n_needing++;
		leave_out(export, index, "it needs other commits");
		return NULL;
	}
	error = patch_of(export->split, index, &patch);
	if (!error)
		try(write_mail(export, index, &patch, &mail));
	if (!error && mail_fits_old(export->split, &mail))
		return write_patch(export, index, &mail);
	export->n_failing++;
	leave_out(export, index, error ? error->message : "it does not apply to the old tree");
	return NULL;
}

/* The caller's. */
static char *index_text(const struct export *export)
{
	_cleanup_json_ json_t *index =
		json_pack("{s:i, s:s, s:O, s:O}", "format", 1, "suture", SUTURE_VERSION, "patches",
			  export->patches, "left_out", export->left_out);

	return json_text(index);
}

static void print_result(const struct export *export)
{
	size_t n_patches = json_array_size(export->patches);

	printf("%s: %zu patch%s\n", export->settings->output, n_patches,
	       n_patches == 1 ? "" : "es");
	if (export->n_needing)
		printf("left out: %zu that need other commits (see --with-needs)\n",
		       export->n_needing);
	if (export->n_failing)
		printf("left out: %zu that do not apply to the old tree (see index.json)\n",
		       export->n_failing);
}

static struct error *write_files(struct export *export, const bool *chosen, char **index)
{
	_cleanup_free_ char *path = xasprintf("%s/index.json", export->directory);

	for (size_t i = 0; i < export->history->n_commits; i++)
		if (chosen[i])
			try(export_one(export, i));
	*index = index_text(export);
	return file_write(path, *index, strlen(*index), 0644);
}

/* The directories above need not be there; the one itself must not be. */
static struct error *make_part(const char *output, struct part *part)
{
	_cleanup_free_ char *copy = xstrdup(output);

	try(directory_make(dirname(copy)));
	return part_make(output, part);
}

static struct error *export_chosen(struct export *export, const bool *chosen)
{
	_cleanup_part_ struct part part = { .lock = -1 };
	_cleanup_free_ char *index = NULL;

	try(make_part(export->settings->output, &part));
	export->directory = part.path;
	try(write_files(export, chosen, &index));
	try(part_publish(&part));
	if (export->settings->json)
		fputs(index, stdout);
	else
		print_result(export);
	if (json_array_size(export->patches))
		return NULL;
	return error_new(ERROR_NO_CHANGE, "nothing that was chosen could be exported");
}

static struct error *export_split(const struct settings *settings)
{
	_cleanup_line_table_ struct line_table *table = line_table_new();
	_cleanup_json_ json_t *patches = json_array(), *left_out = json_array();
	_cleanup_history_ struct history *history = NULL;
	_cleanup_split_ struct split *split = NULL;
	_cleanup_free_ bool *chosen = NULL;
	struct export export = { .settings = settings, .patches = patches, .left_out = left_out };

	if (file_exists(settings->output))
		return error_refuse(SUTURE_REFUSAL_OUTPUT_EXISTS, "%s is there already",
				    settings->output);
	try(history_open(settings->path, &history));
	try(selection_make(&settings->selection, history, &chosen));
	try(history_split(history, table, &split));
	export.history = history;
	export.split = split;
	return export_chosen(&export, chosen);
}

/* "--only security" is the one kind there is. */
static struct error *take_kind(struct settings *settings, const char *kind)
{
	if (strcmp(kind, "security"))
		return error_new(ERROR_USAGE, "--only knows 'security', not '%s'", kind);
	settings->selection.security = true;
	return NULL;
}

static struct error *take_method(struct settings *settings, const char *name)
{
	unsigned int method = selection_method(name);

	if (!method)
		return error_new(ERROR_USAGE, "there is no method '%s'", name);
	settings->selection.methods |= method;
	return NULL;
}

static struct error *take_confidence(struct settings *settings, const char *text)
{
	char *end;
	double value = strtod(text, &end);

	if (end == text || *end || !(value >= 0 && value <= 1))
		return error_new(ERROR_USAGE, "'%s' is no confidence: 0 to 1", text);
	settings->selection.confidence = value;
	return NULL;
}

static struct error *take_option(struct settings *settings, int option)
{
	switch (option) {
	case 'o': settings->output = optarg; return NULL;
	case 'O': return take_kind(settings, optarg);
	case 'a': settings->with_needs = false; return NULL;
	case 'n': settings->with_needs = true; return NULL;
	case 'm': return take_method(settings, optarg);
	case 'M': return take_confidence(settings, optarg);
	case 'c': settings->selection.cve = optarg; return NULL;
	case 'j': settings->json = true; return NULL;
	case 'h': fputs(usage, stdout); exit(EXIT_SPLIT);
	default: exit(EXIT_USAGE);	/* getopt has said what is wrong */
	}
}

static struct error *take_arguments(struct settings *settings, int argc, char **argv)
{
	int option;

	while ((option = getopt_long(argc, argv, "o:O:anm:M:c:jh", options, NULL)) != -1)
		try(take_option(settings, option));
	if (argc - optind != 1 || !settings->output)
		return error_new(ERROR_USAGE, "export needs one repository and --output "
					      "(see export --help)");
	settings->path = argv[optind];
	if (!settings->selection.methods)
		settings->selection.methods = ~selection_method("residual");
	return NULL;
}

int export_main(int argc, char **argv)
{
	struct settings settings = { 0 };
	struct error *error = take_arguments(&settings, argc, argv);

	if (!error)
		error = export_split(&settings);
	if (!error)
		return EXIT_SPLIT;
	/* Then there is an index, which says more. */
	return finish_with(error, settings.json && error->kind != ERROR_NO_CHANGE);
}
