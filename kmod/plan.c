// SPDX-License-Identifier: GPL-2.0
/*
 * Updates stack: what an update replaces may have been replaced before. Of all updates
 * that are applied, in the order in which they were applied, the last one that wants a
 * place has it.
 *
 * It must not take with it what the earlier one was for. New code is made from the
 * vendor's source and one patch: unless that patch has the earlier one in it, the earlier
 * change is not in the later function. Whether it is, only he who made the update can
 * know, and he says so: it requires the earlier one. So an update may take a place from
 * another only if it requires that one, by itself or through others.
 *
 * And it must then take all places that the earlier one has in this target. Calls
 * between the functions of an update do not lead through the vendor's entries:
 *
 *	earlier		f and g; g calls f, its own
 *	later		f alone: the vendor's f leads here, but the earlier g still
 *			calls the earlier f
 *
 * An update can be reversed as long as no other that stays requires it. Whoever has taken
 * one of its places does.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "compat/module.h"
#include "plan.h"
#include "refuse.h"

static bool is_reversed(const struct plan *plan, const struct update *update)
{
	unsigned int i;

	for (i = 0; i < plan->n_reverse; i++)
		if (plan->reverse[i] == update)
			return true;
	return false;
}

/* ---- order ---- */

static int plan_order(struct plan *plan)
{
	unsigned int n = plan->n_apply, i;
	struct update *update;

	for_each_applied(update)
		n++;
	plan->after = kvmalloc_array(max(n, 1u), sizeof(*plan->after), GFP_KERNEL);
	if (!plan->after)
		return -ENOMEM;
	for_each_applied(update)
		if (!is_reversed(plan, update))
			plan->after[plan->n_after++] = update;
	for (i = 0; i < plan->n_apply; i++)
		plan->after[plan->n_after++] = plan->apply[i];
	return 0;
}

static bool is_among(struct update **list, unsigned int n, const char *id)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		if (!strcmp(list[i]->id, id))
			return true;
	return false;
}

static int refuse_order(struct suture_refusal_record *refusal, const char *update,
			enum suture_refusal code, const char *other)
{
	refusal_begin(refusal, update, NULL);
	refusal_set_other(refusal, other);
	return refuse(refusal, code, -EBUSY, NULL);
}

/* What the update at this position requires must come before it. */
static int check_requires(const struct plan *plan, unsigned int position, const struct part *part,
			  struct suture_refusal_record *refusal)
{
	const u64 *requires = DESCRIPTOR_ARRAY(u64, part->descriptor, requires);
	struct update *update = plan->after[position];
	unsigned int i;

	for (i = 0; i < part->descriptor->n_requires; i++) {
		const char *id = text_at(requires[i]);

		if (is_among(plan->after, position, id))
			continue;
		if (is_applied(update))
			return refuse_order(refusal, id, SUTURE_REFUSAL_NEEDED, update->id);
		return refuse_order(refusal, update->id, SUTURE_REFUSAL_NEEDS, id);
	}
	return 0;
}

static int check_all_requires(const struct plan *plan, struct suture_refusal_record *refusal)
{
	unsigned int i;
	struct part *part;
	int error = 0;

	for (i = 0; i < plan->n_after; i++)
		for_each_part(part, plan->after[i])
			if (!error)
				error = check_requires(plan, i, part, refusal);
	return error;
}

/* ---- conflicts ---- */

static void mark_required_by_part(struct update **earlier, unsigned int n, const struct part *part)
{
	const u64 *requires = DESCRIPTOR_ARRAY(u64, part->descriptor, requires);
	unsigned int i, k;

	for (i = 0; i < part->descriptor->n_requires; i++)
		for (k = 0; k < n; k++)
			if (!strcmp(earlier[k]->id, text_at(requires[i])))
				earlier[k]->is_required = true;
}

/* By the update at this position, or by one that it requires: these all come before it. */
static void mark_required(const struct plan *plan, unsigned int position)
{
	struct part *part;
	unsigned int i;

	for (i = 0; i < position; i++)
		plan->after[i]->is_required = false;
	for (i = position + 1; i--; )
		if (i == position || plan->after[i]->is_required)
			for_each_part(part, plan->after[i])
				mark_required_by_part(plan->after, i, part);
}

static bool wants(const struct update *update, const struct place *place)
{
	struct part *part;
	unsigned int i;

	for_each_part(part, update)
		for (i = 0; i < part->n_replacements; i++)
			if (part->replacements[i].place == place)
				return true;
	return false;
}

/* The part's first place that the update wants, or does not want. */
static const struct place *find_place(const struct part *part, const struct update *update,
				      bool wanted)
{
	unsigned int i;

	for (i = 0; i < part->n_replacements; i++)
		if (wants(update, part->replacements[i].place) == wanted)
			return part->replacements[i].place;
	return NULL;
}

/* The place by which the later update would spoil what this part of an earlier one is for. */
static const struct place *find_conflict(const struct part *earlier, const struct update *later)
{
	const struct place *shared = find_place(earlier, later, true);

	if (!shared || !earlier->update->is_required)
		return shared;
	return find_place(earlier, later, false);
}

static int check_conflicts(const struct update *later, const struct update *earlier,
			   struct suture_refusal_record *refusal)
{
	const struct place *place;
	struct part *part;

	for_each_part(part, earlier) {
		place = find_conflict(part, later);
		if (!place)
			continue;
		refusal_begin(refusal, later->id, text_at(part->descriptor->target));
		refusal_set_other(refusal, earlier->id);
		return refuse(refusal, SUTURE_REFUSAL_CONFLICTS, -EEXIST, place->name);
	}
	return 0;
}

