/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/filter.h"

#include <stddef.h>

#include "base/memory.h"

static const struct member {
	const char *name;
	size_t offset;
} members[] = {
	{ "group", offsetof(struct machine_filter, group) },
	{ "status", offsetof(struct machine_filter, status) },
	{ "authorization", offsetof(struct machine_filter, authorization) },
	{ "hostname", offsetof(struct machine_filter, hostname) },
	{ "tag", offsetof(struct machine_filter, tag) },
	{ "update", offsetof(struct machine_filter, update) },
	{ "cve", offsetof(struct machine_filter, cve) },
	{ "active", offsetof(struct machine_filter, active) },
};

void filter_read(const struct http_request *request, struct machine_filter *filter)
{
	*filter = (struct machine_filter){};
	for (size_t i = 0; i < ARRAY_SIZE(members); i++) {
		const char *value = http_query(request, members[i].name);

		if (value && *value)
			*(const char **)((char *)filter + members[i].offset) = value;
	}
}
