// SPDX-License-Identifier: GPL-2.0-or-later
/* The same small tree from every kind of source, and sources that are broken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <archive.h>
#include <archive_entry.h>
#include <glob.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <zlib.h>

#include "base/memory.h"
#include "base/run.h"
#include "tree/source.h"

/* A scratch directory: the store, and "src" for what is read. */
struct place {
	char *root, *target, *src;
	struct store *store;
};

static int set_up(void **state)
{
	struct place *place = xcalloc(1, sizeof(*place));
	_cleanup_free_ char *cache = NULL;

	assert_null(directory_make_temporary("/tmp", "suture-test", &place->root));
	place->target = xasprintf("%s/out.git", place->root);
	place->src = xasprintf("%s/src", place->root);
	cache = xasprintf("%s/cache", place->root);
	setenv("XDG_CACHE_HOME", cache, 1);
	assert_null(directory_make(place->src));
	assert_null(store_create(place->target, &place->store));
	*state = place;
	return 0;
}

static int tear_down(void **state)
{
	struct place *place = *state;

	store_close(place->store);
	assert_null(tree_remove(place->root));
	free(place->root);
	free(place->target);
	free(place->src);
	free(place);
	return 0;
}

static char *path_in(const struct place *place, const char *name)
{
	return xasprintf("%s/%s", place->root, name);
}

static void put_bytes(const struct place *place, const char *name, const void *data, size_t size,
		      unsigned int mode)
{
	_cleanup_free_ char *path = path_in(place, name);
	_cleanup_free_ char *parent = xstrdup(path);

	*strrchr(parent, '/') = 0;
	assert_null(directory_make(parent));
	assert_null(file_write(path, data, size, mode));
}

static void put(const struct place *place, const char *name, const char *text)
{
	put_bytes(place, name, text, strlen(text), 0644);
}

/* ---- the tree that all kinds of sources have here ---- */

#define CHANGELOG "linux (9.9.1-1) stable; urgency=medium\n"

static const struct sample {
	const char *path;
	uint32_t mode;
	const char *content;
} samples[] = {
	{ "Makefile", S_IFREG | 0644, "VERSION = 9\r\n" },
	{ "scripts/run", S_IFREG | 0755, "#!/bin/sh\n" },
	{ "scripts/link", S_IFLNK | 0777, "../Makefile" },
	{ "debian/changelog", S_IFREG | 0644, CHANGELOG },
	{ "drivers/empty", S_IFREG | 0664, "" },
	{ "drivers/\303\274ber", S_IFREG | 0600, "no newline" },
};

static void put_samples(const struct place *place, const char *directory)
{
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		const struct sample *sample = &samples[i];
		_cleanup_free_ char *name = xasprintf("%s/%s", directory, sample->path);
		_cleanup_free_ char *path = path_in(place, name);

		put_bytes(place, name, sample->content, strlen(sample->content),
			  sample->mode & 0777);
		if (S_ISLNK(sample->mode)) {
			assert_int_equal(unlink(path), 0);
			assert_int_equal(symlink(sample->content, path), 0);
		}
	}
}

static void assert_samples(const struct place *place, const struct source *source)
{
	assert_int_equal(listing_count(source->listing), ARRAY_SIZE(samples));
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		const struct sample *sample = &samples[i];
		_cleanup_bytes_ struct bytes bytes = { 0 };
		uint32_t mode;
		git_oid oid;

		assert_true(listing_get(source->listing, sample->path, &mode, &oid));
		assert_int_equal(mode, S_ISLNK(sample->mode) ? S_IFLNK :
				       sample->mode & S_IXUSR ? 0100755 : 0100644);
		assert_null(store_read(place->store, &oid, &bytes));
		assert_string_equal(bytes.data, sample->content);
	}
	assert_string_equal(source->changelog.data, CHANGELOG);
}

static struct source *read_source(const struct place *place, const char *specification)
{
	struct source *source = NULL;
	struct error *error = source_read(specification, place->store, NULL, &source);

	if (error)
		error_print(error, stderr);
	assert_null(error);
	return source;
}

static void assert_reads_samples(const struct place *place, const char *specification)
{
	_cleanup_source_ struct source *source = read_source(place, specification);

	assert_samples(place, source);
}

