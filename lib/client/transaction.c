/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "client/transaction.h"

#include <errno.h>
#include <sys/random.h>

#include "base/memory.h"
#include "client/kernel_calls.h"
#include "client/record.h"

#define FIRST_PAUSE_MS 100
#define DOUBLINGS_MAX  6
#define BLOCKERS_NAMED 3

size_t transaction_blockers(const struct transaction_result *result)
{
	uint32_t n = result->last.n_blockers;

	return n < SUTURE_BLOCKERS_MAX ? n : SUTURE_BLOCKERS_MAX;
}

/* A task chooses its own name, which may hold anything. */
static char *blocker_text(const struct suture_blocker *blocker)
{
	char *text = xasprintf("%.*s (pid %d) is in %.*s", (int)sizeof(blocker->comm),
			       blocker->comm, blocker->pid, (int)sizeof(blocker->function),
			       blocker->function);

	for (char *c = text; *c; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
	return text;
}

static char *blockers_text(const struct transaction_result *result)
{
	_cleanup_string_list_ struct string_list texts = { 0 };
	_cleanup_free_ char *list = NULL;
	size_t n = transaction_blockers(result), named = n < BLOCKERS_NAMED ? n : BLOCKERS_NAMED;

	for (size_t i = 0; i < named; i++) {
		_cleanup_free_ char *text = blocker_text(&result->last.blockers[i]);

		string_list_add(&texts, text);
	}
	list = string_list_join(&texts);
	if (result->last.n_blockers > named)
		return xasprintf("%s, and %zu more", list, result->last.n_blockers - named);
	return take(list);
}

static struct error *busy_error(const struct transaction_result *result, const char *subject)
{
	_cleanup_free_ char *blockers = blockers_text(result);
	struct error *error = record_to_error(&result->last.refusal, subject);

	free(error->message);
	error->message = xasprintf("%s: busy after %u attempt%s: %s", subject, result->attempts,
				   result->attempts == 1 ? "" : "s", blockers);
	return error;
}

static struct error *switch_error(const struct transaction_result *result, int number,
				  const char *subject)
{
	if (result->last.refusal.code == SUTURE_REFUSAL_BUSY)
		return busy_error(result, subject);
	if (result->last.refusal.code)
		return record_to_error(&result->last.refusal, subject);
	errno = number;
	return error_errno("%s: the core cannot switch", subject);
}

/* The ids as the core wants them: rows of SUTURE_ID_MAX bytes, applied ones first. */
static char (*id_rows(const struct string_list *apply,
		      const struct string_list *reverse))[SUTURE_ID_MAX]
{
	char(*rows)[SUTURE_ID_MAX] = xcalloc(apply->n_items + reverse->n_items, SUTURE_ID_MAX);

	for (size_t i = 0; i < apply->n_items; i++)
		snprintf(rows[i], SUTURE_ID_MAX, "%s", apply->items[i]);
	for (size_t i = 0; i < reverse->n_items; i++)
		snprintf(rows[apply->n_items + i], SUTURE_ID_MAX, "%s", reverse->items[i]);
	return rows;
}

static char *subject_text(const struct string_list *apply, const struct string_list *reverse)
{
	_cleanup_free_ char *applied = string_list_join(apply);
	_cleanup_free_ char *reversed = string_list_join(reverse);

	return xasprintf("%s%s%s", applied, *applied && *reversed ? ", " : "", reversed);
}

/* Between half and the whole of the step. */
static unsigned int pause_ms(unsigned int attempt)
{
	unsigned int doublings = attempt - 1 < DOUBLINGS_MAX ? attempt - 1 : DOUBLINGS_MAX;
	unsigned int step = FIRST_PAUSE_MS << doublings, random = 0;

	if (getrandom(&random, sizeof(random), GRND_NONBLOCK) < 0)
		random = 0;
	return step / 2 + random % (step / 2);
}

/* Wait before the next attempt; false if there is to be none. */
static bool wait_for_next(const struct transaction_options *options, unsigned int attempt,
			  unsigned int *waited_ms)
{
	unsigned int left = options->wait_ms - *waited_ms, pause = pause_ms(attempt);

	if (attempt > options->retries || left == 0)
		return false;
	if (pause > left)
		pause = left;
	*waited_ms += pause;
	return pause_unless_ended(pause);
}

struct error *transaction_run(int device, const struct string_list *apply,
			      const struct string_list *reverse,
			      const struct transaction_options *options,
			      struct transaction_result *result)
{
	_cleanup_free_ char *subject = subject_text(apply, reverse);
	_cleanup_free_ char(*ids)[SUTURE_ID_MAX] = id_rows(apply, reverse);
	unsigned int waited_ms = 0;
	int number;

	*result = (struct transaction_result){ 0 };
	do {
		result->attempts++;
		result->last = (struct suture_switch){
			.size = sizeof(result->last),
			.flags = options->dry_run ? SUTURE_SWITCH_DRY_RUN : 0,
			.n_apply = (uint32_t)apply->n_items,
			.n_reverse = (uint32_t)reverse->n_items,
			.ids = (uintptr_t)ids,
		};
		if (core_switch(device, &result->last) == 0)
			return NULL;
		number = errno;
	} while (result->last.refusal.code == SUTURE_REFUSAL_BUSY &&
		 wait_for_next(options, result->attempts, &waited_ms));
	return switch_error(result, number, subject);
}
