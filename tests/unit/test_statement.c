/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Statements: what a month costs, that it is kept, and that no name in it gets out of its cell. */
#include "store.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/json.h"
#include "base/memory.h"
#include "fleet/account.h"
#include "fleet/change.h"
#include "fleet/statement.h"
#include "fleet/subscription.h"

#define NOW moment("2026-11-10T12:00:00Z")

static const struct actor approver = { .name = "a test", .role = ROLE_APPROVER };

static int64_t moment(const char *text)
{
	int64_t seconds;

	assert_true(date_read(text, &seconds));
	return seconds;
}

static void run(const struct store *store, const char *sql)
{
	database_must(db_run(store->db, sql, DB_NO_VALUES, NULL));
}

/* ---- an account with machines ---- */

static int64_t add_account(struct db *db, const char *name)
{
	int64_t account;

	database_must(account_add(db, &approver, NOW, name, NULL, &account));
	return account;
}

static int64_t subscribe(struct db *db, int64_t account, const struct tariff *tariff)
{
	const struct subscription_request request = { .account = account, .plan = tariff->name };
	int64_t id;

	database_must(tariff_add(db, &approver, NOW, tariff, &id));
	database_must(subscription_add(db, &approver, NOW, &request, &id));
	return id;
}

/* subscription 0: none */
static void count_machines(struct db *db, int64_t account, const char *month, int64_t subscription,
			   int n)
{
	static int64_t machine;

	database_must(db_begin(db));
	for (int i = 0; i < n; i++)
		database_must(
			db_run(db,
			       "INSERT INTO usage (account, month, machine, subscription)"
			       " VALUES ($1, $2, $3, $4)",
			       DB_VALUES(db_integer(account), db_text(month), db_integer(++machine),
					 subscription ? db_integer(subscription) : db_null()),
			       NULL));
	database_must(db_commit(db));
}

static json_t *make(struct db *db, int64_t account, const char *text, int64_t now, bool *is_due)
{
	struct month month;
	json_t *statement;

	assert_true(month_read(text, &month));
	database_must(statement_make(db, account, &month, now, &statement, is_due));
	return statement;
}

static json_t *keep(struct db *db, int64_t account, const char *text, int64_t now)
{
	struct month month;
	json_t *statement;

	assert_true(month_read(text, &month));
	database_must(db_begin(db));
	database_must(statement_keep(db, account, &month, now, &statement));
	database_must(db_commit(db));
	return statement;
}

static void assert_same(const json_t *a, const json_t *b)
{
	_cleanup_free_ char *text_of_a = json_dumps(a, JSON_COMPACT);
	_cleanup_free_ char *text_of_b = json_dumps(b, JSON_COMPACT);

	assert_string_equal(text_of_a, text_of_b);
}

/* By the schema that is published. */
static void assert_valid(const json_t *statement)
{
	const char *source = getenv("SUTURE_SOURCE");
	_cleanup_free_ char *command = NULL, *text = json_text(statement);
	FILE *judge;

	if (!source)
		fail_msg("there is no SUTURE_SOURCE, the tree's path");
	command = xasprintf("cd '%s' && problems=$(tests/cli/judge status"
			    " docs/statement.schema.json) && test -z \"$problems\"",
			    source);
	judge = popen(command, "w");
	assert_non_null(judge);
	fputs(text, judge);
	assert_int_equal(pclose(judge), 0);
}

static const struct tariff free_plan = {
	.name = "debian", .kind = TARIFF_FREE, .currency = "USD", .distribution = "debian"
};
static const struct tariff yen_plan = { .name = "tokyo",
					.kind = TARIFF_METERED,
					.currency = "JPY",
					.steps = { { 0, 500 } },
					.n_steps = 1 };

/* ---- amounts ---- */

static json_int_t amount_of(struct db *db, int64_t account, const char *month)
{
	bool is_due;
	_cleanup_json_ json_t *statement = make(db, account, month, NOW, &is_due);
	const json_t *totals = json_object_get(statement, "totals");

	assert_int_equal(json_array_size(totals), 1);
	return json_integer_value(json_object_get(json_array_get(totals, 0), "amount"));
}