/* The refusal's message has the text. */
static void assert_refused(const struct place *place, const char *specification, const char *text)
{
	struct source *source = NULL;
	_cleanup_error_ struct error *error =
		source_read(specification, place->store, NULL, &source);

	assert_non_null(error);
	assert_null(source);
	assert_int_equal(error->kind, ERROR_REFUSED);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_SOURCE_UNREADABLE);
	if (!strstr(error->message, text))
		print_error("'%s' is not in: %s\n", text, error->message);
	assert_non_null(strstr(error->message, text));
}

/* ---- directories ---- */

static void directory_is_read(void **state)
{
	const struct place *place = *state;
	_cleanup_source_ struct source *source = NULL;
	_cleanup_free_ char *slashes = xasprintf("%s//", place->src);

	put_samples(place, "src");
	put(place, "src/.git/config", "x");
	put(place, "src/drivers/.git", "gitdir: elsewhere\n");
	assert_reads_samples(place, place->src);
	assert_reads_samples(place, slashes);
	source = read_source(place, place->src);
	assert_string_equal(source->name, place->src);
	assert_null(source->version);
}

static void pipes_and_sockets_are_left_out(void **state)
{
	const struct place *place = *state;
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	_cleanup_free_ char *pipe_path = path_in(place, "src/pipe");
	_cleanup_close_ int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	put_samples(place, "src");
	assert_int_equal(mkfifo(pipe_path, 0644), 0);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/socket", place->src);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_reads_samples(place, place->src);
}

static void unreadable_file_is_named(void **state)
{
	struct place *place = *state;
	bool is_root = geteuid() == 0;

	put(place, "src/secret", "x");
	put_bytes(place, "src/drivers/secret", "x", 1, 0);
	assert_int_equal(chmod(place->root, 0777), 0);
	store_close(take(place->store));
	assert_int_equal(is_root ? seteuid(65534) : 0, 0);
	assert_null(store_create(place->target, &place->store));
	assert_refused(place, place->src, "src/drivers/secret");
	assert_int_equal(is_root ? seteuid(0) : 0, 0);
}

static void huge_file_is_refused(void **state)
{
	const struct place *place = *state;
	_cleanup_free_ char *path = path_in(place, "src/huge");

	put(place, "src/huge", "x");
	assert_int_equal(truncate(path, (1ll << 30) + 1), 0);
	assert_refused(place, place->src, "huge has 1073741825 bytes");
}

static void store_inside_is_left_out(void **state)
{
	struct place *place = *state;

	store_close(take(place->store));
	free(place->target);
	place->target = path_in(place, "src/out.git");
	assert_null(store_create(place->target, &place->store));
	put_samples(place, "src");
	assert_reads_samples(place, place->src);
}

static size_t count_packs(const struct place *place)
{
	_cleanup_free_ char *pattern = path_in(place, "out.git/objects/pack/*.pack");
	glob_t found = { 0 };
	size_t n;

	glob(pattern, 0, NULL, &found);
	n = found.gl_pathc;
	globfree(&found);
	return n;
}

/* Each reading that brings something new makes a pack. */
static void same_files_are_kept_once(void **state)
{
	const struct place *place = *state;

	put_samples(place, "src");
	source_free(read_source(place, place->src));
	put(place, "src/Makefile", "VERSION = 10\n");
	source_free(read_source(place, place->src));
	put_samples(place, "src");
	assert_reads_samples(place, place->src);
	assert_null(store_finish(place->store));
	assert_null(store_publish(place->store));
	assert_int_equal(count_packs(place), 2);
}

static void nothing_to_read_is_refused(void **state)
{
	const struct place *place = *state;
	_cleanup_free_ char *missing = path_in(place, "missing");
	_cleanup_free_ char *colons = path_in(place, "a:b:c");

	assert_refused(place, place->src, "no files");
	assert_refused(place, missing, "No such file");
	assert_refused(place, colons, "No such file");
	assert_refused(place, "", "No such file");
	assert_refused(place, "/dev/null", "neither");
}

/* ---- archives ---- */

typedef int setting(struct archive *);

