/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose turn it is: one's, until it ends or expires. */
#include "store.h"

#include <pthread.h>

#include "base/memory.h"
#include "fleet/change.h"
#include "fleet/lease.h"

static bool has(struct store *store, const char *owner, int64_t now)
{
	struct lease lease = { "work", owner, now, 60, false };
	const bool is_taken = lease_is_taken(store->db, &lease);

	database_must(transaction_run(store->db, lease_take, &lease));
	assert_int_equal(is_taken, !lease.is_ours);
	return lease.is_ours;
}

static void one_has_it(void **state)
{
	struct store *store = *state;

	assert_true(has(store, "a", 1000));
	assert_false(has(store, "b", 1000));
	assert_false(has(store, "b", 1059));
	assert_true(has(store, "a", 1030));
	assert_false(has(store, "b", 1089));
	assert_true(has(store, "b", 1090));
	assert_false(has(store, "a", 1091));
}

static void who_ends_leaves_it(void **state)
{
	struct store *store = *state;
	char owner[] = "b";

	assert_true(has(store, "a", 1000));
	database_must(lease_end(store->db, "work", "b"));
	assert_false(has(store, "b", 1000));
	database_must(lease_end(store->db, "other work", "a"));
	assert_false(has(store, "b", 1000));
	database_must(lease_end(store->db, "work", "a"));
	assert_true(has(store, "b", 1000));
	database_must(lease_end_all(store->db, owner));
	assert_true(has(store, "a", 1000));
}

/* Of a clock that was years ahead nothing is left when it has been set. */
static void a_wrong_clock_keeps_nothing(void **state)
{
	struct store *store = *state;

	assert_true(has(store, "a", 100000000));
	assert_true(has(store, "b", 1000));
	assert_false(has(store, "a", 1001));
}

#define N_DAEMONS 4
#define N_ROUNDS  20

struct daemon {
	const char *url, *name;
	pthread_t thread;
	pthread_barrier_t *barrier;
	unsigned int had; /* a bit of each round */
};

static void *take_each(void *data)
{
	struct daemon *daemon = data;
	_cleanup_db_ struct db *db = NULL;

	database_must(db_open(daemon->url, &db));
	for (int i = 0; i < N_ROUNDS; i++) {
		struct lease lease = { "work", daemon->name, 1000 + 60 * i, 60, false };

		pthread_barrier_wait(daemon->barrier);
		database_must(transaction_run(db, lease_take, &lease));
		daemon->had |= lease.is_ours ? 1U << i : 0;
	}
	return NULL;
}

/* All at one moment; the next round is when it has expired. */
static void one_of_many_has_it(void **state)
{
	static const char *const names[N_DAEMONS] = { "a", "b", "c", "d" };
	struct store *store = *state;
	struct daemon daemons[N_DAEMONS] = {};
	pthread_barrier_t barrier;
	unsigned int all = 0;

	pthread_barrier_init(&barrier, NULL, N_DAEMONS);
	for (size_t i = 0; i < N_DAEMONS; i++) {
		daemons[i].url = store->url;
		daemons[i].name = names[i];
		daemons[i].barrier = &barrier;
		assert_int_equal(pthread_create(&daemons[i].thread, NULL, take_each, &daemons[i]),
				 0);
	}
	for (size_t i = 0; i < N_DAEMONS; i++) {
		pthread_join(daemons[i].thread, NULL);
		assert_int_equal(all & daemons[i].had, 0);
		all |= daemons[i].had;
	}
	assert_int_equal(all, (1U << N_ROUNDS) - 1);
	pthread_barrier_destroy(&barrier);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_BOTH(one_has_it),
		STORE_BOTH(who_ends_leaves_it),
		STORE_BOTH(a_wrong_clock_keeps_nothing),
		STORE_BOTH(one_of_many_has_it),
	};

	store_skip();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
