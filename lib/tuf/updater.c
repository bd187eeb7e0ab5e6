/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tuf/updater.h"

#include "base/memory.h"
#include "tuf/name.h"
#include "tuf/reach.h"

/* Section 5 leaves them to us; bytes, but for the counts. */
#define ROOT_MAX      512000
#define SNAPSHOT_MAX  2000000
#define TARGETS_MAX   5000000
#define ROOTS_MAX     256 /* new ones a refresh */
#define VISITS_MAX    32  /* roles a search */

/* ---- from where ---- */

/* A file that other metadata tells of, and that is not there, does not belong to these. */
static struct error *fetch(const struct tuf_source *source, const char *name, size_t max,
			   struct bytes *bytes)
{
	bool found;

	try(source->read(source->context, name, max, bytes, &found));
	if (!found)
		return error_refuse(SUTURE_REFUSAL_METADATA_MIXED, "there is no %s", name);
	return NULL;
}

static struct error *fetch_timestamp(const struct tuf_source *source, struct bytes *bytes)
{
	bool found;

	try(source->read(source->context, "timestamp.json", TUF_TIMESTAMP_MAX, bytes, &found));
	if (!found)
		return error_refuse(SUTURE_REFUSAL_NOT_IN_REPOSITORY, "there is no timestamp.json");
	return NULL;
}

static size_t length_max(const struct tuf_file *told, size_t max)
{
	return told->length >= 0 && (uint64_t)told->length < max ? (size_t)told->length : max;
}

static char *versioned_name(const struct tuf_updater *updater, const char *role, int64_t version)
{
	return updater->trust.root.consistent_snapshot ? tuf_role_file_name_of(role, version)
						       : tuf_role_file_name(role);
}

/*
 * The store's is of no use any more if it is older than what is told now, which is no reason to
 * speak of it; and what it cannot have been written with is.
 */
static void distrust(struct tuf_updater *updater, const char *role, struct error *error)
{
	if (error->kind != ERROR_REFUSED || (error->refusal != SUTURE_REFUSAL_METADATA_MIXED &&
					     error->refusal != SUTURE_REFUSAL_METADATA_EXPIRED)) {
		_cleanup_free_ char *text =
			xasprintf("the store's %s is not believed: %s", role, error->message);

		string_list_add(&updater->distrusted, text);
	}
	error_free(error);
}

/* ---- root ---- */

static struct error *update_root_once(struct tuf_updater *updater, const struct tuf_source *source,
				      bool *found)
{
	struct tuf_trust *trust = &updater->trust;
	_cleanup_free_ char *name = tuf_role_file_name_of("root", trust->root.version + 1);
	_cleanup_bytes_ struct bytes bytes = {};

	try(source->read(source->context, name, ROOT_MAX, &bytes, found));
	if (!*found)
		return NULL;
	try(tuf_trust_next_root(trust, bytes.data, bytes.size));
	return tuf_store_write_root(&updater->store, &bytes, tuf_trust_keys_rotated(trust));
}

static struct error *update_root(struct tuf_updater *updater, const struct tuf_source *source)
{
	bool found = true;

	for (int i = 0; found && i < ROOTS_MAX; i++)
		try(update_root_once(updater, source, &found));
	return NULL;
}

/* ---- timestamp ---- */

static struct error *believe_stored_timestamp(struct tuf_updater *updater)
{
	_cleanup_bytes_ struct bytes bytes = {};
	struct error *error;
	bool found, news;

	if (updater->trust.timestamp.envelope)
		return NULL;
	try(tuf_store_read(&updater->store, "timestamp", &bytes, &found));
	error = found ? tuf_trust_timestamp(&updater->trust, bytes.data, bytes.size, &news) : NULL;
	if (error)
		distrust(updater, "timestamp", error);
	return NULL;
}

static struct error *update_timestamp(struct tuf_updater *updater, const struct tuf_source *source)
{
	_cleanup_bytes_ struct bytes bytes = {};
	bool news;

	try(believe_stored_timestamp(updater));
	try(fetch_timestamp(source, &bytes));
	try(tuf_trust_timestamp(&updater->trust, bytes.data, bytes.size, &news));
	try(tuf_trust_timestamp_fresh(&updater->trust));
	return news ? tuf_store_write(&updater->store, "timestamp", &bytes) : NULL;
}

/* ---- snapshot ---- */

static struct error *believe_stored_snapshot(struct tuf_updater *updater, bool *believed)
{
	_cleanup_bytes_ struct bytes bytes = {};
	struct error *error;
	bool found;

	try(tuf_store_read(&updater->store, "snapshot", &bytes, &found));
	*believed = false;
	if (!found)
		return NULL;
	error = tuf_trust_snapshot(&updater->trust, bytes.data, bytes.size, true);
	*believed = !error;
	if (error)
		distrust(updater, "snapshot", error);
	return NULL;
}

static struct error *update_snapshot(struct tuf_updater *updater, const struct tuf_source *source)
{
	_cleanup_bytes_ struct bytes bytes = {};
	_cleanup_free_ char *name = NULL;
	struct tuf_file told;
	bool believed;

	try(believe_stored_snapshot(updater, &believed));
	if (believed)
		return NULL;
	tuf_trust_snapshot_file(&updater->trust, &told);
	name = versioned_name(updater, "snapshot", told.version);
	try(fetch(source, name, length_max(&told, SNAPSHOT_MAX), &bytes));
	try(tuf_trust_snapshot(&updater->trust, bytes.data, bytes.size, false));
	return tuf_store_write(&updater->store, "snapshot", &bytes);
}

/* ---- targets ---- */

