// SPDX-License-Identifier: GPL-2.0
/*
 * The order in which a loading update is made ready:
 *
 *	is it for this kernel?		build-id
 *	are its modules here?		found and pinned
 *	is this the code it was made from?	the match (match/match.h)
 *	is it ours to redirect?		no livepatch of the kernel's own
 *	finish it			late relocations
 *
 * We run before the kernel's own notifiers for jump labels, static calls and
 * tracepoints, so that these find the late relocations done. The match data lies in
 * memory that is freed when the module is live: nothing here keeps a pointer to it.
 */
#include <linux/err.h>
#include <linux/moduleloader.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/unaligned.h>

#include <match/match.h>

#include "compat/module.h"
#include "livepatch.h"
#include "notes.h"
#include "refuse.h"
#include "stage.h"
#include "target.h"
#include "update.h"
#include "validate.h"

struct internals internals;

static u8 build_id[SUTURE_BUILD_ID_MAX];

static bool is_vmlinux(const struct suture_update *d)
{
	return !strcmp(text_at(d->target), "vmlinux");
}

/* ---- parts ---- */

static void part_unpin(struct part *part)
{
	unsigned int i;

	for (i = 0; part->pins && i < part->descriptor->n_bases; i++)
		module_put(part->pins[i]);
	module_put(part->target);
}

static void part_free(struct part *part)
{
	unsigned int i;

	if (!part)
		return;
	for (i = 0; i < part->n_replacements; i++)
		place_put(part->replacements[i].place);
	part_unpin(part);
	kvfree(part->replacements);
	kvfree(part->pins);
	kvfree(part->bases);
	kfree(part);
	module_put(THIS_MODULE);
}

static struct part *part_new(struct module *module, const struct suture_update *d)
{
	struct part *part;

	if (!try_module_get(THIS_MODULE))
		return NULL;
	part = kzalloc(sizeof(*part), GFP_KERNEL);
	if (!part) {
		module_put(THIS_MODULE);
		return NULL;
	}
	part->module = module;
	part->descriptor = d;
	part->bases = kvcalloc(max(d->n_bases, 1u), sizeof(*part->bases), GFP_KERNEL);
	part->pins = kvcalloc(max(d->n_bases, 1u), sizeof(*part->pins), GFP_KERNEL);
	part->replacements = kvcalloc(max(d->n_functions + d->n_data, 1u),
				      sizeof(*part->replacements), GFP_KERNEL);
	if (!part->bases || !part->pins || !part->replacements) {
		part_free(part);
		return NULL;
	}
	return part;
}

/* ---- the steps ---- */

static int check_kernel(struct part *part, struct suture_refusal_record *refusal)
{
	if (memcmp(part->descriptor->build_id, build_id, sizeof(build_id)))
		return refuse(refusal, SUTURE_REFUSAL_WRONG_KERNEL, -EKEYREJECTED, NULL);
	return 0;
}

static int refuse_damaged(struct suture_refusal_record *refusal)
{
	return refuse(refusal, SUTURE_REFUSAL_UPDATE_DAMAGED, -EBADMSG, NULL);
}

static int refuse_memory(struct suture_refusal_record *refusal)
{
	return refuse(refusal, SUTURE_REFUSAL_NO_MEMORY, -ENOMEM, NULL);
}

/* One part for each target, and no more parts than the update says it has. */
static int check_siblings(struct part *part, struct suture_refusal_record *refusal)
{
	const struct suture_update *d = part->descriptor;
	struct update *update = update_find(text_at(d->id));
	struct part *sibling;

	if (!update)
		return 0;
	for_each_part(sibling, update)
		if (!strcmp(text_at(sibling->descriptor->target), text_at(d->target)))
			return refuse(refusal, SUTURE_REFUSAL_UPDATE_LOADED, -EEXIST, NULL);
	if (update->n_modules != d->n_modules || update->n_parts == update->n_modules)
		return refuse_damaged(refusal);
	return 0;
}

static struct module *pin_module(const char *name, struct suture_refusal_record *refusal)
{
	struct module *module = target_get(name);

