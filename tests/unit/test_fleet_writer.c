/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one who writes: many pieces in one transaction, of which one that fails spoils no other. */
#include "store.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "fleet/change.h"
#include "fleet/writer.h"

#define N_PIECES 40

/* SQLite calls it once for each transaction. */
static int n_syncs;

int fdatasync(int fd);

int fdatasync(int fd)
{
	(void)fd;
	__atomic_add_fetch(&n_syncs, 1, __ATOMIC_RELAXED);
	return 0;
}

/*
 * The first piece holds the writer up until all others wait for it, so that they are one
 * transaction. A piece fails in the way that it is told to.
 */
enum failing { FAILS_NOT, REFUSES, BREAKS, BREAKS_ONCE, REFUSES_HALFWAY };

struct work {
	struct writer *writer;
	int64_t id;
	enum failing failing;
	int n_calls;
	struct error *error;
	pthread_t thread;
};

static int n_waiting, n_forgotten;

static void forget(void *context)
{
	assert_ptr_equal(context, &n_forgotten);
	n_forgotten++;
}

static struct error *insert(struct db *db, int64_t id)
{
	return db_run(db, "INSERT INTO piece (id) VALUES ($1)", DB_VALUES(db_integer(id)), NULL);
}

static struct error *break_it(struct db *db)
{
	return db_run(db, "INSERT INTO piece (id) VALUES (NULL)", DB_NO_VALUES, NULL);
}

static struct error *insert_and_refuse(struct db *db, void *data)
{
	const struct work *work = data;

	try(insert(db, work->id));
	return error_refuse(SUTURE_REFUSAL_NOT_THERE, "on second thoughts");
}

static struct error *do_piece(struct db *db, void *data)
{
	struct work *work = data;

	work->n_calls++;
	switch (work->failing) {
	case REFUSES:
		return error_refuse(SUTURE_REFUSAL_NOT_THERE, "no");
	case BREAKS:
		return break_it(db);
	case BREAKS_ONCE:
		return work->n_calls == 1 ? break_it(db) : insert(db, work->id);
	case REFUSES_HALFWAY:
		return transaction_run(db, insert_and_refuse, work);
	default:
		return insert(db, work->id);
	}
}

static struct error *hold_up(struct db *db, void *data)
{
	(void)db, (void)data;
	while (__atomic_load_n(&n_waiting, __ATOMIC_RELAXED) < N_PIECES)
		usleep(1000);
	usleep(50000);
	return NULL;
}

static void *run_piece(void *data)
{
	struct work *work = data;

	__atomic_add_fetch(&n_waiting, 1, __ATOMIC_RELAXED);
	work->error = writer_run(work->writer, do_piece, work);
	return NULL;
}

static void *run_hold_up(void *data)
{
	database_must(writer_run(data, hold_up, NULL));
	return NULL;
}

/* As many pieces as there may be in one transaction, of which one fails. */
static void run_all(struct store *store, struct work *works, enum failing failing)
{
	struct writer *writer;
	pthread_t thread;

	database_must(db_run(store->db, "CREATE TABLE piece (id BIGINT NOT NULL PRIMARY KEY)",
			     DB_NO_VALUES, NULL));
	n_waiting = n_forgotten = n_syncs = 0;
	database_must(writer_start(store->url, forget, &n_forgotten, &writer));
	assert_int_equal(pthread_create(&thread, NULL, run_hold_up, writer), 0);
	usleep(50000);
	for (size_t i = 0; i < N_PIECES; i++) {
		works[i] = (struct work){ .writer = writer, .id = (int64_t)i + 1 };
		works[i].failing = i == N_PIECES / 2 ? failing : FAILS_NOT;
		assert_int_equal(pthread_create(&works[i].thread, NULL, run_piece, &works[i]), 0);
	}
	for (size_t i = 0; i < N_PIECES; i++)
		pthread_join(works[i].thread, NULL);
	pthread_join(thread, NULL);
	writer_stop(writer);
}

static void assert_others_are_done(const struct store *store, const struct work *works, int n_calls)
{
	for (size_t i = 0; i < N_PIECES; i++) {
		if (i == N_PIECES / 2)
			continue;
		assert_null(works[i].error);
		assert_int_equal(works[i].n_calls, n_calls);
	}
	assert_true(store_number(store, "SELECT count(*) FROM piece") >= N_PIECES - 1);
}

static int64_t count_transactions(const struct store *store)
{
	if (!strcmp(store->database.kind, "sqlite"))
		return n_syncs;
	return store_number(store, "SELECT count(DISTINCT xmin::text) FROM piece");
}

static void pieces_are_one_transaction(void **state)
{
	struct work works[N_PIECES];

	run_all(*state, works, FAILS_NOT);
	assert_others_are_done(*state, works, 1);
	assert_null(works[N_PIECES / 2].error);
	assert_int_equal(store_number(*state, "SELECT count(*) FROM piece"), N_PIECES);
	assert_int_equal(n_forgotten, 0);
	/* Some may have come late on a busy machine. */
	assert_true(count_transactions(*state) <= 4);
}

static void a_refusal_is_an_answer(void **state)
{
	struct work works[N_PIECES];

	run_all(*state, works, REFUSES);
	assert_others_are_done(*state, works, 1);
	database_refused(works[N_PIECES / 2].error, SUTURE_REFUSAL_NOT_THERE);
	assert_int_equal(n_forgotten, 0);
}