static struct error *believe_stored_targets(struct tuf_updater *updater, const char *role,
					    const char *delegator, bool *believed)
{
	_cleanup_bytes_ struct bytes bytes = {};
	struct error *error;
	bool found;

	try(tuf_store_read(&updater->store, role, &bytes, &found));
	*believed = false;
	if (!found)
		return NULL;
	error = tuf_trust_targets(&updater->trust, role, delegator, bytes.data, bytes.size);
	*believed = !error;
	if (error)
		distrust(updater, role, error);
	return NULL;
}

static struct error *fetch_targets(struct tuf_updater *updater, const struct tuf_source *source,
				   const char *role, const char *delegator)
{
	_cleanup_bytes_ struct bytes bytes = {};
	_cleanup_free_ char *name = NULL;
	struct tuf_file told;

	if (!tuf_trust_targets_file(&updater->trust, role, &told))
		return error_refuse(SUTURE_REFUSAL_METADATA_MIXED, "%s is not in the snapshot",
				    role);
	name = versioned_name(updater, role, told.version);
	try(fetch(source, name, length_max(&told, TARGETS_MAX), &bytes));
	try(tuf_trust_targets(&updater->trust, role, delegator, bytes.data, bytes.size));
	return tuf_store_write(&updater->store, role, &bytes);
}

static struct error *update_targets(struct tuf_updater *updater, const struct tuf_source *source,
				    const char *role, const char *delegator)
{
	bool believed;

	if (tuf_trust_find(&updater->trust, role, delegator))
		return NULL;
	try(believe_stored_targets(updater, role, delegator, &believed));
	return believed ? NULL : fetch_targets(updater, source, role, delegator);
}

struct error *tuf_updater_load(struct tuf_updater *updater, const struct tuf_source *source,
			       const char *role, const char *delegator,
			       const struct tuf_metadata **metadata)
{
	try(update_targets(updater, source, role, delegator));
	*metadata = tuf_trust_find(&updater->trust, role, delegator);
	return NULL;
}

struct error *tuf_updater_refresh(struct tuf_updater *updater, const struct tuf_source *source)
{
	try(update_root(updater, source));
	try(update_timestamp(updater, source));
	try(update_snapshot(updater, source));
	return update_targets(updater, source, "targets", "root");
}

/* ---- a target ---- */

/* Roles to be asked, the next one last. */
struct search {
	struct step {
		char *role, *delegator;
	} * ahead;
	size_t n_ahead;
	struct string_list visited;
};

static void forget_ahead(struct search *search)
{
	for (size_t i = 0; i < search->n_ahead; i++) {
		free(search->ahead[i].role);
		free(search->ahead[i].delegator);
	}
	search->n_ahead = 0;
}

static void search_deinit(struct search *search)
{
	forget_ahead(search);
	free(search->ahead);
	string_list_deinit(&search->visited);
}

static void add_ahead(struct search *search, const char *role, const char *delegator)
{
	struct step *step = array_append(search->ahead, search->n_ahead);

	step->role = xstrdup(role);
	step->delegator = xstrdup(delegator);
}

/* After a terminating role that reaches the path nobody else is asked, at any level. */
static void add_delegates(struct search *search, const struct tuf_authority *authority,
			  const char *delegator, const char *path)
{
	size_t n = 0;

	while (n < authority->n_roles) {
		const struct tuf_role *role = &authority->roles[n++];

		if (!role->terminating || !tuf_role_reaches(role, path))
			continue;
		forget_ahead(search);
		break;
	}
	while (n-- > 0)
		if (tuf_role_reaches(&authority->roles[n], path))
			add_ahead(search, authority->roles[n].name, delegator);
}

static struct error *visit(struct tuf_updater *updater, const struct tuf_source *source,
			   struct search *search, const struct step *step, const char *path,
			   struct tuf_file *file, bool *found)
{
	const struct tuf_metadata *metadata;

	*found = false;
	if (string_list_contains(&search->visited, step->role))
		return NULL;
	try(tuf_updater_load(updater, source, step->role, step->delegator, &metadata));
	string_list_add(&search->visited, step->role);
	*found = tuf_metadata_target(metadata, path, file);
	if (!*found)
		add_delegates(search, &metadata->authority, step->role, path);
	return NULL;
}

struct error *tuf_updater_find(struct tuf_updater *updater, const struct tuf_source *source,
			       const char *path, struct tuf_file *file)
{
	_cleanup_(search_deinit)
	struct search search = {};
	bool found = false;

	add_ahead(&search, "targets", "root");
	while (!found && search.n_ahead && search.visited.n_items < VISITS_MAX) {
		struct step step = search.ahead[--search.n_ahead];
		struct error *error = visit(updater, source, &search, &step, path, file, &found);

		free(step.role);
		free(step.delegator);
		try(error);
	}
	if (!found)
		return error_refuse(SUTURE_REFUSAL_NOT_IN_REPOSITORY, "nobody has the target %s",
				    path);
	return NULL;
}

/* ---- opening ---- */

struct error *tuf_updater_open(struct tuf_updater *updater, const char *directory, int64_t now)
{
	_cleanup_tuf_updater_ struct tuf_updater opened = { .store.lock = -1 };
	_cleanup_bytes_ struct bytes root = {};
	struct error *error;
	bool found;

	try(tuf_store_open(directory, &opened.store));
	try(tuf_store_read(&opened.store, "root", &root, &found));
	error = tuf_trust_start(&opened.trust, root.data, root.size, now);
	if (error)
		return error_context(error, "the store %s", directory);
	*updater = opened;
	opened = (struct tuf_updater){ .store.lock = -1 };
	return NULL;
}

void tuf_updater_close(struct tuf_updater *updater)
{
	tuf_trust_deinit(&updater->trust);
	string_list_deinit(&updater->distrusted);
	tuf_store_close(&updater->store);
}