	if (!module) {
		strscpy(refusal->object, name, sizeof(refusal->object));
		refuse(refusal, SUTURE_REFUSAL_MODULE_NOT_LOADED, -ENODEV, NULL);
	}
	return module;
}

static int find_target(struct part *part, struct suture_refusal_record *refusal)
{
	static const u8 none[SUTURE_BUILD_ID_MAX];
	const struct suture_update *d = part->descriptor;
	u8 found[SUTURE_BUILD_ID_MAX];

	if (is_vmlinux(d))
		return 0;
	part->target = pin_module(text_at(d->target), refusal);
	if (!part->target)
		return -ENODEV;
	/* A module without a build-id is left to the match. */
	if (!memcmp(d->target_build_id, none, sizeof(none)) ||
	    module_build_id(part->target, found))
		return 0;
	if (memcmp(d->target_build_id, found, sizeof(found)))
		return refuse(refusal, SUTURE_REFUSAL_WRONG_KERNEL, -EKEYREJECTED, NULL);
	return 0;
}

/* Set what is known beforehand, pin the modules that bases lie in. */
static int find_bases(struct part *part, u8 *known, struct suture_refusal_record *refusal)
{
	const struct suture_update *d = part->descriptor;
	const struct suture_base *base = DESCRIPTOR_ARRAY(struct suture_base, d, bases);
	unsigned int i;

	for (i = 0; i < d->n_bases; i++, base++) {
		known[i] = base->kind != SUTURE_BASE_SOLVED;
		if (base->kind == SUTURE_BASE_IMAGE)
			part->bases[i] = d->slide;
		if (base->kind < SUTURE_BASE_TEXT)
			continue;
		part->pins[i] = pin_module(text_at(base->module), refusal);
		if (!part->pins[i])
			return -ENODEV;
		if (base->kind == SUTURE_BASE_TEXT)
			part->bases[i] = (u64)module_text_start(part->pins[i]) + base->text_offset;
	}
	return 0;
}

static int read_running(void *context, u64 address, void *to, u32 size)
{
	if (address < __START_KERNEL_map || address >= MODULES_END || MODULES_END - address < size)
		return -EFAULT;
	return places_read_original(address, to, size);
}

static void match_relax(void *context)
{
	cond_resched();
}

static int refuse_mismatch(int error, struct suture_refusal_record *refusal)
{
	if (error == -EILSEQ)
		return refuse(refusal, refusal->code, error, NULL);
	if (error == -EFAULT)
		return refuse(refusal, SUTURE_REFUSAL_TEXT_DIFFERS, error, NULL);
	return refuse_damaged(refusal);
}

static int match_part(struct part *part, u8 *known, struct suture_refusal_record *refusal)
{
	const struct suture_update *d = part->descriptor;
	struct match_environment *environment = kzalloc(sizeof(*environment), GFP_KERNEL);
	int error;

	if (!environment)
		return refuse_memory(refusal);
	environment->read = read_running;
	environment->relax = match_relax;
	environment->base_values = part->bases;
	environment->base_known = known;
	environment->n_bases = d->n_bases;
	environment->kernel_text.start = __START_KERNEL_map;
	environment->kernel_text.end = MODULES_VADDR;
	environment->modules.start = MODULES_VADDR;
	environment->modules.end = MODULES_END;
	error = match_run(DESCRIPTOR_ARRAY(struct suture_match, d, match), environment, refusal);
	kfree(environment);
	return error ? refuse_mismatch(error, refusal) : 0;
}

/* A range that is counted from nowhere would guard nothing. */
static int check_ranges(struct part *part, const u8 *known, struct suture_refusal_record *refusal)
{
	const struct suture_update *d = part->descriptor;
	const struct suture_range *range = DESCRIPTOR_ARRAY(struct suture_range, d, ranges);
	unsigned int i;

	for (i = 0; i < d->n_ranges; i++, range++)
		if (!known[range->base])
			return refuse_damaged(refusal);
	return 0;
}

