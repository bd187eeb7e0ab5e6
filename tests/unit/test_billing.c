/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The endpoints of billing, asked over HTTP: who may, what is wrong, what is answered. */
#include "store.h"

#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/date.h"
#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "billing/billing.h"
#include "service/serve.h"

/* ---- a service ---- */

struct house {
	struct store *store;
	struct service *service;
	struct serving *serving;
	struct http_server *server;
	char port[8];
	struct secret read, approver, vendor; /* the first two of the store's account */
	int64_t other;			      /* another account */
	char *answer;			      /* head and body of the last one */
};

static void set_now(const char *text)
{
	_cleanup_free_ char *number = NULL;
	int64_t now;

	assert_true(date_read(text, &now));
	number = xasprintf("%lld", (long long)now);
	setenv("SUTURE_NOW", number, 1);
}

static void add_key(struct house *house, int64_t account, enum role role, struct secret *secret)
{
	const struct api_key key = { .account = account, .role = role, .label = "test" };

	database_must(api_key_add(house->store->db, &house->store->actor, house->store->now, &key,
				  secret));
}

static void start(struct house *house)
{
	static const struct family *const families[] = { &billing_family };
	const struct service_options options = { .store = house->store->url,
						 .interval = 3600,
						 .inactive_after = 86400,
						 .name = "test" };
	const struct http_options listening = { .listen = "127.0.0.1:0",
						.threads = 1,
						.connections_max = 10,
						.connections_of_one = 10,
						.patience = 30 };
	struct http_application application;

	database_must(service_open(&options, &house->service));
	house->serving = serving_new(house->service, families, ARRAY_SIZE(families));
	serving_application(house->serving, &application);
	database_must(http_start(&listening, &application, &house->server));
	assert_int_equal(sscanf(http_url(house->server), "http://127.0.0.1:%7[0-9]", house->port),
			 1);
}

static void house_open(struct house *house, struct store *store)
{
	*house = (struct house){ .store = store };
	set_now("2026-11-28T12:00:00Z");
	database_must(
		account_add(store->db, &store->actor, store->now, "other", NULL, &house->other));
	add_key(house, store->account, ROLE_READ, &house->read);
	add_key(house, store->account, ROLE_APPROVER, &house->approver);
	add_key(house, 0, ROLE_APPROVER, &house->vendor);
	start(house);
}

static void house_close(struct house *house)
{
	http_stop(house->server, 5);
	serving_free(house->serving);
	service_close(house->service);
	free(house->answer);
	unsetenv("SUTURE_NOW");
}
#define _cleanup_house_ _cleanup_(house_close)

/* ---- one request ---- */

/* All that was asked and said, for the description's judge. */
static json_t *exchanges;

static int call(const struct house *house)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *address;
	int fd;

	assert_int_equal(getaddrinfo("127.0.0.1", house->port, &hints, &address), 0);
	fd = socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC, 0);
	assert_int_equal(connect(fd, address->ai_addr, address->ai_addrlen), 0);
	freeaddrinfo(address);
	return fd;
}

static char *read_all(int fd)
{
	char *text = xstrdup("");
	char part[4096];

	for (ssize_t n; (n = recv(fd, part, sizeof(part), 0)) > 0;)
		xappend(&text, "%.*s", (int)n, part);
	return text;
}

static const char *body_of(const struct house *house)
{
	const char *end = strstr(house->answer, "\r\n\r\n");

	assert_non_null(end);
	return end + 4;
}

static void record(const struct house *house, const char *method, const char *path,
		   const char *body, int status)
{
	const char *type = strstr(house->answer, "Content-Type: ");
	_cleanup_free_ char *kind = NULL;

	assert_non_null(type);
	type += strlen("Content-Type: ");
	kind = xstrndup(type, strcspn(type, "\r"));
	json_array_append_new(exchanges,
			      json_pack("{s:s, s:s, s:s?, s:i, s:s, s:s}", "method", method, "path",
					path, "request", *body ? body : NULL, "status", status,
					"type", kind, "answer", body_of(house)));
}

/* The status; its body stays in the house. */
static int ask(struct house *house, const char *method, const char *path,
	       const struct secret *secret, const char *body)
{
	_cleanup_close_ int fd = call(house);
	_cleanup_free_ char *request =
		xasprintf("%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
			  "Authorization: Bearer %s\r\nContent-Length: %zu\r\n\r\n%s",
			  method, path, secret->text, strlen(body), body);
	int status;

	assert_int_equal(send(fd, request, strlen(request), 0), strlen(request));
	free(house->answer);
	house->answer = read_all(fd);
	status = atoi(house->answer + strlen("HTTP/1.1 "));
	record(house, method, path, body, status);
	return status;
}

