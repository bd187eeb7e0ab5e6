// SPDX-License-Identifier: GPL-2.0
/*
 * How to look at ten thousand stacks without stopping the machine for it.
 *
 * A task's stack can only change while the task runs, and a task that has run is
 * switched out again: at the latest when the stop itself pushes it off its CPU. So
 * a probe on sched_switch records every task that is switched out. A task that was
 * looked at while the machine was running, and was not recorded afterwards, is
 * still where it was:
 *
 *	     arm        look at all              flip, look again      stop
 *	------|-----------|------------------------|--------------------|------
 *	task A   sleeps    clean                                        (not looked at)
 *	task B             clean    runs, recorded   clean              (not looked at)
 *	task C             clean    runs, recorded   clean  runs, rec.  looked at
 *	task D   runs on, never switched out before the stop: rec.      looked at
 *
 * Each CPU records in one of two sets of its own. Flipping is done by an IPI, which
 * cannot interrupt a context switch; after it the other set is ours to read. Rounds
 * of flipping and looking go on until few tasks are recorded in one round, and
 * what was recorded since the last flip is looked at inside the stop, by each CPU
 * for itself. Never is the list of tasks walked inside the stop: if a set overflows,
 * everybody is looked at again outside, and in the end the switch is refused.
 *
 * Who is not in that picture:
 *  - New tasks. One that has not run has nothing but the return to user space on its
 *    stack; one that has run was recorded.
 *  - Tasks on their way out have left the list of tasks, but not yet the CPU. RCU-tasks
 *    waits for just these, so we wait for it between arming and looking.
 *  - The stoppers, which run inside the stop. They always come there by the same way, which
 *    is learnt once, in a stop that does nothing else.
 *  - Idle tasks, which are in no list. Each CPU looks at its own inside the stop.
 *  - A CPU that went away left its records: the first CPU looks through them.
 */
#include <linux/cpu.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/rcupdate.h>
#include <linux/sched/task.h>
#include <linux/smp.h>
#include <linux/slab.h>
#include <linux/stop_machine.h>
#include <linux/string.h>
#include <linux/topology.h>
#include <linux/tracepoint.h>

#include "quiesce.h"
#include "taskset.h"

#define ROUNDS_MAX 12
#define ROUNDS_BUSY 3	/* after so many, somebody in the way is reported */
#define FEW_PER_CPU 16	/* tasks; some microseconds each */
#define STOPPER_FRAMES_MAX 32

struct recorder {
	unsigned int active;	/* the set that is written now; own CPU, interrupts off */
	struct task_struct *idle;	/* as seen by the probe; never freed */
	struct taskset sets[2];
};

struct quiesce {
	const struct code_ranges *ranges;
	idle_task_function idle_task;
	struct tracepoint *tracepoint;	/* NULL: not armed */
	struct taskset *busy;		/* in the ranges, found outside the stop */
	struct taskset *were_busy;	/* the same of the round before; else empty */
	bool is_unknown;		/* the next round looks at everybody */
	unsigned int n_tasks;
	atomic_t n_rechecked, n_blockers, n_incomplete;
	struct suture_blocker blockers[SUTURE_BLOCKERS_MAX];
	struct recorder *recorders[];	/* by CPU; NULL where no CPU can be */
};

/* The way of a stopper into a stop; no frames: it could not be walked. */
static struct {
	struct task_struct *task;
	unsigned long frames[STOPPER_FRAMES_MAX];
	unsigned int n;
} stopper;

/* In the middle of a context switch: interrupts off, the run queue locked. */
static void notrace record_switch(void *data, bool preempt, struct task_struct *prev,
				  struct task_struct *next, unsigned int prev_state)
{
	struct quiesce *quiesce = data;
	struct recorder *recorder = quiesce->recorders[raw_smp_processor_id()];

	if (is_idle_task(next))
		recorder->idle = next;
	if (is_idle_task(prev))
		recorder->idle = prev;
	else if (!(prev_state & TASK_DEAD))
		taskset_add(&recorder->sets[recorder->active], prev);
}

