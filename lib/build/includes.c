/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/includes.h"

#include <fts.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/memory.h"
#include "build/path.h"
#include "build/strings.h"

/* Where the kernel's own -I options point to, on x86. */
static const char *const places[] = {
	"arch/x86/include",
	"arch/x86/include/generated",
	"include",
	"arch/x86/include/uapi",
	"arch/x86/include/generated/uapi",
	"include/uapi",
	"include/generated/uapi",
};

/* The compiler is told to read these before any source file. */
static const char *const forced[] = {
	"include/linux/compiler-version.h",
	"include/linux/kconfig.h",
	"include/linux/compiler_types.h",
};

/* All files of the tree, so that names are looked up without asking the kernel each time. */
struct catalogue {
	const char *tree;
	struct strings paths;
	struct strings names;	/* last parts of the paths */
	uint32_t *next;		/* [path]: another path with the same last part, + 1 */
	size_t n_next;
	uint32_t *first;	/* [name] */
	size_t n_first;
};

struct walk {
	struct catalogue catalogue;
	struct includes *includes;
	struct strings reached;	/* the same order as includes->files */
};

static void catalogue_deinit(struct catalogue *catalogue)
{
	strings_deinit(&catalogue->paths);
	strings_deinit(&catalogue->names);
	free(catalogue->next);
	free(catalogue->first);
}

void includes_free(struct includes *includes)
{
	if (!includes)
		return;
	for (size_t i = 0; i < includes->n_files; i++) {
		free(includes->files[i].path);
		free(includes->files[i].includes);
	}
	free(includes->files);
	free(includes);
}

static void catalogue_add(struct catalogue *catalogue, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	size_t number = strings_add(&catalogue->paths, path, strlen(path));
	size_t class = strings_add(&catalogue->names, name, strlen(name));

	if (class == catalogue->n_first)
		*array_append(catalogue->first, catalogue->n_first) = 0;
	*array_append(catalogue->next, catalogue->n_next) = catalogue->first[class];
	catalogue->first[class] = number + 1;
}

static bool may_be_included(const char *name)
{
	return !path_ends_with(name, ".o") && !path_ends_with(name, ".cmd") &&
	       !path_ends_with(name, ".rst") && !path_ends_with(name, ".a");
}

static struct error *catalogue_fill(struct catalogue *catalogue)
{
	_cleanup_free_ char *root = xstrdup(catalogue->tree);
	char *const roots[] = { root, NULL };
	size_t skip = strlen(root) + 1;
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_NOSTAT, NULL);
	FTSENT *entry;

	if (!fts)
		return error_errno("cannot read %s", root);
	while ((entry = fts_read(fts)))
		if (entry->fts_info != FTS_D && entry->fts_info != FTS_DP &&
		    entry->fts_pathlen > skip && may_be_included(entry->fts_name))
			catalogue_add(catalogue, entry->fts_path + skip);
	fts_close(fts);
	return NULL;
}

static size_t reach(struct walk *walk, const char *path)
{
	size_t number = strings_add(&walk->reached, path, strlen(path));

	if (number == walk->includes->n_files)
		array_append(walk->includes->files, walk->includes->n_files)->path = xstrdup(path);
	return number;
}

static void connect(struct walk *walk, size_t from, const char *path)
{
	size_t to = reach(walk, path);
	struct include_file *file = &walk->includes->files[from];

	for (size_t i = 0; i < file->n_includes; i++)
		if (file->includes[i] == to)
			return;
	*array_append(file->includes, file->n_includes) = to;
}

static bool connect_in(struct walk *walk, size_t from, const char *directory, const char *name)
{
	_cleanup_free_ char *joined = path_join(directory, name);
	_cleanup_free_ char *path = path_normal(joined);

	if (strings_find(&walk->catalogue.paths, path, strlen(path)) < 0)
		return false;
	connect(walk, from, path);
	return true;
}

/* Some -I option that only one directory has: every file that could be meant. */
static void connect_anywhere(struct walk *walk, size_t from, const char *name)
{
	const struct catalogue *catalogue = &walk->catalogue;
	const char *slash = strrchr(name, '/');
	const char *last = slash ? slash + 1 : name;
	_cleanup_free_ char *normal = path_normal(name);
	_cleanup_free_ char *end = xasprintf("/%s", normal);
	long class = strings_find(&catalogue->names, last, strlen(last));

	if (class < 0)
		return;
	for (uint32_t path = catalogue->first[class]; path; path = catalogue->next[path - 1])
		if (path_ends_with(catalogue->paths.items[path - 1], end))
			connect(walk, from, catalogue->paths.items[path - 1]);
}

/*
 * All usual places, not only the first that has the file: the order of -I options
 * is the compiler's business, and asm-generic files hide behind arch's.
 */
static void connect_name(struct walk *walk, size_t from, const char *name, bool quoted)
{
	bool found = false;

	if (quoted) {
		_cleanup_free_ char *own = path_directory(walk->includes->files[from].path);

		if (connect_in(walk, from, own, name))
			return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(places); i++)
		found |= connect_in(walk, from, places[i], name);
	if (!found)
		connect_anywhere(walk, from, name);
}

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	return at;
}

static bool skip_word(const char **at, const char *end, const char *word)
{
	size_t length = strlen(word);

	if ((size_t)(end - *at) < length || memcmp(*at, word, length))
		return false;
	*at = skip_blanks(*at + length, end);
	return true;
}

