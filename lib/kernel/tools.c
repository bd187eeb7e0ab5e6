/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/tools.h"

#include <glob.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/run.h"

/* What the kernel's build needs, and for which option (NULL: always). */
static const struct tool {
	const char *name;	/* a program, or the pattern of a header's path */
	const char *package;
	const char *option;
} tools[] = {
	{ "make", "make", NULL },
	{ "tar", "tar", NULL },
	{ "xz", "xz-utils", NULL },
	{ "ld", "binutils", NULL },
	{ "objcopy", "binutils", NULL },
	{ "bc", "bc", NULL },
	{ "flex", "flex", NULL },
	{ "bison", "bison", NULL },
	{ "perl", "perl", NULL },
	{ "pahole", "pahole, or dwarves", "CONFIG_DEBUG_INFO_BTF" },
	{ "/usr/include/{,*/}libelf.h", "libelf-dev", NULL },
	{ "/usr/include/{,*/}openssl/opensslconf.h", "libssl-dev", "CONFIG_MODULE_SIG_FORMAT" },
	{ "rustc", "rustc", "CONFIG_RUST" },
	{ "bindgen", "bindgen", "CONFIG_RUST" },
};

static bool is_program(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISREG(status.st_mode) && access(path, X_OK) == 0;
}

char *program_find(const char *name)
{
	const char *path = getenv("PATH");

	for (path = path ? path : "/usr/bin:/bin"; *path; path += *path == ':') {
		size_t length = strcspn(path, ":");
		_cleanup_free_ char *file = xasprintf("%.*s/%s", (int)length, path, name);

		if (length && is_program(file))
			return take(file);
		path += length;
	}
	return NULL;
}

static bool is_header(const char *pattern)
{
	glob_t found = { 0 };
	bool exists = glob(pattern, GLOB_BRACE | GLOB_NOSORT, NULL, &found) == 0;

	globfree(&found);
	return exists;
}

static bool is_installed(const struct tool *tool)
{
	_cleanup_free_ char *file = NULL;

	if (tool->name[0] == '/')
		return is_header(tool->name);
	file = program_find(tool->name);
	return file != NULL;
}

static void add_missing(char **missing, const struct tool *tool)
{
	const char *slash = strrchr(tool->name, '/');
	char *longer = xasprintf("%s%s%s (package %s)", *missing, **missing ? ", " : "",
				 slash ? slash + 1 : tool->name, tool->package);

	free(*missing);
	*missing = longer;
}

struct error *tools_check(const struct config *vendor)
{
	_cleanup_free_ char *missing = xstrdup("");

	for (size_t i = 0; i < ARRAY_SIZE(tools); i++) {
		const struct tool *tool = &tools[i];

		if (tool->option && !config_is_set(vendor, tool->option))
			continue;
		if (!is_installed(tool))
			add_missing(&missing, tool);
	}
	if (*missing)
		return error_refuse(SUTURE_REFUSAL_TOOL_MISSING,
				    "the kernel's build needs %s", missing);
	return NULL;
}

/* "120200" is 12.2.0; before gcc 5 the kernel's own minimum makes it moot. */
static struct error *compiler_program(const struct config *vendor, char **program)
{
	const char *is_gcc = config_value(vendor, "CONFIG_CC_IS_GCC");
	const char *version = config_value(vendor, "CONFIG_GCC_VERSION");
	long number = version ? strtol(version, NULL, 10) : 0;

	if (!is_gcc || number < 10000)
		return error_refuse(SUTURE_REFUSAL_KERNEL_UNSUPPORTED,
				    "the kernel was not compiled with gcc");
	*program = xasprintf("gcc-%ld", number / 10000);
	return NULL;
}

/* The first line of 'gcc --version'. */
static struct error *compiler_text(const char *program, char **text)
{
	const char *const argv[] = { program, "--version", NULL };
	_cleanup_bytes_ struct bytes output = { 0 };
	const struct run_options options = { .clean = true, .output = &output };

	try(run_checked(argv, &options));
	*text = xstrdup(output.data ? (const char *)output.data : "");
	(*text)[strcspn(*text, "\n")] = 0;
	return NULL;
}

/* "gcc-12 (Debian 12.2.0-14) 12.2.0" from the first blank on: how it was called does not matter. */
static const char *version_part(const char *text)
{
	return text + strcspn(text, " ");
}

/* A system that names no compiler by its number may have the right one as plain gcc. */
static bool is_plain_gcc(const char *program)
{
	const char *const argv[] = { "gcc", "-dumpversion", NULL };
	_cleanup_bytes_ struct bytes output = { 0 };
	const struct run_options options = { .output = &output };
	_cleanup_error_ struct error *error = run_checked(argv, &options);
	const char *wanted = program + strlen("gcc-");

	return !error && output.data &&
	       strtol((const char *)output.data, NULL, 10) == strtol(wanted, NULL, 10);
}

static struct error *choose_program(const struct config *vendor, const char *given, char **program)
{
	_cleanup_free_ char *wanted = NULL, *file = NULL;

	if (given)
		wanted = xstrdup(given);
	else
		try(compiler_program(vendor, &wanted));
	file = program_find(wanted);
	if (!file && !given && is_plain_gcc(wanted)) {
		*program = xstrdup("gcc");
		return NULL;
	}
	if (!file)
		return error_refuse(SUTURE_REFUSAL_COMPILER_MISSING,
				    "the kernel was compiled with %s: install the package %s",
				    wanted, wanted);
	*program = take(wanted);
	return NULL;
}

struct error *compiler_find(const struct config *vendor, const char *program,
			    struct compiler *out)
{
	_cleanup_compiler_ struct compiler compiler = { 0 };

	try(choose_program(vendor, program, &compiler.program));
	try(compiler_text(compiler.program, &compiler.text));
	compiler.vendor_text = config_string(vendor, "CONFIG_CC_VERSION_TEXT");
	if (!compiler.vendor_text)
		compiler.vendor_text = xstrdup("");
	compiler.differs = strcmp(version_part(compiler.text),
				  version_part(compiler.vendor_text)) != 0;
	*out = compiler;
	compiler = (struct compiler){ 0 };
	return NULL;
}

void compiler_deinit(struct compiler *compiler)
{
	free(compiler->program);
	free(compiler->text);
	free(compiler->vendor_text);
	*compiler = (struct compiler){ 0 };
}
