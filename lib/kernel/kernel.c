/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/kernel.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "kernel/banner.h"
#include "kernel/bootimage.h"
#include "kernel/config.h"
#include "kernel/origin.h"
#include "kernel/prepare.h"
#include "kernel/shelf.h"
#include "kernel/tools.h"

/* A kernel on its way to being open. */
struct opening {
	struct origin *origin;
	struct shelf shelf;
	struct banner banner;
	struct kernel *kernel;
};

static void opening_deinit(struct opening *opening)
{
	origin_free(opening->origin);
	shelf_close(&opening->shelf);
	banner_deinit(&opening->banner);
	kernel_close(opening->kernel);
}

static const struct {
	const char *prefix;
	struct error *(*open)(const char *text, const struct kernel_progress *progress,
			      struct origin **origin);
} kinds[] = {
	{ "debian:", debian_open },
	{ "dir:", dir_open },
};

static struct error *origin_open(const char *specification, const struct kernel_progress *progress,
				 struct origin **origin)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		size_t length = strlen(kinds[i].prefix);

		if (strncmp(specification, kinds[i].prefix, length) == 0)
			return kinds[i].open(specification + length, progress, origin);
	}
	return error_new(ERROR_USAGE, "'%s' names no kernel: give debian:RELEASE or dir:PATH",
			 specification);
}

/* ---- the package: image, configuration, modules ---- */

/* Another process may have made the entry while we waited for the lock. */
static struct error *lock_unless(struct shelf *shelf, const char *entry, bool *there)
{
	*there = shelf_has(shelf, entry);
	if (*there)
		return NULL;
	try(shelf_lock(shelf));
	*there = shelf_has(shelf, entry);
	return NULL;
}

static struct error *make_package(struct opening *opening)
{
	_cleanup_free_ char *workplace = NULL;
	struct error *error;
	bool there;

	try(lock_unless(&opening->shelf, "package", &there));
	if (there)
		return NULL;
	try(shelf_workplace(&opening->shelf, &workplace));
	error = opening->origin->bring_package(opening->origin, workplace);
	if (!error)
		return shelf_publish(&opening->shelf, workplace, "package");
	error_free(tree_remove(workplace));
	return error;
}

static struct error *publish_vmlinux(struct shelf *shelf, const struct bytes *file)
{
	_cleanup_free_ char *path = shelf_path(shelf, "vmlinux");

	if (is_boot_image(file)) {
		_cleanup_bytes_ struct bytes unpacked = { 0 };

		try(boot_image_unpack(file, &unpacked));
		return file_write(path, unpacked.data, unpacked.size, 0644);
	}
	if (symlink("package/image", path) < 0)
		return error_errno("cannot link %s", path);
	return NULL;
}

static struct error *make_vmlinux(struct opening *opening)
{
	const char *image = opening->kernel->image;
	_cleanup_bytes_ struct bytes file = { 0 };
	struct error *error;
	bool there;

	try(lock_unless(&opening->shelf, "vmlinux", &there));
	if (there)
		return NULL;
	progress_step(opening->origin->progress, "decompressing the kernel");
	try(file_read(image, &file));
	error = publish_vmlinux(&opening->shelf, &file);
	return error ? error_context(error, "%s", image) : NULL;
}

static struct error *read_image(struct opening *opening)
{
	struct kernel *kernel = opening->kernel;
	const char *text;

	try(image_open(kernel->vmlinux, &kernel->vmlinux_image));
	memcpy(kernel->build_id, kernel->vmlinux_image->build_id, sizeof(kernel->build_id));
	text = image_banner(kernel->vmlinux_image);
	try(banner_parse(text ? text : "", &opening->banner));
	if (strcmp(opening->banner.release, kernel->release) == 0)
		return NULL;
	return error_refuse(SUTURE_REFUSAL_NO_SUCH_KERNEL, "the image calls itself %s, not %s",
			    opening->banner.release, kernel->release);
}

static struct error *open_image(struct opening *opening)
{
	struct kernel *kernel = opening->kernel;

	try(make_package(opening));
	kernel->config = shelf_path(&opening->shelf, "package/config");
	kernel->image = shelf_path(&opening->shelf, "package/image");
	try(make_vmlinux(opening));
	kernel->vmlinux = shelf_path(&opening->shelf, "vmlinux");
	return read_image(opening);
}

