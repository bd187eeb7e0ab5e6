/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "split/output.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/memory.h"
#include "kernel/origin.h"
#include "split/facts.h"
#include "split/message.h"
#include "split/note.h"
#include "split/release.h"

struct signature {
	const char *name, *email;	/* the evidence's */
	int64_t time;			/* seconds since 1970 */
	int offset;			/* minutes */
};

struct output {
	const struct split_input *input;
	const struct split *split;
	struct store *store;
	struct listing *listing;	/* the tree so far */
	struct listing *notes;
	git_oid last;			/* commit */
	struct signature old, new;	/* ourselves, at the time of either release */
	git_oid *ids;
};

/* What a commit's header can hold: UTF-8 without the signs that it is made of. */
static char *header_text(const char *text)
{
	_cleanup_free_ char *clean = facts_utf8(text ? text : "");
	char *start = clean, *end = clean + strlen(clean);

	for (char *c = clean; *c; c++)
		if (strchr("<>", *c) || iscntrl((unsigned char)*c))
			*c = ' ';
	while (end > start && strchr(" .,:;\"'", end[-1]))
		*--end = '\0';
	start += strspn(start, " .,:;\"'");
	return xstrdup(*start ? start : "unknown");
}

static char *signature_text(const struct signature *signature)
{
	_cleanup_free_ char *name = header_text(signature->name);
	_cleanup_free_ char *email = header_text(signature->email);
	int offset = abs(signature->offset) <= 14 * 60 ? signature->offset : 0;

	return xasprintf("%s <%s> %lld %c%02d%02d", name, email,
			 (long long)(signature->time < 0 ? 0 : signature->time),
			 offset < 0 ? '-' : '+', abs(offset) / 60, abs(offset) % 60);
}

/* parent: NULL for a root. */
static struct error *commit_write(struct store *store, const git_oid *tree, const git_oid *parent,
				  const struct signature *author, const struct signature *committer,
				  const char *message, git_oid *oid)
{
	_cleanup_free_ char *by = signature_text(author), *made = signature_text(committer);
	_cleanup_free_ char *text = NULL;
	char hex[GIT_OID_HEXSZ + 1];

	xappend(&text, "tree %s\n", git_oid_tostr(hex, sizeof(hex), tree));
	if (parent)
		xappend(&text, "parent %s\n", git_oid_tostr(hex, sizeof(hex), parent));
	xappend(&text, "author %s\ncommitter %s\n\n%s", by, made, message);
	return store_put(store, GIT_OBJECT_COMMIT, text, strlen(text), oid);
}

static struct error *content_write(struct output *output, const struct content *content,
				   git_oid *oid)
{
	_cleanup_bytes_ struct bytes bytes = { 0 };

	if (content->kind == CONTENT_OPAQUE || content->has_oid) {
		*oid = content->oid;
		return NULL;
	}
	text_write(output->split->table, &content->text, &bytes);
	return store_put(output->store, GIT_OBJECT_BLOB, bytes.data, bytes.size, oid);
}

/* A file in whose place a directory comes is gone from there on, whoever it is that removes it. */
static void free_parents(struct output *output, const char *path)
{
	git_oid oid;
	uint32_t mode;

	for (const char *end = strchr(path, '/'); end; end = strchr(end + 1, '/')) {
		_cleanup_free_ char *parent = xstrndup(path, end - path);

		if (listing_get(output->listing, parent, &mode, &oid))
			listing_remove(output->listing, parent);
	}
}

/* The other way: the new tree has no file under a path that is a file itself. */
static void free_children(struct output *output, const char *path)
{
	const struct split *split = output->split;
	size_t length = strlen(path);

	if (!listing_has_directory(output->listing, path))
		return;
	for (size_t i = 0; i < split->n_files; i++) {
		const char *other = split->files[i].path;

		if (!strncmp(other, path, length) && other[length] == '/')
			listing_remove(output->listing, other);
	}
}

static struct error *change_write(struct output *output, const struct split_change *change)
{
	const struct content *after = &output->split->contents[change->after];
	const char *path = output->split->files[change->file].path;
	git_oid oid;

	if (after->kind == CONTENT_ABSENT)
		return NULL;
	free_parents(output, path);
	free_children(output, path);
	try(content_write(output, after, &oid));
	return listing_set(output->listing, path, after->mode, &oid);
}

/* What goes makes room first: a directory may come in the place of a file, or the other way. */
static struct error *changes_write(struct output *output, const struct split_commit *commit)
{
	const struct split *split = output->split;

	for (size_t i = 0; i < commit->n_changes; i++)
		if (split->contents[commit->changes[i].after].kind == CONTENT_ABSENT)
			listing_remove(output->listing, split->files[commit->changes[i].file].path);
	for (size_t i = 0; i < commit->n_changes; i++)
		try(change_write(output, &commit->changes[i]));
	return NULL;
}

static struct signature author_of(const struct output *output, const struct split_commit *commit)
{
	const struct candidate *by = commit->candidate;