static void add_entry(struct archive *archive, const char *top, const struct sample *sample)
{
	_cleanup_free_ char *path = xasprintf("%s%s", top, sample->path);
	struct archive_entry *entry = archive_entry_new();

	archive_entry_set_pathname(entry, path);
	archive_entry_set_mode(entry, sample->mode);
	archive_entry_set_size(entry, S_ISREG(sample->mode) ? strlen(sample->content) : 0);
	if (S_ISLNK(sample->mode))
		archive_entry_set_symlink(entry, sample->content);
	assert_int_equal(archive_write_header(archive, entry), ARCHIVE_OK);
	if (S_ISREG(sample->mode))
		assert_int_equal(archive_write_data(archive, sample->content,
						    strlen(sample->content)),
				 strlen(sample->content));
	archive_entry_free(entry);
}

static void write_archive(const char *path, setting *format, setting *filter, const char *top)
{
	struct archive *archive = archive_write_new();

	assert_int_equal(format(archive), ARCHIVE_OK);
	assert_int_equal(filter(archive), ARCHIVE_OK);
	/* The names' bytes as they are. */
	archive_write_set_options(archive, "hdrcharset=BINARY");
	assert_int_equal(archive_write_open_filename(archive, path), ARCHIVE_OK);
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++)
		add_entry(archive, top, &samples[i]);
	assert_int_equal(archive_write_close(archive), ARCHIVE_OK);
	archive_write_free(archive);
}

static void all_forms_of_tar_are_read(void **state)
{
	static setting *const formats[] = { archive_write_set_format_pax,
					    archive_write_set_format_gnutar,
					    archive_write_set_format_ustar,
					    archive_write_set_format_v7tar };
	static setting *const filters[] = { archive_write_add_filter_none,
					    archive_write_add_filter_gzip,
					    archive_write_add_filter_bzip2,
					    archive_write_add_filter_xz,
					    archive_write_add_filter_zstd };
	static const char *const tops[] = { "", "./", "linux-9.9/", "./linux-9.9/" };
	const struct place *place = *state;
	_cleanup_free_ char *path = path_in(place, "src/archive");

	for (size_t i = 0; i < ARRAY_SIZE(filters); i++)
		for (size_t j = 0; j < ARRAY_SIZE(formats); j++) {
			write_archive(path, formats[j], filters[i], tops[(i + j) % 4]);
			assert_reads_samples(place, path);
		}
}

static void name_in_pax_header_needs_no_locale(void **state)
{
	const struct place *place = *state;
	_cleanup_free_ char *path = path_in(place, "src/archive.tar");
	const char *const argv[] = { "tar", "--create", "--format=pax", "--file", path,
				     "--directory", place->src, "tree", NULL };
	_cleanup_free_ char *tree = path_in(place, "src/tree");

	put_samples(place, "src/tree");
	assert_null(run_checked(argv, NULL));
	assert_reads_samples(place, path);
}

/* ---- archives made by hand, block by block ---- */

#define BLOCK 512

static void add_block(struct bytes *tar, const void *data, size_t size)
{
	tar->data = xrealloc(tar->data, tar->size + BLOCK, 1);
	memset(tar->data + tar->size, 0, BLOCK);
	if (size)
		memcpy(tar->data + tar->size, data, size);
	tar->size += BLOCK;
}

/* A header of ustar; the size may be a lie. */
static void add_header(struct bytes *tar, const char *name, char type, const char *target,
		       unsigned long long size)
{
	char header[BLOCK] = { 0 };
	unsigned int sum = 0;

	snprintf(header, 100, "%s", name);
	snprintf(header + 100, 8, "%07o", 0644);
	snprintf(header + 108, 8, "%07o", 0);
	snprintf(header + 116, 8, "%07o", 0);
	snprintf(header + 124, 13, "%012llo", size);
	snprintf(header + 136, 12, "%011o", 0);
	memset(header + 148, ' ', 8);
	header[156] = type;
	snprintf(header + 157, 100, "%s", target);
	memcpy(header + 257, "ustar\00000", 8);
	for (size_t i = 0; i < BLOCK; i++)
		sum += (unsigned char)header[i];
	snprintf(header + 148, 8, "%06o", sum);
	add_block(tar, header, BLOCK);
}

