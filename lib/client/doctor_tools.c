/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What 'suture create' and 'suture try' run. A machine that only applies updates needs none of
 * it, hence the lack of a tool is never a problem here.
 */
#include "client/doctor_checks.h"

#include "base/memory.h"
#include "client/sysroot.h"

static const struct {
	const char *program;
	const char *package;
} tools[] = {
	{ "make", "make" },	{ "git", "git" },
	{ "patch", "patch" },	{ "flex", "flex" },
	{ "bison", "bison" },	{ "bc", "bc" },
	{ "pahole", "pahole" }, { "qemu-system-x86_64", "qemu-system-x86" },
};

static bool is_installed(const char *program)
{
	static const char *const directories[] = { "/usr/local/bin", "/usr/bin", "/bin",
						   "/usr/sbin" };

	for (size_t i = 0; i < ARRAY_SIZE(directories); i++) {
		_cleanup_free_ char *path = xasprintf("%s/%s", directories[i], program);

		if (sysroot_exists(path))
			return true;
	}
	return false;
}

static void check_tool(struct machine *machine, const char *program, const char *package)
{
	_cleanup_free_ char *remedy = xasprintf("apt install %s", package);

	if (is_installed(program))
		finding_ok(machine, "tools", "%s", program);
	else
		finding_warn(machine, "tools", remedy,
			     "%s is missing: wanted to create updates here", program);
}

/*
 * The vendor's compiler, by the first word of CONFIG_CC_VERSION_TEXT: "gcc-12 (Debian ...".
 * A cross compiler's prefix is not a part of the package's name.
 */
static char *compiler(const struct machine *machine)
{
	_cleanup_free_ char *text =
		machine->has_config ? config_string(&machine->config, "CONFIG_CC_VERSION_TEXT")
				    : NULL;
	const char *name = text ? strstr(text, "gcc") : NULL;

	return name ? xstrndup(name, strcspn(name, " ")) : NULL;
}

void check_tools(struct machine *machine)
{
	_cleanup_free_ char *gcc = compiler(machine);

	if (gcc)
		check_tool(machine, gcc, gcc);
	for (size_t i = 0; i < ARRAY_SIZE(tools); i++)
		check_tool(machine, tools[i].program, tools[i].package);
}
