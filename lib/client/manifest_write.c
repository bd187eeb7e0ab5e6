/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keys are set in the one order in which docs/manifest.md lists them. */
#include "client/manifest.h"

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"

static json_t *functions_to_json(const struct manifest_module *module)
{
	json_t *array = json_array();

	for (size_t i = 0; i < module->n_functions; i++) {
		const struct manifest_function *function = &module->functions[i];

		json_array_append_new(
			array,
			json_pack("{s:s, s:s, s:I, s:I, s:s}", "name", function->name, "unit",
				  function->unit, "old_size", (json_int_t)function->old_size,
				  "new_size", (json_int_t)function->new_size, "method",
				  function->method == SUTURE_METHOD_FTRACE ? "ftrace" : "jump"));
	}
	return array;
}

static json_t *data_to_json(const struct manifest_module *module)
{
	json_t *array = json_array();

	for (size_t i = 0; i < module->n_data; i++)
		json_array_append_new(array, json_pack("{s:s, s:I}", "name", module->data[i].name,
						       "size", (json_int_t)module->data[i].size));
	return array;
}

static json_t *module_to_json(const struct manifest_module *module)
{
	return json_pack("{s:s, s:s, s:s, s:I, s:s, s:s?, s:o, s:o, s:I, s:o}", "target",
			 module->target, "file", module->file, "sha256", module->sha256, "size",
			 (json_int_t)module->size, "name", module->name, "target_build_id",
			 module->target_build_id, "functions", functions_to_json(module), "data",
			 data_to_json(module), "hooks", (json_int_t)module->hooks, "units",
			 strings_to_json(module->units.items, module->units.n_items));
}

static json_t *modules_to_json(const struct manifest *manifest)
{
	json_t *array = json_array();

	for (size_t i = 0; i < manifest->n_modules; i++)
		json_array_append_new(array, module_to_json(&manifest->modules[i]));
	return array;
}

static json_t *manifest_to_json(const struct manifest *manifest)
{
	return json_pack("{s:i, s:s, s:s, s:o, s:{s:s, s:s, s:s}, s:o, s:o, s:o, s:b, s:s}",
			 "format", MANIFEST_FORMAT, "id", manifest->id, "title", manifest->title,
			 "cves", strings_to_json(manifest->cves.items, manifest->cves.n_items),
			 "created_for", "release", manifest->release, "version", manifest->version,
			 "build_id", manifest->build_id, "requires",
			 strings_to_json(manifest->requires.items, manifest->requires.n_items),
			 "modules", modules_to_json(manifest), "notices",
			 strings_to_json(manifest->notices.items, manifest->notices.n_items),
			 "pinned", (int)manifest->pinned, "suture", manifest->suture);
}

struct error *manifest_text(const struct manifest *manifest, char **text)
{
	_cleanup_error_ struct error *broken = manifest_check(manifest);
	_cleanup_json_ json_t *root = NULL;

	if (broken)
		return error_new(ERROR_INTERNAL, "cannot write a manifest: %s", broken->message);
	root = manifest_to_json(manifest);
	if (!root)
		return error_new(ERROR_INTERNAL, "cannot write a manifest: not UTF-8");
	*text = json_text(root);
	return NULL;
}

struct error *manifest_write(const struct manifest *manifest, const char *path)
{
	_cleanup_free_ char *text = NULL;

	try(manifest_text(manifest, &text));
	return file_write(path, text, strlen(text), 0644);
}