static void assert_body(const struct house *house, const char *expected)
{
	_cleanup_json_ json_t *value = json_loads(body_of(house), 0, NULL);
	_cleanup_free_ char *text = json_dumps(value, JSON_COMPACT);

	assert_string_equal(text, expected);
}

static void assert_has(const struct house *house, const char *text)
{
	if (!strstr(house->answer, text))
		fail_msg("there is no '%s' in:\n%s", text, house->answer);
}

#define GET(path, key)	      ask(&house, "GET", path, &house.key, "")
#define POST(path, key, body) ask(&house, "POST", path, &house.key, body)

/* ---- plans ---- */

static void the_vendor_adds_plans_and_all_see_them(void **state)
{
	_cleanup_house_ struct house house;

	house_open(&house, *state);
	assert_int_equal(POST("/api/1/plans", read, "{}"), 403);
	assert_int_equal(POST("/api/1/plans", approver, "{}"), 403);
	assert_int_equal(POST("/api/1/plans", vendor, "{\"name\": \"standard\"}"), 201);
	assert_body(&house, "{\"id\":1}");
	assert_int_equal(POST("/api/1/plans", vendor,
			      "{\"name\": \"debian\", \"kind\": \"free\","
			      " \"distribution\": \"debian\", \"grace_days\": 0}"),
			 201);
	assert_int_equal(POST("/api/1/plans", vendor,
			      "{\"name\": \"eu\", \"currency\": \"EUR\","
			      " \"steps\": [{\"beyond\": 0, \"cents\": 5}]}"),
			 201);
	assert_int_equal(GET("/api/1/plans", read), 200);
	assert_body(&house,
		    "{\"items\":[{\"id\":2,\"name\":\"debian\",\"kind\":\"free\","
		    "\"currency\":\"USD\",\"distribution\":\"debian\",\"releases\":null,"
		    "\"days\":null,\"grace_days\":0,\"created\":\"2026-11-28T12:00:00Z\","
		    "\"steps\":[]},{\"id\":3,\"name\":\"eu\",\"kind\":\"metered\","
		    "\"currency\":\"EUR\",\"distribution\":null,\"releases\":null,\"days\":null,"
		    "\"grace_days\":14,\"created\":\"2026-11-28T12:00:00Z\","
		    "\"steps\":[{\"beyond\":0,\"cents\":5}]},{\"id\":1,\"name\":\"standard\","
		    "\"kind\":\"metered\",\"currency\":\"USD\",\"distribution\":null,"
		    "\"releases\":null,\"days\":null,\"grace_days\":14,"
		    "\"created\":\"2026-11-28T12:00:00Z\",\"steps\":[{\"beyond\":0,\"cents\":395},"
		    "{\"beyond\":20,\"cents\":295}]}]}");
}

static void wrong_plans_are_refused(void **state)
{
	static const char *const bodies[] = {
		"",
		"[]",
		"{\"name\": 1}",
		"{\"name\": \"=1\"}",
		"{\"name\": \"a\", \"name\": \"b\"}",
		"{\"name\": \"a\", \"nmae\": \"a\"}",
		"{\"name\": \"a\", \"steps\": [{\"beyond\": 0, \"cents\": 1, \"x\": 1}]}",
		"{\"name\": \"a\", \"kind\": \"gratis\"}",
		"{\"name\": \"a\", \"kind\": \"free\"}",
		"{\"name\": \"a\", \"steps\": {}}",
		"{\"name\": \"a\", \"steps\": []}",
		"{\"name\": \"a\", \"steps\": [1]}",
		"{\"name\": \"a\", \"steps\": [{\"beyond\": 0}]}",
		"{\"name\": \"a\", \"steps\": [{\"beyond\": 0, \"cents\": 1.5}]}",
		"{\"name\": \"a\", \"steps\": "
		"[{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}]}",
		"{\"name\": \"a\", \"grace_days\": \"14\"}",
	};
	_cleanup_house_ struct house house;

	house_open(&house, *state);
	for (size_t i = 0; i < ARRAY_SIZE(bodies); i++)
		assert_int_equal(POST("/api/1/plans", vendor, bodies[i]), 400);
	assert_int_equal(store_number(house.store, "SELECT count(*) FROM plan"), 0);
}

/* ---- subscriptions ---- */

