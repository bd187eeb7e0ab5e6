// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) "suture: " fmt

#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "refuse.h"

/* A leaf: nothing is taken or called under it. */
static DEFINE_MUTEX(last_lock);
static struct suture_refusal_record last;

static const struct {
	u32 code;
	const char *token;
} tokens[] = {
#define TOKEN(name, number, token, text, remedy) { number, token },
	SUTURE_REFUSALS(TOKEN)
#undef TOKEN
};

static const char *refusal_token(u32 code)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(tokens); i++)
		if (tokens[i].code == code)
			return tokens[i].token;
	return "unknown";
}

void refusal_begin(struct suture_refusal_record *record, const char *update, const char *object)
{
	memset(record, 0, sizeof(*record));
	strscpy(record->update, update, sizeof(record->update));
	strscpy(record->object, object ?: "", sizeof(record->object));
}

int refuse(struct suture_refusal_record *record, enum suture_refusal code, int error,
	   const char *function)
{
	record->code = code;
	record->error = error;
	if (function)
		strscpy(record->function, function, sizeof(record->function));
	return error;
}

void refusal_set_other(struct suture_refusal_record *record, const char *id)
{
	strscpy(record->other, id, sizeof(record->other));
}

void refusal_set_bytes(struct suture_refusal_record *record, const void *expected,
		       const void *found, unsigned int length)
{
	record->length = min_t(unsigned int, length, SUTURE_BYTES_MAX);
	memcpy(record->expected, expected, record->length);
	memcpy(record->found, found, record->length);
}

void refusal_remember(const struct suture_refusal_record *record)
{
	mutex_lock(&last_lock);
	last = *record;
	mutex_unlock(&last_lock);
	pr_info("update %s refused: %s%s%s%s%s%s%s\n", record->update,
		refusal_token(record->code),
		record->object[0] ? " in " : "", record->object,
		record->function[0] ? ", function " : "", record->function,
		record->other[0] ? ", because of " : "", record->other);
}

void refusal_recall(struct suture_refusal_record *record)
{
	mutex_lock(&last_lock);
	*record = last;
	mutex_unlock(&last_lock);
}
