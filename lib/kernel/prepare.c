/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/prepare.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/run.h"

char **prepare_variables(const struct origin *origin, const struct banner *banner,
			 const char *compiler)
{
	char **variables = NULL;
	size_t n = 0;

	*array_append(variables, n) = xstrdup("ARCH=x86");
	*array_append(variables, n) = xasprintf("KERNELRELEASE=%s", origin->release);
	*array_append(variables, n) = xasprintf("CC=%s", compiler);
	*array_append(variables, n) = xasprintf("HOSTCC=%s", compiler);
	*array_append(variables, n) = xasprintf("KBUILD_BUILD_USER=%s", banner->user);
	*array_append(variables, n) = xasprintf("KBUILD_BUILD_HOST=%s", banner->host);
	*array_append(variables, n) = xasprintf("KBUILD_BUILD_VERSION=%s", banner->build);
	*array_append(variables, n) = xasprintf("KBUILD_BUILD_TIMESTAMP=%s", banner->timestamp);
	for (char **more = origin->make_variables; more && *more; more++)
		*array_append(variables, n) = xstrdup(*more);
	(void)array_append(variables, n);
	return variables;
}

static const char **make_command(const struct preparation *preparation,
				 const char *const targets[], const char *jobs)
{
	const char **argv = NULL;
	size_t n = 0;

	*array_append(argv, n) = "make";
	*array_append(argv, n) = "--silent";
	*array_append(argv, n) = jobs;
	for (char *const *variable = preparation->make_variables; *variable; variable++)
		*array_append(argv, n) = *variable;
	for (; *targets; targets++)
		*array_append(argv, n) = *targets;
	(void)array_append(argv, n);
	return argv;
}

/* The first line that names an error; else the last line. */
static char *telling_line(const struct bytes *output)
{
	const char *text = output->data ? (const char *)output->data : "";
	const char *line = text, *chosen = text;

	while (*line) {
		size_t length = strcspn(line, "\n");

		chosen = length ? line : chosen;
		if (memmem(line, length, "rror", 4))
			break;
		line += length + (line[length] == '\n');
	}
	return xstrndup(chosen, strcspn(chosen, "\n"));
}

static struct error *make_failed(const struct preparation *preparation, const char *target,
				 const struct bytes *output)
{
	_cleanup_free_ char *line = telling_line(output);

	try(run_no_space("make", output));
	try(file_write(preparation->log, output->data ? (const char *)output->data : "",
		       output->size, 0644));
	return error_refuse(SUTURE_REFUSAL_PREPARE_FAILED, "'make %s' failed: %s (log: %s)", target,
			    line, preparation->log);
}

static struct error *make(const struct preparation *preparation, const char *const targets[])
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	_cleanup_free_ char *jobs = xasprintf("-j%ld", processors > 0 ? processors : 1);
	_cleanup_free_ const char **argv = make_command(preparation, targets, jobs);
	_cleanup_bytes_ struct bytes output = { 0 };
	const struct run_options options = { .directory = preparation->tree,
					     .clean = true,
					     .output = &output };
	int status;

	try(run(argv, &options, &status));
	return status == 0 ? NULL : make_failed(preparation, targets[0], &output);
}

static struct error *copy_file(const char *from, const char *directory, const char *name)
{
	_cleanup_free_ char *path = xasprintf("%s/%s", directory, name);
	_cleanup_bytes_ struct bytes content = { 0 };

	try(file_read(from, &content));
	return file_write(path, content.data, content.size, 0644);
}

static struct error *take_config(const struct preparation *preparation)
{
	progress_step(preparation->progress, "configuring the source");
	try(copy_file(preparation->config, preparation->tree, ".config"));
	return make(preparation, (const char *const[]){ "olddefconfig", NULL });
}

/* The headers that only name asm-generic's are generated too: they are on the way to those. */
struct error *prepare_configuration(const struct preparation *preparation)
{
	try(take_config(preparation));
	try(make(preparation, (const char *const[]){ "syncconfig", NULL }));
	return make(preparation, (const char *const[]){ "asm-generic", NULL });
}

static struct error *configure(const struct preparation *preparation)
{
	_cleanup_config_ struct config vendor = { 0 }, prepared = { 0 };
	_cleanup_free_ char *path = xasprintf("%s/.config", preparation->tree);

	try(take_config(preparation));
	try(config_read(preparation->config, &vendor));
	try(config_read(path, &prepared));
	return config_check(&vendor, &prepared);
}

/* Strings with the release reach the code, and the release is not what the source calls itself. */
static struct error *check_release(const struct preparation *preparation)
{
	_cleanup_free_ char *path =
		xasprintf("%s/include/generated/utsrelease.h", preparation->tree);
	_cleanup_free_ char *wanted =
		xasprintf("#define UTS_RELEASE \"%s\"", preparation->release);
	_cleanup_bytes_ struct bytes content = { 0 };

	try(file_read(path, &content));
	if (strstr((const char *)content.data, wanted))
		return NULL;
	return error_refuse(SUTURE_REFUSAL_PREPARE_FAILED,
			    "the prepared source does not call itself %s", preparation->release);
}

/*
 * kbuild enters tools/ at every call, and there the paths of the outputs are
 * absolute: in a clone of the tree objtool would be built anew, which costs
 * seconds and writes through the clone's hard links into this tree. The tools
 * are built by now, so nothing is left to do there.
 */
static struct error *pin_tools(const struct preparation *preparation)
{
	static const char makefile[] = "# The tools in this tree are built and stay as they are.\n"
				       "Makefile: ;\n"
				       "%: FORCE\n"
				       "\t@:\n"
				       "FORCE:\n"
				       ".PHONY: FORCE\n";
	_cleanup_free_ char *path = xasprintf("%s/tools/Makefile", preparation->tree);
	/* Written by the compiler at every call, and in place. */
	_cleanup_free_ char *list = xasprintf("%s/.missing-syscalls.d", preparation->tree);

	if (unlink(list) < 0 && errno != ENOENT)
		return error_errno("cannot remove %s", list);
	return file_write(path, makefile, strlen(makefile), 0644);
}

struct error *prepare_tree(const struct preparation *preparation)
{
	try(configure(preparation));
	progress_step(preparation->progress, "preparing the source");
	try(make(preparation, (const char *const[]){ "prepare", "modules_prepare", NULL }));
	try(check_release(preparation));
	try(pin_tools(preparation));
	return copy_file(preparation->symvers, preparation->tree, "Module.symvers");
}
