/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "client/state.h"

#include <dirent.h>
#include <errno.h>

#include "base/file.h"
#include "base/memory.h"
#include "client/sysroot.h"

#define UPDATES "/sys/kernel/suture/updates"

static struct error *read_attribute(const char *id, const char *name, struct bytes *bytes)
{
	_cleanup_free_ char *path = xasprintf(UPDATES "/%s/%s", id, name);

	return sysroot_read(path, bytes);
}

static struct error *read_lines(const char *id, const char *name, struct string_list *lines)
{
	_cleanup_bytes_ struct bytes bytes = { 0 };

	try(read_attribute(id, name, &bytes));
	string_list_add_lines(lines, (char *)bytes.data);
	return NULL;
}

static struct error *read_applied(const char *id, bool *applied)
{
	_cleanup_bytes_ struct bytes bytes = { 0 };
	const char *text;

	try(read_attribute(id, "state", &bytes));
	text = (char *)bytes.data;
	if (strcmp(text, "applied\n") != 0 && strcmp(text, "staged\n") != 0)
		return error_new(ERROR_INTERNAL, "the core says an unknown state of %s", id);
	*applied = text[0] == 'a';
	return NULL;
}

/* "TARGET NAME OLD-SIZE NEW-SIZE" */
static struct error *parse_function(const char *line, struct loaded_function *function)
{
	unsigned long old_size, new_size;
	char *target = NULL, *name = NULL;

	if (sscanf(line, "%ms %ms %lu %lu", &target, &name, &old_size, &new_size) != 4) {
		free(target);
		free(name);
		return error_new(ERROR_INTERNAL, "the core says an unknown line: %s", line);
	}
	*function = (struct loaded_function){ target, name, old_size, new_size };
	return NULL;
}

static struct error *read_functions(struct loaded_update *update)
{
	_cleanup_string_list_ struct string_list lines = { 0 };

	try(read_lines(update->id, "functions", &lines));
	for (size_t i = 0; i < lines.n_items; i++)
		try(parse_function(lines.items[i],
				   array_append(update->functions, update->n_functions)));
	return NULL;
}

/* What is read of an update, besides its id. */
typedef struct error *reader(struct loaded_update *update);

static struct error *read_applied_only(struct loaded_update *update)
{
	return read_applied(update->id, &update->applied);
}

static struct error *read_update(struct loaded_update *update)
{
	try(read_applied(update->id, &update->applied));
	try(read_lines(update->id, "targets", &update->targets));
	try(read_lines(update->id, "modules", &update->modules));
	return read_functions(update);
}

static void update_deinit(struct loaded_update *update)
{
	free(update->id);
	string_list_deinit(&update->targets);
	string_list_deinit(&update->modules);
	for (size_t i = 0; i < update->n_functions; i++) {
		free(update->functions[i].target);
		free(update->functions[i].name);
	}
	free(update->functions);
	*update = (struct loaded_update){ 0 };
}

static bool is_gone(const char *id)
{
	_cleanup_free_ char *path = xasprintf(UPDATES "/%s", id);

	return !sysroot_exists(path);
}

/* An update that is unloaded while it is read was not there. */
static struct error *add_update(struct state *state, const char *id, reader *read)
{
	struct loaded_update *update = array_append(state->updates, state->n_updates);
	struct error *error;

	update->id = xstrdup(id);
	error = read(update);
	if (!error || !is_gone(id))
		return error;
	error_free(error);
	update_deinit(update);
	state->n_updates--;
	return NULL;
}

static void cleanup_closedir(DIR **directory)
{
	if (*directory)
		closedir(*directory);
}

static int by_id(const void *a, const void *b)
{
	return strcmp(((const struct loaded_update *)a)->id, ((const struct loaded_update *)b)->id);
}

static struct error *read_all(DIR *directory, reader *read, struct state *state)
{
	struct dirent *entry;

	while ((entry = readdir(directory)))
		if (entry->d_name[0] != '.')
			try(add_update(state, entry->d_name, read));
	if (state->n_updates)
		qsort(state->updates, state->n_updates, sizeof(*state->updates), by_id);
	return NULL;
}

static struct error *read_state(reader *read_one, struct state *state)
{
	_cleanup_free_ char *path = sysroot_path(UPDATES);
	_cleanup_(cleanup_closedir)
	DIR *directory = opendir(path);
	_cleanup_state_ struct state read = { 0 };

	if (!directory && errno != ENOENT)
		return error_errno("cannot read %s", path);
	read.has_core = directory != NULL;
	if (directory)
		try(read_all(directory, read_one, &read));
	*state = read;
	read = (struct state){ 0 };
	return NULL;
}

struct error *state_read(struct state *state)
{
	return read_state(read_update, state);
}

struct error *state_read_applied(struct state *state)
{
	return read_state(read_applied_only, state);
}

static int compare_id(const void *id, const void *update)
{
	return strcmp(id, ((const struct loaded_update *)update)->id);
}

const struct loaded_update *state_find(const struct state *state, const char *id)
{
	if (!state->n_updates)
		return NULL;
	return bsearch(id, state->updates, state->n_updates, sizeof(*state->updates), compare_id);
}

bool state_is_applied(const struct state *state, const char *id)
{
	const struct loaded_update *loaded = state_find(state, id);

	return loaded && loaded->applied;
}

void state_deinit(struct state *state)
{
	for (size_t i = 0; i < state->n_updates; i++)
		update_deinit(&state->updates[i]);
	free(state->updates);
	*state = (struct state){ 0 };
}
