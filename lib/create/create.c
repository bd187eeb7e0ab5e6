/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "create/create.h"

#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/hex.h"
#include "base/memory.h"
#include "build/build.h"
#include "create/closure.h"
#include "create/descriptor.h"
#include "create/layout.h"
#include "create/module.h"
#include "create/module_signer.h"
#include "create/publish.h"
#include "create/verify.h"
#include "kernel/kernel.h"

/* One target of the update. */
struct part {
	char *name;			/* "vmlinux", or as the kernel calls the module */
	char *module;			/* "net/rds/rds"; NULL for vmlinux */
	struct object *object;		/* the vendor's .ko; NULL for vmlinux */
	struct target *target;
	struct delta *delta;
};

struct creation {
	const struct create_input *input;
	struct kernel *kernel;
	struct build *build;
	struct target *image;
	struct symvers *symvers;
	struct exports exports;		/* of vmlinux, the patch's too */
	const char *anchor;
	struct part *parts;
	size_t n_parts;
	struct module_signer *signer;	/* NULL: modules are not signed */
	char *directory;		/* where the update is put together */
	struct manifest manifest;
};

static void part_deinit(struct part *part)
{
	delta_free(part->delta);
	target_close(part->target);
	object_free(part->object);
	free(part->module);
	free(part->name);
}

static void creation_deinit(struct creation *creation)
{
	for (size_t i = 0; i < creation->n_parts; i++)
		part_deinit(&creation->parts[i]);
	free(creation->parts);
	if (creation->signer)
		module_signer_close(creation->signer);
	exports_deinit(&creation->exports);
	symvers_free(creation->symvers);
	target_close(creation->image);
	build_free(creation->build);
	kernel_close(creation->kernel);
	if (creation->directory)
		error_free(tree_remove(creation->directory));
	free(creation->directory);
	manifest_deinit(&creation->manifest);
}

static void step(const struct creation *creation, const char *text)
{
	if (creation->input->step)
		creation->input->step(creation->input->context, text);
}

/* ---- kernel and builds ---- */

/* What every kernel exports, under its newer and its older name. */
static struct error *choose_anchor(struct creation *creation)
{
	static const char *const names[] = { "_printk", "printk" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const struct export *export = symvers_find(creation->symvers, names[i]);

		if (export && !strcmp(export->module, "vmlinux")) {
			creation->anchor = names[i];
			return NULL;
		}
	}
	return error_refuse(SUTURE_REFUSAL_KERNEL_UNSUPPORTED, "the kernel exports no printk");
}

static struct error *open_kernel(struct creation *creation)
{
	struct kernel_progress progress = { creation->input->step, creation->input->context };

	try(kernel_open(creation->input->kernel, KERNEL_ALL,
			creation->input->step ? &progress : NULL, &creation->kernel));
	try(target_open_image(creation->kernel->vmlinux_image, &creation->image));
	try(symvers_open(creation->kernel->symvers, &creation->symvers));
	creation->exports.symvers = creation->symvers;
	return choose_anchor(creation);
}

static struct error *build_units(struct creation *creation)
{
	struct build_progress progress = { creation->input->step, creation->input->context };

	return build_patch(creation->kernel, creation->input->patch,
			   creation->input->step ? &progress : NULL, &creation->build);
}

/* ---- targets ---- */

static char *plain_module_name(const char *module)
{
	const char *slash = strrchr(module, '/');
	char *name = xstrdup(slash ? slash + 1 : module);

	for (char *c = name; *c; c++)
		if (*c == '-')
			*c = '_';
	return name;
}

static bool same_module(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : !a && !b;
}

static struct error *open_part(struct creation *creation, const char *module, struct part *part)
{
	_cleanup_free_ char *path = NULL;

	if (!module) {
		part->name = xstrdup("vmlinux");
		try(target_open_image(creation->kernel->vmlinux_image, &part->target));
	} else {
		part->module = xstrdup(module);
		part->name = plain_module_name(module);
		try(kernel_module_path(creation->kernel, module, &path));
		try(object_open(path, &part->object));
		try(target_open_module(part->name, part->object, &part->target));
	}
	return delta_new(part->target, creation->image, &creation->exports, &part->delta);
}

