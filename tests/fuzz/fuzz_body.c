/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as the body of a request: they are refused, or what was read is within its bounds and
 * there is nothing else in it.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "api/body.h"
#include "base/form.h"
#include "base/json.h"

#define TEXT_MAX   20
#define NUMBER_MAX 1000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool right)
{
	if (!right)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = NULL, *other = NULL;
	int64_t number = -1, date = -1;
	bool boolean = false;
	const struct body_row rows[] = {
		{ "a", BODY_TEXT, BODY_NEEDED, TEXT_MAX, &text },
		{ "b", BODY_TEXT, BODY_OPTIONAL, TEXT_MAX, &other },
		{ "n", BODY_NUMBER, BODY_OPTIONAL, NUMBER_MAX, &number },
		{ "d", BODY_DATE, BODY_OPTIONAL, 0, &date },
		{ "y", BODY_BOOLEAN, BODY_OPTIONAL, 0, &boolean },
		{},
	};
	_cleanup_json_ json_t *body = NULL;
	_cleanup_error_ struct error *error = body_parse((const char *)data, size, rows, &body);

	must(!error == !!body);
	if (error)
		return 0;
	must(text && strlen(text) <= TEXT_MAX && is_printable(text));
	must(!other || (strlen(other) <= TEXT_MAX && is_printable(other)));
	must(number >= -1 && number <= NUMBER_MAX && date >= -1);
	must(json_object_size(body) <= 5);
	return 0;
}