static void steps_add_up(void **state)
{
	struct store *store = *state;
	const int64_t account = add_account(store->db, "acme");
	const int64_t id = subscribe(store->db, account, &tariff_default);

	assert_int_equal(amount_of(store->db, account, "2026-11"), 0);
	count_machines(store->db, account, "2026-11", id, 1);
	assert_int_equal(amount_of(store->db, account, "2026-11"), 395);
	count_machines(store->db, account, "2026-11", id, 18);
	assert_int_equal(amount_of(store->db, account, "2026-11"), 7505);
	count_machines(store->db, account, "2026-11", id, 1);
	assert_int_equal(amount_of(store->db, account, "2026-11"), 7900);
	count_machines(store->db, account, "2026-11", id, 1);
	assert_int_equal(amount_of(store->db, account, "2026-11"), 8195);
	count_machines(store->db, account, "2026-11", id, 979);
	assert_int_equal(amount_of(store->db, account, "2026-11"), 297000);
}

static void a_statement_has_each_plan(void **state)
{
	struct store *store = *state;
	struct db *db = store->db;
	const int64_t account = add_account(db, "acme"), other = add_account(db, "other");
	const int64_t metered = subscribe(db, account, &tariff_default);
	const int64_t nothing = subscribe(db, account, &free_plan);
	const int64_t theirs = subscribe(db, other, &yen_plan);
	_cleanup_json_ json_t *statement = NULL;
	_cleanup_free_ char *text = NULL;
	bool is_due;

	count_machines(db, account, "2026-11", metered, 21);
	count_machines(db, account, "2026-11", nothing, 3);
	count_machines(db, account, "2026-11", 0, 2);
	count_machines(db, account, "2026-10", metered, 5);
	count_machines(db, other, "2026-11", theirs, 7);
	statement = make(db, account, "2026-11", NOW, &is_due);
	assert_false(is_due);
	assert_valid(statement);
	text = json_dumps(statement, JSON_COMPACT);
	assert_string_equal(
		text,
		"{\"format\":1,\"number\":null,\"account\":\"acme\",\"month\":\"2026-11\","
		"\"from\":\"2026-11-01T00:00:00Z\",\"until\":\"2026-12-01T00:00:00Z\","
		"\"made\":\"2026-11-10T12:00:00Z\",\"preliminary\":true,"
		"\"totals\":[{\"currency\":\"USD\",\"amount\":8195}],\"plans\":["
		"{\"plan\":\"debian\",\"kind\":\"free\",\"currency\":\"USD\",\"machines\":3,"
		"\"steps\":[{\"from\":1,\"to\":null,\"machines\":3,\"cents\":0,\"amount\":0}],"
		"\"amount\":0},"
		"{\"plan\":\"standard\",\"kind\":\"metered\",\"currency\":\"USD\",\"machines\":21,"
		"\"steps\":[{\"from\":1,\"to\":20,\"machines\":20,\"cents\":395,\"amount\":7900},"
		"{\"from\":21,\"to\":null,\"machines\":1,\"cents\":295,\"amount\":295}],"
		"\"amount\":8195},"
		"{\"plan\":null,\"kind\":null,\"currency\":null,\"machines\":2,"
		"\"steps\":[{\"from\":1,\"to\":null,\"machines\":2,\"cents\":0,\"amount\":0}],"
		"\"amount\":0}]}");
}

static void currencies_are_not_added(void **state)
{
	struct store *store = *state;
	const int64_t account = add_account(store->db, "acme");
	const int64_t dollars = subscribe(store->db, account, &tariff_default);
	const int64_t yen = subscribe(store->db, account, &yen_plan);
	_cleanup_json_ json_t *statement = NULL;
	_cleanup_free_ char *totals = NULL, *page = NULL;
	bool is_due;

	count_machines(store->db, account, "2026-11", dollars, 1);
	count_machines(store->db, account, "2026-11", yen, 2);
	statement = make(store->db, account, "2026-11", NOW, &is_due);
	totals = json_dumps(json_object_get(statement, "totals"), JSON_COMPACT);
	assert_string_equal(totals, "[{\"currency\":\"USD\",\"amount\":395},"
				    "{\"currency\":\"JPY\",\"amount\":1000}]");
	page = statement_to_html(statement);
	assert_non_null(strstr(page, ">3.95 USD<"));
	assert_non_null(strstr(page, ">1000 JPY<"));
}

/* A year and its seams: what was subscribed to in a month is in it, and nothing else. */
static size_t n_plans(struct db *db, int64_t account, const char *month)
{
	bool is_due;
	_cleanup_json_ json_t *statement =
		make(db, account, month, moment("2029-01-01T00:00:00Z"), &is_due);

	return json_array_size(json_object_get(statement, "plans"));
}

