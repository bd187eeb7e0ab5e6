/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "member/report.h"

#include <string.h>

#include "base/memory.h"
#include "client/sysroot.h"
#include "machine/last_change.h"
#include "machine/standing_json.h"

#define FORMAT 2

static json_t *tags_to_json(const struct string_list *tags)
{
	json_t *object = json_object();

	for (size_t i = 0; i < tags->n_items; i++) {
		const char *equals = strchr(tags->items[i], '=');
		_cleanup_free_ char *name =
			xstrndup(tags->items[i], (size_t)(equals - tags->items[i]));

		json_object_set_new(object, name, string_to_json(equals + 1));
	}
	return object;
}

static json_t *hostname_to_json(void)
{
	_cleanup_free_ char *name = sysroot_line("/proc/sys/kernel/hostname");

	return string_to_json(name && *name ? name : "unnamed");
}

json_t *report_make(const struct machine *machine, bool about_to, const struct string_list *by_name,
		    int64_t now)
{
	static const struct string_list none;
	_cleanup_standing_ struct standing standing;

	standing_take(machine, now, &standing);
	return json_pack("{s:i, s:o, s:s, s:o, s:o, s:b, s:o, s:o, s:o}", "format", FORMAT,
			 "hostname", hostname_to_json(), "client", SUTURE_VERSION, "tags",
			 tags_to_json(&machine->policy.tags), "boot",
			 string_to_json(machine->boot_id), "about_to", (int)about_to, "by_name",
			 string_list_to_json(by_name ? by_name : &none), "last_change",
			 last_change_read(machine), "status", standing_to_json(&standing));
}

static void move(json_t *from, json_t *to, const char *key)
{
	json_object_set(to, key, json_object_get(from, key));
	json_object_del(from, key);
}

json_t *report_split(json_t *report)
{
	json_t *status = json_object_get(report, "status");
	json_t *lists = json_object();

	move(status, lists, "updates");
	move(status, lists, "cves");
	return lists;
}
