/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading is strict: every key must be there, of its type, and no other. A
 * later format with more in it has another number.
 */
#include "client/manifest.h"

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"

#define MANIFEST_SIZE_MAX (16 << 20)

static struct error *damaged(const json_error_t *why)
{
	return error_refuse(SUTURE_REFUSAL_UPDATE_DAMAGED, "%s", why->text);
}

static struct error *wrong_type(const char *key, const char *type)
{
	return error_refuse(SUTURE_REFUSAL_UPDATE_DAMAGED, "'%s' is not %s", key, type);
}

static struct error *read_list(json_t *array, const char *key, struct string_list *strings)
{
	return json_read_strings(array, strings) ? NULL : wrong_type(key, "a list of strings");
}

static struct error *read_size(json_int_t value, const char *key, uint64_t *size)
{
	if (value < 0 || value > UINT32_MAX)
		return error_refuse(SUTURE_REFUSAL_UPDATE_DAMAGED, "'%s' is out of range", key);
	*size = (uint64_t)value;
	return NULL;
}

static struct error *read_method(const char *name, enum suture_method *method)
{
	if (strcmp(name, "jump") == 0)
		*method = SUTURE_METHOD_JUMP;
	else if (strcmp(name, "ftrace") == 0)
		*method = SUTURE_METHOD_FTRACE;
	else
		return wrong_type("method", "\"jump\" or \"ftrace\"");
	return NULL;
}

static struct error *read_function(json_t *object, struct manifest_function *function)
{
	const char *name, *unit, *method;
	json_int_t old_size, new_size;
	json_error_t why;

	if (json_unpack_ex(object, &why, JSON_STRICT, "{s:s, s:s, s:I, s:I, s:s}", "name", &name,
			   "unit", &unit, "old_size", &old_size, "new_size", &new_size, "method",
			   &method))
		return damaged(&why);
	function->name = xstrdup(name);
	function->unit = xstrdup(unit);
	try(read_size(old_size, "old_size", &function->old_size));
	try(read_size(new_size, "new_size", &function->new_size));
	return read_method(method, &function->method);
}

static struct error *read_functions(json_t *array, struct manifest_module *module)
{
	size_t i;
	json_t *item;

	if (!json_is_array(array))
		return wrong_type("functions", "a list");
	json_array_foreach (array, i, item)
		try(read_function(item, array_append(module->functions, module->n_functions)));
	return NULL;
}

static struct error *read_datum(json_t *object, struct manifest_data *data)
{
	const char *name;
	json_int_t size;
	json_error_t why;

	if (json_unpack_ex(object, &why, JSON_STRICT, "{s:s, s:I}", "name", &name, "size", &size))
		return damaged(&why);
	data->name = xstrdup(name);
	return read_size(size, "size", &data->size);
}

static struct error *read_data(json_t *array, struct manifest_module *module)
{
	size_t i;
	json_t *item;

	if (!json_is_array(array))
		return wrong_type("data", "a list");
	json_array_foreach (array, i, item)
		try(read_datum(item, array_append(module->data, module->n_data)));
	return NULL;
}

static struct error *read_nullable(json_t *value, const char *key, char **string)
{
	if (json_is_null(value))
		return NULL;
	if (!json_is_string(value))
		return wrong_type(key, "a string or null");
	*string = xstrdup(json_string_value(value));
	return NULL;
}

static struct error *read_module(json_t *object, struct manifest_module *module)
{
	const char *target, *file, *sha256, *name;
	json_t *build_id, *functions, *data, *units;
	json_int_t size, hooks;
	json_error_t why;

	if (json_unpack_ex(object, &why, JSON_STRICT,
			   "{s:s, s:s, s:s, s:I, s:s, s:o, s:o, s:o, s:I, s:o}", "target", &target,
			   "file", &file, "sha256", &sha256, "size", &size, "name", &name,
			   "target_build_id", &build_id, "functions", &functions, "data", &data,
			   "hooks", &hooks, "units", &units))
		return damaged(&why);
	module->target = xstrdup(target);
	module->file = xstrdup(file);
	module->sha256 = xstrdup(sha256);
	module->name = xstrdup(name);
	try(read_nullable(build_id, "target_build_id", &module->target_build_id));
	try(read_size(size, "size", &module->size));
	try(read_functions(functions, module));
	try(read_data(data, module));
	try(read_size(hooks, "hooks", &module->hooks));
	return read_list(units, "units", &module->units);
}

static struct error *read_modules(json_t *array, struct manifest *manifest)
{
	size_t i;
	json_t *item;

	if (!json_is_array(array))
		return wrong_type("modules", "a list");
	json_array_foreach (array, i, item)
		try(read_module(item, array_append(manifest->modules, manifest->n_modules)));
	return NULL;
}

static struct error *read_content(json_t *root, struct manifest *manifest)
{
	const char *id, *title, *release, *version, *build_id, *suture;
	json_t *cves, *requires, *modules, *notices;
	int format, pinned;
	json_error_t why;

	if (json_unpack_ex(root, &why, JSON_STRICT,
			   "{s:i, s:s, s:s, s:o, s:{s:s, s:s, s:s}, s:o, s:o, s:o, s:b, s:s}",
			   "format", &format, "id", &id, "title", &title, "cves", &cves,
			   "created_for", "release", &release, "version", &version, "build_id",
			   &build_id, "requires", &requires, "modules", &modules, "notices",
			   &notices, "pinned", &pinned, "suture", &suture))
		return damaged(&why);
	manifest->id = xstrdup(id);
	manifest->title = xstrdup(title);
	manifest->release = xstrdup(release);
	manifest->version = xstrdup(version);
	manifest->build_id = xstrdup(build_id);
	manifest->pinned = pinned;
	manifest->suture = xstrdup(suture);
	try(read_list(cves, "cves", &manifest->cves));
	try(read_list(requires, "requires", &manifest->requires));
	try(read_modules(modules, manifest));
	return read_list(notices, "notices", &manifest->notices);
}

/* Before anything else: a manifest of another format may have any other shape. */
static struct error *check_format(json_t *root)
{
	json_t *format = json_object_get(root, "format");

	if (!json_is_integer(format))
		return error_refuse(SUTURE_REFUSAL_UPDATE_DAMAGED, "no format number");
	if (json_integer_value(format) != MANIFEST_FORMAT)
		return error_refuse(SUTURE_REFUSAL_UPDATE_FORMAT, "format %lld, this is format %d",
				    (long long)json_integer_value(format), MANIFEST_FORMAT);
	return NULL;
}

struct error *manifest_parse(const void *text, size_t size, struct manifest *manifest)
{
	_cleanup_manifest_ struct manifest content = { 0 };
	_cleanup_json_ json_t *root = NULL;
	json_error_t why;

	if (size > MANIFEST_SIZE_MAX)
		return error_refuse(SUTURE_REFUSAL_UPDATE_DAMAGED, "too long");
	root = json_loadb(text, size, JSON_REJECT_DUPLICATES, &why);
	if (!root)
		return error_refuse(SUTURE_REFUSAL_UPDATE_DAMAGED, "line %d: not JSON", why.line);
	try(check_format(root));
	try(read_content(root, &content));
	try(manifest_check(&content));
	*manifest = content;
	content = (struct manifest){ 0 };
	return NULL;
}

struct error *manifest_read(const char *path, struct manifest *manifest)
{
	_cleanup_bytes_ struct bytes bytes = { 0 };
	struct error *error;

	try(file_read(path, &bytes));
	error = manifest_parse(bytes.data, bytes.size, manifest);
	return error ? error_context(error, "%s", path) : NULL;
}
