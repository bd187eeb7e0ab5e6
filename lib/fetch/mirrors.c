/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fetch/mirrors.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/digest.h"
#include "base/memory.h"
#include "tuf/name.h"

/* ---- one after the other ---- */

/* What is done with one mirror. */
struct attempt {
	struct error *(*run)(struct mirrors *mirrors, const struct mirror *mirror,
			     struct attempt *attempt);
	struct tuf_updater *updater;
	bool consistent;
	const char *path;
	struct tuf_file *file;
	const struct tuf_file *told;
	const char *destination;
	struct error *missing; /* a repository that is right and has no such target */
};

/* What the table of refusals lists of metadata, and of the way to a repository. */
static bool is_mirrors_fault(const struct error *error)
{
	const enum suture_refusal refusal = error->refusal;

	return error->kind == ERROR_REFUSED &&
	       ((refusal >= SUTURE_REFUSAL_METADATA_MALFORMED &&
		 refusal <= SUTURE_REFUSAL_TARGET_DIFFERS) ||
		(refusal >= SUTURE_REFUSAL_NO_NETWORK && refusal <= SUTURE_REFUSAL_DOWNLOAD_SHORT));
}

static void note(struct mirrors *mirrors, const struct mirror *mirror, const struct error *error)
{
	_cleanup_free_ char *text = xasprintf("%s: %s: %s", mirror->metadata_url,
					      refusal_row(error->refusal)->token, error->message);

	string_list_add(&mirrors->failures, text);
}

static struct error *try_each(struct mirrors *mirrors, struct attempt *attempt)
{
	struct error *first = NULL;

	if (!mirrors->n_items)
		return error_new(ERROR_USAGE, "no source is named");
	for (size_t i = 0; i < mirrors->n_items; i++) {
		size_t n = (mirrors->good + i) % mirrors->n_items;
		struct error *error = attempt->run(mirrors, &mirrors->items[n], attempt);

		if (!error || !is_mirrors_fault(error)) {
			error_free(first);
			mirrors->good = n;
			return error;
		}
		note(mirrors, &mirrors->items[n], error);
		if (first)
			error_free(error);
		else
			first = error;
	}
	return first;
}

/* ---- metadata ---- */

/* A mirror as a tuf_source. */
struct reading {
	struct fetch *fetch;
	const char *url;
};

static struct error *read_metadata(void *context, const char *name, size_t max, struct bytes *bytes,
				   bool *found)
{
	struct reading *reading = context;
	_cleanup_free_ char *url = fetch_url(reading->url, name);

	return fetch_bytes(reading->fetch, url, max, bytes, found);
}

static struct error *refresh_from(struct mirrors *mirrors, const struct mirror *mirror,
				  struct attempt *attempt)
{
	struct reading reading = { mirrors->fetch, mirror->metadata_url };
	struct tuf_source source = { read_metadata, &reading };

	return tuf_updater_refresh(attempt->updater, &source);
}

struct error *mirrors_refresh(struct mirrors *mirrors, struct tuf_updater *updater)
{
	struct attempt attempt = { .run = refresh_from, .updater = updater };

	return try_each(mirrors, &attempt);
}

/* false: it does not answer, or has no timestamp. */
static bool poll_one(struct mirrors *mirrors, const struct mirror *mirror, const char *etag,
		     bool *news, char **new_etag)
{
	_cleanup_free_ char *url = fetch_url(mirror->metadata_url, "timestamp.json");
	_cleanup_bytes_ struct bytes bytes = {};
	enum fetch_news found = FETCH_NOTHING;
	_cleanup_error_ struct error *error = fetch_bytes_if_new(
		mirrors->fetch, url, TUF_TIMESTAMP_MAX, etag, &bytes, new_etag, &found);

	if (error || found == FETCH_NOTHING)
		return false;
	*news = found == FETCH_NEWS;
	if (!*news)
		*new_etag = xstrdup(etag);
	return true;
}

void mirrors_poll(struct mirrors *mirrors, const char *etag, bool *news, char **new_etag)
{
	*news = true;
	*new_etag = NULL;
	for (size_t i = 0; i < mirrors->n_items; i++)
		if (poll_one(mirrors, &mirrors->items[i], etag, news, new_etag))
			return;
}

static struct error *find_at(struct mirrors *mirrors, const struct mirror *mirror,
			     struct attempt *attempt)
{
	struct reading reading = { mirrors->fetch, mirror->metadata_url };
	struct tuf_source source = { read_metadata, &reading };

