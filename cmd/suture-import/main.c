/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * suture-import: take over what came as a file, on a machine without a network.
 *
 * A program of its own, since it is the only part of the client that needs libarchive.
 */
#include <stdio.h>

#include <sys/stat.h>

#include "base/command.h"
#include "base/memory.h"
#include "client/sysroot.h"
#include "machine/clock.h"
#include "machine/follow.h"
#include "unpack.h"

static const struct option_row option_rows[] = { { 0 } };

static const struct command command = {
	.name = "suture import",
	.arguments = "BUNDLE",
	.purpose = "Take over a repository that came as a file ('suture-repo export'): what it "
		   "says of\n"
		   "this kernel, and its updates. 'suture upgrade --offline' applies them.",
	.options = option_rows,
	.follows = true,
};

static struct error *fetch_all(struct follower *follower)
{
	const struct series *series = &follower->machine->series;

	for (size_t i = 0; i < series->n_updates; i++)
		if (!block_list_find(&follower->machine->blocked, series->updates[i].id,
				     series->build_id))
			try(follower_fetch(follower, series->updates[i].id));
	return NULL;
}

/* By the way of any other mirror. */
static struct error *follow(struct machine *machine, const char *directory)
{
	_cleanup_follower_ struct follower follower = FOLLOWER_NONE;
	_cleanup_free_ char *url = xasprintf("file://%s", directory);

	try(follower_open(machine, url, machine_now(), &follower));
	try(follower_look(&follower));
	return fetch_all(&follower);
}

/* Whoever reads it is not root. */
static struct error *unpack_and_follow(struct machine *machine, const char *bundle,
				       const char *directory)
{
	if (chmod(directory, 0755) < 0)
		return error_errno("cannot change %s", directory);
	try(unpack(bundle, directory));
	return follow(machine, directory);
}

static struct error *import(struct machine *machine, const char *bundle)
{
	_cleanup_free_ char *parent = sysroot_path(MACHINE_DIRECTORY);
	_cleanup_free_ char *directory = NULL;
	struct error *error, *why;

	try(machine_open_to_change(machine));
	try(directory_make_temporary(parent, "import", &directory));
	error = unpack_and_follow(machine, bundle, directory);
	why = tree_remove(directory);
	if (!error)
		return why;
	error_free(why);
	return error;
}

static struct error *run(int argc, char **argv, struct machine *machine)
{
	try(command_parse(&command, &argc, &argv));
	if (argc != 1)
		return command_misused(&command, "BUNDLE is needed");
	try(import(machine, argv[0]));
	printf("%zu updates of %s are here; 'suture upgrade --offline' applies them\n",
	       machine->series.n_updates, machine->release);
	return NULL;
}

int main(int argc, char **argv)
{
	_cleanup_machine_ struct machine machine = MACHINE_NONE;
	_cleanup_error_ struct error *error = run(argc, argv, &machine);

	return command_end(&command, error, false, NULL);
}
