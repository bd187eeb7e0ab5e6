/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "fleet/change.h"
#include "fleet/schema.h"

/* ---- the database ---- */

static void fill(struct store *store)
{
	const struct fleet_group group = { .name = "default" };
	struct access_key key = { .admits = ADMIT_ALLOWED, .label = "test" };

	database_must(account_add(store->db, &store->actor, store->now, "default", NULL,
				  &store->account));
	database_must(group_set(store->db, &store->actor, store->now, store->account, &group,
				&store->group));
	key.account = store->account;
	key.group = store->group;
	database_must(
		access_key_add(store->db, &store->actor, store->now, &key, &store->access_key));
}

int store_set_up(void **state)
{
	struct store *store = xcalloc(1, sizeof(*store));

	database_open(&store->database, *state);
	store->url = store->database.url;
	store->db = store->database.db;
	store->now = STORE_NOW;
	store->office.interval = 3600;
	store->actor = (struct actor){ .name = "a test", .role = ROLE_APPROVER };
	database_must(db_migrate(store->db, fleet_migrations, fleet_n_migrations));
	fill(store);
	*state = store;
	return 0;
}

int store_tear_down(void **state)
{
	struct store *store = *state;

	intake_forget(&store->office);
	database_close(&store->database);
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

	database_must(db_query(store->db, sql, DB_NO_VALUES, &rows));
	assert_true(rows_next(rows));
	return rows_integer(rows, 0);
}

char *store_text(const struct store *store, const char *sql)
{
	_cleanup_rows_ struct db_rows *rows = NULL;
	const char *text;

	database_must(db_query(store->db, sql, DB_NO_VALUES, &rows));
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

	try(intake_open(store->db, &store->office.cache, word, letter, strlen(letter), "192.0.2.1",
			store->now, &intake));
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
	database_must(
		store_take(store, LETTER_ENROL, made_up_enrolment(machine, access_key), NULL));
}

void store_report(struct store *store, struct made_up *machine, struct advice *advice)
{
	database_must(store_take(store, LETTER_REPORT, made_up_letter(machine), advice));
}