	struct error *error =
		tuf_updater_find(attempt->updater, &source, attempt->path, attempt->file);

	if (!error || error->kind != ERROR_REFUSED ||
	    error->refusal != SUTURE_REFUSAL_NOT_IN_REPOSITORY)
		return error;
	attempt->missing = error;
	return NULL;
}

struct error *mirrors_find(struct mirrors *mirrors, struct tuf_updater *updater, const char *path,
			   struct tuf_file *file)
{
	struct attempt attempt = { .run = find_at, .updater = updater, .path = path, .file = file };

	try(try_each(mirrors, &attempt));
	return attempt.missing;
}

/* ---- targets ---- */

static struct error *check_right(int fd, const char *path, const struct tuf_file *told, bool *right)
{
	char digest[DIGEST_TEXT_SIZE];
	uint64_t size;
	struct error *error = digest_file(fd, digest, &size);

	if (error)
		return error_context(error, "%s", path);
	*right = size == (uint64_t)told->length && !strcmp(digest, told->sha256);
	return NULL;
}

static struct error *is_right_already(const char *path, const struct tuf_file *told, bool *right)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);

	*right = false;
	if (fd >= 0)
		return check_right(fd, path, told, right);
	return errno == ENOENT ? NULL : error_errno("cannot open %s", path);
}

/* Bytes that are wrong are of no use to the next mirror either. */
static struct error *fetch_into(struct mirrors *mirrors, const char *url, int fd,
				struct attempt *attempt)
{
	bool found, right;

	try(fetch_rest(mirrors->fetch, url, fd, (uint64_t)attempt->told->length, &found));
	if (!found)
		return error_refuse(SUTURE_REFUSAL_NOT_IN_REPOSITORY, "there is no %s", url);
	try(check_right(fd, attempt->destination, attempt->told, &right));
	if (!right && ftruncate(fd, 0) < 0)
		return error_errno("cannot empty what came instead of %s", attempt->destination);
	if (!right)
		return error_refuse(SUTURE_REFUSAL_TARGET_DIFFERS,
				    "%s has not the digest that was told", url);
	if (fsync(fd) < 0)
		return error_errno("cannot sync %s", attempt->destination);
	return NULL;
}

static struct error *fetch_target_from(struct mirrors *mirrors, const struct mirror *mirror,
				       struct attempt *attempt)
{
	_cleanup_free_ char *name =
		attempt->consistent ? tuf_target_file_name(attempt->path, attempt->told->sha256)
				    : xstrdup(attempt->path);
	_cleanup_free_ char *url = fetch_url(mirror->targets_url, name);
	_cleanup_free_ char *part = xasprintf("%s.part", attempt->destination);
	_cleanup_close_ int fd = open(part, O_RDWR | O_CREAT | O_CLOEXEC, 0644);

	if (fd < 0)
		return error_errno("cannot create %s", part);
	try(fetch_into(mirrors, url, fd, attempt));
	return file_publish(part, attempt->destination);
}

struct error *mirrors_fetch_target(struct mirrors *mirrors, const struct tuf_updater *updater,
				   const char *path, const struct tuf_file *file,
				   const char *destination)
{
	struct attempt attempt = { .run = fetch_target_from,
				   .consistent = updater->trust.root.consistent_snapshot,
				   .path = path,
				   .told = file,
				   .destination = destination };
	bool right;

	try(is_right_already(destination, file, &right));
	return right ? NULL : try_each(mirrors, &attempt);
}

/* ---- opening ---- */

struct error *mirrors_init(struct mirrors *mirrors, const struct fetch_options *options)
{
	struct mirrors made = {};

	try(fetch_open(options, &made.fetch));
	*mirrors = made;
	return NULL;
}

void mirrors_add(struct mirrors *mirrors, const char *metadata_url, const char *targets_url)
{
	struct mirror *mirror = array_append(mirrors->items, mirrors->n_items);

	mirror->metadata_url = xstrdup(metadata_url);
	mirror->targets_url = xstrdup(targets_url);
}

void mirrors_deinit(struct mirrors *mirrors)
{
	for (size_t i = 0; i < mirrors->n_items; i++) {
		free(mirrors->items[i].metadata_url);
		free(mirrors->items[i].targets_url);
	}
	free(mirrors->items);
	string_list_deinit(&mirrors->failures);
	if (mirrors->fetch)
		fetch_close(mirrors->fetch);
}
