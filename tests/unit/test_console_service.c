/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The console of a real service on loopback, as a browser uses it: a cookie, links and forms. */
#include "store.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <libxml/parser.h>

#include "base/memory.h"
#include "console/console.h"
#include "console/page.h"
#include "service/serve.h"

/* ---- the service, and its browser ---- */

static const struct family *const families[] = { &console_family };

struct browser {
	struct store *store;
	struct service *service;
	struct serving *serving;
	struct http_server *server;
	char cookie[200]; /* a header, or nothing */
	char token[80];
	char answer[256 * 1024];
};

static struct browser browser;

static void begin(void **state)
{
	struct store *store = *state;
	const struct service_options options = {
		.store = store->url, .interval = 3600, .inactive_after = 86400, .name = "<Test>"
	};
	const struct http_options http = { .listen = "127.0.0.1:0", .threads = 2 };
	struct http_application application;

	setenv("SUTURE_NOW", "1795867200", 1);
	browser = (struct browser){ .store = store };
	database_must(service_open(&options, &browser.service));
	browser.serving = serving_new(browser.service, families, ARRAY_SIZE(families));
	serving_application(browser.serving, &application);
	database_must(http_start(&http, &application, &browser.server));
}

static void end(void)
{
	http_stop(browser.server, 10);
	serving_free(browser.serving);
	service_close(browser.service);
}