static int add_replacement(struct part *part, enum place_kind kind, u64 address, u32 size,
			   const char *name, u64 with, struct suture_refusal_record *refusal)
{
	struct replacement *replacement = &part->replacements[part->n_replacements];
	struct place *place = place_get(kind, address, size, name);

	if (PTR_ERR_OR_ZERO(place) == -ENOMEM)
		return refuse_memory(refusal);
	/* Somebody else's idea of this place, or no place at all. */
	if (IS_ERR(place))
		return refuse(refusal, SUTURE_REFUSAL_UPDATE_DAMAGED, PTR_ERR(place), name);
	replacement->place = place;
	replacement->with = (const void *)(unsigned long)with;
	part->n_replacements++;
	return 0;
}

static int add_function(struct part *part, const struct suture_function *f,
			struct suture_refusal_record *refusal)
{
	u64 entry = base_address(part, f->base, f->old);
	bool jump = f->method == SUTURE_METHOD_JUMP;

	return add_replacement(part, jump ? PLACE_JUMP : PLACE_FTRACE,
			       jump ? entry + f->redirect_offset : entry, jump ? JUMP_SIZE : 0,
			       text_at(f->name), f->new_code, refusal);
}

static int find_places(struct part *part, struct suture_refusal_record *refusal)
{
	const struct suture_update *d = part->descriptor;
	const struct suture_function *f = DESCRIPTOR_ARRAY(struct suture_function, d, functions);
	const struct suture_data *data = DESCRIPTOR_ARRAY(struct suture_data, d, data);
	unsigned int i;
	int error = 0;

	for (i = 0; !error && i < d->n_functions; i++, f++)
		error = add_function(part, f, refusal);
	for (i = 0; !error && i < d->n_data; i++, data++)
		error = add_replacement(part, PLACE_DATA,
					base_address(part, data->base, data->old), data->size,
					text_at(data->name), data->new_bytes, refusal);
	return error;
}

/*
 * The kernel's lock keeps other writers of text out. In the match their int3s would look
 * like probes; and places take what is in memory for the vendor's bytes, to be written
 * back one day, so that nobody may write between the match and them.
 */
static int match_and_find_places(struct part *part, u8 *known,
				 struct suture_refusal_record *refusal)
{
	int error;

	if (internals.text_mutex)
		mutex_lock(internals.text_mutex);
	error = match_part(part, known, refusal) ?: check_ranges(part, known, refusal) ?:
		find_places(part, refusal);
	if (internals.text_mutex)
		mutex_unlock(internals.text_mutex);
	return error;
}

/* ---- late relocations ---- */

static bool late_value(const struct part *part, const struct suture_late_relocation *late,
		       u8 *bytes, unsigned int *size)
{
	u64 value = base_address(part, late->base, late->addend);

	if (late->type == SUTURE_FIELD_PC32 || late->type == SUTURE_FIELD_PC64)
		value -= late->place;
	put_unaligned_le64(value, bytes);
	*size = 8;
	if (late->type == SUTURE_FIELD_ABS64 || late->type == SUTURE_FIELD_PC64)
		return true;
	*size = 4;
	return value == (u64)(s64)(s32)value ||
	       (late->type == SUTURE_FIELD_ABS32 && value == (u32)value);
}

/* Neighbours share a page, mostly: keep the last page mapped. */
struct late_window {
	struct alias alias;
	unsigned long start, end;
};

static int late_write(struct late_window *window, unsigned long place, const u8 *bytes,
		      unsigned int size)
{
	int error;

	if (place < window->start || place + size > window->end) {
		alias_unmap(&window->alias);
		window->start = place & PAGE_MASK;
		window->end = PAGE_ALIGN(place + size);
		error = alias_map(&window->alias, (void *)window->start,
				  window->end - window->start);
		if (error) {
			window->end = 0;
			return error;
		}
	}
	memcpy(window->alias.bytes + (place - window->start), bytes, size);
	return 0;
}