static void months_end_to_the_second(void **state)
{
	struct store *store = *state;
	const int64_t account = add_account(store->db, "acme");
	struct subscription_request request = { .account = account, .plan = "standard" };
	int64_t id;

	database_must(tariff_add(store->db, &approver, NOW, &tariff_default, &id));
	request.starts = moment("2027-12-01T00:00:00Z");
	request.ends = moment("2028-02-29T00:00:00Z");
	database_must(subscription_add(store->db, &approver, NOW, &request, &id));
	assert_int_equal(n_plans(store->db, account, "2027-11"), 0);
	assert_int_equal(n_plans(store->db, account, "2027-12"), 1);
	assert_int_equal(n_plans(store->db, account, "2028-02"), 1);
	assert_int_equal(n_plans(store->db, account, "2028-03"), 0);
	run(store, "UPDATE subscription SET starts = starts - 1, ends = ends + 86400");
	assert_int_equal(n_plans(store->db, account, "2027-11"), 1);
	assert_int_equal(n_plans(store->db, account, "2028-03"), 0);
	run(store, "UPDATE subscription SET ends = ends + 1");
	assert_int_equal(n_plans(store->db, account, "2028-03"), 1);
}

static void a_trial_is_listed_while_it_lasts(void **state)
{
	static const struct tariff trial = {
		.name = "trial", .kind = TARIFF_TRIAL, .currency = "USD", .days = 30
	};
	struct store *store = *state;
	const int64_t account = add_account(store->db, "acme");
	const int64_t id = subscribe(store->db, account, &trial);

	/* From 10 November to 10 December. */
	assert_int_equal(n_plans(store->db, account, "2026-12"), 1);
	assert_int_equal(n_plans(store->db, account, "2027-01"), 0);
	/* Who was counted in its grace is listed all the same. */
	count_machines(store->db, account, "2027-01", id, 1);
	assert_int_equal(n_plans(store->db, account, "2027-01"), 1);
}

/* ---- what is kept ---- */

static void a_month_is_kept_when_it_is_over(void **state)
{
	struct store *store = *state;
	const int64_t account = add_account(store->db, "acme");
	const int64_t id = subscribe(store->db, account, &tariff_default);
	const int64_t over = moment("2026-12-01T00:00:00Z") + STATEMENT_SETTLES;
	_cleanup_json_ json_t *early = NULL, *due = NULL, *kept = NULL, *again = NULL,
			      *later = NULL;
	bool is_due;

	count_machines(store->db, account, "2026-11", id, 21);
	early = make(store->db, account, "2026-11", over - 1, &is_due);
	assert_false(is_due);
	assert_true(json_is_true(json_object_get(early, "preliminary")));
	due = make(store->db, account, "2026-11", over, &is_due);
	assert_true(is_due);
	assert_false(json_is_true(json_object_get(due, "preliminary")));
	assert_true(json_is_null(json_object_get(due, "number")));
	kept = keep(store->db, account, "2026-11", over);
	assert_valid(kept);
	assert_int_equal(json_integer_value(json_object_get(kept, "number")), 1);
	/* Whatever becomes of all else. */
	count_machines(store->db, account, "2026-11", id, 5);
	run(store, "UPDATE account SET name = 'renamed' WHERE name = 'acme'");
	run(store, "UPDATE plan_step SET cents = cents * 2");
	again = make(store->db, account, "2026-11", over + 99, &is_due);
	assert_false(is_due);
	assert_same(again, kept);
	later = keep(store->db, account, "2026-11", over + 999);
	assert_same(later, kept);
	assert_int_equal(store_number(store, "SELECT count(*) FROM statement"), 1);
}

static void numbers_have_no_gaps(void **state)
{
	struct store *store = *state;
	const int64_t acme = add_account(store->db, "acme"),
		      other = add_account(store->db, "other");
	const int64_t now = moment("2027-02-01T00:00:00Z");
	_cleanup_json_ json_t *first = keep(store->db, acme, "2026-12", now);
	_cleanup_json_ json_t *second = keep(store->db, other, "2026-11", now);
	_cleanup_json_ json_t *lost = NULL, *third = NULL;
	struct month month;

	assert_true(month_read("2026-11", &month));
	database_must(db_begin(store->db));
	database_must(statement_keep(store->db, acme, &month, now, &lost));
	db_rollback(store->db);
	third = keep(store->db, other, "2026-12", now);
	assert_int_equal(json_integer_value(json_object_get(first, "number")), 1);
	assert_int_equal(json_integer_value(json_object_get(second, "number")), 2);
	assert_int_equal(json_integer_value(json_object_get(third, "number")), 3);
}