	if (!by)
		return (struct signature){ "unknown", "unknown", output->new.time,
					   output->new.offset };
	return (struct signature){ by->author, by->email, by->time, by->offset };
}

static struct error *note_write(struct output *output, size_t commit)
{
	_cleanup_json_ json_t *note = note_make(output->split, commit, output->ids);
	_cleanup_free_ char *text = json_text(note), *path = NULL;
	char hex[GIT_OID_HEXSZ + 1];
	git_oid oid;

	git_oid_tostr(hex, sizeof(hex), &output->ids[commit]);
	path = xasprintf("%.2s/%s", hex, hex + 2);
	try(store_put(output->store, GIT_OBJECT_BLOB, text, strlen(text), &oid));
	return listing_set(output->notes, path, 0100644, &oid);
}

static struct error *one_write(struct output *output, size_t commit)
{
	const struct split_commit *made = &output->split->commits[commit];
	struct signature author = author_of(output, made);
	_cleanup_free_ char *message = split_message(made);
	git_oid tree;

	try(changes_write(output, made));
	try(listing_write(output->listing, output->store, &tree));
	try(commit_write(output->store, &tree, &output->last, &author, &output->new, message,
			 &output->ids[commit]));
	output->last = output->ids[commit];
	return note_write(output, commit);
}

/* Not where somebody keeps the source: that would be in every commit's hash. */
static char *root_message(const struct source *old)
{
	_cleanup_free_ char *version = old->version ? xstrdup(old->version) :
						      release_newest(&old->changelog);
	_cleanup_free_ char *title = facts_utf8(version ? version : "old");

	return xasprintf("%s\n\nThe old tree, as its vendor ships it.\n", title);
}

static struct error *root_write(struct output *output)
{
	_cleanup_free_ char *message = root_message(output->input->old);
	git_oid tree;

	try(listing_write(output->listing, output->store, &tree));
	try(commit_write(output->store, &tree, NULL, &output->old, &output->old, message,
			 &output->last));
	store_set_reference(output->store, "refs/tags/old", &output->last);
	return NULL;
}

static struct error *history_write(struct output *output, const struct kernel_progress *progress)
{
	size_t n_commits = output->split->n_commits;

	for (size_t i = 0; i < n_commits; i++) {
		progress_part(progress, i, n_commits);
		try(one_write(output, i));
	}
	return NULL;
}

static struct error *notes_write(struct output *output)
{
	git_oid tree, commit;

	try(listing_write(output->notes, output->store, &tree));
	try(commit_write(output->store, &tree, NULL, &output->new, &output->new,
			 "What is known of each commit\n", &commit));
	store_set_reference(output->store, "refs/notes/suture", &commit);
	return NULL;
}

/* The promise that everything else stands on. */
static struct error *trees_check(struct output *output)
{
	char made_hex[GIT_OID_HEXSZ + 1], new_hex[GIT_OID_HEXSZ + 1];
	git_oid made, new;

	try(listing_write(output->listing, output->store, &made));
	try(listing_write(output->input->new->listing, output->store, &new));
	if (git_oid_equal(&made, &new))
		return NULL;
	return error_refuse(SUTURE_REFUSAL_TREE_DIFFERS, "the last commit's tree is %s, not %s",
			    git_oid_tostr(made_hex, sizeof(made_hex), &made),
			    git_oid_tostr(new_hex, sizeof(new_hex), &new));
}

/* Where the changelog does not say when, the newest candidate that went in does. */
static int64_t newest_candidate(const struct split *split)
{
	int64_t newest = 0;

	for (size_t i = 0; i < split->n_commits; i++) {
		const struct candidate *candidate = split->commits[i].candidate;

		if (candidate && candidate->time > newest)
			newest = candidate->time;
	}
	return newest;
}

static void ourselves(struct output *output)
{
	const struct source *old = output->input->old, *new = output->input->new;
	struct signature self = { "suture-split", "suture-split@localhost", 0, 0 };

	output->old = output->new = self;
	output->new.time = newest_candidate(output->split);
	release_time(&new->changelog, new->version, &output->new.time, &output->new.offset);
	if (!release_time(&old->changelog, old->version, &output->old.time, &output->old.offset) &&
	    old->version)
		release_time(&new->changelog, old->version, &output->old.time,
			     &output->old.offset);
}

struct error *output_write(const struct split_input *input, const struct split *split,
			   const struct kernel_progress *progress, git_oid *ids)
{
	_cleanup_listing_ struct listing *notes = listing_new();
	struct output output = {
		.input = input,
		.split = split,
		.store = input->store,
		.listing = input->old->listing,
		.notes = notes,
		.ids = ids,
	};

	ourselves(&output);
	try(root_write(&output));
	try(history_write(&output, progress));
	try(trees_check(&output));
	try(notes_write(&output));
	store_set_reference(output.store, "refs/heads/main", &output.last);
	store_set_reference(output.store, "refs/tags/new", &output.last);
	return store_finish(output.store);
}