static struct error *part_for(struct creation *creation, const char *module, struct part **found)
{
	for (size_t i = 0; i < creation->n_parts; i++)
		if (same_module(creation->parts[i].module, module)) {
			*found = &creation->parts[i];
			return NULL;
		}
	*found = array_append(creation->parts, creation->n_parts);
	return open_part(creation, module, *found);
}

static struct error *compare_unit(struct creation *creation, const struct unit *unit)
{
	struct delta *delta;
	struct part *part;

	try(part_for(creation, unit->module, &part));
	delta = part->delta;
	try(delta_add(delta, unit->object, unit->source, unit->exact, unit->pre, unit->post));
	if (!part->module)
		exports_add(&creation->exports, delta->views[delta->n_views - 1]->post.object);
	return NULL;
}

static struct error *compare_units(struct creation *creation)
{
	for (size_t i = 0; i < creation->build->n_units; i++)
		try(compare_unit(creation, &creation->build->units[i]));
	return NULL;
}

static struct error *close_over(struct creation *creation)
{
	bool once = false, empty = true;

	for (size_t i = 0; i < creation->n_parts; i++) {
		struct delta *delta = creation->parts[i].delta;

		try(delta_close(delta));
		once |= delta->has_once_code;
		empty &= delta_is_empty(delta);
	}
	if (!empty)
		return NULL;
	if (once)
		return error_refuse(SUTURE_REFUSAL_INIT_ONLY,
				    "the patch changes only code that has already run");
	return error_new(ERROR_NO_CHANGE, "no functional change");
}

/* Units whose code stays do not care about layouts. */
static const struct view *changed_view(const struct creation *creation, const char *object)
{
	for (size_t i = 0; i < creation->n_parts; i++) {
		const struct delta *delta = creation->parts[i].delta;

		for (size_t k = 0; k < delta->n_views; k++)
			if (!strcmp(delta->views[k]->name, object) &&
			    view_has_changed_code(delta->views[k]))
				return delta->views[k];
	}
	return NULL;
}

static struct error *check_layouts(struct creation *creation)
{
	for (size_t i = 0; i < creation->build->n_units; i++) {
		const struct unit *unit = &creation->build->units[i];
		struct error *error;

		if (!changed_view(creation, unit->object))
			continue;
		error = layout_compare(unit->pre, unit->post);
		if (error)
			return error_at(error, unit->object, NULL);
	}
	return NULL;
}

/* ---- the update's files ---- */

static void list_functions(const struct replacements *replacements, struct manifest_module *module)
{
	for (size_t i = 0; i < replacements->n_functions; i++) {
		const struct replaced *replaced = &replacements->functions[i];
		struct manifest_function *function = array_append(module->functions,
								  module->n_functions);

		function->name = xstrdup(replaced->exact->name);
		function->unit = xstrdup(replaced->view->name);
		function->old_size = replaced->exact->size;
		function->new_size = replaced->piece->size;
		function->method = replaced->redirect.method;
	}
	for (size_t i = 0; i < replacements->n_data; i++) {
		struct manifest_data *data = array_append(module->data, module->n_data);

		data->name = xstrdup(replacements->data[i].name);
		data->size = replacements->data[i].size;
	}
}

static void list_units(const struct delta *delta, struct manifest_module *module)
{
	for (size_t i = 0; i < delta->n_views; i++)
		if (delta->views[i]->location)
			string_list_add(&module->units, delta->views[i]->name);
}

static struct error *describe_file(const char *path, struct manifest_module *module)
{
	_cleanup_bytes_ struct bytes file = { 0 };
	char digest[DIGEST_TEXT_SIZE];

	try(file_read(path, &file));
	digest_bytes(file.data, file.size, digest);
	module->sha256 = xstrdup(digest);
	module->size = file.size;
	return NULL;
}

static unsigned int count_modules(const struct creation *creation)
{
	unsigned int n = 0;

	for (size_t i = 0; i < creation->n_parts; i++)
		n += !delta_is_empty(creation->parts[i].delta);
	return n;
}

static struct error *link_module(struct creation *creation, const struct assembly *assembly,
				 const char *name, const char *output)
{
	_cleanup_free_ char *directory = xasprintf("%s/%s.parts", creation->build->output, name);
	struct module_input input = {
		.name = name,
		.id = creation->input->id,
		.directory = directory,
		.output = output,
		.compiler = &creation->build->compiler,
		.symvers = creation->symvers,
	};

	try(directory_make(directory));
	return module_link(assembly->writer, &input);
}