static void add_file(struct bytes *tar, const char *name, const char *text)
{
	add_header(tar, name, '0', "", strlen(text));
	if (*text)
		add_block(tar, text, strlen(text));
}

static void add_end(struct bytes *tar)
{
	add_block(tar, NULL, 0);
	add_block(tar, NULL, 0);
}

static char *put_tar(const struct place *place, const struct bytes *tar)
{
	put_bytes(place, "src/made.tar", tar->data, tar->size, 0644);
	return path_in(place, "src/made.tar");
}

static void names_that_leave_are_refused(void **state)
{
	static const char *const names[] = { "/etc/passwd", "..", "../x", "a/../../x", "a/.." };
	const struct place *place = *state;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		_cleanup_bytes_ struct bytes tar = { 0 };
		_cleanup_free_ char *path = NULL;

		add_file(&tar, "good", "1");
		add_file(&tar, names[i], "2");
		add_end(&tar);
		path = put_tar(place, &tar);
		assert_refused(place, path, "leaves the tree");
	}
}

static void assert_content(const struct place *place, const struct source *source,
			   const char *path, const char *text)
{
	_cleanup_bytes_ struct bytes bytes = { 0 };
	uint32_t mode;
	git_oid oid;

	assert_true(listing_get(source->listing, path, &mode, &oid));
	assert_null(store_read(place->store, &oid, &bytes));
	assert_string_equal(bytes.data, text);
}

static void odd_entries_are_understood(void **state)
{
	const struct place *place = *state;
	_cleanup_bytes_ struct bytes tar = { 0 };
	_cleanup_source_ struct source *source = NULL;
	_cleanup_free_ char *path = NULL;

	add_header(&tar, "./top/", '5', "", 0);
	add_header(&tar, "other/", '5', "", 0);
	add_file(&tar, "./top/first", "1");
	add_file(&tar, "./top/twice", "1");
	add_header(&tar, "top/hard", '1', "./top/first", 0);
	add_header(&tar, "top/pipe", '6', "", 0);
	add_header(&tar, "top/device", '3', "", 0);
	add_header(&tar, "top/soft", '2', "/absolute/../target", 0);
	add_file(&tar, "top/.git/config", "x");
	add_file(&tar, "top//.//twice", "2");
	add_end(&tar);
	path = put_tar(place, &tar);
	source = read_source(place, path);
	assert_int_equal(listing_count(source->listing), 4);
	assert_content(place, source, "first", "1");
	assert_content(place, source, "hard", "1");
	assert_content(place, source, "twice", "2");
	assert_content(place, source, "soft", "/absolute/../target");
}

static void two_tops_are_kept(void **state)
{
	const struct place *place = *state;
	_cleanup_bytes_ struct bytes tar = { 0 };
	_cleanup_source_ struct source *source = NULL;
	_cleanup_free_ char *path = NULL;

	add_file(&tar, "a/x", "1");
	add_file(&tar, "b/x", "2");
	add_end(&tar);
	path = put_tar(place, &tar);
	source = read_source(place, path);
	assert_content(place, source, "a/x", "1");
	assert_content(place, source, "b/x", "2");
}

static void contradictions_are_refused(void **state)
{
	static const struct {
		const char *name;
		char type;
		const char *target, *text;
	} rows[] = {
		{ "a/b/c", '0', "", "both a file and a directory" },
		{ "a", '0', "", "both a file and a directory" },
		{ "hard", '1', "missing", "not there" },
		{ "hard", '1', "../../etc/passwd", "leaves the tree" },
	};
	const struct place *place = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_bytes_ struct bytes tar = { 0 };
		_cleanup_free_ char *path = NULL;

		add_file(&tar, "a/b", "1");
		add_header(&tar, rows[i].name, rows[i].type, rows[i].target, 0);
		add_end(&tar);
		path = put_tar(place, &tar);
		assert_refused(place, path, rows[i].text);
	}
}

static void bomb_is_refused_unread(void **state)
{
	const struct place *place = *state;
	_cleanup_bytes_ struct bytes tar = { 0 };
	_cleanup_free_ char *path = NULL;

	add_header(&tar, "bomb", '0', "", 60ull << 30);
	add_end(&tar);
	path = put_tar(place, &tar);
	assert_refused(place, path, "bomb has 64424509440 bytes");
}