static void find_sched_switch(struct tracepoint *tracepoint, void *data)
{
	struct tracepoint **found = data;

	if (!strcmp(tracepoint->name, "sched_switch"))
		*found = tracepoint;
}

static void recorder_flip(struct recorder *recorder)
{
	recorder->active ^= 1;
}

static void flip_this_cpu(void *data)
{
	struct quiesce *quiesce = data;

	recorder_flip(quiesce->recorders[raw_smp_processor_id()]);
}

static struct taskset *recorder_closed(struct recorder *recorder)
{
	return &recorder->sets[!recorder->active];
}

/*
 * From here on the set of each CPU that was written is closed. Also a barrier:
 * every context switch that was under way is over.
 */
static void quiesce_flip(struct quiesce *quiesce)
{
	int cpu;

	cpus_read_lock();
	for_each_possible_cpu(cpu)
		if (!cpu_online(cpu))
			recorder_flip(quiesce->recorders[cpu]);
	on_each_cpu(flip_this_cpu, quiesce, true);
	cpus_read_unlock();
}

static void clear_closed(struct quiesce *quiesce)
{
	int cpu;

	for_each_possible_cpu(cpu)
		taskset_clear(recorder_closed(quiesce->recorders[cpu]));
}

/* An update's own functions are named by the symbols of its module. */
static void name_function(char *name, size_t size, const struct stack_finding *finding)
{
	if (finding->range->name)
		strscpy(name, finding->range->name, size);
	else
		snprintf(name, size, "%ps", (void *)finding->address);
	/* Less the module's name, which %ps puts in brackets. */
	name[strcspn(name, " ")] = '\0';
}

static void blocker_fill(struct suture_blocker *blocker, struct task_struct *task,
			 const struct stack_finding *finding)
{
	blocker->pid = task->pid;
	blocker->unreliable = finding->unreliable;
	memcpy(blocker->comm, task->comm, sizeof(blocker->comm));
	blocker->comm[sizeof(blocker->comm) - 1] = '\0';
	name_function(blocker->function, sizeof(blocker->function), finding);
}

static void note_blocker(struct quiesce *quiesce, struct task_struct *task,
			 const struct stack_finding *finding)
{
	unsigned int i = atomic_inc_return(&quiesce->n_blockers) - 1;

	if (i < SUTURE_BLOCKERS_MAX)
		blocker_fill(&quiesce->blockers[i], task, finding);
}

/* Outside the stop, for all stoppers. */
static bool stopper_is_busy(struct quiesce *quiesce)
{
	struct stack_finding finding = {};
	unsigned int i;

	for (i = 0; i < stopper.n; i++) {
		if (!code_ranges_find(quiesce->ranges, stopper.frames[i], &finding))
			continue;
		note_blocker(quiesce, stopper.task, &finding);
		return true;
	}
	return false;
}

/*
 * Outside the stop. A task that is running now will be recorded when it is switched
 * out, so there is no point in looking. One that starts to run while we look will be
 * recorded too: what we then see does not count.
 */
static void look_at(struct quiesce *quiesce, struct task_struct *task)
{
	struct stack_finding finding;

	if (READ_ONCE(task->on_cpu))
		return;
	quiesce->n_tasks++;
	if (stack_check(task, quiesce->ranges, &finding) && taskset_add(quiesce->busy, task))
		note_blocker(quiesce, task, &finding);
}

static void look_at_set(struct quiesce *quiesce, const struct taskset *set)
{
	unsigned int i;

	for (i = 0; i < set->n; i++) {
		rcu_read_lock();
		look_at(quiesce, set->tasks[i]);
		rcu_read_unlock();
		cond_resched();
	}
}

/* By pid, so that nothing is held between two tasks. */
static void look_at_all(struct quiesce *quiesce)
{
	struct pid *pid;
	int next = 1;

	do {
		struct task_struct *task;

		rcu_read_lock();
		pid = find_ge_pid(next, &init_pid_ns);
		task = pid ? pid_task(pid, PIDTYPE_PID) : NULL;
		if (task)
			look_at(quiesce, task);
		if (pid)
			next = pid_nr(pid) + 1;
		rcu_read_unlock();
		cond_resched();
	} while (pid);
}