/* #include "NAME" or <NAME>, on a line from at to end */
static void read_line(struct walk *walk, size_t from, const char *at, const char *end)
{
	const char *close;
	bool quoted;

	at = skip_blanks(at, end);
	if (!skip_word(&at, end, "#") || !skip_word(&at, end, "include"))
		return;
	if (at == end || (*at != '"' && *at != '<'))
		return;
	quoted = *at++ == '"';
	close = memchr(at, quoted ? '"' : '>', end - at);
	if (close && close > at) {
		_cleanup_free_ char *name = xstrndup(at, close - at);

		connect_name(walk, from, name, quoted);
	}
}

static struct error *read_file(struct walk *walk, size_t from)
{
	const char *file = walk->includes->files[from].path;
	_cleanup_free_ char *path = path_join(walk->catalogue.tree, file);
	_cleanup_bytes_ struct bytes text = {};
	const char *at, *end;

	try(file_read(path, &text));
	at = (const char *)text.data;
	end = at + text.size;
	while (at < end) {
		const char *newline = memchr(at, '\n', end - at);
		const char *stop = newline ? newline : end;

		read_line(walk, from, at, stop);
		at = stop + 1;
	}
	return NULL;
}

static struct error *read_all(struct walk *walk, const struct plan *plan)
{
	try(catalogue_fill(&walk->catalogue));
	for (size_t i = 0; i < plan->n_units; i++) {
		size_t unit = reach(walk, plan->units[i].source);

		for (size_t f = 0; f < ARRAY_SIZE(forced); f++)
			connect_in(walk, unit, ".", forced[f]);
	}
	for (size_t i = 0; i < walk->includes->n_files; i++)
		try(read_file(walk, i));
	return NULL;
}

static struct error *write_cache(const struct includes *includes, const char *cache)
{
	char *data = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&data, &size);
	struct error *error;

	if (!stream)
		return error_errno("cannot write to memory");
	for (size_t i = 0; i < includes->n_files; i++) {
		const struct include_file *file = &includes->files[i];

		fprintf(stream, "%s", file->path);
		for (size_t n = 0; n < file->n_includes; n++)
			fprintf(stream, " %u", file->includes[n]);
		fputc('\n', stream);
	}
	error = fclose(stream) ? error_errno("cannot write to memory") :
				 file_write(cache, data, size, 0644);
	free(data);
	return error;
}

static struct error *make_cache(const char *tree, const struct plan *plan, const char *cache)
{
	_cleanup_includes_ struct includes *includes = xcalloc(1, sizeof(*includes));
	struct walk walk = { .catalogue.tree = tree, .includes = includes };
	struct error *error = read_all(&walk, plan);

	catalogue_deinit(&walk.catalogue);
	strings_deinit(&walk.reached);
	return error ? error : write_cache(includes, cache);
}

static void parse_line(struct includes *includes, char *line)
{
	struct include_file *file = array_append(includes->files, includes->n_files);
	char *rest = NULL;

	file->path = xstrdup(strtok_r(line, " ", &rest));
	for (char *word = strtok_r(NULL, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
		*array_append(file->includes, file->n_includes) = strtoul(word, NULL, 10);
}

static bool is_sound(const struct includes *includes)
{
	for (size_t i = 0; i < includes->n_files; i++)
		for (size_t n = 0; n < includes->files[i].n_includes; n++)
			if (includes->files[i].includes[n] >= includes->n_files)
				return false;
	return includes->n_files > 0;
}

static struct error *read_cache(const char *cache, struct includes **includes)
{
	_cleanup_includes_ struct includes *new = xcalloc(1, sizeof(*new));
	_cleanup_bytes_ struct bytes text = {};
	char *rest = NULL;

	try(file_read(cache, &text));
	for (char *line = strtok_r((char *)text.data, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest))
		if (*line != ' ')
			parse_line(new, line);
	if (!is_sound(new))
		return error_new(ERROR_INTERNAL, "%s is damaged: remove it", cache);
	*includes = take(new);
	return NULL;
}

struct error *includes_open(const char *tree, const struct plan *plan, const char *directory,
			    struct includes **includes)
{
	_cleanup_free_ char *cache = path_join(directory, "includes");

	try(directory_make(directory));
	if (!file_exists(cache))
		try(make_cache(tree, plan, cache));
	return read_cache(cache, includes);
}

long includes_find(const struct includes *includes, const char *path)
{
	for (size_t i = 0; i < includes->n_files; i++)
		if (!strcmp(includes->files[i].path, path))
			return i;
	return -1;
}

static bool includes_marked(const struct include_file *file, const bool *marks)
{
	for (size_t i = 0; i < file->n_includes; i++)
		if (marks[file->includes[i]])
			return true;
	return false;
}

/* Marks only grow, so it ends; headers nest some ten deep. */
void includes_mark_users(const struct includes *includes, bool *marks)
{
	bool again = true;

	while (again) {
		again = false;
		for (size_t i = 0; i < includes->n_files; i++)
			if (!marks[i] && includes_marked(&includes->files[i], marks))
				again = marks[i] = true;
	}
}

void includes_mark_used(const struct includes *includes, bool *marks)
{
	bool again = true;

	while (again) {
		again = false;
		for (size_t i = 0; i < includes->n_files; i++)
			for (size_t n = 0; marks[i] && n < includes->files[i].n_includes; n++)
				if (!marks[includes->files[i].includes[n]])
					again = marks[includes->files[i].includes[n]] = true;
	}
}
