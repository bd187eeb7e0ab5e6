/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * check-references KERNEL PATCH DIRECTORY
 *
 * Does the new code of an update refer to what its source does? The patched units are
 * compiled again, and for every function of theirs that is in the update, each
 * relocation is compared with the update's by what it means (meaning.h). Prints each that
 * means something else, and the numbers; exits 1 if there is any.
 */
#include <string.h>

#include "base/memory.h"
#include "build/build.h"
#include "client/manifest.h"
#include "create/instructions.h"
#include "meaning.h"

struct tally {
	size_t functions, references, wrong;
};

struct checked {
	struct world world;
	const struct object *update;
	const struct object *post;
	struct tally *tally;
};

static const struct relocation *relocation_at(const struct section *section, uint64_t offset)
{
	size_t i = section_relocation_from(section, offset);

	return i < section->n_relocations && section->relocations[i].offset == offset ?
		       &section->relocations[i] : NULL;
}

static void check_reference(const struct checked *checked, const struct symbol *old,
			    const struct symbol *new, const struct relocation *relocation,
			    uint8_t tail)
{
	uint64_t offset = relocation->offset - old->value + new->value;
	const struct relocation *other = relocation_at(new->section, offset);
	int64_t distance = relocation_is_pc_relative(relocation->type) ? 4 + tail : 0;
	struct meaning wanted, found = { 0 };

	meaning_of_object(relocation, distance, &wanted);
	if (other)
		meaning_of_update(&checked->world, other, distance, &found);
	else
		meaning_of_late(&checked->world, checked->update, new->section, offset, distance,
				&found);
	checked->tally->references++;
	if (!meaning_same(&checked->world, &wanted, &found)) {
		_cleanup_free_ char *source = meaning_text(&wanted);
		_cleanup_free_ char *update = meaning_text(&found);

		checked->tally->wrong++;
		printf("%s+0x%llx: the source refers to %s, the update to %s\n", old->name,
		       (unsigned long long)(relocation->offset - old->value), source, update);
	}
	meaning_deinit(&wanted);
	meaning_deinit(&found);
}

/* Same bytes outside of relocated fields: then it is this unit's function, not a namesake. */
static bool is_same_code(const struct symbol *old, const struct symbol *new)
{
	size_t i = section_relocation_from(old->section, old->value);

	for (uint64_t at = 0; at < old->size; at++) {
		const struct relocation *r = &old->section->relocations[i];

		if (i < old->section->n_relocations && r->offset == old->value + at) {
			at += relocation_size(r->type) - 1;
			i++;
		} else if (old->section->data[old->value + at] !=
			   new->section->data[new->value + at]) {
			return false;
		}
	}
	return true;
}

static const struct symbol *find_function(const struct checked *checked, const struct symbol *old)
{
	for (size_t i = 1; i < checked->update->n_symbols; i++) {
		const struct symbol *symbol = &checked->update->symbols[i];

		if (symbol->section && symbol->type == STT_FUNC && symbol->size == old->size &&
		    !strcmp(symbol->name, old->name) && is_same_code(old, symbol))
			return symbol;
	}
	return NULL;
}

static struct error *check_function(const struct checked *checked, const struct symbol *old)
{
	const struct section *section = old->section;
	const struct symbol *new = find_function(checked, old);
	_cleanup_free_ uint8_t *tails = NULL;

	if (!new)
		return NULL;
	try(instructions_tails(checked->post, section, &tails));
	checked->tally->functions++;
	for (size_t i = section_relocation_from(section, old->value);
	     i < section->n_relocations &&
	     section->relocations[i].offset < old->value + old->size; i++)
		check_reference(checked, old, new, &section->relocations[i], tails[i]);
	return NULL;
}

static struct error *check_unit(struct checked *checked, const char *path)
{
	_cleanup_object_ struct object *post = NULL;

	try(object_open(path, &post));
	checked->post = post;
	for (size_t i = 1; i < post->n_symbols; i++)
		if (post->symbols[i].type == STT_FUNC && post->symbols[i].section &&
		    post->symbols[i].size && is_text(post->symbols[i].section))
			try(check_function(checked, &post->symbols[i]));
	return NULL;
}

static bool is_of_target(const struct unit *unit, const char *target)
{
	const char *slash = unit->module ? strrchr(unit->module, '/') : NULL;
	_cleanup_free_ char *name = xstrdup(slash ? slash + 1 : unit->module ? unit->module :
					    "vmlinux");

	for (char *c = name; *c; c++)
		if (*c == '-')
			*c = '_';
	return !strcmp(name, target);
}

static struct error *check_module(const struct kernel *kernel, const struct build *build,
				  const struct kallsyms *kallsyms, const char *directory,
				  const struct manifest_module *module, struct tally *tally)
{
	_cleanup_free_ char *path = xasprintf("%s/%s", directory, module->file);
	_cleanup_free_ char *vendor_path = NULL;
	_cleanup_object_ struct object *update = NULL;
	_cleanup_object_ struct object *vendor = NULL;
	struct checked checked = { .world = { kallsyms, "_printk", 0, NULL }, .tally = tally };
	const struct kallsym *const *anchor;
	size_t n;

	try(object_open(path, &update));
	if (strcmp(module->target, "vmlinux")) {
		try(kernel_module_path(kernel, module->target, &vendor_path));
		try(object_open(vendor_path, &vendor));
	}
	anchor = kallsyms_named(kallsyms, checked.world.anchor, &n);
	if (n != 1)
		return error_new(ERROR_INTERNAL, "the kernel has %zu symbols _printk", n);
	checked.world.anchor_address = anchor[0]->address;
	checked.world.vendor = vendor;
	checked.update = update;
	for (size_t i = 0; i < build->n_units; i++)
		if (is_of_target(&build->units[i], module->target))
			try(check_unit(&checked, build->units[i].post));
	return NULL;
}

static struct error *check(const char *kernel_name, const char *patch, const char *directory,
			   struct tally *tally)
{
	_cleanup_free_ char *path = xasprintf("%s/%s", directory, MANIFEST_FILE);
	_cleanup_manifest_ struct manifest manifest = { 0 };
	_cleanup_kernel_ struct kernel *kernel = NULL;
	_cleanup_kallsyms_ struct kallsyms *kallsyms = NULL;
	_cleanup_build_ struct build *build = NULL;

	try(manifest_read(path, &manifest));
	try(kernel_open(kernel_name, KERNEL_ALL, NULL, &kernel));
	try(kallsyms_open(kernel->vmlinux_image, &kallsyms));
	try(build_patch(kernel, patch, NULL, &build));
	for (size_t i = 0; i < manifest.n_modules; i++)
		try(check_module(kernel, build, kallsyms, directory, &manifest.modules[i], tally));
	return NULL;
}

int main(int argc, char **argv)
{
	struct tally tally = { 0 };
	struct error *error;

	if (argc != 4) {
		fputs("usage: check-references KERNEL PATCH DIRECTORY\n", stderr);
		return 2;
	}
	error = check(argv[1], argv[2], argv[3], &tally);
	if (error) {
		error_print(error, stderr);
		error_free(error);
		return 2;
	}
	printf("%s: %zu functions, %zu references, %zu wrong\n", argv[3], tally.functions,
	       tally.references, tally.wrong);
	return tally.wrong || !tally.functions;
}