/* Those that ran since the last flip but one. Their number; *all: everybody is known. */
static unsigned int look_at_recorded(struct quiesce *quiesce, bool *all)
{
	unsigned int n = 0;
	int cpu;

	*all = true;
	for_each_possible_cpu(cpu) {
		struct taskset *set = recorder_closed(quiesce->recorders[cpu]);

		look_at_set(quiesce, set);
		n += set->n;
		if (set->overflowed)
			*all = false;
	}
	return n;
}

/*
 * Those who were in the way are looked at again whether or not they have run. The
 * set that holds them meanwhile takes the place of the one that is filled anew.
 */
static void look_at_busy(struct quiesce *quiesce)
{
	swap(quiesce->busy, quiesce->were_busy);
	atomic_set(&quiesce->n_blockers, 0);
	memset(quiesce->blockers, 0, sizeof(quiesce->blockers));
	look_at_set(quiesce, quiesce->were_busy);
	taskset_clear(quiesce->were_busy);
}

/*
 * One round. Returns how many tasks had run since the round before. Stacks are freed
 * after a grace period, or put into a cache whose memory stays mapped, unless its CPU
 * goes away: hence the hotplug lock.
 */
static unsigned int quiesce_round(struct quiesce *quiesce)
{
	unsigned int n;
	bool all;

	quiesce_flip(quiesce);
	cpus_read_lock();
	look_at_busy(quiesce);
	n = look_at_recorded(quiesce, &all);
	if (!all || quiesce->is_unknown)
		look_at_all(quiesce);
	quiesce->is_unknown = false;
	cpus_read_unlock();
	clear_closed(quiesce);
	return all ? n : UINT_MAX;
}

int quiesce_settle(struct quiesce *quiesce)
{
	unsigned int round, n = UINT_MAX, few = FEW_PER_CPU * num_online_cpus();

	if (stopper_is_busy(quiesce))
		return -EBUSY;
	quiesce->is_unknown |= atomic_xchg(&quiesce->n_incomplete, 0);
	for (round = 0; round < ROUNDS_MAX; round++) {
		n = quiesce_round(quiesce);
		if (n <= few && !quiesce->busy->n)
			return 0;
		/* Whoever is in the way may be out soon. */
		if (quiesce->busy->n && round >= ROUNDS_BUSY)
			return -EBUSY;
		if (quiesce->busy->n)
			schedule_timeout_uninterruptible(1);
	}
	/* A machine that never rests: the stop is then a little longer, not less safe. */
	return n == UINT_MAX ? -EBUSY : 0;
}

static void check_task(struct quiesce *quiesce, struct task_struct *task)
{
	struct stack_finding finding;

	atomic_inc(&quiesce->n_rechecked);
	if (stack_check(task, quiesce->ranges, &finding))
		note_blocker(quiesce, task, &finding);
}

static void check_recorded(struct quiesce *quiesce, struct recorder *recorder)
{
	struct taskset *set = &recorder->sets[recorder->active];
	unsigned int i;

	for (i = 0; i < set->n; i++)
		check_task(quiesce, set->tasks[i]);
	if (set->overflowed)
		atomic_inc(&quiesce->n_incomplete);
}

/*
 * An idle task gives up its CPU in one place only, the loop that it idles in, so all
 * idle tasks that are switched out have the same frames, but for the function that
 * entered the loop at boot. If this CPU's own is not known (it did not idle since we
 * are looking and the kernel's idle_task() is not known either), the boot CPU's
 * stands for it.
 */
static struct task_struct *idle_task_of(struct quiesce *quiesce, int cpu)
{
	if (quiesce->idle_task)
		return quiesce->idle_task(cpu);
	return quiesce->recorders[cpu]->idle ?: &init_task;
}

void quiesce_check_cpu(struct quiesce *quiesce)
{
	int cpu = raw_smp_processor_id(), other;

	if (!stopper.n)
		check_task(quiesce, current);
	check_task(quiesce, idle_task_of(quiesce, cpu));
	check_recorded(quiesce, quiesce->recorders[cpu]);
	if (cpu != cpumask_first(cpu_online_mask))
		return;
	for_each_possible_cpu(other)
		if (!cpu_online(other))
			check_recorded(quiesce, quiesce->recorders[other]);
}

