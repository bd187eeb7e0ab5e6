/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "split/state.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "split/diff.h"

/* Beyond these a file is opaque: no patch for people has such lines. */
#define LINE_MAX_BYTES (64u << 10)
#define TEXT_MAX_BYTES (64u << 20)

static void step_deinit(struct split_commit *step)
{
	free(step->records);
	free(step->changes);
	free(step->area);
}

static void steps_clear(struct steps *steps)
{
	for (size_t i = 0; i < steps->n_items; i++)
		step_deinit(&steps->items[i]);
	free(steps->items);
	*steps = (struct steps){};
}

void state_close(struct state *state)
{
	for (int side = 0; side < SIDES; side++)
		steps_clear(&state->steps[side]);
	free(state->files);
	free(state->slots);
	free(state->by_name);
}

size_t content_distance(const struct content *a, const struct content *b)
{
	static const struct text nothing;
	size_t distance = a->kind && b->kind && a->mode != b->mode;

	if (a->kind == CONTENT_OPAQUE || b->kind == CONTENT_OPAQUE)
		return distance + (a->kind != b->kind || !git_oid_equal(&a->oid, &b->oid));
	if (a->kind == CONTENT_ABSENT && b->kind == CONTENT_ABSENT)
		return 0;
	/* An empty file that comes or goes is a change as well. */
	return distance + (a->kind != b->kind) +
		diff_distance(a->kind ? &a->text : &nothing, b->kind ? &b->text : &nothing);
}

bool content_equal(const struct content *a, const struct content *b)
{
	if (a->kind != b->kind)
		return false;
	if (a->kind == CONTENT_ABSENT)
		return true;
	if (a->mode != b->mode)
		return false;
	return a->kind == CONTENT_TEXT ? text_equal(&a->text, &b->text) :
					 git_oid_equal(&a->oid, &b->oid);
}

size_t state_add_content(struct state *state, struct content *content)
{
	struct split *split = state->split;

	*array_append(split->contents, split->n_contents) = *content;
	*content = (struct content){};
	return split->n_contents - 1;
}

/* The same rule as git's, and lines that no editor shows. */
static bool is_text(const struct bytes *bytes)
{
	const unsigned char *at = bytes->data, *end = bytes->data + bytes->size;

	if (bytes->size > TEXT_MAX_BYTES || memchr(at, 0, bytes->size < 8000 ? bytes->size : 8000))
		return false;
	while (at < end) {
		const unsigned char *newline = memchr(at, '\n', end - at);

		if ((size_t)((newline ? newline : end) - at) > LINE_MAX_BYTES)
			return false;
		at = newline ? newline + 1 : end;
	}
	return true;
}

struct error *content_read(struct store *store, struct line_table *table, uint32_t mode,
			   const git_oid *oid, struct content *content)
{
	_cleanup_bytes_ struct bytes bytes = {};

	if (S_ISREG(mode))
		try(store_read(store, oid, &bytes));
	*content = (struct content){ .kind = CONTENT_OPAQUE, .mode = mode, .oid = *oid,
				     .has_oid = true };
	if (S_ISREG(mode) && is_text(&bytes)) {
		content->kind = CONTENT_TEXT;
		text_read(table, bytes.data, bytes.size, &content->text);
	}
	return NULL;
}

static struct error *read_content(struct state *state, uint32_t mode, const git_oid *oid,
				  size_t *number)
{
	struct content content;

	if (mode == 0) {
		*number = CONTENTS_ABSENT;
		return NULL;
	}
	try(content_read(state->input->store, state->input->table, mode, oid, &content));
	*number = state_add_content(state, &content);
	return NULL;
}

/* FNV-1a */
static size_t hash_path(const char *path)
{
	uint64_t hash = 0xcbf29ce484222325;

	for (; *path; path++)
		hash = (hash ^ (unsigned char)*path) * 0x100000001b3;
	return hash ^ hash >> 32;
}

/* The slot that has a path or would take it. There is always a free one. */
static size_t *slot_of(const struct state *state, const char *path)
{
	for (size_t i = hash_path(path);; i++) {
		size_t *slot = &state->slots[i & (state->n_slots - 1)];

		if (!*slot || strcmp(state->split->files[*slot - 1].path, path) == 0)
			return slot;
	}
}

static void grow_slots(struct state *state)
{
	state->n_slots = state->n_slots ? 2 * state->n_slots : 4096;
	free(state->slots);
	state->slots = xcalloc(state->n_slots, sizeof(*state->slots));
	for (size_t i = 0; i < state->n_files; i++)
		*slot_of(state, state->split->files[i].path) = i + 1;
}