/* The others of the transaction are done again, and one alone is not. */
static void one_that_fails_spoils_no_other(void **state)
{
	struct work works[N_PIECES];

	run_all(*state, works, BREAKS);
	for (size_t i = 0; i < N_PIECES; i++)
		if (i != N_PIECES / 2)
			assert_null(works[i].error);
	database_refused(works[N_PIECES / 2].error, SUTURE_REFUSAL_DATABASE);
	assert_int_equal(store_number(*state, "SELECT count(*) FROM piece"), N_PIECES - 1);
	/* Once for all together, once for the one alone. */
	assert_int_equal(n_forgotten, 2);
}

static void another_try_may_go_well(void **state)
{
	struct work works[N_PIECES];

	run_all(*state, works, BREAKS_ONCE);
	for (size_t i = 0; i < N_PIECES; i++)
		assert_null(works[i].error);
	assert_int_equal(store_number(*state, "SELECT count(*) FROM piece"), N_PIECES);
	assert_int_equal(n_forgotten, 1);
}

/* What it has changed until then is undone, and nothing else is. */
static void half_a_change_is_undone(void **state)
{
	struct work works[N_PIECES];

	run_all(*state, works, REFUSES_HALFWAY);
	assert_others_are_done(*state, works, 1);
	database_refused(works[N_PIECES / 2].error, SUTURE_REFUSAL_NOT_THERE);
	assert_int_equal(store_number(*state, "SELECT count(*) FROM piece"), N_PIECES - 1);
	assert_int_equal(n_forgotten, 0);
}

/* ---- two, as two daemons have them ---- */

#define N_ROUNDS 60

/* Both read all of it and change it, so that transactions that do not wait collide. */
static struct error *count_up(struct db *db, void *calls)
{
	++*(int *)calls;
	return db_run(db, "UPDATE piece SET id = (SELECT max(id) FROM piece) + 1", DB_NO_VALUES,
		      NULL);
}

static void *count_often(void *writer)
{
	int n_calls = 0;

	for (int i = 0; i < N_ROUNDS; i++)
		database_must(writer_run(writer, count_up, &n_calls));
	return (void *)(intptr_t)n_calls;
}

static void two_wait_for_one_another(void **state)
{
	struct store *store = *state;
	struct writer *writers[2];
	pthread_t threads[2];

	n_forgotten = 0;
	database_must(db_run(store->db, "CREATE TABLE piece (id BIGINT NOT NULL PRIMARY KEY)",
			     DB_NO_VALUES, NULL));
	database_must(insert(store->db, 0));
	for (int i = 0; i < 2; i++)
		database_must(writer_start(store->url, forget, &n_forgotten, &writers[i]));
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, count_often, writers[i]), 0);
	for (int i = 0; i < 2; i++) {
		void *n_calls;

		pthread_join(threads[i], &n_calls);
		assert_int_equal((intptr_t)n_calls, N_ROUNDS);
		writer_stop(writers[i]);
	}
	assert_int_equal(n_forgotten, 0);
	assert_int_equal(store_number(store, "SELECT id FROM piece"), 2 * N_ROUNDS);
}

/*
 * Somebody who does not wait has changed what was read: what was kept of the try that failed, such
 * as numbers of rows that are not there now, is forgotten before the next one.
 */
struct collision {
	struct db *other;
	int n_calls;
};

static struct error *collide(struct db *db, void *data)
{
	struct collision *collision = data;

	assert_int_equal(n_forgotten, collision->n_calls);
	if (collision->n_calls++ < 3) {
		_cleanup_error_ struct error *error =
			db_run(db, "SELECT id FROM piece", DB_NO_VALUES, NULL);

		assert_null(error);
		database_must(db_run(collision->other, "UPDATE piece SET id = id + 1", DB_NO_VALUES,
				     NULL));
	}
	return db_run(db, "UPDATE piece SET id = id + 100", DB_NO_VALUES, NULL);
}

static void what_failed_is_forgotten_each_time(void **state)
{
	struct store *store = *state;
	struct collision collision = { .other = store->db };
	struct writer *writer;

	n_forgotten = 0;
	database_must(db_run(store->db, "CREATE TABLE piece (id BIGINT NOT NULL PRIMARY KEY)",
			     DB_NO_VALUES, NULL));
	database_must(insert(store->db, 0));
	database_must(writer_start(store->url, forget, &n_forgotten, &writer));
	database_must(writer_run(writer, collide, &collision));
	writer_stop(writer);
	assert_int_equal(collision.n_calls, 4);
	assert_int_equal(store_number(store, "SELECT id FROM piece"), 103);
}

static void a_store_that_is_not_there_is_told(void **state)
{
	struct writer *writer;

	(void)state;
	database_refused(writer_start("sqlite:///nowhere/at/all.db", NULL, NULL, &writer),
			 SUTURE_REFUSAL_DATABASE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_BOTH(pieces_are_one_transaction),
		STORE_BOTH(a_refusal_is_an_answer),
		STORE_BOTH(one_that_fails_spoils_no_other),
		STORE_BOTH(another_try_may_go_well),
		STORE_BOTH(half_a_change_is_undone),
		STORE_BOTH(two_wait_for_one_another),
		STORE_TEST("postgresql", what_failed_is_forgotten_each_time),
		cmocka_unit_test(a_store_that_is_not_there_is_told),
	};

	store_skip();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
