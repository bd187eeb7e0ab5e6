// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/unaligned.h>

#include "livepatch.h"
#include "plan.h"
#include "poke.h"
#include "quiesce.h"
#include "refuse.h"
#include "stage.h"
#include "switch.h"
#include "update.h"

#define STOPS_MAX 4	/* attempts, where a stop came at a bad moment */

struct transaction {
	struct suture_switch *request;
	struct update **updates;	/* those to apply, then those to reverse */
	unsigned int n_updates;
	unsigned int n_prepared;	/* the first so many have done their 'pre' hooks */
	struct plan plan;
};

static bool is_for_apply(const struct transaction *t, unsigned int i)
{
	return i < t->request->n_apply;
}

static struct suture_refusal_record *refusal_of(struct transaction *t)
{
	return &t->request->refusal;
}

/* ---- which updates ---- */

static int refuse_update(struct transaction *t, const char *id, enum suture_refusal code, int error)
{
	refusal_begin(refusal_of(t), id, NULL);
	return refuse(refusal_of(t), code, error, NULL);
}

static int check_state(struct transaction *t, unsigned int i, const char *id)
{
	struct update *update = t->updates[i];
	unsigned int other;

	if (!update || (is_applied(update) && is_for_apply(t, i)) ||
	    (!is_applied(update) && !is_for_apply(t, i)))
		return refuse_update(t, id, update && is_for_apply(t, i) ?
				     SUTURE_REFUSAL_UPDATE_LOADED : SUTURE_REFUSAL_UPDATE_UNKNOWN,
				     update && is_for_apply(t, i) ? -EEXIST : -ENOENT);
	for (other = 0; other < i; other++)
		if (t->updates[other] == update)
			return -EINVAL;
	if (is_for_apply(t, i) && !update_is_complete(update))
		return refuse_update(t, id, SUTURE_REFUSAL_MODULE_NOT_LOADED, -ENODEV);
	return 0;
}

static int find_updates(struct transaction *t, const char (*ids)[SUTURE_ID_MAX])
{
	unsigned int i;
	int error = 0;

	for (i = 0; !error && i < t->n_updates; i++) {
		t->updates[i] = update_find(ids[i]);
		error = check_state(t, i, ids[i]);
	}
	return error;
}

static void release_updates(struct transaction *t, unsigned int n)
{
	while (n--)
		update_release(t->updates[n]);
}

static bool is_pinned(const struct update *update)
{
	struct part *part;

	for_each_part(part, update)
		if (part->descriptor->flags & SUTURE_UPDATE_PINNED)
			return true;
	return false;
}

static int hold_updates(struct transaction *t)
{
	unsigned int i;

	for (i = 0; i < t->request->n_apply; i++) {
		if (!update_hold(t->updates[i]))
			continue;
		release_updates(t, i);
		return refuse_update(t, t->updates[i]->id, SUTURE_REFUSAL_MODULE_NOT_LOADED,
				     -ENODEV);
	}
	return 0;
}

/* ---- hooks ---- */

/* The kinds of one direction stand in one order, apply first. */
enum hook_moment { HOOK_PRE, HOOK_INSIDE, HOOK_POST, HOOK_FAIL };

static u32 hook_kind(bool apply, enum hook_moment moment)
{
	BUILD_BUG_ON(SUTURE_HOOK_PRE_REVERSE != SUTURE_HOOK_FAIL_APPLY + 1);
	return (apply ? SUTURE_HOOK_PRE_APPLY : SUTURE_HOOK_PRE_REVERSE) + moment;
}

static bool can_refuse(enum hook_moment moment)
{
	return moment == HOOK_PRE || moment == HOOK_INSIDE;
}

static int run_hook(const struct suture_hook *hook, enum hook_moment moment)
{
	if (can_refuse(moment))
		return ((int (*)(void))hook->function)();
	((void (*)(void))hook->function)();
	return 0;
}

