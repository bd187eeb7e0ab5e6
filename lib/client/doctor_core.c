/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "client/doctor_checks.h"

#include "base/file.h"
#include "base/memory.h"
#include "client/module_info.h"
#include "client/state.h"
#include "client/sysroot.h"
#include "kernel/decompress.h"
#include <suture/abi.h>
#include <suture/format.h>

#define MODULE_SIZE_MAX (64 << 20)
#define SIGNATURE_MARK	"~Module signature appended~\n"

/* Is it the name of the core's file, in whatever way it is packed? */
static bool is_core(const char *path, size_t length)
{
	static const char name[] = "suture.ko";
	size_t start = length;

	while (start > 0 && path[start - 1] != '/')
		start--;
	return length - start >= strlen(name) && strncmp(path + start, name, strlen(name)) == 0 &&
	       (length - start == strlen(name) || path[start + strlen(name)] == '.');
}

/* The core's path as depmod wrote it: "PATH: DEPENDENCIES" a line. The caller's; NULL if none. */
static char *find_core(const struct machine *machine)
{
	_cleanup_free_ char *list = xasprintf("/lib/modules/%s/modules.dep", machine->release);
	_cleanup_bytes_ struct bytes bytes = { 0 };
	_cleanup_error_ struct error *error = sysroot_read(list, &bytes);
	const char *line = (char *)bytes.data;

	while (!error && *line) {
		size_t length = strcspn(line, ":\n");

		if (is_core(line, length))
			return xasprintf("/lib/modules/%s/%.*s", machine->release, (int)length,
					 line);
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	return NULL;
}

static struct error *read_module(const char *path, struct bytes *module)
{
	_cleanup_bytes_ struct bytes bytes = { 0 };

	try(sysroot_read(path, &bytes));
	if (compression_name(bytes.data, bytes.size))
		return decompress(bytes.data, bytes.size, MODULE_SIZE_MAX, module);
	*module = bytes;
	bytes = (struct bytes){ 0 };
	return NULL;
}

static bool is_for(const struct bytes *module, const char *release)
{
	_cleanup_free_ char *own = module_release(module);

	return own && !strcmp(own, release);
}

static bool is_signed(const struct bytes *module)
{
	size_t length = strlen(SIGNATURE_MARK);

	return module->size >= length &&
	       memcmp(module->data + module->size - length, SIGNATURE_MARK, length) == 0;
}

static void judge_core(struct machine *machine, const char *path, const struct bytes *module)
{
	_cleanup_free_ char *sign = xasprintf("/lib/modules/%s/build/scripts/sign-file sha256 "
					      "KEY.priv KEY.der %s",
					      machine->release, path);
	_cleanup_free_ char *reinstall = xasprintf("make -C /lib/modules/%s/build M=$PWD/kmod "
						   "modules modules_install",
						   machine->release);

	if (!is_for(module, machine->release))
		finding_problem(machine, "core-file", reinstall, "%s is for another kernel", path);
	else if (machine->wants_signatures && !is_signed(module))
		finding_problem(machine, "core-file", sign, "%s is not signed", path);
	else
		finding_ok(machine, "core-file", "%s", path);
}

static void core_missing(struct machine *machine)
{
	_cleanup_free_ char *install =
		xasprintf("make -C /lib/modules/%s/build M=$PWD/kmod modules modules_install && "
			  "depmod %s",
			  machine->release, machine->release);

	finding_problem(machine, "core-file", install, "the core module is not installed for %s",
			machine->release);
}

void check_core_file(struct machine *machine)
{
	_cleanup_free_ char *path = machine->release ? find_core(machine) : NULL;
	_cleanup_bytes_ struct bytes module = { 0 };
	_cleanup_error_ struct error *error = NULL;

	if (!machine->release)
		return;
	if (!path) {
		core_missing(machine);
		return;
	}
	error = read_module(path, &module);
	if (error)
		finding_problem(machine, "core-file", NULL, "%s", error->message);
	else
		judge_core(machine, path, &module);
}

void check_core_loaded(struct machine *machine)
{
	_cleanup_free_ char *version = sysroot_line("/sys/kernel/suture/version");

	if (!version)
		finding_problem(machine, "core", "modprobe suture",
				"the core module is not loaded");
	else if (strtoul(version, NULL, 10) != SUTURE_FORMAT)
		finding_problem(machine, "core", "rmmod suture && modprobe suture",
				"the core module is of format %s, this command of format %d",
				version, SUTURE_FORMAT);
	else
		finding_ok(machine, "core", "loaded, format %s", version);
}

void check_device(struct machine *machine)
{
	if (sysroot_exists(SUTURE_DEVICE))
		finding_ok(machine, "device", "%s", SUTURE_DEVICE);
	else
		finding_problem(machine, "device", "modprobe suture", "%s is not there",
				SUTURE_DEVICE);
}

static void judge_updates(struct machine *machine, const struct state *state)
{
	size_t n_applied = 0;

	for (size_t i = 0; i < state->n_updates; i++) {
		const struct loaded_update *update = &state->updates[i];
		_cleanup_free_ char *remedy = xasprintf("suture undo %s", update->id);

		n_applied += update->applied;
		if (!update->applied)
			finding_warn(machine, "updates", remedy, "%s is loaded and not applied",
				     update->id);
	}
	finding_ok(machine, "updates", "%zu applied", n_applied);
}

void check_updates(struct machine *machine)
{
	_cleanup_state_ struct state state = { 0 };
	_cleanup_error_ struct error *error = state_read(&state);

	if (error)
		finding_problem(machine, "updates", NULL, "%s", error->message);
	else if (state.has_core)
		judge_updates(machine, &state);
}
