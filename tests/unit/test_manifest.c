/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Manifests: what is written is read back the same, and what breaks a rule is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "client/manifest.h"

#define SHA256 "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static void fill_module(struct manifest_module *module, const char *target)
{
	struct manifest_function *function = array_append(module->functions, module->n_functions);
	struct manifest_data *data = array_append(module->data, module->n_data);

	module->target = xstrdup(target);
	module->file = xasprintf("suture-x-%s.ko", target);
	module->sha256 = xstrdup(SHA256);
	module->size = 4711;
	module->name = xasprintf("suture_x_%s", target);
	module->target_build_id = strcmp(target, "vmlinux") ? xstrdup("aabb") : NULL;
	*function = (struct manifest_function){ xstrdup("f.isra.0"), xstrdup("a/b.o"), 10, 20,
						SUTURE_METHOD_FTRACE };
	*data = (struct manifest_data){ xstrdup("table"), 64 };
	module->hooks = 3;
	string_list_add(&module->units, "a/b.o");
}

static void fill(struct manifest *manifest)
{
	manifest->id = xstrdup("CVE-2026-1");
	manifest->title = xstrdup("rds: \xc3\xbc \"quoted\"");
	string_list_add(&manifest->cves, "CVE-2026-1");
	manifest->release = xstrdup("6.1.0-47-cloud-amd64");
	manifest->version = xstrdup("6.1.170-3");
	manifest->build_id = xstrdup("0123456789abcdef0123456789abcdef01234567");
	string_list_add(&manifest->requires, "CVE-2026-0");
	fill_module(array_append(manifest->modules, manifest->n_modules), "vmlinux");
	fill_module(array_append(manifest->modules, manifest->n_modules), "rds");
	string_list_add(&manifest->notices, "mind the gap");
	manifest->pinned = true;
	manifest->suture = xstrdup("0.1.0");
}

static char *write_text(const struct manifest *manifest)
{
	char *text = NULL;

	assert_null(manifest_text(manifest, &text));
	return text;
}

static void same_after_reading(void **state)
{
	_cleanup_manifest_ struct manifest manifest = { 0 }, again = { 0 };
	_cleanup_free_ char *text = NULL, *text_again = NULL;

	(void)state;
	fill(&manifest);
	text = write_text(&manifest);
	assert_null(manifest_parse(text, strlen(text), &again));
	text_again = write_text(&again);
	assert_string_equal(text, text_again);
	assert_true(again.pinned);
	assert_int_equal(again.modules[1].functions[0].method, SUTURE_METHOD_FTRACE);
	assert_int_equal(again.modules[0].data[0].size, 64);
	assert_int_equal(again.modules[0].hooks, 3);
	assert_null(again.modules[0].target_build_id);
	assert_string_equal(again.modules[1].target_build_id, "aabb");
}

static void text_is_canonical(void **state)
{
	static const char beginning[] =
		"{\n  \"format\": 1,\n  \"id\": \"CVE-2026-1\",\n  \"title\": ";
	_cleanup_manifest_ struct manifest manifest = { 0 };
	_cleanup_free_ char *text = NULL;

	(void)state;
	fill(&manifest);
	text = write_text(&manifest);
	assert_memory_equal(text, beginning, strlen(beginning));
	assert_string_equal(text + strlen(text) - 3, "\n}\n");
}

/* Refused, and the caller's manifest untouched? */
static void assert_refused(const char *text, enum suture_refusal refusal)
{
	struct manifest manifest = { .id = (char *)"untouched" };
	_cleanup_error_ struct error *error = manifest_parse(text, strlen(text), &manifest);

	assert_non_null(error);
	assert_int_equal(error->kind, ERROR_REFUSED);
	assert_int_equal(error->refusal, refusal);
	assert_string_equal(manifest.id, "untouched");
}

/* The text of a good manifest with one part of it replaced by another. */
static char *with(const char *part, const char *other)
{
	_cleanup_manifest_ struct manifest manifest = { 0 };
	_cleanup_free_ char *text = NULL;
	const char *place;

	fill(&manifest);
	assert_null(manifest_text(&manifest, &text));
	place = strstr(text, part);
	assert_non_null(place);
	return xasprintf("%.*s%s%s", (int)(place - text), text, other, place + strlen(part));
}