static struct error *open_modules(struct opening *opening)
{
	try(make_package(opening));
	if (!shelf_has(&opening->shelf, "package/modules"))
		return error_refuse(SUTURE_REFUSAL_NO_SUCH_KERNEL, "%s has no modules",
				    opening->kernel->name);
	opening->kernel->modules = shelf_path(&opening->shelf, "package/modules");
	return NULL;
}

/* ---- the tree ---- */

static struct error *open_compiler(struct opening *opening, const struct config *config)
{
	_cleanup_compiler_ struct compiler compiler = { 0 };
	struct kernel *kernel = opening->kernel;

	try(compiler_find(config, opening->origin->compiler, &compiler));
	kernel->compiler_differs = compiler.differs;
	kernel->compiler = take(compiler.program);
	kernel->compiler_text = take(compiler.text);
	kernel->vendor_compiler_text = take(compiler.vendor_text);
	kernel->make_variables =
		prepare_variables(opening->origin, &opening->banner, kernel->compiler);
	return NULL;
}

static struct error *bring_and_prepare(struct opening *opening, const char *workplace)
{
	_cleanup_free_ char *tree = xasprintf("%s/tree", workplace);
	_cleanup_free_ char *symvers = xasprintf("%s/Module.symvers", workplace);
	_cleanup_free_ char *log = shelf_path(&opening->shelf, "prepare.log");
	const struct preparation preparation = {
		.tree = tree,
		.config = opening->kernel->config,
		.symvers = symvers,
		.release = opening->kernel->release,
		.log = log,
		.make_variables = opening->kernel->make_variables,
		.progress = opening->origin->progress,
	};

	try(opening->origin->bring_source(opening->origin, workplace));
	try(prepare_tree(&preparation));
	/* The tree comes last: where it is, everything is. */
	try(shelf_publish(&opening->shelf, symvers, "Module.symvers"));
	return shelf_publish(&opening->shelf, tree, "tree");
}

static struct error *make_tree(struct opening *opening, const struct config *config)
{
	_cleanup_free_ char *workplace = NULL;
	_cleanup_error_ struct error *leftover = NULL;
	struct error *error;
	bool there;

	try(lock_unless(&opening->shelf, "tree", &there));
	if (there)
		return NULL;
	try(tools_check(config));
	try(shelf_workplace(&opening->shelf, &workplace));
	error = bring_and_prepare(opening, workplace);
	leftover = tree_remove(workplace);
	return error;
}

static struct error *open_tree(struct opening *opening)
{
	_cleanup_config_ struct config config = { 0 };
	struct kernel *kernel = opening->kernel;

	try(config_read(kernel->config, &config));
	try(open_compiler(opening, &config));
	try(make_tree(opening, &config));
	kernel->tree = shelf_path(&opening->shelf, "tree");
	kernel->symvers = shelf_path(&opening->shelf, "Module.symvers");
	return NULL;
}

static struct kernel *kernel_new(const struct opening *opening)
{
	struct kernel *kernel = xcalloc(1, sizeof(*kernel));

	kernel->name = xstrdup(opening->origin->name);
	kernel->release = xstrdup(opening->origin->release);
	kernel->version = xstrdup(opening->origin->version);
	kernel->directory = xstrdup(opening->shelf.directory);
	return kernel;
}

struct error *kernel_open(const char *specification, unsigned int parts,
			  const struct kernel_progress *progress, struct kernel **kernel)
{
	_cleanup_(opening_deinit) struct opening opening = { .shelf.lock = -1 };

	try(origin_open(specification, progress, &opening.origin));
	try(shelf_open(opening.origin->key, &opening.shelf));
	opening.kernel = kernel_new(&opening);
	if (parts & (KERNEL_IMAGE | KERNEL_TREE))
		try(open_image(&opening));
	if (parts & KERNEL_MODULES)
		try(open_modules(&opening));
	if (parts & KERNEL_TREE)
		try(open_tree(&opening));
	*kernel = take(opening.kernel);
	return NULL;
}

void kernel_close(struct kernel *kernel)
{
	if (!kernel)
		return;
	for (char **variable = kernel->make_variables; variable && *variable; variable++)
		free(*variable);
	free(kernel->make_variables);
	free(kernel->name);
	free(kernel->release);
	free(kernel->version);
	free(kernel->directory);
	free(kernel->config);
	free(kernel->image);
	free(kernel->vmlinux);
	free(kernel->modules);
	free(kernel->tree);
	free(kernel->symvers);
	free(kernel->compiler);
	free(kernel->compiler_text);
	free(kernel->vendor_compiler_text);
	image_close(kernel->vmlinux_image);
	free(kernel);
}
