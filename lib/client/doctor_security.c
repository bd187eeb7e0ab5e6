/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "client/doctor_checks.h"

#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "client/sysroot.h"

#define EFI	    "/sys/firmware/efi"
#define SECURE_BOOT EFI "/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
/* A variable's file is four bytes of attributes, then its value. */
#define EFI_ATTRIBUTES 4

void check_secure_boot(struct machine *machine)
{
	_cleanup_bytes_ struct bytes variable = { 0 };
	_cleanup_error_ struct error *error = NULL;

	if (!sysroot_exists(EFI)) {
		finding_ok(machine, "secure-boot", "off: not an EFI boot");
		return;
	}
	error = sysroot_read(SECURE_BOOT, &variable);
	if (error || variable.size <= EFI_ATTRIBUTES)
		finding_warn(machine, "secure-boot", "mokutil --sb-state", "cannot be told");
	else if (variable.data[EFI_ATTRIBUTES] == 0)
		finding_ok(machine, "secure-boot", "off");
	else
		finding_ok(machine, "secure-boot", "on");
}

/* The current one of "none [integrity] confidentiality"; the caller's, NULL if there is none. */
static char *chosen_word(const char *line)
{
	const char *start = strchr(line, '['), *end = start ? strchr(start, ']') : NULL;

	return end ? xstrndup(start + 1, (size_t)(end - start - 1)) : NULL;
}

void check_lockdown(struct machine *machine)
{
	_cleanup_free_ char *line = sysroot_line("/sys/kernel/security/lockdown");
	_cleanup_free_ char *level = line ? chosen_word(line) : NULL;

	if (!line) {
		finding_ok(machine, "lockdown", "not in this kernel");
	} else if (!level) {
		finding_warn(machine, "lockdown", "cat /sys/kernel/security/lockdown",
			     "cannot be told");
	} else {
		machine->wants_signatures |= strcmp(level, "none") != 0;
		finding_ok(machine, "lockdown", "%s", level);
	}
}

void check_enforcement(struct machine *machine)
{
	_cleanup_free_ char *line = sysroot_line("/sys/module/module/parameters/sig_enforce");

	machine->wants_signatures |= line && *line == 'Y';
	if (machine->wants_signatures)
		finding_warn(machine, "signatures", "mokutil --list-enrolled",
			     "modules are loaded only if signed by a key that the kernel trusts");
	else
		finding_ok(machine, "signatures", "not asked for");
}