static const struct {
	const char *part;
	const char *other;
} damages[] = {
	{ "\"id\": \"CVE-2026-1\"", "\"id\": \"../CVE\"" },
	{ "\"id\": \"CVE-2026-1\"", "\"id\": \".hidden\"" },
	{ "\"id\": \"CVE-2026-1\"", "\"id\": \"\"" },
	{ "\"id\": \"CVE-2026-1\"", "\"id\": 1" },
	{ "\"id\": \"CVE-2026-1\"", "\"id\": null" },
	{ "\"id\": \"CVE-2026-1\",", "" },
	{ "\"id\": \"CVE-2026-1\",", "\"id\": \"a\", \"id\": \"b\"," },
	{ "\"id\": \"CVE-2026-1\",", "\"id\": \"a\", \"extra\": 1," },
	{ "\"id\": \"CVE-2026-1\"",
	  "\"id\": \"a123456789012345678901234567890123456789012345678901234567890123\"" },
	{ "\"requires\": [\n    \"CVE-2026-0\"", "\"requires\": [\n    \"a/b\"" },
	{ "\"requires\": [\n    \"CVE-2026-0\"", "\"requires\": [\n    \"CVE-2026-1\"" },
	{ "\"requires\": [\n    \"CVE-2026-0\"", "\"requires\": [\n    7" },
	{ "suture-x-rds.ko", "../suture-x-rds.ko" },
	{ "suture-x-rds.ko", "/etc/x.ko" },
	{ "suture-x-rds.ko", "x.exe" },
	{ "suture-x-rds.ko", ".ko" },
	{ "suture-x-rds.ko", "suture-x-vmlinux.ko" },
	{ "suture_x_rds", "suture_x_vmlinux" },
	{ "suture_x_rds", "suture-x" },
	{ "suture_x_rds", "a12345678901234567890123456789012345678901234567890123456" },
	{ "\"target\": \"rds\"", "\"target\": \"vmlinux\"" },
	{ "\"target\": \"rds\"", "\"target\": \"r d s\"" },
	{ SHA256, "00112233" },
	{ "00112233445566", "0011223344556G" },
	{ "0123456789abcdef", "0123456789ABCDEF" },
	{ "0123456789abcdef", "012345678" },
	{ "\"aabb\"", "\"\"" },
	{ "\"aabb\"", "5" },
	{ "4711", "-1" },
	{ "4711", "4294967296" },
	{ "4711", "4711.0" },
	{ "4711", "99999999999999999999" },
	{ "4711", "\"4711\"" },
	{ "\"ftrace\"", "\"magic\"" },
	{ "\"hooks\": 3", "\"hooks\": -1" },
	{ "\"hooks\": 3", "\"hooks\": []" },
	{ "f.isra.0", "" },
	{ "f.isra.0", "f g" },
	{ "true", "1" },
	{ "mind the gap", "mind \\u001b[31m" },
	{ "mind the gap", "mind \\u009b31m" },
	{ "mind the gap", "mind\\nthe gap" },
	{ "\"notices\": [", "\"notices\": [[]," },
	{ "\"cves\": [", "\"cves\": [{}," },
	{ "\"created_for\": {", "\"created_for\": {\"more\": 1," },
	{ "\"format\": 1,", "" },
	{ "\"format\": 1,", "\"format\": \"1\"," },
	{ "}\n", "}}\n" },
};

static void damaged_ones_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(damages); i++) {
		_cleanup_free_ char *text = with(damages[i].part, damages[i].other);

		assert_refused(text, SUTURE_REFUSAL_UPDATE_DAMAGED);
	}
	assert_refused("", SUTURE_REFUSAL_UPDATE_DAMAGED);
	assert_refused("[]", SUTURE_REFUSAL_UPDATE_DAMAGED);
}

/* Cut off anywhere, it is not a manifest any more, but for the final newline. */
static void every_beginning_is_refused(void **state)
{
	_cleanup_manifest_ struct manifest manifest = { 0 };
	_cleanup_free_ char *text = NULL;

	(void)state;
	fill(&manifest);
	text = write_text(&manifest);
	for (size_t length = strlen(text) - 1; length-- > 0;) {
		_cleanup_free_ char *beginning = xstrndup(text, length);

		assert_refused(beginning, SUTURE_REFUSAL_UPDATE_DAMAGED);
	}
}

static void other_formats_are_told_apart(void **state)
{
	(void)state;
	assert_refused("{\"format\": 2}", SUTURE_REFUSAL_UPDATE_FORMAT);
	assert_refused("{\"format\": 0, \"anything\": []}", SUTURE_REFUSAL_UPDATE_FORMAT);
}

static void no_modules_is_no_update(void **state)
{
	_cleanup_manifest_ struct manifest manifest = { 0 };
	struct manifest_module *modules;
	size_t n_modules;
	struct error *error;

	(void)state;
	fill(&manifest);
	modules = manifest.modules;
	n_modules = manifest.n_modules;
	manifest.n_modules = 0;
	error = manifest_check(&manifest);
	manifest.n_modules = n_modules;
	assert_ptr_equal(manifest.modules, modules);
	assert_non_null(error);
	error_free(error);
}

/* Does a manifest hold whose second module keeps only these of what it changes? */
static bool holds_with(size_t n_functions, size_t n_data, uint64_t hooks)
{
	_cleanup_manifest_ struct manifest manifest = { 0 };
	struct manifest_module *module, kept;
	struct error *error;

	fill(&manifest);
	module = &manifest.modules[1];
	kept = *module;
	module->n_functions = n_functions;
	module->n_data = n_data;
	module->hooks = hooks;
	error = manifest_check(&manifest);
	*module = kept;
	error_free(error);
	return !error;
}

static void every_module_changes_something(void **state)
{
	(void)state;
	assert_true(holds_with(1, 0, 0));
	assert_true(holds_with(0, 1, 0));
	assert_true(holds_with(0, 0, 1));
	assert_false(holds_with(0, 0, 0));
}

/* The writer does not write what the reader would refuse. */
static void broken_ones_are_not_written(void **state)
{
	_cleanup_manifest_ struct manifest manifest = { 0 };
	_cleanup_error_ struct error *error = NULL;
	char *text = NULL;

	(void)state;
	fill(&manifest);
	manifest.modules[0].size = (uint64_t)1 << 32;
	error = manifest_text(&manifest, &text);
	assert_non_null(error);
	assert_int_equal(error->kind, ERROR_INTERNAL);
	assert_null(text);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_after_reading),
		cmocka_unit_test(text_is_canonical),
		cmocka_unit_test(damaged_ones_are_refused),
		cmocka_unit_test(every_beginning_is_refused),
		cmocka_unit_test(other_formats_are_told_apart),
		cmocka_unit_test(no_modules_is_no_update),
		cmocka_unit_test(every_module_changes_something),
		cmocka_unit_test(broken_ones_are_not_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
