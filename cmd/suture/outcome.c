/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "outcome.h"

#include "base/memory.h"

static double ms(uint64_t ns)
{
	return (double)ns / 1e6;
}

void outcome_print(const struct transaction_result *result)
{
	const struct suture_switch *last = &result->last;

	printf("the machine stood still for %.3f ms", ms(last->pause_ns));
	if (result->attempts > 1)
		printf(", at attempt %u", result->attempts);
	putchar('\n');
}

void outcome_print_kept(const struct string_list *modules)
{
	for (size_t i = 0; i < modules->n_items; i++)
		printf("the module %s stays in memory, without effect: its code may still be "
		       "referred to\n",
		       modules->items[i]);
}

static json_t *text(const char *characters, size_t size)
{
	_cleanup_free_ char *string = xstrndup(characters, strnlen(characters, size));

	return string_to_json(string);
}

static json_t *blockers(const struct transaction_result *result)
{
	json_t *array = json_array();

	for (size_t i = 0; i < transaction_blockers(result); i++) {
		const struct suture_blocker *blocker = &result->last.blockers[i];

		json_array_append_new(
			array, json_pack("{s:i, s:o, s:o, s:b}", "pid", blocker->pid, "comm",
					 text(blocker->comm, sizeof(blocker->comm)), "function",
					 text(blocker->function, sizeof(blocker->function)),
					 "unreliable", (int)blocker->unreliable));
	}
	return array;
}

json_t *outcome_to_json(const struct transaction_result *result)
{
	const struct suture_switch *last = &result->last;

	if (!result->attempts)
		return json_null();
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o}", "attempts",
			 (json_int_t)result->attempts, "pause_ns", (json_int_t)last->pause_ns,
			 "check_ns", (json_int_t)last->check_ns, "walk_ns",
			 (json_int_t)last->walk_ns, "tasks", (json_int_t)last->n_tasks, "rechecked",
			 (json_int_t)last->n_rechecked, "functions", (json_int_t)last->n_functions,
			 "blockers", blockers(result));
}