struct asking {
	pthread_t thread;
	const struct store *store;
	int64_t account;
};

static struct error *keep_it(struct db *db, void *data)
{
	const struct asking *asking = data;
	_cleanup_json_ json_t *statement = NULL;
	struct month month;

	assert_true(month_read("2026-11", &month));
	return statement_keep(db, asking->account, &month, moment("2027-01-01T00:00:00Z"),
			      &statement);
}

/* What collides often is tried for longer than by one call. */
static void *ask(void *data)
{
	struct asking *asking = data;
	_cleanup_db_ struct db *db = NULL;
	struct error *error;

	database_must(db_open(asking->store->url, &db));
	for (;;) {
		error = transaction_run(db, keep_it, asking);
		if (!error || error->refusal != SUTURE_REFUSAL_DATABASE_BUSY)
			break;
		error_free(error);
	}
	return error;
}

static void many_ask_and_no_number_is_given_twice(void **state)
{
	struct store *store = *state;
	struct asking all[8];
	void *error;

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		_cleanup_free_ char *name = xasprintf("account %zu", i / 2);

		all[i] = (struct asking){ .store = store };
		all[i].account = i % 2 ? all[i - 1].account : add_account(store->db, name);
	}
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		assert_int_equal(pthread_create(&all[i].thread, NULL, ask, &all[i]), 0);
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		assert_int_equal(pthread_join(all[i].thread, &error), 0);
		database_must(error);
	}
	assert_int_equal(store_number(store, "SELECT count(*) FROM statement"), 4);
	assert_int_equal(store_number(store, "SELECT sum(number) FROM statement"), 10);
}

static void what_was_not_is_not_there(void **state)
{
	struct store *store = *state;
	const int64_t account = add_account(store->db, "acme");
	struct month before, then, next;
	json_t *statement;
	bool is_due;

	assert_true(month_read("2026-10", &before));
	assert_true(month_read("2026-11", &then));
	assert_true(month_read("2026-12", &next));
	database_refused(statement_make(store->db, account, &before, NOW, &statement, &is_due),
			 SUTURE_REFUSAL_NOT_THERE);
	database_refused(
		statement_make(store->db, account, &next, next.begins - 1, &statement, &is_due),
		SUTURE_REFUSAL_NOT_THERE);
	database_refused(statement_make(store->db, account + 1, &then, NOW, &statement, &is_due),
			 SUTURE_REFUSAL_NOT_THERE);
	database_refused(statement_keep(store->db, account, &then, NOW, &statement),
			 SUTURE_REFUSAL_REQUEST_MALFORMED);
	database_refused(statement_keep(store->db, account, &before, NOW, &statement),
			 SUTURE_REFUSAL_NOT_THERE);
	assert_int_equal(store_number(store, "SELECT count(*) FROM statement"), 0);
}

/* ---- for spreadsheets and printers ---- */

static json_t *statement_of(const char *account, const char *plan)
{
	json_t *step = json_pack("{s:i, s:n, s:i, s:i, s:i}", "from", 1, "to", "machines", 2,
				 "cents", 395, "amount", 790);

	return json_pack("{s:i, s:i, s:s, s:s, s:s, s:s, s:s, s:b, s:[{s:s, s:i}],"
			 " s:[{s:s, s:s, s:s, s:i, s:[o], s:i}]}",
			 "format", 1, "number", 7, "account", account, "month", "2026-11", "from",
			 "2026-11-01T00:00:00Z", "until", "2026-12-01T00:00:00Z", "made",
			 "2026-12-02T00:00:00Z", "preliminary", 0, "totals", "currency", "USD",
			 "amount", 790, "plans", "plan", plan, "kind", "metered", "currency", "USD",
			 "machines", 2, "steps", step, "amount", 790);
}

static void assert_csv(const char *name, const char *field)
{
	_cleanup_json_ json_t *statement = statement_of(name, name);
	_cleanup_free_ char *csv = statement_to_csv(statement);
	_cleanup_free_ char *expected =
		xasprintf("record,number,account,month,preliminary,plan,kind,currency,from,to,"
			  "machines,cents,amount\r\n"
			  "step,7,%s,2026-11,false,%s,metered,USD,1,,2,395,790\r\n"
			  "total,7,%s,2026-11,false,,,USD,,,,,790\r\n",
			  field, field, field);

	assert_string_equal(csv, expected);
}

