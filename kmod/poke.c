// SPDX-License-Identifier: GPL-2.0
/*
 * Rewriting text while everybody stands still, except for NMIs.
 *
 * stop_machine() brings all CPUs into poke_on_cpu() with interrupts off. What can
 * still run is an NMI or a machine check, on any CPU, and it may call a function that
 * is being redirected: the bytes of a place must be sound at every moment and for
 * every CPU, with its own prefetched instructions. So places are rewritten as
 * text_poke_bp() rewrites them, with the barriers of the stop in place of IPIs:
 *
 *	one CPU				every CPU
 *	int3 over each first byte
 *					serialise: int3 is seen; whoever was inside the
 *					bytes in an NMI has left, since he is here
 *	the bytes after the first
 *					serialise
 *	the first bytes
 *					serialise
 *
 * An NMI that meets the int3 is sent on by poke_on_int3() to the code that will own
 * the place or, when a redirect is taken away, to the code that still owns it. Both
 * are in memory until long after the stop.
 *
 * Other writers of text (jump labels, ftrace, kprobes) hold text_mutex for as long as
 * text is in between two states. Nobody can take or release it while all stand
 * still, so it is enough to see that it is free. It is not taken: to hold it over
 * stop_machine() would be the wrong order against CPU hotplug. If it is held, the stop
 * is left again, we queue up for it once, and come back.
 */
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/kdebug.h>
#include <linux/ktime.h>
#include <linux/notifier.h>
#include <linux/sort.h>
#include <linux/stop_machine.h>
#include <linux/string.h>
#include <asm/sync_core.h>

#include "place.h"
#include "poke.h"
#include "quiesce.h"

#define INT3 0xcc

/* What poke_on_int3() looks through; set as long as it is registered. */
static const struct poke *under_way;

static const struct place *place_find(const struct poke *poke, unsigned long address)
{
	unsigned int low = 0, high = poke->n_places;

	while (low < high) {
		unsigned int middle = (low + high) / 2;

		if (poke->places[middle]->address == address)
			return poke->places[middle];
		if (poke->places[middle]->address < address)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static int notrace poke_on_int3(struct notifier_block *block, unsigned long event, void *data)
{
	struct die_args *args = data;
	const struct place *place;

	if (event != DIE_INT3 || !args->regs || user_mode(args->regs))
		return NOTIFY_DONE;
	place = place_find(under_way, args->regs->ip - 1);
	if (!place || place->kind != PLACE_JUMP)
		return NOTIFY_DONE;
	args->regs->ip = (unsigned long)place->meanwhile;
	return NOTIFY_STOP;
}

static struct notifier_block int3_notifier = {
	.notifier_call = poke_on_int3,
	.priority = INT_MAX,
};

/* Nobody goes on before all have come. */
static void meet(struct poke *poke)
{
	unsigned int generation = READ_ONCE(poke->generation);

	if (atomic_inc_return(&poke->arrived) == num_online_cpus()) {
		atomic_set(&poke->arrived, 0);
		/* Pairs with the acquire below. */
		smp_store_release(&poke->generation, generation + 1);
		return;
	}
	while (smp_load_acquire(&poke->generation) == generation)
		cpu_relax();
}

static void write_int3s(struct poke *poke)
{
	unsigned int i;

	for (i = 0; i < poke->n_places; i++)
		if (poke->places[i]->kind == PLACE_JUMP)
			WRITE_ONCE(*(u8 *)poke->places[i]->alias.bytes, INT3);
}

static void write_tails(struct poke *poke)
{
	unsigned int i;

	for (i = 0; i < poke->n_places; i++) {
		struct place *place = poke->places[i];

		if (place->kind == PLACE_JUMP)
			memcpy(place->alias.bytes + 1, place->after + 1, place->size - 1);
		else if (place->kind == PLACE_DATA)
			memcpy(place->alias.bytes, place->after, place->size);
	}
}

static void write_heads(struct poke *poke)
{
	unsigned int i;

	for (i = 0; i < poke->n_places; i++) {
		struct place *place = poke->places[i];

		if (place->kind == PLACE_JUMP)
			WRITE_ONCE(*(u8 *)place->alias.bytes, place->after[0]);
		/* PLACE_FTRACE: this is the whole change. */
		WRITE_ONCE(place->now, place->next);
	}
}

static int decide(struct poke *poke)
{
	int error = quiesce_verdict(poke->quiesce);

	if (!error && poke->text_mutex && mutex_is_locked(poke->text_mutex))
		error = -EAGAIN;
	if (!error)
		error = poke->decide(poke->context);
	poke->check_ns = ktime_get_ns() - poke->begun;
	return error;
}

static void decide_and_write_int3s(struct poke *poke)
{
	poke->error = decide(poke);
	if (!poke->error)
		write_int3s(poke);
}

/*
 * Everybody has done what he had to do; the next step is written; everybody sees it.
 * The last step needs no more waiting: stop_machine() itself lets nobody go before all
 * have come back from here.
 */
static void step(struct poke *poke, bool writes, void (*write)(struct poke *poke))
{
	meet(poke);
	if (writes)
		write(poke);
	meet(poke);
	sync_core();
}

static int poke_on_cpu(void *data)
{
	struct poke *poke = data;
	bool writes = raw_smp_processor_id() == cpumask_first(cpu_online_mask);

	if (!poke->quiesce)
		return 0;
	if (writes)
		poke->begun = ktime_get_ns();
	quiesce_check_cpu(poke->quiesce);
	step(poke, writes, decide_and_write_int3s);
	if (poke->error)
		return poke->error;
	step(poke, writes, write_tails);
	step(poke, writes, write_heads);
	return 0;
}

static int by_address(const void *a, const void *b)
{
	const struct place *x = *(const struct place **)a, *y = *(const struct place **)b;

	return x->address < y->address ? -1 : x->address > y->address;
}

static int stop(struct poke *poke)
{
	u64 start = ktime_get_ns();
	int error = stop_machine(poke_on_cpu, poke, cpu_online_mask);

	poke->pause_ns = ktime_get_ns() - start;
	return error;
}

int poke_run(struct poke *poke)
{
	int error;

	sort(poke->places, poke->n_places, sizeof(*poke->places), by_address, NULL);
	under_way = poke;
	error = register_die_notifier(&int3_notifier);
	if (error)
		return error;
	error = stop(poke);
	/* Waits for handlers that are still running. */
	unregister_die_notifier(&int3_notifier);
	under_way = NULL;
	if (error == -EAGAIN && poke->text_mutex) {
		mutex_lock(poke->text_mutex);
		mutex_unlock(poke->text_mutex);
	}
	return error;
}
