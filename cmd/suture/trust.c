/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/command.h"
#include "base/file.h"
#include "base/memory.h"
#include "client/sysroot.h"
#include "machine/follow.h"
#include "tuf/trust.h"
#include "verbs.h"

static const struct option_row option_rows[] = { { 0 } };

static const struct command command = {
	.name = "suture trust",
	.arguments = "ROOT",
	.purpose =
		"Trust the repository of this root from now on, and no other. The file must come "
		"from\nwhere it is trusted: whoever has its keys can change this kernel.",
	.options = option_rows,
	.follows = true,
};

static void print_root(const struct tuf_metadata *root)
{
	const struct tuf_role *role = tuf_authority_role(&root->authority, "root");

	printf("root version %lld, signed by %u of these keys:\n", (long long)root->version,
	       role->threshold);
	for (size_t i = 0; i < role->n_key_ids; i++)
		printf("  %s\n", role->key_ids[i]);
}

static struct error *trust(struct machine *machine, const char *path)
{
	_cleanup_bytes_ struct bytes root = {};
	_cleanup_tuf_trust_ struct tuf_trust trust = {};
	_cleanup_free_ char *name = NULL, *directory = sysroot_path("/etc/suture");

	try(error_as_usage(file_read(path, &root)));
	try(machine_open_to_change(machine));
	try(tuf_trust_start(&trust, root.data, root.size, 0));
	name = sysroot_path("%s", machine->policy.values[POLICY_ROOT]);
	try(directory_make(directory));
	try(file_remove_unfinished_of(name));
	try(file_write(name, root.data, root.size, 0644));
	try(follow_trust(&root));
	print_root(&trust.root);
	return NULL;
}

static struct error *run(int argc, char **argv, struct machine *machine)
{
	try(command_parse(&command, &argc, &argv));
	if (argc != 1)
		return command_misused(&command, "ROOT is needed");
	return trust(machine, argv[0]);
}

int cmd_trust(int argc, char **argv)
{
	_cleanup_machine_ struct machine machine = MACHINE_NONE;
	_cleanup_error_ struct error *error = run(argc, argv, &machine);

	return command_end(&command, error, false, NULL);
}