static void the_vendor_subscribes_and_an_approver_ends(void **state)
{
	_cleanup_house_ struct house house;
	static const char ours[] = "{\"plan\": \"standard\", \"quota\": 10}";
	static const char theirs[] = "{\"plan\": \"standard\"}";

	house_open(&house, *state);
	POST("/api/1/plans", vendor, "{\"name\": \"standard\"}");
	assert_int_equal(POST("/api/1/subscriptions", approver, ours), 403);
	assert_int_equal(POST("/api/1/subscriptions?account=default", vendor, ours), 201);
	assert_int_equal(POST("/api/1/subscriptions?account=other", vendor, theirs), 201);
	assert_body(&house, "{\"id\":2}");
	assert_int_equal(POST("/api/1/subscriptions", vendor, theirs), 400);
	assert_int_equal(POST("/api/1/subscriptions?account=other", vendor, "{}"), 400);
	assert_int_equal(POST("/api/1/subscriptions?account=nobody", vendor, theirs), 404);
	assert_int_equal(POST("/api/1/subscriptions/1/end", read, ""), 403);
	assert_int_equal(POST("/api/1/subscriptions/2/end", approver, ""), 404);
	assert_int_equal(POST("/api/1/subscriptions/x/end", approver, ""), 404);
	assert_int_equal(POST("/api/1/subscriptions/1/end", approver, "{\"ends\": 1}"), 400);
	assert_int_equal(POST("/api/1/subscriptions/1/end", approver,
			      "{\"ends\": \"2026-11-30T00:00:00Z\"}"),
			 200);
	assert_body(&house, "{\"done\":true}");
	assert_int_equal(GET("/api/1/subscriptions", read), 200);
	assert_body(&house, "{\"items\":[{\"id\":1,\"account\":\"default\",\"plan\":\"standard\","
			    "\"kind\":\"metered\",\"starts\":\"2026-11-28T12:00:00Z\","
			    "\"ends\":\"2026-11-30T00:00:00Z\",\"quota\":10,\"over_since\":null,"
			    "\"state\":\"covered\",\"until\":null}]}");
	assert_int_equal(POST("/api/1/subscriptions/1/end", approver, ""), 200);
	assert_int_equal(GET("/api/1/subscriptions", read), 200);
	assert_has(&house, "\"grace\"");
	assert_int_equal(GET("/api/1/subscriptions?account=other", read), 404);
	assert_int_equal(GET("/api/1/subscriptions", vendor), 200);
	assert_has(&house, "\"other\"");
}

/* ---- usage and statements ---- */

static void usage_is_of_a_month(void **state)
{
	struct store *store = *state;
	_cleanup_house_ struct house house;
	struct made_up machine;

	made_up_init(&machine, "alpha");
	store_enrol(store, &machine, store->access_key.text);
	house_open(&house, store);
	assert_int_equal(GET("/api/1/usage", read), 200);
	assert_has(&house, machine.uuid);
	assert_has(&house, "\"preliminary\": true");
	assert_int_equal(GET("/api/1/usage?month=2026-10", read), 200);
	assert_body(&house, "{\"items\":[],\"total\":0,\"offset\":0,\"limit\":100,"
			    "\"counted\":null,\"month\":\"2026-10\",\"preliminary\":false}");
	assert_int_equal(GET("/api/1/usage?month=2026-13", read), 400);
	assert_int_equal(GET("/api/1/usage?offset=-1", read), 400);
	assert_int_equal(GET("/api/1/usage?account=other", read), 404);
	made_up_deinit(&machine);
}

static void a_statement_has_three_forms(void **state)
{
	_cleanup_house_ struct house house;

	house_open(&house, *state);
	assert_int_equal(GET("/api/1/statements/2026-11.json", read), 200);
	assert_has(&house, "Content-Type: application/json\r\n");
	assert_has(&house, "\"preliminary\": true");
	assert_int_equal(GET("/api/1/statements/2026-11.csv", read), 200);
	assert_has(&house, "Content-Type: text/csv");
	assert_has(&house, "attachment; filename=\"statement-2026-11.csv\"");
	assert_has(&house, "record,number,");
	assert_int_equal(GET("/api/1/statements/2026-11.html", read), 200);
	assert_has(&house, "Content-Type: text/html");
	assert_has(&house, "Content-Security-Policy: default-src 'none'; style-src 'self'");
	assert_has(&house, "<!DOCTYPE html>");
	assert_int_equal(store_number(house.store, "SELECT count(*) FROM statement"), 0);
}

