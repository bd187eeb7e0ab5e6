/* SPDX-License-Identifier: GPL-2.0-or-later */
/* suture-create core: build the core module for a kernel. */
#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "create/core.h"
#include "create/module_signer.h"
#include "options.h"
#include "verbs.h"

static const char usage[] =
	"usage: suture-create core --kernel KERNEL [-o DIRECTORY]\n"
	"\n"
	"Build the core module, suture.ko, for a kernel.\n"
	"\n"
	"  -k, --kernel KERNEL     debian:RELEASE[=VERSION] or dir:PATH\n"
	"  -o, --output DIRECTORY  where suture.ko is put (default: .)\n"
	"  -s, --sign-key FILE     sign it with this private key (PEM)\n"
	"  -c, --certificate FILE  its certificate, which the kernel trusts (PEM)\n"
	"  -j, --json              the result, or the refusal, as JSON on standard output\n"
	"  -q, --quiet             do not tell the steps\n"
	"  -h, --help              this text\n"
	"\n"
	"Exit status: 0 built, 1 internal error, 2 usage, 4 refused.\n";

static struct error *put_module(const char *kept, const char *directory, char **path)
{
	_cleanup_bytes_ struct bytes content = { 0 };

	*path = xasprintf("%s/suture.ko", directory);
	try(file_read(kept, &content));
	try(directory_make(directory));
	return file_write(*path, content.data, content.size, 0644);
}

static struct error *build(const struct verb_options *options, char **path)
{
	_cleanup_kernel_ struct kernel *kernel = NULL;
	_cleanup_module_signer_ struct module_signer *signer = NULL;
	_cleanup_free_ char *sources = NULL, *kept = NULL;

	if (options->sign_key)
		try(module_signer_open(options->sign_key, options->certificate, &signer));
	try(core_sources(&sources));
	try(kernel_open(options->kernel, KERNEL_TREE, &options->progress, &kernel));
	options->progress.step(options->progress.context, "building the core module");
	try(core_build(kernel, sources, &kept));
	try(put_module(kept, options->output ? options->output : ".", path));
	return signer ? module_sign(signer, *path) : NULL;
}

static void print_path(const char *path, bool json)
{
	_cleanup_json_ json_t *value = json_pack("{s:o}", "core", string_to_json(path));
	_cleanup_free_ char *text = json ? json_text(value) : xasprintf("%s\n", path);

	fputs(text, stdout);
}

int core_main(int argc, char **argv)
{
	struct verb_options options = { 0 };
	enum verb_outcome outcome = verb_options_parse(argc, argv, usage, true, &options);
	_cleanup_free_ char *path = NULL;
	struct error *error;

	if (outcome != VERB_GO_ON)
		return outcome == VERB_IS_DONE ? EXIT_CREATED : EXIT_USAGE;
	error = build(&options, &path);
	if (error)
		return finish_with(error, options.json);
	print_path(path, options.json);
	return EXIT_CREATED;
}
