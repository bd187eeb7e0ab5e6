/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who did what. A line is written in the transaction that does it, so there is none without. */
#ifndef SUTURE_FLEET_AUDIT_H
#define SUTURE_FLEET_AUDIT_H

#include "db/db.h"

enum role { ROLE_NOBODY, ROLE_READ, ROLE_OPERATOR, ROLE_APPROVER };

const char *role_name(enum role role);
/* false: there is no such role. */
bool role_find(const char *name, enum role *role) __attribute__((nonnull));

/* On whose behalf something is done. */
struct actor {
	char name[80];	 /* "key 3 (alerts)", "machine UUID", "the service" */
	int64_t account; /* whose things it sees; 0: everybody's */
	enum role role;
};

/* detail may be NULL. account: whose log it is; 0: nobody's but the service's own. */
struct error *audit_write(struct db *db, const struct actor *actor, int64_t account, int64_t now,
			  const char *action, const char *object, const char *detail)
	__attribute__((nonnull(1, 2, 5, 6), warn_unused_result));

#endif
