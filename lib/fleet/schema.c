/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/schema.h"

static const char first[] =
	/* Who pays, for what. */
	"CREATE TABLE account (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, email TEXT,"
	" digested INTEGER,"
	" created INTEGER NOT NULL) STRICT;"
	"CREATE TABLE plan (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,"
	" currency TEXT NOT NULL, distribution TEXT, releases TEXT, days INTEGER,"
	" grace_days INTEGER NOT NULL, created INTEGER NOT NULL) STRICT;"
	"CREATE TABLE plan_step (plan INTEGER NOT NULL REFERENCES plan (id),"
	" beyond INTEGER NOT NULL, cents INTEGER NOT NULL, PRIMARY KEY (plan, beyond)) STRICT;"
	"CREATE TABLE subscription (id INTEGER PRIMARY KEY,"
	" account INTEGER NOT NULL REFERENCES account (id),"
	" plan INTEGER NOT NULL REFERENCES plan (id), starts INTEGER NOT NULL, ends INTEGER,"
	" quota INTEGER, over_since INTEGER) STRICT;"
	"CREATE INDEX subscription_account ON subscription (account);"

	/* Which machines go together, and in which order. */
	"CREATE TABLE ring (id INTEGER PRIMARY KEY,"
	" account INTEGER NOT NULL REFERENCES account (id), position INTEGER NOT NULL,"
	" name TEXT NOT NULL, promote_after INTEGER, failures_max INTEGER NOT NULL,"
	" UNIQUE (account, position), UNIQUE (account, name)) STRICT;"
	"CREATE TABLE fleet_group (id INTEGER PRIMARY KEY,"
	" account INTEGER NOT NULL REFERENCES account (id), name TEXT NOT NULL,"
	" ring INTEGER REFERENCES ring (id), opens TEXT, at_once INTEGER,"
	" UNIQUE (account, name)) STRICT;"

	/* What is known of keys is their digest. */
	"CREATE TABLE access_key (id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE,"
	" hint TEXT NOT NULL, label TEXT NOT NULL,"
	" account INTEGER NOT NULL REFERENCES account (id),"
	" fleet_group INTEGER NOT NULL REFERENCES fleet_group (id), admits TEXT NOT NULL,"
	" quota INTEGER, created INTEGER NOT NULL, expires INTEGER, revoked INTEGER) STRICT;"
	"CREATE TABLE api_key (id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE,"
	" hint TEXT NOT NULL, label TEXT NOT NULL, account INTEGER REFERENCES account (id),"
	" role TEXT NOT NULL, created INTEGER NOT NULL, expires INTEGER, revoked INTEGER) STRICT;"
	"CREATE TABLE session (digest TEXT PRIMARY KEY,"
	" api_key INTEGER NOT NULL REFERENCES api_key (id), expires INTEGER NOT NULL) STRICT;"

	/* Kernels, updates and CVEs, as machines tell of them. */
	"CREATE TABLE kernel (build_id TEXT PRIMARY KEY, kernel_release TEXT NOT NULL,"
	" distribution TEXT, version TEXT, covered_until INTEGER, series TEXT,"
	" series_digest TEXT) STRICT;"
	"CREATE INDEX kernel_version ON kernel (kernel_release, version);"
	"CREATE TABLE known_update (id INTEGER PRIMARY KEY, build_id TEXT NOT NULL,"
	" name TEXT NOT NULL, title TEXT, severity TEXT, cves TEXT NOT NULL, effective TEXT,"
	" added INTEGER, first_seen INTEGER NOT NULL, UNIQUE (build_id, name)) STRICT;"
	"CREATE INDEX known_update_name ON known_update (name);"

	/*
	 * How machines stand. Many stand alike, down to each update and CVE: the same kernel at
	 * the same time. What they have in common is kept once.
	 */
	"CREATE TABLE condition (id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE,"
	" build_id TEXT NOT NULL, effective TEXT, verdict TEXT NOT NULL,"
	" n_applied INTEGER NOT NULL, n_open INTEGER NOT NULL, n_unfixed INTEGER NOT NULL,"
	" first_seen INTEGER NOT NULL) STRICT;"
	"CREATE INDEX condition_build_id ON condition (build_id);"
	"CREATE TABLE condition_update (condition INTEGER NOT NULL REFERENCES condition (id),"
	" known_update INTEGER NOT NULL REFERENCES known_update (id), position INTEGER NOT NULL,"
	" state TEXT NOT NULL, reason TEXT, text TEXT,"
	" PRIMARY KEY (condition, known_update)) STRICT;"
	"CREATE INDEX condition_update_update ON condition_update (known_update, state,"
	" condition);"
	"CREATE TABLE condition_cve (condition INTEGER NOT NULL REFERENCES condition (id),"
	" cve TEXT NOT NULL, state TEXT NOT NULL, update_name TEXT, text TEXT,"
	" PRIMARY KEY (condition, cve)) STRICT;"
	"CREATE INDEX condition_cve_cve ON condition_cve (cve, state, condition);"

	/*
	 * Machines are listed and found by 'name', the host's in small letters. (SQLite does not
	 * read a generated column from an index alone.)
	 */
	"CREATE TABLE machine (id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE,"
	" account INTEGER NOT NULL REFERENCES account (id),"
	" access_key INTEGER NOT NULL REFERENCES access_key (id),"
	" fleet_group INTEGER NOT NULL REFERENCES fleet_group (id), public_key BLOB NOT NULL,"
	" serial INTEGER NOT NULL, letter TEXT NOT NULL, origin TEXT,"
	" authorization_state TEXT NOT NULL,"
	" enrolled INTEGER NOT NULL, last_seen INTEGER NOT NULL, address TEXT,"
	" hostname TEXT NOT NULL, name TEXT NOT NULL DEFAULT '',"
	" client TEXT NOT NULL, boot TEXT NOT NULL,"
	" automatic INTEGER NOT NULL, tags TEXT NOT NULL, cluster TEXT, last_change TEXT,"
	" suspects TEXT NOT NULL, condition INTEGER NOT NULL REFERENCES condition (id),"
	" counted TEXT, n_released INTEGER NOT NULL) STRICT;"
	"CREATE INDEX machine_group ON machine (fleet_group, last_seen);"
	"CREATE INDEX machine_condition ON machine (condition, account);"
	"CREATE INDEX machine_account ON machine (account, name, id);"
	"CREATE INDEX machine_name ON machine (name, id, account);"
	"CREATE INDEX machine_authorization ON machine (authorization_state, account);"
	"CREATE INDEX machine_client ON machine (client, account);"
	"CREATE INDEX machine_origin ON machine (origin) WHERE origin IS NOT NULL;"
	"CREATE INDEX machine_access_key ON machine (access_key);"

	/* Each as "name=value", to find machines by; those of the last report, as machine.tags. */
	"CREATE TABLE machine_tag (machine INTEGER NOT NULL REFERENCES machine (id),"
	" tag TEXT NOT NULL, PRIMARY KEY (machine, tag)) STRICT;"
	"CREATE INDEX machine_tag_tag ON machine_tag (tag, machine);"

	/* Roll-outs: an update on its way through an account's rings. */
	"CREATE TABLE rollout (id INTEGER PRIMARY KEY,"
	" account INTEGER NOT NULL REFERENCES account (id),"
	" known_update INTEGER NOT NULL REFERENCES known_update (id), state TEXT NOT NULL,"
	" position INTEGER NOT NULL, since INTEGER NOT NULL, reason TEXT,"
	" UNIQUE (account, known_update)) STRICT;"
	"CREATE INDEX rollout_update ON rollout (known_update);"
	"CREATE TABLE attempt (rollout INTEGER NOT NULL REFERENCES rollout (id),"
	" machine INTEGER NOT NULL REFERENCES machine (id), state TEXT NOT NULL,"
	" position INTEGER NOT NULL, released INTEGER NOT NULL, ended INTEGER, reason TEXT,"
	" PRIMARY KEY (rollout, machine)) STRICT;"
	"CREATE INDEX attempt_machine ON attempt (machine, state);"
	"CREATE INDEX attempt_rollout ON attempt (rollout, state, position);"
	"CREATE INDEX attempt_state ON attempt (state, released);"

	/* What was, month by month and day by day. */
	"CREATE TABLE usage (account INTEGER NOT NULL REFERENCES account (id),"
	" month TEXT NOT NULL, machine INTEGER NOT NULL, distribution TEXT, version TEXT,"
	" kernel_release TEXT, subscription INTEGER REFERENCES subscription (id),"
	" PRIMARY KEY (account, month, machine)) STRICT;"
	"CREATE TABLE statement (number INTEGER NOT NULL UNIQUE,"
	" account INTEGER NOT NULL REFERENCES account (id), month TEXT NOT NULL,"
	" document TEXT NOT NULL, made INTEGER NOT NULL, PRIMARY KEY (account, month)) STRICT;"
	"CREATE TABLE sample (account INTEGER NOT NULL REFERENCES account (id),"
	" at INTEGER NOT NULL, up_to_date INTEGER NOT NULL, out_of_date INTEGER NOT NULL,"
	" unsupported INTEGER NOT NULL, inactive INTEGER NOT NULL, PRIMARY KEY (account, at))"
	" STRICT;"
	"CREATE TABLE protection (account INTEGER NOT NULL REFERENCES account (id),"
	" cve TEXT NOT NULL, offered INTEGER NOT NULL, first INTEGER, half INTEGER, most INTEGER,"
	" PRIMARY KEY (account, cve)) STRICT;"

	/* Who did what. */
	"CREATE TABLE audit (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, account INTEGER,"
	" actor TEXT NOT NULL, action TEXT NOT NULL, object TEXT NOT NULL, detail TEXT) STRICT;"
	"CREATE INDEX audit_account ON audit (account, id);"

	/* Who is told. */
	"CREATE TABLE webhook (id INTEGER PRIMARY KEY,"
	" account INTEGER NOT NULL REFERENCES account (id), url TEXT NOT NULL,"
	" secret TEXT NOT NULL, created INTEGER NOT NULL, told INTEGER NOT NULL) STRICT;"
	"CREATE TABLE delivery (id INTEGER PRIMARY KEY,"
	" webhook INTEGER NOT NULL REFERENCES webhook (id), event TEXT NOT NULL,"
	" attempts INTEGER NOT NULL, created INTEGER NOT NULL, due INTEGER NOT NULL,"
	" delivered INTEGER, problem TEXT, is_silent INTEGER) STRICT;"
	"CREATE INDEX delivery_due ON delivery (delivered, due)";

