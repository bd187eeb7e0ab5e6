/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/follow.h"

#include <string.h>

#include "base/digest.h"
#include "base/memory.h"
#include "client/manifest.h"
#include "client/sysroot.h"

/* ---- targets ---- */

/* "DISTRIBUTION/BUILDID/NAME"; the caller's. */
static char *target_path(const struct follower *follower, const char *name)
{
	return xasprintf("%s/%s/%s", follower->machine->policy.values[POLICY_DISTRIBUTION],
			 follower->machine->build_id, name);
}

static struct error *fetch_target(struct follower *follower, const char *target, const char *name,
				  struct tuf_file *file)
{
	_cleanup_free_ char *path = machine_path(follower->machine, "%s", name);

	try(mirrors_find(&follower->mirrors, &follower->updater, target, file));
	return mirrors_fetch_target(&follower->mirrors, &follower->updater, target, file, path);
}

/* A target that has the same place in the machine's directory. */
static struct error *fetch_own(struct follower *follower, const char *target_name, const char *name,
			       struct tuf_file *file)
{
	_cleanup_free_ char *target = target_path(follower, target_name);

	return fetch_target(follower, target, name, file);
}

static bool is_missing(const struct error *error)
{
	return error && error->kind == ERROR_REFUSED &&
	       error->refusal == SUTURE_REFUSAL_NOT_IN_REPOSITORY;
}

/* ---- what is said of this kernel ---- */

static struct error *fetch_series(struct follower *follower)
{
	const struct machine *machine = follower->machine;
	struct tuf_file file;
	struct error *error = fetch_own(follower, SERIES_FILE, SERIES_FILE, &file);

	if (!is_missing(error))
		return error;
	error_free(error);
	return error_refuse(SUTURE_REFUSAL_NOT_SERVED, "there is nothing for %s (build-id %s)",
			    machine->release, machine->build_id);
}

/* A repository that has not withdrawn anything need not say so. */
static struct error *fetch_blocked(struct follower *follower)
{
	_cleanup_free_ char *path = machine_path(follower->machine, BLOCK_LIST_FILE);
	struct tuf_file file;
	struct error *error = fetch_target(follower, BLOCK_LIST_FILE, BLOCK_LIST_FILE, &file);

	if (!is_missing(error))
		return error;
	error_free(error);
	return tree_remove(path);
}

/* A repository need not have a core module: the machine may have one of its own. */
static struct error *fetch_core(struct follower *follower)
{
	struct journal *journal = &follower->machine->journal;
	_cleanup_free_ char *directory = machine_path(follower->machine, SERIES_CORE);
	struct tuf_file file;
	struct error *error;

	try(directory_make(directory));
	error = fetch_own(follower, MACHINE_CORE, MACHINE_CORE, &file);
	if (is_missing(error)) {
		error_free(error);
		return NULL;
	}
	if (error || (journal->core && !strcmp(journal->core, file.sha256)))
		return error;
	free(journal->core);
	journal->core = xstrdup(file.sha256);
	return machine_write_journal(follower->machine);
}

static struct error *fetch_all(struct follower *follower)
{
	try(fetch_blocked(follower));
	try(fetch_series(follower));
	try(fetch_core(follower));
	return machine_reread(follower->machine);
}

static struct error *refresh(struct follower *follower)
{
	try(mirrors_refresh(&follower->mirrors, &follower->updater));
	follower->is_current = true;
	return NULL;
}

/*
 * May it be believed that nothing is new? Whoever says so is not trusted: the last good look must
 * have taken everything, and what it saw must not have expired.
 */
static bool may_be_known(const struct follower *follower, const struct last_check *check)
{
	return machine_has_series(follower->machine) && check->succeeded && !check->refusal &&
	       check->good_until > follower->now;
}

static bool has_news(struct follower *follower, const struct last_check *check, char **etag)
{
	bool news = true;

	mirrors_poll(&follower->mirrors, may_be_known(follower, check) ? check->etag : NULL, &news,
		     etag);
	return news;
}

static struct error *look(struct follower *follower, struct last_check *check)
{
	_cleanup_free_ char *etag = NULL;

	if (!has_news(follower, check, &etag))
		return NULL;
	try(refresh(follower));
	try(fetch_all(follower));
	free(check->etag);
	check->etag = take(etag);
	check->good_until = follower->updater.trust.timestamp.expires;
	return NULL;
}

/* That the look cannot be noted is no worse than what it yielded. */
static struct error *note(const struct follower *follower, struct last_check *check,
			  struct error *error)
{
	_cleanup_free_ char *path = sysroot_path(LAST_CHECK_FILE);
	struct error *why;

	last_check_note(check, error, follower->now);
	why = last_check_write(check, follower->machine->build_id, path);
	if (!error)
		return why;
	error_free(why);
	return error;
}

struct error *follower_look(struct follower *follower)
{
	_cleanup_free_ char *path = sysroot_path(LAST_CHECK_FILE);
	_cleanup_last_check_ struct last_check check = {};

	last_check_read(path, follower->machine->build_id, &check);
	return note(follower, &check, look(follower, &check));
}

/* ---- updates ---- */

