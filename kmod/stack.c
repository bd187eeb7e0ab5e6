// SPDX-License-Identifier: GPL-2.0
/*
 * The ORC unwinder names every return address of a sleeping task, those that the
 * function graph tracer or a kretprobe has hidden included. Where it cannot go on,
 * every word of the used stack is taken for a return address, and the hidden
 * ones are taken from where the tracers keep them. That errs on the safe side: a
 * stale word may make a task look busy, never the reverse.
 */
#include <linux/ftrace.h>
#include <linux/mm.h>
#include <linux/rethook.h>
#include <linux/sched/task_stack.h>
#include <linux/sort.h>
#include <asm/unwind.h>

#include "stack.h"

static int code_ranges_grow(struct code_ranges *ranges)
{
	unsigned int size = ranges->size ? 2 * ranges->size : 64;
	struct code_range *list = kvmalloc_array(size, sizeof(*list), GFP_KERNEL);

	if (!list)
		return -ENOMEM;
	if (ranges->n)
		memcpy(list, ranges->list, ranges->n * sizeof(*list));
	kvfree(ranges->list);
	ranges->list = list;
	ranges->size = size;
	return 0;
}

int code_ranges_add(struct code_ranges *ranges, const struct code_range *range)
{
	int error = 0;

	if (range->start >= range->end)
		return 0;
	if (ranges->n == ranges->size)
		error = code_ranges_grow(ranges);
	if (!error)
		ranges->list[ranges->n++] = *range;
	return error;
}

static int by_start(const void *a, const void *b)
{
	const struct code_range *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

void code_ranges_sort(struct code_ranges *ranges)
{
	struct code_range *last = ranges->list, *range;

	if (!ranges->n)
		return;
	sort(ranges->list, ranges->n, sizeof(*ranges->list), by_start, NULL);
	for (range = last + 1; range < ranges->list + ranges->n; range++) {
		if (range->start >= last->end) {
			*++last = *range;
			continue;
		}
		last->end = max(last->end, range->end);
		last->goes_away |= range->goes_away;
	}
	ranges->n = last - ranges->list + 1;
}

void code_ranges_deinit(struct code_ranges *ranges)
{
	kvfree(ranges->list);
}

static const struct code_range *code_range_of(const struct code_ranges *ranges,
					      unsigned long address)
{
	unsigned int low = 0, high = ranges->n;

	while (low < high) {
		unsigned int middle = (low + high) / 2;
		const struct code_range *range = ranges->list + middle;

		if (address < range->start)
			high = middle;
		else if (address >= range->end)
			low = middle + 1;
		else
			return range;
	}
	return NULL;
}

bool code_ranges_find(const struct code_ranges *ranges, unsigned long address,
		      struct stack_finding *finding)
{
	finding->range = code_range_of(ranges, address);
	finding->address = address;
	return finding->range;
}

/* Return addresses that the function graph tracer keeps beside the stack. */
static bool scan_graph(struct task_struct *task, const struct code_ranges *ranges,
		       struct stack_finding *finding)
{
#ifdef CONFIG_FUNCTION_GRAPH_TRACER
	struct ftrace_ret_stack *kept = READ_ONCE(task->ret_stack);
	int i, last = min(READ_ONCE(task->curr_ret_stack), FTRACE_RETFUNC_DEPTH - 1);

	for (i = 0; kept && i <= last; i++)
		if (code_ranges_find(ranges, kept[i].ret, finding))
			return true;
#endif
	return false;
}

/* Return addresses that kretprobes keep beside the stack. */
static bool scan_rethooks(struct task_struct *task, const struct code_ranges *ranges,
			  struct stack_finding *finding)
{
#ifdef CONFIG_RETHOOK
	struct llist_node *node;

	for (node = READ_ONCE(task->rethooks.first); node; node = READ_ONCE(node->next)) {
		struct rethook_node *kept = container_of(node, struct rethook_node, llist);

		if (code_ranges_find(ranges, kept->ret_addr, finding))
			return true;
	}
#endif
	return false;
}

static bool scan_words(struct task_struct *task, unsigned long sp,
		       const struct code_ranges *ranges, struct stack_finding *finding)
{
	unsigned long stack = (unsigned long)READ_ONCE(task->stack);
	unsigned long *word;

	if (!stack || sp < stack || sp >= stack + THREAD_SIZE)
		return false;
	for (word = PTR_ALIGN((unsigned long *)sp, sizeof(long));
	     word < (unsigned long *)(stack + THREAD_SIZE); word++)
		if (code_ranges_find(ranges, READ_ONCE_NOCHECK(*word), finding))
			return true;
	return false;
}

static bool stack_scan(struct task_struct *task, const struct code_ranges *ranges,
		       struct stack_finding *finding)
{
	unsigned long sp = task == current ? (unsigned long)__builtin_frame_address(0) :
					     READ_ONCE(task->thread.sp);

	finding->unreliable = true;
	return scan_words(task, sp, ranges, finding) || scan_graph(task, ranges, finding) ||
	       scan_rethooks(task, ranges, finding);
}

/* True: the walk came to a proper end, and finding says what it found. */
static bool stack_walk(struct task_struct *task, const struct code_ranges *ranges,
		       struct stack_finding *finding)
{
	struct unwind_state state;

	for (unwind_start(&state, task, NULL, NULL); !unwind_done(&state) && !unwind_error(&state);
	     unwind_next_frame(&state)) {
		struct pt_regs *regs = unwind_get_entry_regs(&state, NULL);
		unsigned long address;

		if (regs && user_mode(regs))
			return true;
		address = unwind_get_return_address(&state);
		/* Generated code that nobody knows. */
		if (!address)
			return false;
		if (code_ranges_find(ranges, address, finding))
			return true;
	}
	return !unwind_error(&state);
}

/*
 * A system call that a signal interrupted is taken up again through this pointer.
 * To code that stays it is as good as any caller; code that goes away must not be
 * left in it.
 */
static bool restart_check(struct task_struct *task, const struct code_ranges *ranges,
			  struct stack_finding *finding)
{
	if (code_ranges_find(ranges, (unsigned long)READ_ONCE(task->restart_block.fn), finding) &&
	    finding->range->goes_away)
		return true;
	finding->range = NULL;
	return false;
}

bool stack_check(struct task_struct *task, const struct code_ranges *ranges,
		 struct stack_finding *finding)
{
	finding->range = NULL;
	finding->unreliable = false;
	/* Past its last switch; its stack may be gone. */
	if (READ_ONCE(task->__state) == TASK_DEAD)
		return false;
	if (restart_check(task, ranges, finding))
		return true;
	if (stack_walk(task, ranges, finding))
		return finding->range;
	return stack_scan(task, ranges, finding);
}

unsigned int stack_frames(struct task_struct *task, unsigned long *frames, unsigned int max)
{
	struct unwind_state state;
	unsigned int n = 0;

	for (unwind_start(&state, task, NULL, NULL); !unwind_done(&state) && !unwind_error(&state);
	     unwind_next_frame(&state)) {
		struct pt_regs *regs = unwind_get_entry_regs(&state, NULL);

		if (regs && user_mode(regs))
			break;
		frames[n] = unwind_get_return_address(&state);
		if (!frames[n] || ++n == max)
			return 0;
	}
	return unwind_error(&state) ? 0 : n;
}