static void csv_is_quoted_and_no_formula(void **state)
{
	(void)state;
	assert_csv("acme", "acme");
	assert_csv("", "");
	assert_csv("a,b", "\"a,b\"");
	assert_csv("a \"b\"", "\"a \"\"b\"\"\"");
	assert_csv("\"", "\"\"\"\"");
	assert_csv("a\nb", "\"a\nb\"");
	assert_csv("a\r\nb", "\"a\r\nb\"");
	assert_csv("=1+1", "'=1+1");
	assert_csv("+1", "'+1");
	assert_csv("-1", "'-1");
	assert_csv("@SUM(A1)", "'@SUM(A1)");
	assert_csv("\t=1", "'\t=1");
	assert_csv("\r=1", "\"'\r=1\"");
	assert_csv("  =1", "'  =1");
	assert_csv("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
	assert_csv("a=1", "a=1");
	assert_csv("Ärger", "Ärger");
}

static void assert_nowhere(const char *page, const char *text)
{
	if (strstr(page, text))
		fail_msg("'%s' is in the page", text);
}

static void html_is_escaped(void **state)
{
	static const char name[] = "<script>alert('1')</script>\"&amp;<img src=x onerror=y>";
	static const char escaped[] = "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;"
				      "&amp;amp;&lt;img src=x onerror=y&gt;";
	_cleanup_json_ json_t *statement = statement_of(name, name);
	_cleanup_free_ char *page = statement_to_html(statement);
	_cleanup_free_ char *title =
		xasprintf("<title>Statement of 2026-11, %s</title>\n", escaped);
	_cleanup_free_ char *cell = xasprintf("<tr><td>%s</td><td>metered</td>", escaped);

	(void)state;
	assert_non_null(strstr(page, title));
	assert_non_null(strstr(page, cell));
	assert_nowhere(page, "<script");
	assert_nowhere(page, "<img");
	assert_nowhere(page, "style=");
	assert_nowhere(page, "<style");
	assert_nowhere(page, "http");
}

static void a_page_is_whole(void **state)
{
	_cleanup_json_ json_t *statement = statement_of("acme", "standard");
	_cleanup_free_ char *page = statement_to_html(statement);

	(void)state;
	assert_string_equal(
		page,
		"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width\">\n"
		"<title>Statement of 2026-11, acme</title>\n"
		"<link rel=\"stylesheet\" href=\"/console.css\">\n</head>\n"
		"<body class=\"statement\">\n<main>\n<h1>Statement of 2026-11, acme</h1>\n"
		"<p>Number 7</p>\n"
		"<p>Made on 2026-12-02, for 2026-11-01 up to and without 2026-12-01, UTC.</p>\n"
		"<table>\n<thead>\n<tr><th>Plan</th><th>Kind</th><th>Step</th><th>Machines</th>"
		"<th>Price</th><th>Amount</th></tr>\n</thead>\n<tbody>\n"
		"<tr><td>standard</td><td>metered</td><td>from 1 on</td>"
		"<td class=\"number\">2</td><td class=\"number\">3.95 USD</td>"
		"<td class=\"number\">7.90 USD</td></tr>\n</tbody>\n<tfoot>\n"
		"<tr><th scope=\"row\" colspan=\"5\">Total</th>"
		"<td class=\"number\">7.90 USD</td></tr>\n</tfoot>\n</table>\n</main>\n</body>\n"
		"</html>\n");
}

static void a_preliminary_page_says_so(void **state)
{
	_cleanup_json_ json_t *statement = statement_of("acme", "standard");
	_cleanup_free_ char *page = NULL;

	(void)state;
	json_object_set_new(statement, "preliminary", json_true());
	json_object_set_new(statement, "number", json_null());
	page = statement_to_html(statement);
	assert_non_null(strstr(page, "<p>Preliminary: more machines may be counted.</p>"));
	assert_nowhere(page, "Number");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_BOTH(steps_add_up),
		STORE_BOTH(a_statement_has_each_plan),
		STORE_BOTH(currencies_are_not_added),
		STORE_BOTH(months_end_to_the_second),
		STORE_BOTH(a_trial_is_listed_while_it_lasts),
		STORE_BOTH(a_month_is_kept_when_it_is_over),
		STORE_BOTH(numbers_have_no_gaps),
		STORE_BOTH(many_ask_and_no_number_is_given_twice),
		STORE_BOTH(what_was_not_is_not_there),
		cmocka_unit_test(csv_is_quoted_and_no_formula),
		cmocka_unit_test(html_is_escaped),
		cmocka_unit_test(a_page_is_whole),
		cmocka_unit_test(a_preliminary_page_says_so),
	};

	store_skip();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