static int run_part_hooks(const struct part *part, u32 kind, enum hook_moment moment)
{
	const struct suture_update *d = part->descriptor;
	const struct suture_hook *hooks = DESCRIPTOR_ARRAY(struct suture_hook, d, hooks);
	unsigned int i;
	int error = 0;

	for (i = 0; !error && i < d->n_hooks; i++)
		if (hooks[i].kind == kind)
			error = run_hook(&hooks[i], moment);
	return error;
}

static int refuse_hook(struct transaction *t, unsigned int i, int error)
{
	refuse_update(t, t->updates[i]->id, SUTURE_REFUSAL_HOOK_FAILED,
		      error < 0 ? error : -ECANCELED);
	return -ECANCELED;
}

static int run_update_hooks(struct transaction *t, unsigned int i, enum hook_moment moment)
{
	u32 kind = hook_kind(is_for_apply(t, i), moment);
	struct part *part;
	int error = 0;

	for_each_part(part, t->updates[i])
		if (!error)
			error = run_part_hooks(part, kind, moment);
	return error ? refuse_hook(t, i, error) : 0;
}

/*
 * What the part's hooks did inside the stop, those of the other direction take back, the
 * last one first. None of them can be asked whether it agrees: there is no third way.
 */
static void take_back_part(const struct transaction *t, unsigned int i, const struct part *part)
{
	const struct suture_update *d = part->descriptor;
	const struct suture_hook *hooks = DESCRIPTOR_ARRAY(struct suture_hook, d, hooks);
	u32 kind = hook_kind(!is_for_apply(t, i), HOOK_INSIDE);
	unsigned int k;

	for (k = d->n_hooks; k--; )
		if (hooks[k].kind == kind)
			run_hook(&hooks[k], HOOK_INSIDE);
}

/* All that ran before the hooks of this part of this update. */
static void take_back(const struct transaction *t, unsigned int i, const struct part *part)
{
	list_for_each_entry_continue_reverse(part, &t->updates[i]->parts, list)
		take_back_part(t, i, part);
	while (i--)
		list_for_each_entry_reverse(part, &t->updates[i]->parts, list)
			take_back_part(t, i, part);
}

static int run_inside_hooks(struct transaction *t)
{
	struct part *part;
	unsigned int i;
	int error;

	for (i = 0; i < t->n_updates; i++) {
		u32 kind = hook_kind(is_for_apply(t, i), HOOK_INSIDE);

		for_each_part(part, t->updates[i]) {
			error = run_part_hooks(part, kind, HOOK_INSIDE);
			if (!error)
				continue;
			take_back(t, i, part);
			return refuse_hook(t, i, error);
		}
	}
	return 0;
}

static void run_post_hooks(struct transaction *t)
{
	unsigned int i;

	for (i = 0; i < t->n_updates; i++)
		run_update_hooks(t, i, HOOK_POST);
}

static int run_pre_hooks(struct transaction *t)
{
	int error = 0;

	for (t->n_prepared = 0; t->n_prepared < t->n_updates; t->n_prepared++) {
		error = run_update_hooks(t, t->n_prepared, HOOK_PRE);
		if (error)
			break;
	}
	return error;
}

/* The other way round than they were prepared. */
static void run_fail_hooks(struct transaction *t)
{
	while (t->n_prepared)
		run_update_hooks(t, --t->n_prepared, HOOK_FAIL);
}

/* ---- the stop ---- */

static const struct part *part_of(const struct transaction *t, const struct place *place)
{
	struct part *part;
	unsigned int i, k;

	for (i = 0; i < t->n_updates; i++)
		for_each_part(part, t->updates[i])
			for (k = 0; k < part->n_replacements; k++)
				if (part->replacements[k].place == place)
					return part;
	return NULL;
}

#define INT3 0xcc
#define JUMP 0xe9

/*
 * A kprobe is an int3 or, when the kernel has optimised it, a jmp to a slot that lies
 * where modules lie, as our own new code does; but ours we know.
 */
