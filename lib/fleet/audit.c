/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/audit.h"

#include <string.h>

#include "base/memory.h"

static const char *const names[] = {
	[ROLE_NOBODY] = "nobody",
	[ROLE_READ] = "read",
	[ROLE_OPERATOR] = "operator",
	[ROLE_APPROVER] = "approver",
};

const char *role_name(enum role role)
{
	return names[role];
}

bool role_find(const char *name, enum role *role)
{
	for (size_t i = ROLE_READ; i < ARRAY_SIZE(names); i++) {
		if (!strcmp(names[i], name)) {
			*role = (enum role)i;
			return true;
		}
	}
	return false;
}

struct error *audit_write(struct db *db, const struct actor *actor, int64_t account, int64_t now,
			  const char *action, const char *object, const char *detail)
{
	return db_run(db,
		      "INSERT INTO audit (at, account, actor, action, object, detail)"
		      " VALUES ($1, $2, $3, $4, $5, $6)",
		      DB_VALUES(db_integer(now), account ? db_integer(account) : db_null(),
				db_text(actor->name), db_text(action), db_text(object),
				db_text(detail)),
		      NULL);
}
