// SPDX-License-Identifier: GPL-2.0
#include <linux/kernel.h>
#include <linux/slab.h>

#include "place.h"

/* Runs in any context, NMI included; it takes no lock and calls nothing. */
static void notrace place_divert(unsigned long ip, unsigned long parent_ip,
				 struct ftrace_ops *ops, struct ftrace_regs *fregs)
{
	const void *to = READ_ONCE(container_of(ops, struct place, ops)->now);

	if (to)
		ftrace_instruction_pointer_set(fregs, (unsigned long)to);
}

static void notrace pass_through(unsigned long ip, unsigned long parent_ip,
				 struct ftrace_ops *ops, struct ftrace_regs *fregs)
{
}

/*
 * A permanent user of ftrace is not switched off with kernel.ftrace_enabled: else an update
 * that is applied would have no effect. While ftrace is off it is not let in. That suits
 * those that only ask, too: whoever comes and goes while ftrace is off leaves marks at the
 * functions that make ftrace switch itself off for good later.
 */
static void ops_init(struct ftrace_ops *ops, ftrace_func_t function)
{
	memset(ops, 0, sizeof(*ops));
	ops->func = function;
	ops->flags = FTRACE_OPS_FL_SAVE_REGS | FTRACE_OPS_FL_IPMODIFY | FTRACE_OPS_FL_RECURSION |
		     FTRACE_OPS_FL_PERMANENT;
}

/* Register on all the functions that ftrace knows and leave again. */
static int try_to_claim(struct ftrace_ops *ops, unsigned long *entries, unsigned int n)
{
	unsigned int i, known = 0;
	int error = 0;

	ops_init(ops, pass_through);
	for (i = 0; i < n; i++)
		if (!ftrace_set_filter_ip(ops, entries[i], 0, 0))
			known++;
	/* An empty filter would mean every function. */
	if (known) {
		error = register_ftrace_function(ops);
		if (!error)
			unregister_ftrace_function(ops);
	}
	ftrace_free_filter(ops);
	return error == -EBUSY ? error : 0;
}

/* Who is refused even a function that nobody else redirects, one of ours, is not let in. */
static bool ftrace_is_off(struct ftrace_ops *ops)
{
	unsigned long ours = (unsigned long)functions_find_livepatched;

	return try_to_claim(ops, &ours, 1);
}

int functions_find_livepatched(unsigned long *entries, unsigned int n, unsigned int *index)
{
	struct ftrace_ops *ops = kzalloc(sizeof(*ops), GFP_KERNEL);
	int error;

	if (!ops)
		return -ENOMEM;
	error = try_to_claim(ops, entries, n);
	if (error && ftrace_is_off(ops))
		/* A livepatch that is in force is permanent as well. */
		error = 0;
	if (error) {
		for (*index = 0; *index < n - 1; ++*index)
			if (try_to_claim(ops, entries + *index, 1))
				break;
	}
	kfree(ops);
	return error;
}

/* Who is not let in is told what he is told when somebody else is there. */
static int explain(int error, unsigned long address)
{
	unsigned int index;

	if (error != -EBUSY)
		return error;
	return functions_find_livepatched(&address, 1, &index) ?: -EPERM;
}

int place_register(struct place *place)
{
	int error;

	ops_init(&place->ops, place_divert);
	error = ftrace_set_filter_ip(&place->ops, place->address, 0, 0);
	if (!error)
		error = register_ftrace_function(&place->ops);
	if (error) {
		ftrace_free_filter(&place->ops);
		return explain(error, place->address);
	}
	place->registered = true;
	return 0;
}

void place_unregister(struct place *place)
{
	/* Returns when no task is in the trampoline any more. */
	unregister_ftrace_function(&place->ops);
	ftrace_free_filter(&place->ops);
	place->registered = false;
}
