/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * uname(1) with the version that the kernel is equal to in the place of the one that was booted,
 * for programs that compare versions.
 */
#include <string.h>
#include <sys/utsname.h>

#include "base/command.h"
#include "base/memory.h"
#include "client/sysroot.h"
#include "verbs.h"
#include "view.h"

/* In the order in which uname(1) prints them. */
enum part {
	PART_SYSTEM,
	PART_NODE,
	PART_RELEASE,
	PART_VERSION,
	PART_MACHINE,
	PARTS,
};

static bool wanted[PARTS], all, package_version;
static const char *root;

static const struct option_row option_rows[] = {
	{ "all", NULL, "print all of the following, in this order", OPTION_FLAG, &all, 'a' },
	{ "kernel-name", NULL, "print 'Linux' (without options, too)", OPTION_FLAG,
	  &wanted[PART_SYSTEM], 's' },
	{ "nodename", NULL, "print the name of the machine", OPTION_FLAG, &wanted[PART_NODE], 'n' },
	{ "kernel-release", NULL, "print the version that it is equal to, else its release",
	  OPTION_FLAG, &wanted[PART_RELEASE], 'r' },
	{ "kernel-version", NULL, "print the kernel's build, with that version in it", OPTION_FLAG,
	  &wanted[PART_VERSION], 'v' },
	{ "machine", NULL, "print the kind of machine", OPTION_FLAG, &wanted[PART_MACHINE], 'm' },
	{ "package-version", NULL, "print the version of the package that was booted, alone",
	  OPTION_FLAG, &package_version },
	{ "root", "DIR", "look at the machine whose files are under DIR", OPTION_TEXT, &root },
	{ 0 },
};

static const struct command command = {
	.name = "suture uname",
	.arguments = "",
	.purpose = "Tell which kernel this one is equal to.",
	.options = option_rows,
	.follows = true,
};

/* ---- parts; the caller's ---- */

static char *line_of(const char *path)
{
	char *line = sysroot_line(path);

	return line ? line : xstrdup("unknown");
}

/* Before Linux 6.1 there is no file that tells. */
static char *kind_of_machine(void)
{
	char *line = sysroot_line("/proc/sys/kernel/arch");
	struct utsname name;

	if (line)
		return line;
	return xstrdup(uname(&name) ? "unknown" : name.machine);
}

/* Where the package's version is, and how long: the word behind "Debian"; NULL: nowhere. */
static const char *find_version(const char *build, size_t *length)
{
	static const char before[] = " Debian ";
	const char *found = strstr(build, before);

	if (!found)
		return NULL;
	found += strlen(before);
	*length = strcspn(found, " ");
	return *length ? found : NULL;
}

static char *with_effective(const char *build, const char *effective)
{
	size_t length;
	const char *version = find_version(build, &length);

	if (!effective || !version)
		return xstrdup(build);
	return xasprintf("%.*s%s%s", (int)(version - build), build, effective, version + length);
}

static char *part(const struct standing *standing, enum part which)
{
	_cleanup_free_ char *build = NULL;

	switch (which) {
	case PART_SYSTEM:
		return line_of("/proc/sys/kernel/ostype");
	case PART_NODE:
		return line_of("/proc/sys/kernel/hostname");
	case PART_RELEASE:
		return xstrdup(standing->effective ? standing->effective
						   : standing->machine->release);
	case PART_VERSION:
		build = line_of("/proc/sys/kernel/version");
		return with_effective(build, standing->effective);
	default:
		return kind_of_machine();
	}
}

/* ---- what is printed; the caller's ---- */

static char *parts(const struct standing *standing)
{
	char *text = NULL;

	for (int i = 0; i < PARTS; i++) {
		_cleanup_free_ char *one = wanted[i] || all ? part(standing, (enum part)i) : NULL;

		if (one)
			xappend(&text, "%s%s", text ? " " : "", one);
	}
	return text ? text : part(standing, PART_SYSTEM);
}

static struct error *package(const struct machine *machine, char **text)
{
	_cleanup_free_ char *build = line_of("/proc/sys/kernel/version");
	size_t length;
	const char *version = find_version(build, &length);

	if (machine_has_series(machine))
		*text = xstrdup(machine->series.version);
	else if (version)
		*text = xstrndup(version, length);
	else
		return error_new(ERROR_INTERNAL,
				 "neither the repository nor the kernel tells its package");
	return NULL;
}

static struct error *run(int argc, char **argv, struct view *view, char **text)
{
	try(command_parse(&command, &argc, &argv));
	if (argc)
		return command_misused(&command, "there is nothing to give");
	try(view_open(root, view));
	if (package_version)
		return package(&view->machine, text);
	*text = parts(&view->standing);
	return NULL;
}

int cmd_uname(int argc, char **argv)
{
	_cleanup_view_ struct view view = VIEW_NONE;
	_cleanup_free_ char *text = NULL;
	_cleanup_error_ struct error *error = run(argc, argv, &view, &text);

	if (text)
		puts(text);
	return command_end(&command, error, false, NULL);
}