int quiesce_verdict(struct quiesce *quiesce)
{
	if (atomic_read(&quiesce->n_blockers))
		return -EBUSY;
	return atomic_read(&quiesce->n_incomplete) ? -EAGAIN : 0;
}

void quiesce_report(const struct quiesce *quiesce, struct suture_switch *result)
{
	result->n_tasks = quiesce->n_tasks;
	result->n_rechecked = atomic_read(&quiesce->n_rechecked);
	result->n_blockers = atomic_read(&quiesce->n_blockers);
	memcpy(result->blockers, quiesce->blockers, sizeof(result->blockers));
}

int quiesce_arm(struct quiesce *quiesce)
{
	struct tracepoint *tracepoint = NULL;
	int error;

	for_each_kernel_tracepoint(find_sched_switch, &tracepoint);
	if (!tracepoint)
		return -ENOENT;
	error = tracepoint_probe_register(tracepoint, record_switch, quiesce);
	if (error)
		return error;
	quiesce->tracepoint = tracepoint;
	/* The barrier after which no context switch escapes the probe. */
	quiesce_flip(quiesce);
	clear_closed(quiesce);
	synchronize_rcu_tasks();
	/* Nobody was looked at before, so what was recorded so far says nothing. */
	quiesce_flip(quiesce);
	clear_closed(quiesce);
	quiesce->is_unknown = true;
	return 0;
}

static void quiesce_disarm(struct quiesce *quiesce)
{
	if (!quiesce->tracepoint)
		return;
	tracepoint_probe_unregister(quiesce->tracepoint, record_switch, quiesce);
	tracepoint_synchronize_unregister();
}

static int learn_stopper(void *unused)
{
	stopper.task = get_task_struct(current);
	stopper.n = stack_frames(current, stopper.frames, STOPPER_FRAMES_MAX);
	return 0;
}

int quiesce_init(void)
{
	return stop_machine(learn_stopper, NULL, NULL);
}

void quiesce_exit(void)
{
	put_task_struct(stopper.task);
}

static struct taskset *taskset_new(void)
{
	return kvzalloc(sizeof(struct taskset), GFP_KERNEL);
}

static int quiesce_alloc(struct quiesce *quiesce)
{
	int cpu;

	quiesce->busy = taskset_new();
	quiesce->were_busy = taskset_new();
	if (!quiesce->busy || !quiesce->were_busy)
		return -ENOMEM;
	for_each_possible_cpu(cpu) {
		quiesce->recorders[cpu] = kvzalloc_node(sizeof(struct recorder), GFP_KERNEL,
							cpu_to_node(cpu));
		if (!quiesce->recorders[cpu])
			return -ENOMEM;
	}
	return 0;
}

struct quiesce *quiesce_new(const struct code_ranges *ranges, idle_task_function idle_task)
{
	struct quiesce *quiesce = kvzalloc(struct_size(quiesce, recorders, nr_cpu_ids), GFP_KERNEL);

	if (!quiesce)
		return ERR_PTR(-ENOMEM);
	quiesce->ranges = ranges;
	quiesce->idle_task = idle_task;
	if (quiesce_alloc(quiesce)) {
		quiesce_free(quiesce);
		return ERR_PTR(-ENOMEM);
	}
	return quiesce;
}

static void recorder_free(struct recorder *recorder)
{
	if (!recorder)
		return;
	taskset_clear(&recorder->sets[0]);
	taskset_clear(&recorder->sets[1]);
	kvfree(recorder);
}

static void taskset_free(struct taskset *set)
{
	if (set)
		taskset_clear(set);
	kvfree(set);
}

void quiesce_free(struct quiesce *quiesce)
{
	int cpu;

	quiesce_disarm(quiesce);
	for_each_possible_cpu(cpu)
		recorder_free(quiesce->recorders[cpu]);
	taskset_free(quiesce->busy);
	taskset_free(quiesce->were_busy);
	kvfree(quiesce);
}