/* Whose turn it is, of several daemons (lease.h). */
static const char leases[] =
	"CREATE TABLE lease (name TEXT NOT NULL PRIMARY KEY, owner TEXT NOT NULL,"
	" expires INTEGER NOT NULL) STRICT";

/*
 * What is counted now and then (figures.h). Nothing refers to a round: who counts is not to wait
 * for whoever removes what others have left.
 */
static const char figures[] =
	"CREATE TABLE figure_round (id INTEGER PRIMARY KEY AUTOINCREMENT, counted INTEGER) STRICT;"
	"CREATE TABLE figure (round INTEGER NOT NULL, subject TEXT NOT NULL,"
	" account INTEGER NOT NULL, id INTEGER NOT NULL, name TEXT NOT NULL, n INTEGER NOT NULL,"
	" a INTEGER NOT NULL, b INTEGER NOT NULL,"
	" PRIMARY KEY (round, subject, account, id, name)) STRICT";

const char *const fleet_migrations[] = { first, leases, figures };
const size_t fleet_n_migrations = sizeof(fleet_migrations) / sizeof(*fleet_migrations);

const char *const fleet_tables[] = {
	"account",
	"plan",
	"plan_step",
	"subscription",
	"ring",
	"fleet_group",
	"access_key",
	"api_key",
	"session",
	"kernel",
	"known_update",
	"condition",
	"condition_update",
	"condition_cve",
	"machine",
	"machine_tag",
	"rollout",
	"attempt",
	"usage",
	"statement",
	"sample",
	"protection",
	"audit",
	"webhook",
	"delivery",
	"lease",
	"figure_round",
	"figure",
};
const size_t fleet_n_tables = sizeof(fleet_tables) / sizeof(*fleet_tables);