/* Those that are applied already have been checked when they were. */
static int check_all_conflicts(const struct plan *plan, struct suture_refusal_record *refusal)
{
	unsigned int i, k;
	int error = 0;

	for (i = plan->n_after - plan->n_apply; i < plan->n_after; i++) {
		mark_required(plan, i);
		for (k = 0; !error && k < i; k++)
			error = check_conflicts(plan->after[i], plan->after[k], refusal);
	}
	return error;
}

/* ---- places ---- */

static void give_places(struct update *update)
{
	struct part *part;
	unsigned int i;

	for_each_part(part, update)
		for (i = 0; i < part->n_replacements; i++)
			part->replacements[i].place->next = part->replacements[i].with;
}

static int plan_places(struct plan *plan)
{
	struct place *place;
	unsigned int i, n = 0;

	for_each_place(place) {
		place->next = NULL;
		n++;
	}
	for (i = 0; i < plan->n_after; i++)
		give_places(plan->after[i]);
	plan->places = kvmalloc_array(max(n, 1u), sizeof(*plan->places), GFP_KERNEL);
	if (!plan->places)
		return -ENOMEM;
	for_each_place(place)
		if (place_changes(place))
			plan->places[plan->n_places++] = place;
	return 0;
}

unsigned int plan_count_functions(const struct plan *plan)
{
	unsigned int i, n = 0;

	for (i = 0; i < plan->n_places; i++)
		n += plan->places[i]->kind != PLACE_DATA;
	return n;
}

/* ---- code that must be empty ---- */

/*
 * The vendor's own code, when the update is reversed, too: there it is empty but for
 * tasks that an ftrace trampoline is about to send on, and these must not be between
 * two versions either.
 */
static int add_code(struct plan *plan, unsigned long start, u32 size, u64 name)
{
	struct code_range range = { .start = start, .end = start + size, .name = text_at(name) };

	return code_ranges_add(&plan->ranges, &range);
}

static int add_vendor_code(struct plan *plan, const struct part *part)
{
	const struct suture_update *d = part->descriptor;
	const struct suture_function *f = DESCRIPTOR_ARRAY(struct suture_function, d, functions);
	const struct suture_range *r = DESCRIPTOR_ARRAY(struct suture_range, d, ranges);
	unsigned int i;
	int error = 0;

	for (i = 0; !error && i < d->n_functions; i++)
		error = add_code(plan, base_address(part, f[i].base, f[i].old), f[i].old_size,
				 f[i].name);
	for (i = 0; !error && i < d->n_ranges; i++)
		error = add_code(plan, base_address(part, r[i].base, r[i].start), r[i].size,
				 f[r[i].function].name);
	return error;
}

static int add_module_code(struct plan *plan, const struct module *module, bool goes_away)
{
	unsigned long start = (unsigned long)module_text_start(module);
	struct code_range range = {
		.start = start,
		.end = start + module_text_size(module),
		.goes_away = goes_away,
	};

	return code_ranges_add(&plan->ranges, &range);
}

static bool owns_a_changing_place(const struct plan *plan, const struct part *part)
{
	unsigned int i;

	for (i = 0; i < plan->n_places; i++)
		if (plan->places[i]->kind != PLACE_DATA && plan->places[i]->now &&
		    module_runs(part->module, (u64)plan->places[i]->now, 1))
			return true;
	return false;
}

/*
 * Applied code that goes, or that hands a function on to a later update or takes one
 * back. All of a part's module: a later update takes over every function of it, so the
 * rest is what these alone call, and a task there is inside of one of them or was sent
 * there by an address that was kept. Such a task would go on in old code beside the new,
 * and nothing tells us which of the module's functions belong to it.
 */
static int add_replaced_code(struct plan *plan)
{
	struct update *update;
	struct part *part;
	int error = 0;

	for_each_applied(update) {
		bool goes_away = is_reversed(plan, update);

		for_each_part(part, update)
			if (!error && (goes_away || owns_a_changing_place(plan, part)))
				error = add_module_code(plan, part->module, goes_away);
	}
	return error;
}

static int add_vendor_codes(struct plan *plan, struct update **list, unsigned int n)
{
	struct part *part;
	unsigned int i;
	int error = 0;

	for (i = 0; i < n; i++)
		for_each_part(part, list[i])
			if (!error)
				error = add_vendor_code(plan, part);
	return error;
}

static int plan_ranges(struct plan *plan)
{
	int error = add_vendor_codes(plan, plan->apply, plan->n_apply) ?:
		    add_vendor_codes(plan, plan->reverse, plan->n_reverse) ?:
		    add_replaced_code(plan);

	if (!error)
		code_ranges_sort(&plan->ranges);
	return error;
}

int plan_make(struct plan *plan, struct suture_refusal_record *refusal)
{
	int error;

	if (plan_order(plan))
		return refuse(refusal, SUTURE_REFUSAL_NO_MEMORY, -ENOMEM, NULL);
	error = check_all_requires(plan, refusal) ?: check_all_conflicts(plan, refusal);
	if (error)
		return error;
	if (plan_places(plan) || plan_ranges(plan))
		return refuse(refusal, SUTURE_REFUSAL_NO_MEMORY, -ENOMEM, NULL);
	return 0;
}

void plan_deinit(struct plan *plan)
{
	kvfree(plan->after);
	kvfree(plan->places);
	code_ranges_deinit(&plan->ranges);
}
