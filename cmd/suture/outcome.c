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
			array,
			json_pack("{s:i, s:o, s:o, s:b}", "pid", blocker->pid, "comm",
				  text(blocker->comm, sizeof(blocker->comm)), "function",
				  text(blocker->function, sizeof(blocker->function)),
				  "unreliable", (int)blocker->unreliable));
	}
	return array;
}

static void add_number(json_t *object, const char *key, uint64_t number)
{
	json_object_set_new(object, key, json_integer((json_int_t)number));
}

void outcome_add(json_t *object, const struct transaction_result *result)
{
	const struct suture_switch *last = &result->last;

	add_number(object, "attempts", result->attempts);
	add_number(object, "pause_ns", last->pause_ns);
	add_number(object, "check_ns", last->check_ns);
	add_number(object, "walk_ns", last->walk_ns);
	add_number(object, "tasks", last->n_tasks);
	add_number(object, "rechecked", last->n_rechecked);
	add_number(object, "functions", last->n_functions);
	json_object_set_new(object, "blockers", blockers(result));
}