static int call(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const int fd = socket(AF_INET, SOCK_STREAM, 0);

	address.sin_port = htons((uint16_t)atoi(strrchr(http_url(browser.server), ':') + 1));
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

/* "GET /path"; headers of which each ends a line. Yields the status. */
static int ask(const char *what, const char *headers, const char *form)
{
	_cleanup_free_ char *request =
		xasprintf("%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %zu\r\n"
			  "Content-Type: application/x-www-form-urlencoded\r\n%s%s\r\n%s",
			  what, strlen(form), browser.cookie, headers, form);
	_cleanup_close_ int fd = call();
	size_t size = 0;
	ssize_t got;

	assert_int_equal(send(fd, request, strlen(request), 0), (ssize_t)strlen(request));
	while ((got = recv(fd, browser.answer + size, sizeof(browser.answer) - 1 - size, 0)) > 0)
		size += (size_t)got;
	browser.answer[size] = '\0';
	assert_true(size > 12);
	return atoi(browser.answer + 9);
}

static bool says(const char *text)
{
	return strstr(browser.answer, text);
}

static void assert_says(const char *text)
{
	if (!says(text))
		fail_msg("no '%s' in: %s", text, browser.answer);
}

static void assert_page(void)
{
	const char *body = strstr(browser.answer, "\r\n\r\n") + 4;
	xmlDoc *doc = xmlReadMemory(body, (int)strlen(body), "page", "UTF-8", XML_PARSE_NONET);

	assert_non_null(doc);
	xmlFreeDoc(doc);
	assert_says("Content-Security-Policy: default-src 'none'; style-src 'self'");
	assert_says("X-Content-Type-Options: nosniff");
	assert_false(says("<script"));
}

static void look(const char *path, int status)
{
	_cleanup_free_ char *what = xasprintf("GET %s", path);
	const int got = ask(what, "", "");

	if (got != status)
		fail_msg("%s: %d: %s", path, got, browser.answer);
	assert_page();
}

/* With the token; the fields are encoded already. */
static int send_form(const char *path, const char *fields)
{
	_cleanup_free_ char *what = xasprintf("POST %s", path);
	_cleanup_free_ char *form = xasprintf("csrf=%s&%s", browser.token, fields);

	return ask(what, "", form);
}

/* What stands in the last answer behind a mark and before an end. */
static void copy_between(const char *mark, char end, char *text, size_t size)
{
	const char *at = strstr(browser.answer, mark);

	assert_non_null(at);
	at += strlen(mark);
	assert_true((size_t)(strchr(at, end) - at) < size);
	snprintf(text, size, "%.*s", (int)(strchr(at, end) - at), at);
}

static void make_key(enum role role, int64_t account, struct secret *secret)
{
	const struct api_key key = { .account = account, .role = role, .label = "Ada <b>" };

	database_must(api_key_add(browser.store->db, &browser.store->actor, browser.store->now,
				  &key, secret));
}

static void sign_in(enum role role, int64_t account)
{
	_cleanup_free_ char *form = NULL;
	struct secret secret;
	char cookie[160];

	make_key(role, account, &secret);
	form = xasprintf("key=%s", secret.text);
	*browser.cookie = '\0';
	assert_int_equal(ask("POST /login", "", form), 303);
	assert_says("Location: /\r\n");
	assert_false(says(secret.text));
	copy_between("Set-Cookie: ", ';', cookie, sizeof(cookie));
	snprintf(browser.cookie, sizeof(browser.cookie), "Cookie: %s\r\n", cookie);
	look("/", 200);
	copy_between("name=\"csrf\" value=\"", '"', browser.token, sizeof(browser.token));
}

/* ---- who may look ---- */

static void nobody_sees_anything_without_a_key(void **state)
{
	begin(state);
	look("/", 401);
	assert_says("action=\"/login\"");
	assert_says("name=\"to\" value=\"/\"");
	look("/machines/x", 401);
	assert_says("name=\"to\" value=\"/machines/x\"");
	look("/nothing", 404);
	look("/inspector?text=%3Cscript%3E", 200);
	assert_says("&lt;script&gt;");
	assert_says("No kernel of this name is known here.");
	look("/login", 200);
	assert_says("&lt;Test&gt;");
	assert_int_equal(ask("POST /login", "", "key=suture-api-0"), 401);
	assert_page();
	assert_int_equal(ask("POST /login", "", ""), 400);
	assert_page();
	assert_int_equal(ask("GET /console.css", "", ""), 200);
	assert_says("immutable");
	assert_int_equal(ask("GET /console.svg", "", ""), 200);
	end();
}

static void session_begins_and_ends(void **state)
{
	_cleanup_free_ char *form = NULL;
	struct secret secret;

	begin(state);
	sign_in(ROLE_READ, 0);
	assert_says("Ada &lt;b&gt;");
	assert_int_equal(ask("POST /logout", "", "csrf=0"), 403);
	look("/", 200);
	assert_int_equal(send_form("/logout", ""), 303);
	assert_says("Location: /login\r\n");
	look("/", 401);
	/* only where we are, and not from another's page */
	make_key(ROLE_READ, 0, &secret);
	form = xasprintf("key=%s&to=%%2F%%2Fother.example", secret.text);
	assert_int_equal(ask("POST /login", "Sec-Fetch-Site: same-site\r\n", form), 403);
	assert_int_equal(ask("POST /login", "Sec-Fetch-Site: same-origin\r\n", form), 303);
	assert_says("Location: /\r\n");
	end();
}

/* ---- looking ---- */

static void fill(struct made_up *machine)
{
	made_up_init(machine, "<script>alert(1)</script>");
	made_up_update(machine, "fix-a", "available", NULL);
	made_up_update(machine, "fix-b", "applied", NULL);
	made_up_cve(machine, "CVE-2026-1", "available");
	made_up_tag(machine, "site", "\"><img src=x>");
	store_enrol(browser.store, machine, browser.store->access_key.text);
}

static char *path_of_update(const char *id)
{
	_cleanup_free_ char *build_id =
		store_text(browser.store, "SELECT build_id FROM known_update WHERE name = 'fix-a'");

	return xasprintf("/updates/%s/%s", build_id, id);
}

static void pages_show_a_fleet(void **state)
{
	static const char *const paths[] = {
		"/machines",
		"/updates",
		"/cves",
		"/groups",
		"/keys",
		"/audit",
		"/cves/CVE-2026-1",
		"/machines?hostname=script&status=up-to-date&tag=site&active=true&notice=moved",
		"/subscription",
		"/subscription?account=1",
		"/inspector",
		"/inspector?text=Linux+x+6.1.0-99-test+%3Cb%3E",
		"/updates?text=fix&offset=1",
		"/?account=1",
		"/machines?update=!fix-a&cve=",
	};
	_cleanup_free_ char *machine_path = NULL;
	_cleanup_free_ char *update_path = NULL;
	struct made_up machine;

	begin(state);
	fill(&machine);
	sign_in(ROLE_APPROVER, 0);
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		look(paths[i], 200);
	look("/machines", 200);
	assert_says("&lt;script&gt;alert(1)&lt;/script&gt;</a>");
	machine_path = xasprintf("/machines/%s", machine.uuid);
	look(machine_path, 200);
	assert_says("<h1>&lt;script&gt;alert(1)&lt;/script&gt;</h1>");
	assert_says("site=&quot;&gt;&lt;img src=x&gt;");
	assert_says("fix-b");
	update_path = path_of_update("fix-a");
	look(update_path, 200);
	assert_says("<h1>fix-a</h1>");
	look("/subscription", 200);
	assert_says("/api/1/statements/2026-11.html?account=default");
	look("/updates?offset=x", 400);
	look("/machines?account=7777777777777777", 400);
	look("/machines/no-such", 404);
	look("/cves/no-such", 404);
	made_up_deinit(&machine);
	end();
}

static void others_are_not_seen(void **state)
{
	_cleanup_free_ char *path = NULL;
	struct made_up machine;
	int64_t other;

	begin(state);
	fill(&machine);
	database_must(account_add(browser.store->db, &browser.store->actor, browser.store->now,
				  "other", NULL, &other));
	sign_in(ROLE_APPROVER, 0);
	look("/", 200);
	assert_says(">1</strong> <span>machine</span>");
	assert_says(">other</a>");
	sign_in(ROLE_APPROVER, other);
	look("/", 200);
	assert_says(">0</strong> <span>machines</span>");
	path = xasprintf("/machines/%s", machine.uuid);
	look(path, 404);
	look("/?account=1", 404);
	look("/machines?account=1", 404);
	made_up_deinit(&machine);
	end();
}

/* ---- changing ---- */

static void assert_machine_is(const char *authorization)
{
	_cleanup_free_ char *is =
		store_text(browser.store, "SELECT authorization_state FROM machine");

	assert_string_equal(is, authorization);
}

static void machines_are_changed_by_forms(void **state)
{
	_cleanup_free_ char *path = NULL;
	_cleanup_free_ char *move = NULL;
	_cleanup_free_ char *remove = NULL;
	struct made_up machine;

	begin(state);
	fill(&machine);
	path = xasprintf("/machines/%s/authorize", machine.uuid);
	move = xasprintf("/machines/%s/move", machine.uuid);
	remove = xasprintf("/machines/%s/remove", machine.uuid);
	sign_in(ROLE_READ, 0);
	assert_int_equal(send_form(path, "authorization=denied"), 403);
	assert_page();
	sign_in(ROLE_OPERATOR, 0);
	*browser.token = 'x';
	assert_int_equal(send_form(path, "authorization=denied"), 403);
	sign_in(ROLE_OPERATOR, 0);
	assert_machine_is("allowed");
	assert_int_equal(send_form(path, "authorization=denied"), 303);
	assert_says("?notice=denied\r\n");
	assert_machine_is("denied");
	assert_int_equal(send_form(path, "authorization=%3Cb%3E"), 400);
	assert_page();
	assert_int_equal(send_form(path, ""), 400);
	assert_int_equal(send_form("/groups", "account=1&name=web&opens=Mon+02:00-04:00"), 303);
	assert_int_equal(send_form(move, "group=web"), 303);
	assert_int_equal(send_form(move, "group=%3Cscript%3E"), 404);
	assert_page();
	look("/machines?group=web", 200);
	assert_says(machine.uuid);
	assert_int_equal(send_form(remove, ""), 303);
	look("/machines", 200);
	assert_false(says(machine.uuid));
	made_up_deinit(&machine);
	end();
}

static void assert_rollout_is(const char *state)
{
	_cleanup_free_ char *is = store_text(browser.store,
					     "SELECT r.state FROM rollout r JOIN known_update u"
					     " ON u.id = r.known_update WHERE u.name = 'fix-a'");

	assert_string_equal(is, state);
}

static void steer(const char *path, const char *verb, const char *fields, int status)
{
	_cleanup_free_ char *whole = xasprintf("%s/%s", path, verb);

	if (send_form(whole, fields) != status)
		fail_msg("%s: %s", whole, browser.answer);
}

static void rollouts_are_steered_by_forms(void **state)
{
	_cleanup_free_ char *path = NULL;
	_cleanup_free_ char *rollout = NULL;
	struct made_up machine;

	begin(state);
	fill(&machine);
	path = path_of_update("fix-a");
	sign_in(ROLE_OPERATOR, 0);
	look(path, 200);
	assert_says("/halt\"");
	assert_false(says("/promote\""));
	rollout = xasprintf("rollout=%lld",
			    (long long)store_number(browser.store,
						    "SELECT r.id FROM rollout r"
						    " JOIN known_update u ON u.id = r.known_update"
						    " WHERE u.name = 'fix-a'"));
	steer(path, "resume", rollout, 403);
	steer(path, "halt", rollout, 303);
	assert_rollout_is("halted");
	look(path, 200);
	assert_says("halted");
	steer(path, "halt", "rollout=999", 404);
	sign_in(ROLE_APPROVER, 0);
	steer(path, "resume", rollout, 303);
	assert_rollout_is("rolling");
	made_up_deinit(&machine);
	end();
}

static void keys_are_shown_once(void **state)
{
	char key[96];

	begin(state);
	sign_in(ROLE_OPERATOR, 0);
	assert_int_equal(send_form("/keys/api", "label=a&role=read"), 403);
	sign_in(ROLE_APPROVER, 0);
	assert_int_equal(
		send_form("/keys/access", "account=1&label=a&group=default&admits=allowed"), 200);
	assert_page();
	copy_between("<code>", '<', key, sizeof(key));
	assert_int_equal(strncmp(key, "suture-access-", 14), 0);
	look("/keys", 200);
	assert_false(says(key));
	assert_int_equal(send_form("/keys/access", "label=a&group=default&admits=allowed"), 400);
	assert_int_equal(send_form("/keys/api", "label=%3Ci%3E&role=read&days=3"), 200);
	assert_page();
	assert_says("&lt;i&gt;");
	assert_int_equal(send_form("/keys/api", "label=a&role=everything"), 400);
	assert_int_equal(send_form("/keys/api", "label=a&role=read&days=-1"), 400);
	assert_int_equal(send_form("/keys/access/1/revoke", ""), 303);
	assert_int_equal(store_number(browser.store, "SELECT count(*) FROM access_key"
						     " WHERE revoked IS NOT NULL"),
			 1);
	assert_int_equal(send_form("/keys/access/1/revoke", ""), 404);
	assert_int_equal(send_form("/keys/session/1/revoke", ""), 404);
	assert_int_equal(send_form("/keys/api/x/revoke", ""), 404);
	end();
}

static void rings_are_added(void **state)
{
	begin(state);
	sign_in(ROLE_OPERATOR, browser.store->account);
	assert_int_equal(send_form("/rings", "name=first&position=1&hours=24&failures_max=2"), 303);
	assert_int_equal(send_form("/rings", "name=first&position=2"), 400);
	assert_int_equal(send_form("/rings", "account=2&name=second&position=2"), 404);
	assert_int_equal(send_form("/groups", "name=default&ring=first&at_once=5"), 303);
	look("/groups?notice=group", 200);
	assert_says("after 24 hours");
	assert_says("The group is as you have set it.");
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_BOTH(nobody_sees_anything_without_a_key),
		STORE_BOTH(session_begins_and_ends),
		STORE_BOTH(pages_show_a_fleet),
		STORE_BOTH(others_are_not_seen),
		STORE_BOTH(machines_are_changed_by_forms),
		STORE_BOTH(rollouts_are_steered_by_forms),
		STORE_BOTH(keys_are_shown_once),
		STORE_BOTH(rings_are_added),
	};

	store_skip();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
