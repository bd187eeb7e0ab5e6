/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "big_fleet.h"

#include <string.h>

#include "base/memory.h"
#include "fleet/schema.h"
#include "fleet/view.h"

/* Of a series: to i from 0 below $1. */
#define SERIES                                                                            \
	"WITH RECURSIVE s (i) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT i + 1 FROM s" \
	" WHERE i + 1 < $1) "

#define HOST	"'host' || ((i * 7919) % 1000003) || '.example.org'"
#define ACCOUNT "CASE WHEN i % 100 <= 90 THEN 1 ELSE 2 END"

static const struct filling {
	int64_t n; /* 0: as many as machines; -2: half as many */
	const char *sql;
} fillings[] = {
	{ 1, "INSERT INTO account (id, name, created) SELECT $1, 'first', 1" },
	{ 2, "INSERT INTO account (id, name, created) SELECT $1, 'second', 1" },
	{ 3, "INSERT INTO ring (id, account, position, name, promote_after, failures_max) " SERIES
	     "SELECT i + 1, 1, 10 * (i + 1), 'ring ' || i, 86400, 10 FROM s" },
	{ 100, "INSERT INTO fleet_group (id, account, name, ring) " SERIES
	       "SELECT i + 1, CASE WHEN i <= 90 THEN 1 ELSE 2 END, 'group ' || i,"
	       " CASE WHEN i <= 90 THEN i % 3 + 1 END FROM s" },
	{ 40,
	  "INSERT INTO access_key (id, digest, hint, label, account, fleet_group, admits,"
	  " created) " SERIES "SELECT i + 1, 'x' || i, 'x', 'key ' || i, CASE WHEN i < 36 THEN 1"
	  " ELSE 2 END, 1, 'allowed', 1 FROM s" },
	{ 20, "INSERT INTO kernel (build_id, kernel_release) " SERIES
	      "SELECT 'aa' || i, '6.1.0-' || i FROM s" },
	{ 1200, "INSERT INTO known_update (id, build_id, name, title, cves, first_seen) " SERIES
		"SELECT i + 1, 'aa' || (i % 20), 'update-' || (i / 20), 'title ' || i,"
		" '[\"CVE-2026-' || (i / 20) || '\"]', i FROM s" },
	{ 2000, "INSERT INTO condition (id, digest, build_id, verdict, n_applied, n_open,"
		" n_unfixed, first_seen) " SERIES "SELECT i + 1, 'd' || i, 'aa' || (i % 20),"
		" CASE WHEN i % 50 IN (7, 17) THEN 'unsupported' WHEN i % 33 = 5 THEN 'unknown'"
		" WHEN i % 3 = 0 THEN 'out-of-date' ELSE 'up-to-date' END, 1, 1, 1, 1 FROM s" },
	{ 120000, "INSERT INTO condition_update (condition, known_update, position, state) " SERIES
		  "SELECT i / 60 + 1, (i % 60) * 20 + ((i / 60) % 20) + 1, i % 60,"
		  " CASE WHEN (i / 60) % 3 = 0 AND i % 60 > 50 THEN 'available' ELSE 'applied' END"
		  " FROM s" },
	{ 600000, "INSERT INTO condition_cve (condition, cve, state) " SERIES
		  "SELECT i / 300 + 1, 'CVE-2026-' || (i % 300), CASE WHEN (i / 300) % 3 = 0"
		  " AND i % 300 > 280 THEN 'available' WHEN i % 300 < 20 THEN 'unpatchable'"
		  " ELSE 'fixed' END FROM s" },
	{ 0, "INSERT INTO machine (id, uuid, account, access_key, fleet_group, public_key, serial,"
	     " letter, authorization_state, enrolled, last_seen, address, hostname, name, client,"
	     " boot, automatic, tags, suspects, condition, n_released) " SERIES
	     "SELECT i + 1, 'machine-' || i, " ACCOUNT
	     ", CASE WHEN i % 100 <= 90 THEN i % 36 ELSE 36 + i % 4 END + 1,"
	     " CASE WHEN i % 10 = 0 THEN 1 ELSE i % 100 + 1 END, $2, 1,"
	     " 'a digest of sixty-four digits a digest of sixty-four digits a ',"
	     " CASE WHEN i % 5000 = 17 THEN 'pending' ELSE 'allowed' END, 1,"
	     " 1764500000 - (i % 1000) * 300, '192.0.2.1', " HOST ", " HOST
	     ", '1.' || (i % 4), 'boot boot boot boot', 1,"
	     " '{\"site\":\"s' || (i % 200) || '\"}', '[]',"
	     " CASE WHEN i % 10 < 6 THEN (i * 31) % 60 ELSE (i * 7919 + i / 2000) % 2000 END + 1,"
	     " 0 FROM s" },
	{ 0, "INSERT INTO machine_tag (machine, tag) " SERIES
	     "SELECT i + 1, 'site=s' || (i % 200) FROM s" },
	{ 0, "INSERT INTO usage (account, month, machine) " SERIES "SELECT " ACCOUNT
	     ", '2025-11', i + 1 FROM s" },
	{ 60, "INSERT INTO rollout (id, account, known_update, state, position, since) " SERIES
	      "SELECT i + 1, 1, i * 20 + 1, CASE WHEN i > 50 THEN 'rolling' ELSE 'done' END, 20, 1"
	      " FROM s" },
	{ -2, "INSERT INTO attempt (rollout, machine, state, position, released, ended) " SERIES
	      "SELECT 56, i + 1, CASE WHEN i % 500 = 3 THEN 'failed' ELSE 'applied' END,"
	      " 10 * (i % 2 + 1), i, i + 60 FROM s" },
	{ 100000, "INSERT INTO audit (at, account, actor, action, object) " SERIES
		  "SELECT i, i % 2 + 1, 'key', 'machine-move', 'machine-' || i FROM s" },
	{ 4320,
	  "INSERT INTO sample (account, at, up_to_date, out_of_date, unsupported, inactive) " SERIES
	  "SELECT i % 2 + 1, 1764500000 - (i / 2) * 3600, 500000 + i, 300000, 15000, 9"
	  " FROM s" },
	{ 600, "INSERT INTO protection (account, cve, offered, first, half) " SERIES
	       "SELECT i % 2 + 1, 'CVE-2026-' || (i / 2), 1, 2, 3 FROM s" },
};

static int64_t size_of(const struct filling *filling, int64_t n_machines)
{
	if (filling->n > 0)
		return filling->n;
	return filling->n ? n_machines / -filling->n : n_machines;
}

static struct error *run(struct db *db, const struct filling *filling, int64_t n_machines)
{
	const struct db_value values[] = {
		db_integer(size_of(filling, n_machines)),
		db_bytes("12345678901234567890123456789012", 32),
	};
	const size_t n_values = strstr(filling->sql, "$2") ? 2 : 1;

	return db_run(db, filling->sql, (struct db_values){ values, n_values }, NULL);
}

struct error *big_fleet_fill(struct db *db, int64_t n_machines)
{
	int64_t n = 0;
	bool found;

	try(db_migrate(db, fleet_migrations, fleet_n_migrations));
	try(view_integer(db, "SELECT count(*) FROM account", DB_NO_VALUES, &found, &n));
	if (n)
		return NULL;
	try(db_begin(db));
	for (size_t i = 0; i < ARRAY_SIZE(fillings); i++)
		try(run(db, &fillings[i], n_machines));
	return db_commit(db);
}
