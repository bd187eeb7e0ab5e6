/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A fleet in numbers, as a collector reads them. */
#include "said.h"
#include "store.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "signal/metrics.h"

#define DAY 86400

static char *metrics_of(struct store *store, const struct actor *actor)
{
	char *text;

	const struct http_counts counts = { .requests = 5, .dropped = 3, .limited = 2 };

	database_must(fleet_metrics(store->db, actor, store->now - DAY, &counts, &text));
	return text;
}

static void make_fleet(struct store *store)
{
	struct made_up machine;

	for (int i = 0; i < 3; i++) {
		made_up_init(&machine, "m");
		store->now = STORE_NOW + (i ? 2 * DAY : 0);
		store_enrol(store, &machine, store->access_key.text);
		made_up_deinit(&machine);
	}
	made_up_init(&machine, "m");
	made_up_update(&machine, "fix-1", "available", NULL);
	store_enrol(store, &machine, store->access_key.text);
	made_up_deinit(&machine);
}

static void metrics_are_counted(void **state)
{
	struct store *store = *state;
	_cleanup_free_ char *text = NULL;

	make_fleet(store);
	text = metrics_of(store, &store->actor);
	assert_non_null(strstr(text, "\nsuture_fleet_machines{account=\"default\","
				     "status=\"inactive\"} 1\n"));
	assert_non_null(strstr(text, "\nsuture_fleet_machines{account=\"default\","
				     "status=\"up-to-date\"} 3\n"));
	assert_non_null(strstr(text, "\nsuture_service_requests_total{outcome=\"dropped\"} 3\n"));
	assert_string_equal(text + strlen(text) - 6, "# EOF\n");
}

static void metrics_are_of_one_account(void **state)
{
	struct store *store = *state;
	struct actor other = { .name = "other", .role = ROLE_READ };
	_cleanup_free_ char *text = NULL;

	make_fleet(store);
	database_must(
		account_add(store->db, &store->actor, store->now, "other", NULL, &other.account));
	text = metrics_of(store, &other);
	assert_null(strstr(text, "default"));
	assert_null(strstr(text, "suture_service"));
}

/* By two programs that read them every day; of an empty fleet as well. */
static void metrics_are_accepted(void **state)
{
	static const char *const parse[] = {
		"/usr/bin/python3", "-c",
		"import sys\n"
		"from prometheus_client.openmetrics.parser import text_string_to_metric_families\n"
		"print(sum(len(f.samples) for f in"
		" text_string_to_metric_families(sys.stdin.read())))",
		NULL
	};
	static const char *const check[] = { PROMTOOL, "check", "metrics", NULL };
	struct store *store = *state;
	_cleanup_free_ char *none = metrics_of(store, &store->actor);
	_cleanup_free_ char *n_none = said_by(parse, none);
	_cleanup_free_ char *some = NULL, *n_some = NULL, *said = NULL, *old = NULL;

	assert_string_equal(n_none, "3\n");
	make_fleet(store);
	some = metrics_of(store, &store->actor);
	n_some = said_by(parse, some);
	assert_string_equal(n_some, "6\n");
	/* Names of counters it judges by the rules before OpenMetrics. */
	database_must(fleet_metrics(store->db, &store->actor, store->now - DAY, NULL, &old));
	said = said_by(check, old);
	assert_string_equal(said, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_BOTH(metrics_are_counted),
		STORE_BOTH(metrics_are_of_one_account),
		STORE_BOTH(metrics_are_accepted),
	};

	store_skip();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
