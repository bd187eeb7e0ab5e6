/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "series/exception.h"

#include <string.h>

#include "base/memory.h"
#include <suture/refusal.h>

#define TOKEN(name, number, token, text, remedy) token,
static const char *const reasons[] = { SUTURE_REFUSALS(TOKEN) "declined", "pending" };
#undef TOKEN

bool is_exception_reason(const char *token)
{
	for (size_t i = 0; i < ARRAY_SIZE(reasons); i++)
		if (!strcmp(reasons[i], token))
			return true;
	return false;
}

void series_exception_deinit(struct series_exception *exception)
{
	string_list_deinit(&exception->cves);
	free(exception->title);
	free(exception->effective);
	free(exception->reason);
	free(exception->text);
}

static void subtract(struct string_list *list, const struct string_list *other)
{
	for (size_t i = 0; i < other->n_items; i++)
		while (string_list_remove(list, other->items[i]))
			;
}

bool series_forget(struct series *series, const struct string_list *cves)
{
	bool found = false;
	size_t n = 0;

	for (size_t i = 0; i < series->n_exceptions; i++) {
		struct series_exception *exception = &series->exceptions[i];
		size_t before = exception->cves.n_items;

		subtract(&exception->cves, cves);
		found = found || exception->cves.n_items < before;
		if (before && !exception->cves.n_items)
			series_exception_deinit(exception);
		else
			series->exceptions[n++] = *exception;
	}
	series->n_exceptions = n;
	return found;
}

struct series_exception *series_except(struct series *series, const struct string_list *cves)
{
	struct series_exception *exception;

	series_forget(series, cves);
	exception = array_append(series->exceptions, series->n_exceptions);
	string_list_add_all(&exception->cves, cves);
	return exception;
}
