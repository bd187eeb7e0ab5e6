/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rules of a manifest beyond its shape. They keep a hostile one from
 * leaving its directory, from writing to a terminal what it should not, and
 * from naming what the kernel would cut off.
 */
#include "client/manifest.h"

#include "base/file.h"
#include "base/form.h"
#include "base/memory.h"
#include <suture/abi.h>

#define KERNEL_MODULE_NAME_MAX 56 /* MODULE_NAME_LEN, with the final NUL */
#define FILE_NAME_LENGTH_MAX   255

static bool is_module_name(const char *string)
{
	size_t length = strlen(string);

	return length > 0 && length < KERNEL_MODULE_NAME_MAX && consists_of(string, "_");
}

static bool is_module_file(const char *string)
{
	size_t length = strlen(string);

	return is_name(string, "._-+", FILE_NAME_LENGTH_MAX) && length > 3 &&
	       strcmp(string + length - 3, ".ko") == 0;
}

static bool is_symbol(const char *string)
{
	return *string && strlen(string) < SUTURE_NAME_MAX && is_printable(string) &&
	       !strchr(string, ' ');
}

static struct error *damaged(const char *what, const char *value)
{
	if (!value || !is_printable(value))
		return error_refuse(SUTURE_REFUSAL_UPDATE_DAMAGED, "bad %s", what);
	return error_refuse(SUTURE_REFUSAL_UPDATE_DAMAGED, "bad %s '%s'", what, value);
}

static struct error *check(bool (*is_good)(const char *), const char *what, const char *value)
{
	return value && is_good(value) ? NULL : damaged(what, value);
}

static struct error *check_all(bool (*is_good)(const char *), const char *what,
			       const struct string_list *strings)
{
	for (size_t i = 0; i < strings->n_items; i++)
		try(check(is_good, what, strings->items[i]));
	return NULL;
}

static struct error *check_sha256(const char *value)
{
	return value && is_digest(value) ? NULL : damaged("sha256", value);
}

static struct error *check_size(uint64_t size)
{
	return size <= UINT32_MAX ? NULL : damaged("size", NULL);
}

static struct error *check_functions(const struct manifest_module *module)
{
	for (size_t i = 0; i < module->n_functions; i++) {
		try(check(is_symbol, "function name", module->functions[i].name));
		try(check(is_printable, "unit", module->functions[i].unit));
		try(check_size(module->functions[i].old_size));
		try(check_size(module->functions[i].new_size));
	}
	for (size_t i = 0; i < module->n_data; i++) {
		try(check(is_symbol, "data name", module->data[i].name));
		try(check_size(module->data[i].size));
	}
	return NULL;
}

static struct error *check_content(const struct manifest_module *module)
{
	try(check_size(module->hooks));
	if (!module->n_functions && !module->n_data && !module->hooks)
		return damaged("target without a change", module->target);
	return NULL;
}

static struct error *check_module(const struct manifest_module *module)
{
	try(check(is_module_name, "target", module->target));
	try(check(is_module_file, "file", module->file));
	try(check(is_module_name, "module name", module->name));
	try(check_size(module->size));
	try(check_sha256(module->sha256));
	if (module->target_build_id)
		try(check(is_build_id, "target_build_id", module->target_build_id));
	try(check_all(is_printable, "unit", &module->units));
	try(check_content(module));
	return check_functions(module);
}

/* One update never changes a target twice, and each module needs a file and a name of its own. */
static struct error *check_unlike(const struct manifest_module *a, const struct manifest_module *b)
{
	if (strcmp(a->target, b->target) == 0)
		return damaged("second target", a->target);
	if (strcmp(a->file, b->file) == 0)
		return damaged("second file", a->file);
	if (strcmp(a->name, b->name) == 0)
		return damaged("second module name", a->name);
	return NULL;
}

static struct error *check_modules(const struct manifest *manifest)
{
	if (manifest->n_modules == 0)
		return error_refuse(SUTURE_REFUSAL_UPDATE_DAMAGED, "no modules");
	for (size_t i = 0; i < manifest->n_modules; i++) {
		try(check_module(&manifest->modules[i]));
		for (size_t j = 0; j < i; j++)
			try(check_unlike(&manifest->modules[i], &manifest->modules[j]));
	}
	return NULL;
}

struct error *manifest_check(const struct manifest *manifest)
{
	try(check(is_update_id, "id", manifest->id));
	try(check(is_printable, "title", manifest->title));
	try(check_all(is_printable, "CVE", &manifest->cves));
	try(check(is_printable, "release", manifest->release));
	try(check(is_printable, "version", manifest->version));
	try(check(is_build_id, "build_id", manifest->build_id));
	try(check_all(is_update_id, "required id", &manifest->requires));
	if (string_list_contains(&manifest->requires, manifest->id))
		return damaged("required id", manifest->id);
	try(check_modules(manifest));
	try(check_all(is_printable, "notice", &manifest->notices));
	return check(is_printable, "suture version", manifest->suture);
}

static void module_deinit(struct manifest_module *module)
{
	free(module->target);
	free(module->file);
	free(module->sha256);
	free(module->name);
	free(module->target_build_id);
	for (size_t i = 0; i < module->n_functions; i++) {
		free(module->functions[i].name);
		free(module->functions[i].unit);
	}
	free(module->functions);
	for (size_t i = 0; i < module->n_data; i++)
		free(module->data[i].name);
	free(module->data);
	string_list_deinit(&module->units);
}

void manifest_deinit(struct manifest *manifest)
{
	free(manifest->id);
	free(manifest->title);
	string_list_deinit(&manifest->cves);
	free(manifest->release);
	free(manifest->version);
	free(manifest->build_id);
	string_list_deinit(&manifest->requires);
	for (size_t i = 0; i < manifest->n_modules; i++)
		module_deinit(&manifest->modules[i]);
	free(manifest->modules);
	string_list_deinit(&manifest->notices);
	free(manifest->suture);
	*manifest = (struct manifest){ 0 };
}
