/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Two letters of one machine at the same moment. */
#include "store.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/memory.h"
#include "fleet/change.h"

struct taking {
	struct store *store;
	struct intake *intake;
	struct advice *advice;
	struct intake_office office;
};

static struct error *take_it(struct db *db, void *data)
{
	struct taking *taking = data;

	advice_deinit(taking->advice);
	return intake_take(db, &taking->office, taking->intake, taking->store->now, taking->advice);
}

/*
 * Two daemons have both opened letters of one machine before either was taken; the later one is
 * taken first. The earlier is no news then, and must not be written over it.
 */
static void of_two_letters_the_later_one_stays(void **state)
{
	struct store *store = *state;
	_cleanup_db_ struct db *other = NULL;
	struct made_up machine;
	_cleanup_free_ char *earlier = NULL, *later = NULL;
	_cleanup_intake_ struct intake first = {}, second = {};
	_cleanup_advice_ struct advice advice = {};
	struct taking taking = { .store = store, .advice = &advice };

	made_up_init(&machine, "alpha");
	store_enrol(store, &machine, store->access_key.text);
	earlier = made_up_letter(&machine);
	json_object_set_new(machine.report, "boot", json_string("later"));
	later = made_up_letter(&machine);
	database_must(db_open(store->url, &other));
	database_must(intake_open(store->db, &store->office.cache, LETTER_REPORT, earlier,
				  strlen(earlier), "192.0.2.1", store->now, &first));
	database_must(intake_open(other, &store->office.cache, LETTER_REPORT, later, strlen(later),
				  "192.0.2.1", store->now, &second));
	taking.intake = &second;
	database_must(transaction_run(other, take_it, &taking));
	assert_false(advice.renew);
	taking.intake = &first;
	database_must(transaction_run(store->db, take_it, &taking));
	assert_true(advice.renew);
	assert_int_equal(store_number(store, "SELECT count(*) FROM machine WHERE serial = 3"
					     " AND boot = 'later'"),
			 1);
	made_up_deinit(&machine);
}

struct waiting {
	struct db *db;
	struct taking taking;
	struct error *error;
};

static void *take_and_wait(void *data)
{
	struct waiting *waiting = data;

	waiting->error = transaction_run(waiting->db, take_it, &waiting->taking);
	return NULL;
}

/* The later one has been written and not yet committed when the earlier one is looked at. */
static void two_letters_at_once_are_one_after_the_other(void **state)
{
	struct store *store = *state;
	_cleanup_db_ struct db *other = NULL;
	struct made_up machine;
	_cleanup_free_ char *earlier = NULL, *later = NULL;
	_cleanup_intake_ struct intake first = {}, second = {};
	_cleanup_advice_ struct advice advice = {}, later_advice = {};
	struct taking taking = { .store = store, .intake = &second, .advice = &later_advice };
	struct waiting waiting = { .taking = {
					   .store = store, .intake = &first, .advice = &advice } };
	pthread_t thread;

	made_up_init(&machine, "alpha");
	store_enrol(store, &machine, store->access_key.text);
	earlier = made_up_letter(&machine);
	json_object_set_new(machine.report, "boot", json_string("later"));
	later = made_up_letter(&machine);
	database_must(db_open(store->url, &other));
	database_must(intake_open(store->db, &store->office.cache, LETTER_REPORT, earlier,
				  strlen(earlier), "192.0.2.1", store->now, &first));
	database_must(intake_open(store->db, &store->office.cache, LETTER_REPORT, later,
				  strlen(later), "192.0.2.1", store->now, &second));
	database_must(db_begin(store->db));
	database_must(take_it(store->db, &taking));
	waiting.db = other;
	assert_int_equal(pthread_create(&thread, NULL, take_and_wait, &waiting), 0);
	usleep(300000);
	database_must(db_commit(store->db));
	pthread_join(thread, NULL);
	database_must(waiting.error);
	assert_false(later_advice.renew);
	assert_true(advice.renew);
	assert_int_equal(store_number(store, "SELECT count(*) FROM machine WHERE serial = 3"
					     " AND boot = 'later'"),
			 1);
	made_up_deinit(&machine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_BOTH(of_two_letters_the_later_one_stays),
		STORE_BOTH(two_letters_at_once_are_one_after_the_other),
	};

	store_skip();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