static struct error *check_manifest(const struct follower *follower, const char *id,
				    const struct manifest *manifest)
{
	if (strcmp(manifest->id, id) || strcmp(manifest->build_id, follower->machine->build_id))
		return error_refuse(SUTURE_REFUSAL_UPDATE_DAMAGED,
				    "%s: its manifest is of %s for the kernel %s", id, manifest->id,
				    manifest->build_id);
	return NULL;
}

static struct error *fetch_manifest(struct follower *follower, const char *id,
				    struct manifest *manifest)
{
	_cleanup_free_ char *target = xasprintf("%s/" MANIFEST_FILE, id);
	_cleanup_free_ char *name = xasprintf("updates/%s/" MANIFEST_FILE, id);
	struct tuf_file file;

	try(fetch_own(follower, target, name, &file));
	try(machine_read_manifest(follower->machine, id, manifest));
	return check_manifest(follower, id, manifest);
}

static struct error *fetch_module(struct follower *follower, const char *id,
				  const struct manifest_module *module)
{
	_cleanup_free_ char *target = xasprintf("%s/%s", id, module->file);
	_cleanup_free_ char *name = xasprintf("updates/%s/%s", id, module->file);
	struct tuf_file file;

	try(fetch_own(follower, target, name, &file));
	if (strcmp(file.sha256, module->sha256))
		return error_refuse(SUTURE_REFUSAL_UPDATE_DAMAGED,
				    "%s: its manifest has another digest of %s", id, module->file);
	return NULL;
}

struct error *follower_fetch(struct follower *follower, const char *id)
{
	_cleanup_free_ char *directory = machine_path(follower->machine, "updates/%s", id);
	_cleanup_manifest_ struct manifest manifest = {};

	if (!follower->is_current)
		try(refresh(follower));
	try(directory_make(directory));
	try(fetch_manifest(follower, id, &manifest));
	for (size_t i = 0; i < manifest.n_modules; i++)
		try(fetch_module(follower, id, &manifest.modules[i]));
	return NULL;
}

/* ---- opening ---- */

struct error *follow_trust(const struct bytes *root)
{
	_cleanup_free_ char *path = sysroot_path(MACHINE_DIRECTORY);
	_cleanup_free_ char *store = sysroot_path(STORE_DIRECTORY);
	_cleanup_free_ char *last_check = sysroot_path(LAST_CHECK_FILE);

	try(directory_make(path));
	try(tuf_store_make(store, root));
	/* What it says is of another repository. */
	return tree_remove(last_check);
}

static struct error *begin_to_trust(const struct machine *machine)
{
	const char *name = machine->policy.values[POLICY_ROOT];
	_cleanup_bytes_ struct bytes root = {};

	if (!sysroot_exists(name))
		return error_refuse(SUTURE_REFUSAL_NO_ROOT, "there is no %s", name);
	try(sysroot_read(name, &root));
	return follow_trust(&root);
}

static void add_source(struct mirrors *mirrors, const char *source)
{
	_cleanup_free_ char *metadata = fetch_url(source, "metadata");
	_cleanup_free_ char *targets = fetch_url(source, "targets");

	mirrors_add(mirrors, metadata, targets);
}

static const char *unless_empty(const char *text)
{
	return *text ? text : NULL;
}

/* The users of another tree are not ours. */
struct fetch_options follow_fetch_options(const struct machine *machine)
{
	const struct policy *policy = &machine->policy;

	return (struct fetch_options){
		.patience = policy->patience,
		.proxy = unless_empty(policy->values[POLICY_PROXY]),
		.ca_file = unless_empty(policy->values[POLICY_CA_FILE]),
		.user = sysroot_is_set() ? NULL : policy->values[POLICY_USER],
	};
}

static struct error *open_mirrors(const struct machine *machine, struct mirrors *mirrors)
{
	const struct fetch_options options = follow_fetch_options(machine);

	return mirrors_init(mirrors, &options);
}

static struct error *open_store(const struct machine *machine, struct follower *follower)
{
	_cleanup_free_ char *store = sysroot_path(STORE_DIRECTORY);
	_cleanup_free_ char *root = xasprintf("%s/root.json", store);

	if (!file_exists(root))
		try(begin_to_trust(machine));
	return tuf_updater_open(&follower->updater, store, follower->now);
}

struct error *follower_open(struct machine *machine, const char *source, int64_t now,
			    struct follower *follower)
{
	_cleanup_follower_ struct follower opened = FOLLOWER_NONE;
	const struct string_list *sources = &machine->policy.sources;

	if (!source && !sources->n_items)
		return error_refuse(SUTURE_REFUSAL_NO_SOURCE, "%s names none", POLICY_FILE);
	opened.machine = machine;
	opened.now = now;
	try(open_mirrors(machine, &opened.mirrors));
	if (source)
		add_source(&opened.mirrors, source);
	for (size_t i = 0; !source && i < sources->n_items; i++)
		add_source(&opened.mirrors, sources->items[i]);
	try(open_store(machine, &opened));
	*follower = opened;
	opened = (struct follower)FOLLOWER_NONE;
	return NULL;
}

void follower_close(struct follower *follower)
{
	mirrors_deinit(&follower->mirrors);
	tuf_updater_close(&follower->updater);
	*follower = (struct follower)FOLLOWER_NONE;
}