static int relocate_part(struct part *part, const u8 *known, struct suture_refusal_record *refusal)
{
	const struct suture_update *d = part->descriptor;
	const struct suture_late_relocation *late =
		DESCRIPTOR_ARRAY(struct suture_late_relocation, d, late);
	struct late_window window = {};
	unsigned int i, size;
	int error = 0;
	u8 bytes[8];

	for (i = 0; !error && i < d->n_late; i++, late++) {
		if (!known[late->base] || !late_value(part, late, bytes, &size))
			error = refuse_damaged(refusal);
		else if (late_write(&window, late->place, bytes, size))
			error = refuse_memory(refusal);
	}
	alias_unmap(&window.alias);
	return error;
}

/* ---- all together ---- */

static bool is_in_image(u64 address)
{
	return address >= __START_KERNEL_map && address < MODULES_VADDR;
}

/* Only when the build-id vouches for them. */
static void learn_internals(const struct suture_update *d)
{
	u64 text_mutex = d->internals.text_mutex + d->slide;
	u64 idle_task = d->internals.idle_task + d->slide;

	if (is_in_image(text_mutex))
		internals.text_mutex = (void *)text_mutex;
	if (is_in_image(idle_task))
		internals.idle_task = (void *)idle_task;
}

static int prepare_part(struct part *part, u8 *known, struct suture_refusal_record *refusal)
{
	int error = check_kernel(part, refusal) ?: check_siblings(part, refusal) ?:
		    find_target(part, refusal) ?: find_bases(part, known, refusal);
	struct internals before = internals;

	if (error)
		return error;
	learn_internals(part->descriptor);
	error = match_and_find_places(part, known, refusal) ?: livepatch_check(part, refusal) ?:
		relocate_part(part, known, refusal);
	/* What a refused update thinks of the kernel is not to be trusted later. */
	if (error)
		internals = before;
	return error;
}

static int stage_part(struct part *part, struct suture_refusal_record *refusal)
{
	const struct suture_update *d = part->descriptor;
	u8 *known = kvzalloc(max(d->n_bases, 1u), GFP_KERNEL);
	struct update *update;
	int error;

	if (!known)
		return refuse_memory(refusal);
	error = prepare_part(part, known, refusal);
	kvfree(known);
	if (error)
		return error;
	update = update_get(text_at(d->id), d->n_modules);
	if (IS_ERR(update))
		return refuse_memory(refusal);
	update_add_part(update, part);
	return 0;
}

static int stage_descriptor(struct module *module, const struct suture_update *d,
			    struct suture_refusal_record *refusal)
{
	struct part *part;
	int error;

	if (PTR_ERR_OR_ZERO(d) == -EPROTONOSUPPORT)
		return refuse(refusal, SUTURE_REFUSAL_UPDATE_FORMAT, PTR_ERR(d), NULL);
	if (IS_ERR(d) || descriptor_check(module, d))
		return refuse_damaged(refusal);
	refusal_begin(refusal, text_at(d->id), text_at(d->target));
	part = part_new(module, d);
	if (!part)
		return refuse_memory(refusal);
	error = stage_part(part, refusal);
	if (error)
		part_free(part);
	return error;
}

int stage_module(struct module *module)
{
	const struct suture_update *d = descriptor_find(module);
	struct suture_refusal_record *refusal;
	int error;

	if (!d)
		return 0;
	refusal = kzalloc(sizeof(*refusal), GFP_KERNEL);
	if (!refusal)
		return -ENOMEM;
	refusal_begin(refusal, module->name, NULL);
	mutex_lock(&core_lock);
	error = stage_descriptor(module, d, refusal);
	mutex_unlock(&core_lock);
	if (error)
		refusal_remember(refusal);
	kfree(refusal);
	return error;
}

void unstage_module(struct module *module)
{
	struct part *part;

	mutex_lock(&core_lock);
	part = part_find(module);
	if (part) {
		update_remove_part(part);
		part_free(part);
	}
	mutex_unlock(&core_lock);
}

int stage_init(void)
{
	return kernel_build_id(build_id);
}
