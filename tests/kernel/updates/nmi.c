// SPDX-License-Identifier: GPL-2.0
/*
 * A storm of NMIs: each CPU that takes one sends one to the next, so that they go on while the
 * machine stands still. They come in gusts with as much time between them: on a busy host an
 * emulated processor would otherwise do nothing but take NMIs. The parameter 'storm' starts
 * and ends it; 'met' tells how many NMIs were taken and how many of them ran into an int3,
 * which only a switch puts in their way.
 */
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/hardirq.h>
#include <linux/hrtimer.h>
#include <linux/kdebug.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/notifier.h>
#include <linux/smp.h>
#include <asm/apic.h>
#include <asm/nmi.h>

#define GUST (2 * NSEC_PER_MSEC)	/* longer than a switch, which may begin inside of one */
#define PERIOD (2 * GUST)		/* from the start of one gust to that of the next */

static bool raging;
static struct hrtimer timer;
static atomic_t under_way, n_taken, n_int3;
static u64 gust_end;

static void send_on(void)
{
	int cpu = cpumask_next(smp_processor_id(), cpu_online_mask);

	if (cpu >= nr_cpu_ids)
		cpu = cpumask_first(cpu_online_mask);
	apic->send_IPI(cpu, NMI_VECTOR);
}

static int take(unsigned int type, struct pt_regs *regs)
{
	if (!atomic_read(&under_way))
		return NMI_DONE;
	atomic_inc(&n_taken);
	if (ktime_get_mono_fast_ns() < READ_ONCE(gust_end))
		send_on();
	else
		atomic_set(&under_way, 0);
	return NMI_HANDLED;
}

static enum hrtimer_restart blow(struct hrtimer *this)
{
	if (!READ_ONCE(raging))
		return HRTIMER_NORESTART;
	if (!atomic_xchg(&under_way, 1)) {
		WRITE_ONCE(gust_end, ktime_get_mono_fast_ns() + GUST);
		send_on();
	}
	hrtimer_forward_now(this, PERIOD);
	return HRTIMER_RESTART;
}

/* Registered before the core's own notifier of the same priority, so it is asked first. */
static int see_int3(struct notifier_block *block, unsigned long event, void *data)
{
	if (event == DIE_INT3 && in_nmi() && atomic_read(&under_way))
		atomic_inc(&n_int3);
	return NOTIFY_DONE;
}

static struct notifier_block int3_notifier = {
	.notifier_call = see_int3,
	.priority = INT_MAX,
};

static int set_storm(const char *value, const struct kernel_param *param)
{
	WRITE_ONCE(raging, *value == '1');
	if (raging)
		hrtimer_start(&timer, PERIOD, HRTIMER_MODE_REL);
	else
		hrtimer_cancel(&timer);
	return 0;
}

static const struct kernel_param_ops storm_ops = { .set = set_storm };
module_param_cb(storm, &storm_ops, NULL, 0200);

static int get_met(char *buffer, const struct kernel_param *param)
{
	return sprintf(buffer, "%u %u\n", atomic_read(&n_taken), atomic_read(&n_int3));
}

static const struct kernel_param_ops met_ops = { .get = get_met };
module_param_cb(met, &met_ops, NULL, 0400);

static int __init storm_init(void)
{
	int error = register_die_notifier(&int3_notifier);

	hrtimer_init(&timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	timer.function = blow;
	return error ?: register_nmi_handler(NMI_LOCAL, take, 0, "suture-test");
}

/* The storm must be over. */
static void __exit storm_exit(void)
{
	unregister_nmi_handler(NMI_LOCAL, "suture-test");
	unregister_die_notifier(&int3_notifier);
}

module_init(storm_init);
module_exit(storm_exit);
MODULE_DESCRIPTION("a test's storm of NMIs");
MODULE_LICENSE("GPL");
