/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/value.h"

#include <string.h>

#include "base/date.h"

const char *value_text(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text && *text ? text : NULL;
}

int64_t value_number(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

bool value_is_true(const json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

bool value_date(const json_t *object, const char *key, int64_t *seconds)
{
	return date_read(json_string_value(json_object_get(object, key)), seconds);
}

bool value_is(const json_t *object, const char *key, const char *word)
{
	const char *text = value_text(object, key);

	return text && !strcmp(text, word);
}
