/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In the place of postgres.c where libpq is not wanted. */
#include "db/driver.h"

static struct error *open_none(const char *url, struct db **db)
{
	(void)url;
	(void)db;
	return error_new(ERROR_USAGE, "this program was built without PostgreSQL");
}

const struct db_driver db_postgres = {
	.open = open_none,
};
