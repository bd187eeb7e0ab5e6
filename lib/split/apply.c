/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "split/apply.h"

#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "split/graft.h"

/* A patch file as it is read in one direction: backward its new state is what is there. */
struct turned {
	const char *from, *to;		/* paths; NULL: not there */
	uint32_t to_mode;
	const char *from_blob, *to_blob;
	bool leaves;			/* from is there no more */
	bool empties;			/* what goes must hold nothing more than is taken away */
};

static struct turned turn(const struct file_patch *patch, enum graft_direction direction)
{
	if (direction == GRAFT_FORWARD)
		return (struct turned){
			.from = patch->old_path, .to = patch->new_path,
			.to_mode = patch->new_mode,
			.from_blob = patch->old_blob, .to_blob = patch->new_blob,
			.leaves = !patch->is_copy, .empties = true,
		};
	/* A copy that is taken back goes as it is: its source was never away. */
	return (struct turned){
		.from = patch->new_path, .to = patch->is_copy ? NULL : patch->old_path,
		.to_mode = patch->old_mode,
		.from_blob = patch->new_blob, .to_blob = patch->old_blob,
		.leaves = true, .empties = !patch->is_copy,
	};
}

/* Is this the object that a patch names, abbreviated perhaps? */
static bool has_name(const git_oid *oid, const char *hex)
{
	char name[GIT_OID_HEXSZ + 1];

	git_oid_tostr(name, sizeof(name), oid);
	return hex && *hex && strncasecmp(name, hex, strlen(hex)) == 0;
}

/*
 * A patch does not carry what is binary, and a symbolic link is all or nothing; but a patch may
 * name them: if what it starts from is here and what it comes to is what the other end has,
 * there it is.
 */
static bool take_opaque(struct state *state, size_t file, enum graft_direction direction,
			const struct turned *turned, const struct content *before,
			struct content *content)
{
	const struct split_file *ends = &state->split->files[file];
	const struct content *end =
		state_content(state, direction == GRAFT_FORWARD ? ends->new : ends->old);

	if (before->kind == CONTENT_OPAQUE && !has_name(&before->oid, turned->from_blob))
		return false;
	if (end->kind != CONTENT_OPAQUE || !has_name(&end->oid, turned->to_blob))
		return false;
	*content = *end;
	return true;
}

static bool graft_text(const struct content *before, const struct file_patch *patch,
		       enum graft_direction direction, unsigned int context,
		       struct content *after, unsigned int *drift)
{
	struct graft graft = {};

	if (!graft_make(&before->text, patch, direction, context, &graft))
		return false;
	after->kind = CONTENT_TEXT;
	after->text = graft.text;
	if (graft.drift > *drift)
		*drift = graft.drift;
	return true;
}

/* What a file becomes. before may be a file that is not there. */
static bool make_content(struct state *state, const struct file_patch *patch,
			 enum graft_direction direction, unsigned int context, size_t file,
			 const struct content *before, struct content *after,
			 unsigned int *drift)
{
	const struct turned turned = turn(patch, direction);

	if ((before->kind != CONTENT_ABSENT) != (turned.from != NULL))
		return false;
	after->mode = turned.to_mode ? turned.to_mode : before->mode ? before->mode : 0100644;
	if (patch->is_binary || S_ISLNK(after->mode))
		return take_opaque(state, file, direction, &turned, before, after);
	return before->kind != CONTENT_OPAQUE &&
		graft_text(before, patch, direction, context, after, drift);
}

/* The old name of a file that is renamed goes. */
static bool leave(struct state *state, struct attempt *attempt, size_t file)
{
	if (attempt_at(state, attempt, file)->kind == CONTENT_ABSENT)
		return false;
	attempt_change(state, attempt, file, CONTENTS_ABSENT);
	return true;
}

static struct error *apply_file(struct state *state, const struct file_patch *patch,
				enum graft_direction direction, unsigned int context,
				struct attempt *attempt, bool *applies)
{
	const struct turned turned = turn(patch, direction);
	struct content after = {};
	size_t from, to;

	*applies = false;
	try(state_file(state, turned.from ? turned.from : turned.to, &from));
	try(state_file(state, turned.to ? turned.to : turned.from, &to));
	if (from != to && attempt_at(state, attempt, to)->kind != CONTENT_ABSENT)
		return NULL;
	if (!make_content(state, patch, direction, context, to, attempt_at(state, attempt, from),
			  &after, &attempt->drift))
		return NULL;
	/* An old name must be there. */
	if ((!turned.to && turned.empties && after.text.n_lines) ||
	    (from != to && turned.leaves && !leave(state, attempt, from))) {
		text_deinit(&after.text);
		return NULL;
	}
	if (!turned.to)
		text_deinit(&after.text);
	attempt_change(state, attempt, to,
		       turned.to ? state_add_content(state, &after) : CONTENTS_ABSENT);
	*applies = true;
	return NULL;
}

static struct error *apply_files(struct state *state, const struct candidate *candidate,
				 enum graft_direction direction, unsigned int context,
				 struct attempt *attempt, bool *applies)
{
	const size_t n_contents = state->split->n_contents;

	for (size_t i = 0; i < candidate->n_files; i++) {
		struct error *error = apply_file(state, &candidate->files[i], direction, context,
						 attempt, applies);

		if (error || !*applies) {
			attempt_forget(state, attempt, n_contents);
			return error;
		}
	}
	*applies = attempt_is_change(state, attempt);
	if (!*applies)
		attempt_forget(state, attempt, n_contents);
	return NULL;
}

struct error *apply_candidate(struct state *state, const struct candidate *candidate,
			      enum side side, unsigned int context, struct attempt *attempt,
			      bool *applies)
{
	*attempt = (struct attempt){ .side = side };
	return apply_files(state, candidate, side == SIDE_FRONT ? GRAFT_FORWARD : GRAFT_BACKWARD,
			   context, attempt, applies);
}

struct error *has_candidate(struct state *state, const struct candidate *candidate,
			    enum side side, bool *has)
{
	const size_t n_contents = state->split->n_contents;
	struct attempt attempt = { .side = side };

	try(apply_files(state, candidate, GRAFT_BACKWARD, FULL_CONTEXT, &attempt, has));
	attempt_forget(state, &attempt, n_contents);
	return NULL;
}
