/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "client/record.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/memory.h"

/* The record comes from the kernel, and still: no field is trusted to end. */
static char *field(const char *text, size_t size)
{
	return xstrndup(text, strnlen(text, size));
}
#define FIELD(array) field(array, sizeof(array))

static struct error *locate(struct error *error, const struct suture_refusal_record *record)
{
	_cleanup_free_ char *object = FIELD(record->object);
	_cleanup_free_ char *function = FIELD(record->function);
	size_t length = record->length < SUTURE_BYTES_MAX ? record->length : SUTURE_BYTES_MAX;

	error = error_at(error, *object ? object : NULL, *function ? function : NULL);
	if (*function && (record->offset || length))
		error = error_at_offset(error, record->offset);
	if (length)
		error = error_at_bytes(error, record->expected, record->found, length);
	return error;
}

/* Of several updates in a transaction, the record knows which one another is in the way of. */
static struct error *refuse_for(const struct suture_refusal_record *record, const char *subject)
{
	_cleanup_free_ char *update = FIELD(record->update);
	_cleanup_free_ char *other = FIELD(record->other);

	if (*update && *other)
		return error_refuse(record->code, "%s: refused by the core, because of %s", update,
				    other);
	return error_refuse(record->code, "%s: refused by the core", subject);
}

struct error *record_to_error(const struct suture_refusal_record *record, const char *subject)
{
	const struct refusal_row *row = refusal_row(record->code);

	if (!row)
		return error_new(ERROR_INTERNAL, "%s: the core gave reason %u, which is unknown",
				 subject, record->code);
	return locate(refuse_for(record, subject), record);
}

/* Before the core can read the id it knows the update by the module's name. */
static bool is_about(const struct suture_refusal_record *record, int number, const char *id,
		     const struct manifest_module *module)
{
	_cleanup_free_ char *update = FIELD(record->update);
	_cleanup_free_ char *object = FIELD(record->object);

	return record->code && record->error == -number &&
	       (strcmp(update, id) == 0 || strcmp(update, module->name) == 0) &&
	       (!*object || strcmp(object, module->target) == 0);
}

static const struct {
	int number;
	const char *why;
} rejections[] = {
	{ EKEYREJECTED, "its signature is not by a key that the kernel trusts" },
	{ ENOKEY, "its signature is not by a key that the kernel trusts" },
	{ EBADMSG, "its signature is malformed" },
	{ EPERM, "loading modules is forbidden, or unsigned ones are" },
	{ ENOEXEC, "it is not a module for this kernel" },
	{ EEXIST, "a module of this name is loaded already" },
	{ ENOENT, "it needs a symbol that this kernel does not have" },
	{ EBUSY, "a module of this name is being loaded or unloaded" },
};

static const char *rejection(int number)
{
	for (size_t i = 0; i < ARRAY_SIZE(rejections); i++)
		if (rejections[i].number == number)
			return rejections[i].why;
	return strerror(number);
}

struct error *load_error(int number, const struct suture_refusal_record *record, const char *id,
			 const struct manifest_module *module)
{
	struct error *error;

	if (is_about(record, number, id, module)) {
		error = record_to_error(record, id);
		return error->object ? error : error_at(error, module->target, NULL);
	}
	if (number == ENOMEM)
		error = error_refuse(SUTURE_REFUSAL_NO_MEMORY, "%s: no memory for the module", id);
	else
		error = error_refuse(SUTURE_REFUSAL_MODULE_REJECTED, "%s: %s", id,
				     rejection(number));
	return error_at(error, module->target, NULL);
}