/* Cut off at every block, and in the middle of one. */
static void cut_off_archive_is_refused(void **state)
{
	const struct place *place = *state;
	_cleanup_bytes_ struct bytes tar = { 0 };
	_cleanup_free_ char *whole = NULL;

	add_file(&tar, "top/a", "1");
	add_header(&tar, "top/empty", '0', "", 0);
	add_header(&tar, "top/long", '0', "", 2 * BLOCK);
	add_block(&tar, NULL, 0);
	add_block(&tar, NULL, 0);
	for (size_t size = 0; size <= tar.size; size += BLOCK / 2) {
		const struct bytes part = { tar.data, size };
		_cleanup_free_ char *path = put_tar(place, &part);

		assert_refused(place, path, "");
	}
	add_end(&tar);
	whole = put_tar(place, &tar);
	source_free(read_source(place, whole));
}

static void garbage_is_refused(void **state)
{
	const struct place *place = *state;
	_cleanup_free_ char *path = path_in(place, "src/garbage");
	unsigned char noise[4096];

	for (size_t i = 0; i < sizeof(noise); i++)
		noise[i] = i * 2654435761u >> 9;
	put_bytes(place, "src/garbage", noise, sizeof(noise), 0644);
	assert_refused(place, path, "garbage");
}

/* ---- Debian packages ---- */

static void gzip(const struct bytes *plain, struct bytes *packed)
{
	z_stream stream = { .next_in = plain->data, .avail_in = plain->size };

	assert_int_equal(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, 0), Z_OK);
	packed->size = deflateBound(&stream, plain->size);
	packed->data = xrealloc(NULL, packed->size + 1, 1);
	stream.next_out = packed->data;
	stream.avail_out = packed->size;
	assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
	packed->size = stream.total_out;
	deflateEnd(&stream);
}

static void add_binary(struct bytes *tar, const char *name, const struct bytes *data)
{
	add_header(tar, name, '0', "", data->size);
	for (size_t at = 0; at < data->size; at += BLOCK)
		add_block(tar, data->data + at, data->size - at < BLOCK ? data->size - at : BLOCK);
}

static void add_member(struct bytes *ar, const char *name, const struct bytes *data)
{
	_cleanup_free_ char *header = xasprintf("%-16s%-12d%-6d%-6d%-8o%-10zu`\n", name, 0, 0, 0,
						0100644, data->size);

	ar->data = xrealloc(ar->data, ar->size + strlen(header) + data->size + 1, 1);
	memcpy(ar->data + ar->size, header, strlen(header));
	memcpy(ar->data + ar->size + strlen(header), data->data, data->size);
	ar->size += strlen(header) + data->size;
	if (data->size % 2)
		ar->data[ar->size++] = '\n';
}

/* The tree as its archive, compressed, in the file "tree.tar.gz". */
static void pack_tree(const struct place *place, struct bytes *packed)
{
	_cleanup_free_ char *path = path_in(place, "tree.tar.gz");

	write_archive(path, archive_write_set_format_ustar, archive_write_add_filter_gzip,
		      "linux-source-9.9/");
	assert_null(file_read(path, packed));
}

/* A package with the given file instead of the source's archive. */
static void put_package(const struct place *place, const char *name, const char *source,
			const struct bytes *tree)
{
	static const char control_text[] = "Package: linux-source-9.9\n"
					   "Description: of no\n Version: 7\nVersion: 9.9.1-1\n";
	const struct bytes version = { (unsigned char *)"2.0\n", 4 };
	const struct bytes text = { (unsigned char *)CHANGELOG, strlen(CHANGELOG) };
	_cleanup_bytes_ struct bytes control = { 0 }, data = { 0 }, packed = { 0 }, log = { 0 };
	_cleanup_bytes_ struct bytes package = { (unsigned char *)xstrdup("!<arch>\n"), 8 };

	add_file(&control, "./control", control_text);
	add_end(&control);
	gzip(&text, &log);
	add_binary(&data, "./usr/share/doc/linux-source-9.9/changelog.Debian.gz", &log);
	add_binary(&data, source, tree);
	add_end(&data);
	gzip(&data, &packed);
	add_member(&package, "debian-binary", &version);
	add_member(&package, "control.tar", &control);
	add_member(&package, "data.tar.gz", &packed);
	put_bytes(place, name, package.data, package.size, 0644);
}

