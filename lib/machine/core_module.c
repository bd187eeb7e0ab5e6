/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/core_module.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/digest.h"
#include "base/memory.h"
#include "base/run.h"
#include "client/kernel_calls.h"
#include "client/sysroot.h"
#include <suture/abi.h>

static struct error *check_whole(const struct machine *machine, int file)
{
	char digest[DIGEST_TEXT_SIZE];
	uint64_t size;

	try(digest_file(file, digest, &size));
	if (strcmp(digest, machine->journal.core))
		return error_refuse(SUTURE_REFUSAL_UPDATE_DAMAGED,
				    "the core module is not as it was fetched");
	return NULL;
}

/* EEXIST: somebody else was quicker. */
static struct error *load_fetched(const struct machine *machine)
{
	_cleanup_free_ char *path = machine_path(machine, MACHINE_CORE);
	_cleanup_close_ int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (file < 0)
		return error_errno("cannot open %s", path);
	try(check_whole(machine, file));
	if (module_load(file) == 0 || errno == EEXIST)
		return NULL;
	return error_refuse(SUTURE_REFUSAL_MODULE_REJECTED, "%s: %s", path, strerror(errno));
}

static struct error *load_installed(void)
{
	static const char *const modprobe[] = { "/sbin/modprobe", "suture", NULL };
	_cleanup_error_ struct error *error = NULL;

	if (!sysroot_is_set())
		error = run_checked(modprobe, NULL);
	if (!error && sysroot_exists(SUTURE_DEVICE))
		return NULL;
	return error_refuse(SUTURE_REFUSAL_CORE_NOT_LOADED, "%s",
			    error ? error->message : "there is none for this kernel");
}

struct error *core_module_load(const struct machine *machine)
{
	if (sysroot_exists(SUTURE_DEVICE))
		return NULL;
	return machine->journal.core ? load_fetched(machine) : load_installed();
}