static void a_month_that_is_over_is_kept_once_asked_for(void **state)
{
	_cleanup_house_ struct house house;

	house_open(&house, *state);
	set_now("2026-12-01T01:00:00Z");
	assert_int_equal(GET("/api/1/statements/2026-11.json", read), 200);
	assert_has(&house, "\"number\": 1,");
	set_now("2026-12-02T00:00:00Z");
	assert_int_equal(GET("/api/1/statements/2026-11.json", read), 200);
	assert_has(&house, "\"number\": 1,");
	assert_has(&house, "\"made\": \"2026-12-01T01:00:00Z\"");
	assert_int_equal(GET("/api/1/statements/2026-11.json?account=other", vendor), 200);
	assert_has(&house, "\"number\": 2,");
	assert_has(&house, "\"other\"");
}

static void wrong_statements_are_refused(void **state)
{
	_cleanup_house_ struct house house;

	house_open(&house, *state);
	assert_int_equal(GET("/api/1/statements/2026-11", read), 404);
	assert_int_equal(GET("/api/1/statements/2026-11.pdf", read), 404);
	assert_int_equal(GET("/api/1/statements/.json", read), 404);
	assert_int_equal(GET("/api/1/statements/2026-13.json", read), 404);
	assert_int_equal(GET("/api/1/statements/2026-10.json", read), 404);
	assert_int_equal(GET("/api/1/statements/2026-12.json", read), 404);
	assert_int_equal(GET("/api/1/statements/2026-11.json?account=other", read), 404);
	assert_int_equal(GET("/api/1/statements/2026-11.json", vendor), 400);
	assert_int_equal(GET("/api/1/statements/2026-11.json?account=nobody", vendor), 404);
}

/* ---- the description ---- */

static json_t *load(const char *name)
{
	const char *source = getenv("SUTURE_SOURCE");
	_cleanup_free_ char *path = NULL;
	json_t *document;

	if (!source)
		fail_msg("there is no SUTURE_SOURCE, the tree's path");
	path = xasprintf("%s/%s", source, name);
	document = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(document);
	return document;
}

/* The part of it that these tests ask for. */
static json_t *load_ours(void)
{
	json_t *description = load("data/openapi.json");
	json_t *all = json_object_get(description, "paths"), *ours = json_object();

	for (size_t i = 0; i < billing_family.n_endpoints; i++) {
		const char *pattern = billing_family.endpoints[i].pattern;

		json_object_set(ours, pattern, json_object_get(all, pattern));
	}
	json_object_set_new(description, "paths", ours);
	return description;
}

static void write_lines(const char *path)
{
	FILE *stream = fopen(path, "we");
	const json_t *exchange;
	size_t i;

	assert_non_null(stream);
	json_array_foreach (exchanges, i, exchange) {
		_cleanup_free_ char *line = json_dumps(exchange, JSON_COMPACT);

		fprintf(stream, "%s\n", line);
	}
	assert_int_equal(fclose(stream), 0);
}

/* What the tests before this one have asked and heard. */
static void what_is_said_is_as_described(void **state)
{
	_cleanup_json_ json_t *description = load_ours();
	char directory[] = "/tmp/suture-billing.XXXXXX";
	_cleanup_free_ char *described = NULL, *said = NULL, *command = NULL;
	int status;

	(void)state;
	assert_non_null(mkdtemp(directory));
	described = xasprintf("%s/openapi.json", directory);
	said = xasprintf("%s/exchanges", directory);
	assert_int_equal(json_dump_file(description, described, 0), 0);
	write_lines(said);
	command = xasprintf("'%s/tests/service/validate' %s %s", getenv("SUTURE_SOURCE"), described,
			    said);
	status = system(command);
	database_must(tree_remove(directory));
	assert_int_equal(status, 0);
}

static int begin(void **state)
{
	(void)state;
	exchanges = json_array();
	return 0;
}

static int end(void **state)
{
	(void)state;
	json_decref(exchanges);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_BOTH(the_vendor_adds_plans_and_all_see_them),
		STORE_BOTH(wrong_plans_are_refused),
		STORE_BOTH(the_vendor_subscribes_and_an_approver_ends),
		STORE_BOTH(usage_is_of_a_month),
		STORE_BOTH(a_statement_has_three_forms),
		STORE_BOTH(a_month_that_is_over_is_kept_once_asked_for),
		STORE_BOTH(wrong_statements_are_refused),
		cmocka_unit_test(what_is_said_is_as_described),
	};

	store_skip();
	return cmocka_run_group_tests(tests, begin, end);
}