static size_t add_file(struct state *state, const char *path, size_t old, size_t new)
{
	struct split *split = state->split;
	struct split_file *file;
	struct state_file *mine;

	if (2 * (state->n_files + 1) > state->n_slots)
		grow_slots(state);
	file = array_append(split->files, split->n_files);
	file->path = xstrdup(path);
	file->old = old;
	file->new = new;
	mine = array_append(state->files, state->n_files);
	mine->at[SIDE_FRONT] = old;
	mine->at[SIDE_BACK] = new;
	mine->distance = content_distance(state_content(state, old), state_content(state, new));
	*slot_of(state, path) = state->n_files;
	return state->n_files - 1;
}

/* ---- paths of other branches ---- */

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static int by_last_part(const void *a, const void *b, void *context)
{
	const struct split_file *files = context;

	return strcmp(last_part(files[*(const size_t *)a].path),
		      last_part(files[*(const size_t *)b].path));
}

static void sort_by_name(struct state *state)
{
	state->by_name = xcalloc(state->n_files + 1, sizeof(*state->by_name));
	for (size_t i = 0; i < state->n_files; i++)
		state->by_name[i] = i;
	qsort_r(state->by_name, state->n_files, sizeof(*state->by_name), by_last_part,
		state->split->files);
}

/* How many parts two paths share at their ends. */
static size_t common_parts(const char *a, const char *b)
{
	size_t i = strlen(a), j = strlen(b), parts = 0;

	while (i && j && a[i - 1] == b[j - 1]) {
		i--;
		j--;
		parts += a[i] == '/';
	}
	/* A path that is used up has shared its first part as well. */
	return parts + ((!i && (!j || b[j - 1] == '/')) || (!j && a[i - 1] == '/'));
}

