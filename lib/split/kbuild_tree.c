// SPDX-License-Identifier: GPL-2.0-or-later
#include "split/kbuild_tree.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "build/path.h"

struct writer {
	struct store *store;
	const char *directory;
	char *parent;		/* the directory that was made last */
	struct error *error;	/* the first: nothing is written after it */
};

static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool begins_with(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

/* Kbuild files name one another: none may be missing, wherever it is. */
static bool is_kbuild_file(const char *path)
{
	static const char *const names[] = { "Makefile", "Kbuild", "Kconfig" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (begins_with(file_name(path), names[i]))
			return true;
	}
	return false;
}

static bool has_suffix(const char *path, const char *const suffixes[])
{
	for (; *suffixes; suffixes++) {
		if (path_ends_with(path, *suffixes))
			return true;
	}
	return false;
}

/* Other architectures, and what no compiler reads. */
static bool is_left_out(const char *path)
{
	static const char *const suffixes[] = {
		".rst", ".txt", ".yaml", ".json", ".dts", ".dtsi", ".svg", NULL
	};

	if (begins_with(path, "scripts/") || is_kbuild_file(path))
		return false;
	if (begins_with(path, "arch/") && !begins_with(path, "arch/x86/"))
		return true;
	return begins_with(path, "Documentation/") || begins_with(path, "LICENSES/") ||
	       has_suffix(path, suffixes);
}

/* Programs that configuring takes are compiled from the scripts' folder alone. */
static bool is_code(const char *path)
{
	static const char *const suffixes[] = { ".c", ".h", ".S", ".inc", NULL };

	return !begins_with(path, "scripts/") && has_suffix(path, suffixes);
}

/* Most of it is reached by nothing that is built. */
static bool is_left_empty(const char *path)
{
	return is_code(path) && !begins_with(path, "include/") &&
	       !begins_with(path, "arch/x86/include/");
}

static bool is_include(const char *line, const char *end)
{
	while (line < end && (*line == ' ' || *line == '\t'))
		line++;
	if (line == end || *line++ != '#')
		return false;
	while (line < end && (*line == ' ' || *line == '\t'))
		line++;
	return end - line > 7 && !memcmp(line, "include", 7);
}

static void keep_includes(struct bytes *bytes)
{
	char *at = (char *)bytes->data, *to = at, *end = at + bytes->size;

	while (at < end) {
		char *newline = memchr(at, '\n', end - at);
		char *next = newline ? newline + 1 : end;

		if (is_include(at, next)) {
			memmove(to, at, next - at);
			to += next - at;
		}
		at = next;
	}
	bytes->size = to - (char *)bytes->data;
}

static struct error *make_parent(struct writer *writer, const char *file)
{
	_cleanup_free_ char *parent = path_directory(file);

	if (writer->parent && !strcmp(parent, writer->parent))
		return NULL;
	try(directory_make(parent));
	free(writer->parent);
	writer->parent = take(parent);
	return NULL;
}

/* Without the care that base/file.h takes: whoever is interrupted throws all of it away. */
static struct error *write_plain(const char *path, const struct bytes *bytes, int flags,
				 unsigned int mode)
{
	_cleanup_close_ int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, mode & 0777);
	size_t done = 0;

	if (fd < 0)
		return error_errno("cannot write %s", path);
	while (done < bytes->size) {
		ssize_t written = write(fd, bytes->data + done, bytes->size - done);

		if (written < 0 && errno != EINTR)
			return error_errno("cannot write %s", path);
		done += written > 0 ? written : 0;
	}
	return NULL;
}

static struct error *write_file(struct writer *writer, const char *path, unsigned int mode,
				const git_oid *oid)
{
	_cleanup_free_ char *file = path_join(writer->directory, path);
	_cleanup_bytes_ struct bytes bytes = {};

	try(make_parent(writer, file));
	if (is_left_empty(path) && S_ISREG(mode))
		return write_plain(file, &bytes, O_EXCL, mode);
	try(store_read(writer->store, oid, &bytes));
	if (S_ISLNK(mode))
		return symlink((const char *)bytes.data, file) < 0 ?
			       error_errno("cannot link %s", file) : NULL;
	if (is_code(path))
		keep_includes(&bytes);
	return write_plain(file, &bytes, O_EXCL, mode);
}

static void visit(void *context, const char *path, uint32_t old_mode, const git_oid *old,
		  uint32_t mode, const git_oid *oid)
{
	struct writer *writer = context;

	(void)old_mode;
	(void)old;
	if (!writer->error && !is_left_out(path))
		writer->error = write_file(writer, path, mode, oid);
}

/* All files of a listing are those in which it differs from an empty one. */
struct error *kbuild_tree_write(const struct source *source, struct store *store,
				const char *directory)
{
	_cleanup_listing_ struct listing *empty = listing_new();
	struct writer writer = { .store = store, .directory = directory };
	const struct listing_visitor visitor = { visit, &writer };
	git_oid root;

	try(listing_write(source->listing, store, &root));
	try(store_flush(store));
	listing_compare(empty, source->listing, &visitor);
	free(writer.parent);
	return writer.error;
}

struct error *kbuild_tree_fill(const struct source *source, struct store *store,
			       const char *directory, const char *path)
{
	_cleanup_free_ char *file = path_join(directory, path);
	_cleanup_bytes_ struct bytes bytes = {};
	uint32_t mode;
	git_oid oid;

	/* What is not in the source was generated. */
	if (!is_left_empty(path) || !listing_get(source->listing, path, &mode, &oid) ||
	    !S_ISREG(mode))
		return NULL;
	try(store_read(store, &oid, &bytes));
	keep_includes(&bytes);
	return write_plain(file, &bytes, O_TRUNC, mode);
}