#define SOURCE_TAR "./usr/src/linux-source-9.9.tar.xz"

static void assert_is_package(const struct place *place, const char *specification)
{
	_cleanup_source_ struct source *source = read_source(place, specification);

	assert_samples(place, source);
	assert_string_equal(source->name, "linux-source-9.9 9.9.1-1");
	assert_string_equal(source->version, "9.9.1-1");
}

static void package_is_read(void **state)
{
	const struct place *place = *state;
	_cleanup_free_ char *path = path_in(place, "p.deb");
	_cleanup_bytes_ struct bytes tree = { 0 };

	pack_tree(place, &tree);
	put_package(place, "p.deb", SOURCE_TAR, &tree);
	assert_is_package(place, path);
	put_package(place, "p.deb", "./usr/src/linux-source-9.9/linux-source-9.9.tar.gz", &tree);
	assert_is_package(place, path);
}

static void package_without_source_is_refused(void **state)
{
	const struct place *place = *state;
	_cleanup_free_ char *path = path_in(place, "p.deb");
	_cleanup_bytes_ struct bytes tree = { 0 };

	pack_tree(place, &tree);
	put_package(place, "p.deb", "./usr/src/else.tar.xz", &tree);
	assert_refused(place, path, "no Debian package of a kernel's source");
	tree.size /= 2;
	put_package(place, "p.deb", SOURCE_TAR, &tree);
	assert_refused(place, path, "runcated");
}

static void cut_off_package_is_refused(void **state)
{
	const struct place *place = *state;
	_cleanup_free_ char *path = path_in(place, "p.deb");
	_cleanup_bytes_ struct bytes tree = { 0 }, whole = { 0 };

	pack_tree(place, &tree);
	put_package(place, "p.deb", SOURCE_TAR, &tree);
	assert_null(file_read(path, &whole));
	for (size_t size = 0; size + 16 < whole.size; size += 37) {
		put_bytes(place, "p.deb", whole.data, size, 0644);
		assert_refused(place, path, "");
	}
}

/* ---- packages by name ---- */

/* Programs that stand in for apt: they know one version, and its file is at hand. */
static void put_apt(const struct place *place, const char *package)
{
	_cleanup_free_ char *file = path_in(place, package);
	_cleanup_free_ char *bin = path_in(place, "bin");
	_cleanup_free_ char *get = xasprintf("#!/bin/sh\n"
					     "case \"$*\" in *download*) ;; *) exit 0;; esac\n"
					     "cp %s linux-source-9.9_9.9.1-1_all.deb\n", file);
	_cleanup_free_ char *search = xasprintf("%s:%s", bin, getenv("PATH"));
	static const char cache[] = "#!/bin/sh\necho 'Package: linux-source-9.9\n"
				    "Version: 9.9.1-1\nFilename: pool/x.deb\n'\n";

	put_bytes(place, "bin/apt-get", get, strlen(get), 0755);
	put_bytes(place, "bin/apt-cache", cache, strlen(cache), 0755);
	setenv("PATH", search, 1);
}

static void package_is_fetched_once(void **state)
{
	const struct place *place = *state;
	_cleanup_free_ char *path = path_in(place, "p.deb");
	_cleanup_free_ char *before = xstrdup(getenv("PATH"));
	_cleanup_bytes_ struct bytes tree = { 0 };

	pack_tree(place, &tree);
	put_package(place, "p.deb", SOURCE_TAR, &tree);
	put_apt(place, "p.deb");
	assert_is_package(place, "debian:linux-source-9.9=9.9.1-1");
	assert_int_equal(unlink(path), 0);
	assert_is_package(place, "debian:linux-source-9.9=9.9.1-1");
	assert_is_package(place, "debian:linux-source-9.9");
	assert_refused(place, "debian:linux-source-9.9=9.9.0-1", "it has: 9.9.1-1");
	assert_refused(place, "debian:linux-source-9.8", "apt knows no package");
	setenv("PATH", before, 1);
}

