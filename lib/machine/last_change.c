/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/last_change.h"

#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/file.h"
#include "base/form.h"
#include "base/memory.h"
#include "machine/clock.h"

#define MESSAGE_MAX 1000 /* bytes */

static const char *token_of(const struct error *error)
{
	if (!error)
		return NULL;
	return error->kind == ERROR_REFUSED ? refusal_row(error->refusal)->token : "internal";
}

void last_change_write(const struct machine *machine, const struct last_change *change)
{
	const struct error *error = change->error;
	_cleanup_free_ char *message = error ? as_line(error->message, MESSAGE_MAX) : NULL;
	_cleanup_free_ char *path = machine_path(machine, LAST_CHANGE_FILE);
	_cleanup_json_ json_t *root =
		json_pack("{s:o, s:o, s:o, s:s?, s:o, s:o}", "at", date_to_json(machine_now()),
			  "install", string_list_to_json(change->installs), "remove",
			  string_list_to_json(change->removes), "refusal", token_of(error),
			  "message", string_to_json(message), "pause",
			  change->pause ? json_integer((json_int_t)change->pause) : json_null());
	_cleanup_free_ char *text = json_text(root);
	_cleanup_error_ struct error *why = file_write(path, text, strlen(text), 0644);

	if (why)
		unlink(path);
}

/* Its members alone: the file may have been made by a newer version. */
static json_t *check(json_t *root)
{
	json_t *at, *install, *remove, *refusal, *message, *pause;
	int64_t seconds;

	if (json_unpack(root, "{s:o, s:o, s:o, s:o, s:o, s:o}", "at", &at, "install", &install,
			"remove", &remove, "refusal", &refusal, "message", &message, "pause",
			&pause) ||
	    !date_read(json_string_value(at), &seconds) || !json_is_array(install) ||
	    !json_is_array(remove))
		return json_null();
	return json_pack("{s:O, s:O, s:O, s:O, s:O, s:O}", "at", at, "install", install, "remove",
			 remove, "refusal", refusal, "message", message, "pause", pause);
}

json_t *last_change_read(const struct machine *machine)
{
	_cleanup_free_ char *path = machine_path(machine, LAST_CHANGE_FILE);
	_cleanup_json_ json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);

	return check(root);
}