static size_t first_of_name(const struct state *state, const char *name)
{
	size_t low = 0, high = state->n_read_files;

	while (low < high) {
		size_t middle = (low + high) / 2;
		const char *path = state->split->files[state->by_name[middle]].path;

		if (strcmp(last_part(path), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The slot's value of the one file that is meant; 0 if there is none, or more than one. */
static size_t find_moved(const struct state *state, const char *path)
{
	const char *name = last_part(path);
	size_t best_parts = 1, found = 0;

	for (size_t i = first_of_name(state, name); i < state->n_read_files; i++) {
		const size_t file = state->by_name[i];
		const char *its = state->split->files[file].path;
		size_t parts;

		if (strcmp(last_part(its), name) != 0)
			break;
		parts = common_parts(path, its);
		if (parts == best_parts)
			found = 0;
		if (parts <= best_parts)
			continue;
		best_parts = parts;
		found = file + 1;
	}
	return found;
}

/* ---- files ---- */

static size_t find_slot(const struct state *state, const char *path)
{
	size_t slot = *slot_of(state, path);
	git_oid oid;
	uint32_t mode;

	if (slot || listing_get(state->input->old->listing, path, &mode, &oid))
		return slot;
	return find_moved(state, path);
}

/*
 * Most of what is asked for differs. A file that does not may still be changed on the way, by a
 * commit and the one that reverts it.
 */
struct error *state_file(struct state *state, const char *path, size_t *file)
{
	size_t slot = find_slot(state, path);
	uint32_t mode = 0;
	size_t content;
	git_oid oid;

	if (!slot) {
		if (!listing_get(state->input->old->listing, path, &mode, &oid))
			mode = 0;
		try(read_content(state, mode, &oid, &content));
		slot = add_file(state, path, content, content) + 1;
		state->n_kept_contents = state->split->n_contents;
	}
	*file = slot - 1;
	return NULL;
}

bool state_differs(const struct state *state, const char *path)
{
	size_t slot = find_slot(state, path);

	return slot && state->split->files[slot - 1].old != state->split->files[slot - 1].new;
}

struct reading {
	struct state *state;
	struct error *error;
};

static void read_file(void *context, const char *path, uint32_t old_mode, const git_oid *old_oid,
		      uint32_t new_mode, const git_oid *new_oid)
{
	struct reading *reading = context;
	size_t old, new;

	if (!reading->error)
		reading->error = read_content(reading->state, old_mode, old_oid, &old);
	if (!reading->error)
		reading->error = read_content(reading->state, new_mode, new_oid, &new);
	if (!reading->error)
		add_file(reading->state, path, old, new);
}

struct error *state_open(struct state *state, const struct split_input *input, struct split *split)
{
	struct reading reading = { .state = state };
	const struct listing_visitor visitor = { .differs = read_file, .context = &reading };
	struct content absent = {};

	*state = (struct state){ .input = input, .split = split };
	state_add_content(state, &absent);
	grow_slots(state);
	listing_compare(input->old->listing, input->new->listing, &visitor);
	state->n_read_files = state->n_files;
	if (!reading.error && state->n_files)
		sort_by_name(state);
	state->n_read_contents = split->n_contents;
	state->n_kept_contents = split->n_contents;
	return reading.error;
}

static void forget_contents(struct split *split, size_t n_contents)
{
	while (split->n_contents > n_contents)
		text_deinit(&split->contents[--split->n_contents].text);
}

/* Files that were read on the way are read again if need be: their contents go. */
void state_restart(struct state *state)
{
	struct split *split = state->split;

	for (int side = 0; side < SIDES; side++)
		steps_clear(&state->steps[side]);
	while (state->n_files > state->n_read_files)
		free(split->files[--state->n_files].path);
	split->n_files = state->n_files;
	forget_contents(split, state->n_read_contents);
	state->n_kept_contents = state->n_read_contents;
	for (size_t i = 0; i < state->n_files; i++) {
		struct split_file *file = &split->files[i];

		state->files[i].at[SIDE_FRONT] = file->old;
		state->files[i].at[SIDE_BACK] = file->new;
		state->files[i].distance = content_distance(state_content(state, file->old),
							    state_content(state, file->new));
	}
	memset(state->slots, 0, state->n_slots * sizeof(*state->slots));
	for (size_t i = 0; i < state->n_files; i++)
		*slot_of(state, split->files[i].path) = i + 1;
}

void attempt_deinit(struct attempt *attempt)
{
	free(attempt->changes);
}

void attempt_forget(struct state *state, struct attempt *attempt, size_t n_contents)
{
	forget_contents(state->split, n_contents > state->n_kept_contents ?
				      n_contents : state->n_kept_contents);
	free(attempt->changes);
	*attempt = (struct attempt){};
}

static struct attempt_change *find_change(const struct attempt *attempt, size_t file)
{
	for (size_t i = 0; i < attempt->n_changes; i++)
		if (attempt->changes[i].file == file)
			return &attempt->changes[i];
	return NULL;
}

const struct content *attempt_at(const struct state *state, const struct attempt *attempt,
				 size_t file)
{
	const struct attempt_change *change = find_change(attempt, file);

	return change ? state_content(state, change->content) :
			state_at(state, file, attempt->side);
}

void attempt_change(struct state *state, struct attempt *attempt, size_t file, size_t content)
{
	const struct content *other = state_at(state, file, !attempt->side);
	const struct content *before = attempt_at(state, attempt, file);
	const struct content *after = state_content(state, content);
	struct attempt_change *change = find_change(attempt, file);

	attempt->size += content_distance(before, after);
	attempt->gain += (long)content_distance(before, other) -
			 (long)content_distance(after, other);
	/* The sides meet in one and the same content. */
	if (content_equal(after, other))
		content = state->files[file].at[!attempt->side];
	if (!change)
		change = array_append(attempt->changes, attempt->n_changes);
	change->file = file;
	change->content = content;
}

bool attempt_is_change(const struct state *state, const struct attempt *attempt)
{
	for (size_t i = 0; i < attempt->n_changes; i++) {
		const struct attempt_change *change = &attempt->changes[i];

		if (!content_equal(state_content(state, change->content),
				   state_at(state, change->file, attempt->side)))
			return true;
	}
	return false;
}

static int by_path(const void *a, const void *b, void *context)
{
	const struct split_change *left = a, *right = b;
	const struct split *split = context;

	return strcmp(split->files[left->file].path, split->files[right->file].path);
}

/* A step to the front goes from what was to what is, one to the back the other way. */
static void move_file(struct state *state, struct split_commit *step, enum side side,
		      const struct attempt_change *move)
{
	struct state_file *file = &state->files[move->file];
	struct split_change *change = array_append(step->changes, step->n_changes);

	change->file = move->file;
	change->before = side == SIDE_FRONT ? file->at[side] : move->content;
	change->after = side == SIDE_FRONT ? move->content : file->at[side];
	file->at[side] = move->content;
	file->distance = content_distance(state_at(state, move->file, SIDE_FRONT),
					  state_at(state, move->file, SIDE_BACK));
}

struct split_commit *state_commit(struct state *state, struct attempt *attempt)
{
	struct steps *steps = &state->steps[attempt->side];
	struct split_commit *step = array_append(steps->items, steps->n_items);

	step->drift = attempt->drift;
	for (size_t i = 0; i < attempt->n_changes; i++)
		move_file(state, step, attempt->side, &attempt->changes[i]);
	qsort_r(step->changes, step->n_changes, sizeof(*step->changes), by_path, state->split);
	return step;
}