static bool is_probe(const struct place *place, const u8 *found)
{
	unsigned long target = place->address + JUMP_SIZE + (s32)get_unaligned_le32(found + 1);

	return found[0] == INT3 ||
	       (found[0] == JUMP && target >= MODULES_VADDR && target < MODULES_END);
}

static int refuse_place(struct transaction *t, const struct place *place)
{
	const struct part *part = part_of(t, place);
	const u8 *found = (const u8 *)place->address;
	enum suture_refusal code = place->now ? SUTURE_REFUSAL_REDIRECT_LOST :
						SUTURE_REFUSAL_TEXT_DIFFERS;

	refusal_begin(refusal_of(t), part ? part->update->id : "",
		      part ? text_at(part->descriptor->target) : NULL);
	if (place->kind == PLACE_JUMP && is_probe(place, found))
		code = SUTURE_REFUSAL_PROBED;
	refusal_set_bytes(refusal_of(t), place->before, found, place->size);
	return refuse(refusal_of(t), code, -EILSEQ, place->name);
}

/* Called while all CPUs stand still and nobody is in the code. */
static int decide_to_switch(void *context)
{
	struct transaction *t = context;
	unsigned int i;

	for (i = 0; i < t->plan.n_places; i++)
		if (!place_is_intact(t->plan.places[i]))
			return refuse_place(t, t->plan.places[i]);
	if (t->request->flags & SUTURE_SWITCH_DRY_RUN)
		return -ECANCELED;
	return run_inside_hooks(t);
}

static int settle(struct transaction *t, struct quiesce *quiesce)
{
	u64 start = ktime_get_ns();
	int error = quiesce_settle(quiesce);

	t->request->walk_ns += ktime_get_ns() - start;
	return error;
}

static int stop_once(struct transaction *t, struct quiesce *quiesce)
{
	struct poke poke = {
		.places = t->plan.places,
		.n_places = t->plan.n_places,
		.quiesce = quiesce,
		.text_mutex = internals.text_mutex,
		.decide = decide_to_switch,
		.context = t,
	};
	int error = poke_run(&poke);

	t->request->pause_ns = poke.pause_ns;
	t->request->check_ns = poke.check_ns;
	return error;
}

static int settle_and_stop(struct transaction *t, struct quiesce *quiesce)
{
	unsigned int i;
	int error = -EAGAIN;

	for (i = 0; error == -EAGAIN && i < STOPS_MAX; i++)
		error = settle(t, quiesce) ?: stop_once(t, quiesce);
	return error == -EAGAIN ? -EBUSY : error;
}

static int switch_quietly(struct transaction *t)
{
	struct quiesce *quiesce = quiesce_new(&t->plan.ranges, internals.idle_task);
	int error;

	if (IS_ERR(quiesce))
		return refuse(refusal_of(t), SUTURE_REFUSAL_NO_MEMORY, -ENOMEM, NULL);
	error = quiesce_arm(quiesce) ?: settle_and_stop(t, quiesce);
	quiesce_report(quiesce, t->request);
	quiesce_free(quiesce);
	if (error == -EBUSY)
		refuse(refusal_of(t), SUTURE_REFUSAL_BUSY, error, t->request->blockers[0].function);
	return error;
}

/* ---- before and after ---- */

static int refuse_preparation(struct transaction *t, const struct place *place, int error)
{
	enum suture_refusal code = SUTURE_REFUSAL_NO_MEMORY;

	if (place->kind == PLACE_FTRACE && error == -EBUSY)
		code = SUTURE_REFUSAL_LIVEPATCHED;
	else if (place->kind == PLACE_FTRACE && error != -ENOMEM)
		code = SUTURE_REFUSAL_FTRACE_UNAVAILABLE;
	return refuse(refusal_of(t), code, error, place->name);
}

static void finish_places(struct transaction *t, unsigned int n)
{
	while (n--)
		place_finish(t->plan.places[n]);
}