static void bad_package_name_is_usage(void **state)
{
	static const char *const names[] = { "debian:", "debian:../x", "debian:x=", "debian:x=a/b",
					     "debian:-o" };
	const struct place *place = *state;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct source *source = NULL;
		_cleanup_error_ struct error *error =
			source_read(names[i], place->store, NULL, &source);

		assert_non_null(error);
		assert_int_equal(error->kind, ERROR_USAGE);
	}
}

/* ---- git ---- */

static void git(const struct place *place, const char *const arguments[])
{
	_cleanup_free_ char *config = path_in(place, "none");
	_cleanup_free_ char *setting = xasprintf("GIT_CONFIG_GLOBAL=%s", config);
	char *const environment[] = { (char *)"GIT_CONFIG_NOSYSTEM=1", setting, NULL };
	const struct run_options options = { .directory = place->src, .environment = environment };
	const char *argv[20] = { "git", "-c", "user.name=A", "-c", "user.email=a@b" };
	size_t n = 5;

	while (*arguments)
		argv[n++] = *arguments++;
	assert_null(run_checked(argv, &options));
}

#define git(place, ...) git(place, (const char *const[]){ __VA_ARGS__, NULL })

static void revision_is_read(void **state)
{
	const struct place *place = *state;
	_cleanup_free_ char *head = xasprintf("%s:HEAD", place->src);
	_cleanup_free_ char *bare = path_in(place, "bare.git");
	_cleanup_free_ char *tag = xasprintf("%s:v9.9", bare);
	_cleanup_free_ char *part = xasprintf("%s:HEAD:scripts", place->src);
	_cleanup_free_ char *none = xasprintf("%s:v1", place->src);
	_cleanup_source_ struct source *scripts = NULL;

	put_samples(place, "src");
	git(place, "init", "-q");
	git(place, "add", "-A");
	git(place, "commit", "-q", "-m", "x");
	git(place, "tag", "-a", "-m", "y", "v9.9");
	git(place, "clone", "-q", "--bare", ".", bare);
	put(place, "src/Makefile", "not committed");
	assert_reads_samples(place, head);
	assert_reads_samples(place, tag);
	scripts = read_source(place, part);
	assert_content(place, scripts, "run", "#!/bin/sh\n");
	assert_refused(place, none, "cannot find the revision 'v1'");
	assert_refused(place, bare, "add ':' and a revision");
}

/* Without it the last tree of a split would not be the revision's. */
static void submodule_is_refused(void **state)
{
	const struct place *place = *state;
	_cleanup_free_ char *head = xasprintf("%s:HEAD", place->src);

	put_samples(place, "src");
	git(place, "init", "-q");
	git(place, "add", "-A");
	git(place, "update-index", "--add", "--cacheinfo",
	    "160000,1234567812345678123456781234567812345678,drivers/module");
	git(place, "commit", "-q", "-m", "x");
	assert_refused(place, head, "drivers/module is a submodule");
}

static void directory_is_no_repository(void **state)
{
	const struct place *place = *state;
	_cleanup_free_ char *head = xasprintf("%s:HEAD", place->src);

	put_samples(place, "src");
	assert_refused(place, head, "cannot open the repository");
}

#define unit(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit(directory_is_read),
		unit(pipes_and_sockets_are_left_out),
		unit(unreadable_file_is_named),
		unit(huge_file_is_refused),
		unit(store_inside_is_left_out),
		unit(same_files_are_kept_once),
		unit(nothing_to_read_is_refused),
		unit(all_forms_of_tar_are_read),
		unit(name_in_pax_header_needs_no_locale),
		unit(names_that_leave_are_refused),
		unit(odd_entries_are_understood),
		unit(two_tops_are_kept),
		unit(contradictions_are_refused),
		unit(bomb_is_refused_unread),
		unit(cut_off_archive_is_refused),
		unit(garbage_is_refused),
		unit(package_is_read),
		unit(package_without_source_is_refused),
		unit(cut_off_package_is_refused),
		unit(package_is_fetched_once),
		unit(bad_package_name_is_usage),
		unit(revision_is_read),
		unit(submodule_is_refused),
		unit(directory_is_no_repository),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
