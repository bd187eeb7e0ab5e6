/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A revision of a git repository as a source: its blobs are copied as they are. */
#include "tree/source_reading.h"

#include <sys/stat.h>

#include "base/memory.h"
#include "kernel/origin.h"

DEFINE_CLEANUP(git_repository *, git_repository_free);
DEFINE_CLEANUP(git_odb *, git_odb_free);
DEFINE_CLEANUP(git_odb_object *, git_odb_object_free);
DEFINE_CLEANUP(git_object *, git_object_free);

struct copying {
	struct reading *reading;
	git_odb *odb;
	struct error *error;	/* the first one, which ends the walk */
};

static struct error *copy_blob(struct copying *copying, const char *path, uint32_t mode,
			       const git_oid *oid)
{
	_cleanup_(git_odb_object_freep) git_odb_object *object = NULL;

	if (git_odb_read(&object, copying->odb, oid) < 0)
		return unreadable(git_failure("cannot read %s", path));
	try(reading_size(copying->reading, path, git_odb_object_size(object)));
	return reading_file(copying->reading, path, mode, git_odb_object_data(object),
			    git_odb_object_size(object));
}

/* What the other tree has as well need not even be read. */
static struct error *copy_entry(struct copying *copying, const char *directory,
				const git_tree_entry *entry)
{
	_cleanup_free_ char *name = xasprintf("%s%s", directory, git_tree_entry_name(entry));
	const git_oid *oid = git_tree_entry_id(entry);
	uint32_t mode = git_tree_entry_filemode(entry);
	_cleanup_free_ char *path = NULL;

	try(reading_name(name, &path));
	if (!path || S_ISDIR(mode))
		return NULL;
	/* A commit of another repository: neither a file nor left out of the revision's tree. */
	if (!S_ISREG(mode) && !S_ISLNK(mode))
		return error_refuse(SUTURE_REFUSAL_SOURCE_UNREADABLE,
				    "%s is a submodule: its files are in another repository", path);
	if (store_has(copying->reading->store, oid))
		return reading_known(copying->reading, path, mode, oid);
	return copy_blob(copying, path, mode, oid);
}

static int visit(const char *directory, const git_tree_entry *entry, void *context)
{
	struct copying *copying = context;

	copying->error = copy_entry(copying, directory, entry);
	return copying->error ? -1 : 0;
}

static struct error *find_tree(git_repository *repository, const char *revision, git_object **tree)
{
	_cleanup_(git_object_freep) git_object *object = NULL;

	if (git_revparse_single(&object, repository, revision) < 0 ||
	    git_object_peel(tree, object, GIT_OBJECT_TREE) < 0)
		return unreadable(git_failure("cannot find the revision '%s'", revision));
	return NULL;
}

struct error *read_revision(struct reading *reading, const char *path, const char *revision)
{
	_cleanup_(git_repository_freep) git_repository *repository = NULL;
	_cleanup_(git_odb_freep) git_odb *odb = NULL;
	_cleanup_(git_object_freep) git_object *tree = NULL;
	struct copying copying = { .reading = reading };

	progress_step(reading->progress, "reading %s of %s", revision, path);
	if (git_repository_open_ext(&repository, path, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL) < 0 ||
	    git_repository_odb(&odb, repository) < 0)
		return unreadable(git_failure("cannot open the repository %s", path));
	try(find_tree(repository, revision, &tree));
	copying.odb = odb;
	if (git_tree_walk((git_tree *)tree, GIT_TREEWALK_PRE, visit, &copying) < 0)
		return copying.error ? copying.error :
				       unreadable(git_failure("cannot read the tree"));
	return NULL;
}
