/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "fleet/change.h"
#include "fleet/schema.h"

void store_must(struct error *error)
{
	if (!error)
		return;
	error_print(error, stderr);
	error_free(error);
	fail();
}

void store_refused(struct error *error, enum suture_refusal refusal)
{
	assert_non_null(error);
	if (error->refusal != refusal)
		error_print(error, stderr);
	assert_int_equal(error->refusal, refusal);
	error_free(error);
}

/* ---- the database ---- */

static char *make_sqlite(struct store *store)
{
	store_must(directory_make_temporary("/tmp", "suture-store", &store->directory));
	return xasprintf("sqlite://%s/fleet.db", store->directory);
}

/* Each test has a schema, and no other test's rows in it. */
static char *make_schema(void)
{
	static unsigned int n_schemas;
	const char *server = getenv("SUTURE_TEST_POSTGRES");
	_cleanup_free_ char *sql = xasprintf("CREATE SCHEMA store%u", ++n_schemas);
	_cleanup_db_ struct db *db = NULL;

	if (!server)
		fail_msg("there is no SUTURE_TEST_POSTGRES: see tests/db/with-postgres");
	store_must(db_open(server, &db));
	store_must(db_run(db, sql, DB_NO_VALUES, NULL));
	return xasprintf("%s&options=-csearch_path%%3Dstore%u", server, n_schemas);
}

static void fill(struct store *store)
{
	const struct fleet_group group = { .name = "default" };
	struct access_key key = { .admits = ADMIT_ALLOWED, .label = "test" };

	store_must(account_add(store->db, &store->actor, store->now, "default", NULL,
			       &store->account));
	store_must(group_set(store->db, &store->actor, store->now, store->account, &group,
			     &store->group));
	key.account = store->account;
	key.group = store->group;
	store_must(access_key_add(store->db, &store->actor, store->now, &key, &store->access_key));
}

int store_set_up(void **state)
{
	struct store *store = xcalloc(1, sizeof(*store));

	store->kind = *state;
	store->now = STORE_NOW;
	store->office.interval = 3600;
	store->actor = (struct actor){ .name = "a test", .role = ROLE_APPROVER };
	store->url = strcmp(store->kind, "sqlite") ? make_schema() : make_sqlite(store);
	store_must(db_open(store->url, &store->db));
	store_must(db_migrate(store->db, fleet_migrations, fleet_n_migrations));
	fill(store);
	*state = store;
	return 0;
}

int store_tear_down(void **state)
{
	struct store *store = *state;

	intake_forget(&store->office);
	db_close(store->db);
	if (store->directory)
		store_must(tree_remove(store->directory));
	free(store->directory);
	free(store->url);
	free(store);
	return 0;
}

void store_skip(void)
{
	struct db *db = NULL;
	_cleanup_error_ struct error *error = db_open("postgresql://x@/x?host=/nowhere", &db);

	if (error->kind == ERROR_USAGE && strstr(error->message, "without PostgreSQL"))
		cmocka_set_skip_filter("*, postgresql");
}

/* ---- what is in it ---- */

int64_t store_number(const struct store *store, const char *sql)
{
	_cleanup_rows_ struct db_rows *rows = NULL;

	store_must(db_query(store->db, sql, DB_NO_VALUES, &rows));
	assert_true(rows_next(rows));
	return rows_integer(rows, 0);
}

char *store_text(const struct store *store, const char *sql)
{
	_cleanup_rows_ struct db_rows *rows = NULL;
	const char *text;

	store_must(db_query(store->db, sql, DB_NO_VALUES, &rows));
	assert_true(rows_next(rows));
	text = rows_text(rows, 0);
	return text ? xstrdup(text) : NULL;
}

/* ---- letters ---- */

struct taking {
	struct store *store;
	struct intake *intake;
	struct advice *advice;
};

static struct error *take_it(struct db *db, void *data)
{
	const struct taking *taking = data;

	return intake_take(db, &taking->store->office, taking->intake, taking->store->now,
			   taking->advice);
}

static struct error *open_and_take(struct store *store, enum letter_word word, const char *letter,
				   struct advice *advice)
{
	_cleanup_intake_ struct intake intake = {};
	struct taking taking = { store, &intake, advice };

	try(intake_open(store->db, word, letter, strlen(letter), "192.0.2.1", store->now, &intake));
	return transaction_run(store->db, take_it, &taking);
}

struct error *store_take(struct store *store, enum letter_word word, char *letter,
			 struct advice *advice)
{
	_cleanup_free_ char *owned = letter;
	_cleanup_advice_ struct advice unread = {};

	return open_and_take(store, word, owned, advice ? advice : &unread);
}

void store_enrol(struct store *store, struct made_up *machine, const char *access_key)
{
	store_must(store_take(store, LETTER_ENROL, made_up_enrolment(machine, access_key), NULL));
}

void store_report(struct store *store, struct made_up *machine, struct advice *advice)
{
	store_must(store_take(store, LETTER_REPORT, made_up_letter(machine), advice));
}