static struct error *emit_part(struct creation *creation, struct part *part)
{
	_cleanup_assembly_ struct assembly *assembly = NULL;
	_cleanup_replacements_ struct replacements replacements = { 0 };
	struct manifest_module *module = array_append(creation->manifest.modules,
						      creation->manifest.n_modules);
	_cleanup_free_ char *path = NULL;
	unsigned char build_id[20] = { 0 };
	struct descriptor_input input = {
		.id = creation->input->id,
		.build_id = creation->kernel->build_id,
		.target_build_id = build_id,
		.n_modules = count_modules(creation),
		.requires = creation->input->requires,
		.n_requires = creation->input->n_requires,
	};

	module->target = xstrdup(part->name);
	module->name = module_name(creation->input->id, part->name);
	module->file = xasprintf("%s.ko", module->name);
	if (part->object && object_build_id(part->object, build_id))
		module->target_build_id = hex_text(build_id, sizeof(build_id));
	try(assembly_new(part->delta, creation->anchor, &assembly));
	try(assembly_fill(assembly));
	try(replacements_find(assembly, &replacements));
	try(descriptor_write(assembly, &replacements, &input));
	path = xasprintf("%s/%s", creation->directory, module->file);
	try(link_module(creation, assembly, module->name, path));
	try(verify_module(path, &assembly->bases));
	if (creation->signer)
		try(module_sign(creation->signer, path));
	list_functions(&replacements, module);
	module->hooks = delta_hooks(part->delta);
	list_units(part->delta, module);
	return describe_file(path, module);
}

static void note_all(struct creation *creation)
{
	struct manifest *manifest = &creation->manifest;

	for (size_t i = 0; i < creation->build->n_notes; i++)
		string_list_add(&manifest->notices, creation->build->notes[i]);
	for (size_t i = 0; i < creation->n_parts; i++) {
		const struct delta *delta = creation->parts[i].delta;

		for (size_t k = 0; k < delta->n_notices; k++)
			string_list_add(&manifest->notices, delta->notices[k]);
		manifest->pinned |= delta->is_pinned;
	}
}

static void describe_update(struct creation *creation)
{
	const struct create_input *input = creation->input;
	struct manifest *manifest = &creation->manifest;

	manifest->id = xstrdup(input->id);
	manifest->title = xstrdup(input->title ? input->title : input->id);
	if (!strncmp(input->id, "CVE-", 4))
		string_list_add(&manifest->cves, input->id);
	manifest->release = xstrdup(creation->kernel->release);
	manifest->version = xstrdup(creation->kernel->version);
	manifest->build_id = hex_text(creation->kernel->build_id, 20);
	for (size_t i = 0; i < input->n_requires; i++)
		string_list_add(&manifest->requires, input->requires[i]);
	manifest->suture = xstrdup(SUTURE_VERSION);
}

static struct error *emit(struct creation *creation)
{
	_cleanup_free_ char *path = NULL;

	try(directory_make(creation->input->output));
	try(directory_make_temporary(creation->input->output, ".suture", &creation->directory));
	describe_update(creation);
	for (size_t i = 0; i < creation->n_parts; i++)
		if (!delta_is_empty(creation->parts[i].delta))
			try(emit_part(creation, &creation->parts[i]));
	note_all(creation);
	path = xasprintf("%s/%s", creation->directory, MANIFEST_FILE);
	return manifest_write(&creation->manifest, path);
}

struct error *create_update(const struct create_input *input, struct manifest *manifest)
{
	_cleanup_(creation_deinit) struct creation creation = { .input = input };

	try(publish_check(input->output, input->id));
	if (input->sign_key)
		try(module_signer_open(input->sign_key, input->certificate, &creation.signer));
	try(open_kernel(&creation));
	try(build_units(&creation));
	step(&creation, "comparing objects");
	try(compare_units(&creation));
	try(check_layouts(&creation));
	try(close_over(&creation));
	step(&creation, "writing the update");
	try(emit(&creation));
	try(publish(creation.directory, input->output, input->id));
	free(take(creation.directory));
	*manifest = creation.manifest;
	creation.manifest = (struct manifest){ 0 };
	return NULL;
}