static int prepare_places(struct transaction *t)
{
	unsigned int i;

	for (i = 0; i < t->plan.n_places; i++) {
		int error = place_prepare(t->plan.places[i]);

		if (!error)
			continue;
		finish_places(t, i);
		return refuse_preparation(t, t->plan.places[i], error);
	}
	return 0;
}

static int switch_places(struct transaction *t)
{
	int error = prepare_places(t);

	if (error)
		return error;
	error = switch_quietly(t);
	finish_places(t, t->plan.n_places);
	return error;
}

/* It is done; what follows is bookkeeping and cannot fail. */
static void commit(struct transaction *t)
{
	unsigned int i;

	t->request->n_functions = plan_count_functions(&t->plan);
	for (i = 0; i < t->n_updates; i++)
		update_set_applied(t->updates[i], is_for_apply(t, i));
	run_post_hooks(t);
	for (i = 0; i < t->request->n_apply; i++)
		t->updates[i]->is_held_for_ever = is_pinned(t->updates[i]);
	for (; i < t->n_updates; i++) {
		update_release(t->updates[i]);
		if (t->updates[i]->is_held)
			refuse_update(t, t->updates[i]->id, SUTURE_REFUSAL_PINNED, 0);
	}
}

static int switch_with_hooks(struct transaction *t)
{
	int error = run_pre_hooks(t) ?: switch_places(t);

	if (error)
		run_fail_hooks(t);
	else
		commit(t);
	return error;
}

static int switch_dry(struct transaction *t)
{
	int error = switch_places(t);

	/* It came as far as the decision, and that was to change nothing. */
	return error == -ECANCELED ? 0 : error;
}

static int check_livepatch(struct transaction *t)
{
	struct part *part;
	unsigned int i;
	int error = 0;

	for (i = 0; i < t->request->n_apply; i++)
		for_each_part(part, t->updates[i])
			if (!error)
				error = livepatch_check(part, refusal_of(t));
	return error;
}

static int switch_planned(struct transaction *t)
{
	t->plan.apply = t->updates;
	t->plan.n_apply = t->request->n_apply;
	t->plan.reverse = t->updates + t->request->n_apply;
	t->plan.n_reverse = t->request->n_reverse;
	return plan_make(&t->plan, refusal_of(t)) ?: check_livepatch(t) ?:
	       t->request->flags & SUTURE_SWITCH_DRY_RUN ? switch_dry(t) : switch_with_hooks(t);
}

static int switch_found(struct transaction *t)
{
	int error = hold_updates(t);

	if (error)
		return error;
	error = switch_planned(t);
	plan_deinit(&t->plan);
	if (error || t->request->flags & SUTURE_SWITCH_DRY_RUN)
		release_updates(t, t->request->n_apply);
	return error;
}

int switch_updates(struct suture_switch *request, const char (*ids)[SUTURE_ID_MAX])
{
	struct transaction t = {
		.request = request,
		.n_updates = request->n_apply + request->n_reverse,
	};
	int error;

	refusal_begin(&request->refusal, t.n_updates ? ids[0] : "", NULL);
	t.updates = kvcalloc(max(t.n_updates, 1u), sizeof(*t.updates), GFP_KERNEL);
	if (!t.updates)
		return refuse(&request->refusal, SUTURE_REFUSAL_NO_MEMORY, -ENOMEM, NULL);
	mutex_lock(&core_lock);
	error = find_updates(&t, ids) ?: switch_found(&t);
	mutex_unlock(&core_lock);
	kvfree(t.updates);
	if (error && request->refusal.code)
		refusal_remember(&request->refusal);
	return error;
}

int switch_nothing(u64 *pause_ns)
{
	struct poke poke = {};
	int error;

	mutex_lock(&core_lock);
	error = poke_run(&poke);
	mutex_unlock(&core_lock);
	*pause_ns = poke.pause_ns;
	return error;
}
