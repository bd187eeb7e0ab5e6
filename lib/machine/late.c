/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/late.h"

#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "client/sysroot.h"

#define DIRECTORY "/run/modprobe.d"

/* The kernel runs modprobe with a PATH of its own. */
#define COMMAND "PATH=$PATH:/usr/local/bin suture boot"

/* What cannot be read is not applied either. */
static void add_targets(const struct machine *machine, const char *id, struct string_list *modules)
{
	_cleanup_manifest_ struct manifest manifest = {};
	_cleanup_error_ struct error *error = machine_read_manifest(machine, id, &manifest);

	for (size_t i = 0; !error && i < manifest.n_modules; i++) {
		const char *target = manifest.modules[i].target;

		if (strcmp(target, "vmlinux") && !string_list_contains(modules, target))
			string_list_add(modules, target);
	}
}

static char *make_text(const struct string_list *modules)
{
	char *text = xstrdup("# Made by suture: these modules have updates.\n");

	for (size_t i = 0; i < modules->n_items; i++)
		xappend(&text, "softdep %s post: suture_late\n", modules->items[i]);
	xappend(&text, "install suture_late " COMMAND "\n");
	return text;
}

static bool is_there(const char *path, const char *text)
{
	_cleanup_bytes_ struct bytes bytes = {};
	_cleanup_error_ struct error *error = file_read(path, &bytes);

	return !error && bytes.size == strlen(text) && !memcmp(bytes.data, text, bytes.size);
}

struct error *late_write(const struct machine *machine)
{
	_cleanup_string_list_ struct string_list modules = {};
	_cleanup_free_ char *directory = sysroot_path(DIRECTORY);
	_cleanup_free_ char *path = sysroot_path(DIRECTORY "/suture.conf");
	_cleanup_free_ char *text = NULL;

	for (size_t i = 0; i < machine->journal.installed.n_items; i++)
		add_targets(machine, machine->journal.installed.items[i].id, &modules);
	if (file_exists(directory))
		try(file_remove_unfinished_of(path));
	if (!modules.n_items)
		return tree_remove(path);
	text = make_text(&modules);
	if (is_there(path, text))
		return NULL;
	try(directory_make(directory));
	return file_write(path, text, strlen(text), 0644);
}
