/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who may ask what: keys, roles, sessions and their tokens, on a server on loopback. */
#include "store.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/memory.h"
#include "base/json.h"
#include "service/answer.h"
#include "service/first.h"
#include "service/serve.h"
#include "service/session.h"

/* ---- what there is to ask ---- */

static struct error *say_who(const struct call *call, struct http_response *response)
{
	_cleanup_json_ json_t *value = json_pack("{s:s, s:I}", "who", call->actor->name, "account",
						 (json_int_t)call->actor->account);

	answer_json(response, 200, value);
	return NULL;
}

static struct error *say_session(const struct call *call, struct http_response *response)
{
	char token[DIGEST_TEXT_SIZE];

	session_token(call->request, token);
	session_give(call, response, "suture-session-x", 60);
	http_say(response, 200, "text/plain", token, strlen(token));
	return NULL;
}

static struct error *fail_inside(const struct call *call, struct http_response *response)
{
	(void)call, (void)response;
	return error_new(ERROR_INTERNAL, "the password is 1234");
}

static struct error *fail_in_database(const struct call *call, struct http_response *response)
{
	(void)response;
	return db_run(call->db, "SELECT nonsense FROM nowhere", DB_NO_VALUES, NULL);
}

static const struct endpoint endpoints[] = {
	{ HTTP_GET, "/t/anybody", ROLE_NOBODY, say_who, 0 },
	{ HTTP_POST, "/t/anybody", ROLE_NOBODY, say_who, 0 },
	{ HTTP_GET, "/t/read", ROLE_READ, say_who, 0 },
	{ HTTP_GET, "/t/operator", ROLE_OPERATOR, say_who, 0 },
	{ HTTP_POST, "/t/operator", ROLE_OPERATOR, say_who, 0 },
	{ HTTP_DELETE, "/t/operator", ROLE_OPERATOR, say_who, 0 },
	{ HTTP_POST, "/t/approver", ROLE_APPROVER, say_who, 0 },
	{ HTTP_GET, "/t/session", ROLE_READ, say_session, 0 },
	{ HTTP_GET, "/t/inside", ROLE_NOBODY, fail_inside, 0 },
	{ HTTP_GET, "/t/database", ROLE_NOBODY, fail_in_database, 0 },
};

static void refuse_in_json(const struct http_request *request, unsigned int status,
			   const struct error *error, struct http_response *response)
{
	(void)request;
	answer_error(response, status, error);
}

static void refuse_in_words(const struct http_request *request, unsigned int status,
			    const struct error *error, struct http_response *response)
{
	(void)request, (void)error;
	http_say(response, status, "text/plain", "words", 5);
}

static const struct family by_json = { endpoints, ARRAY_SIZE(endpoints), refuse_in_json, "/t/" };
static const struct family by_words = { NULL, 0, refuse_in_words, "/" };
static const struct family *const families[] = { &by_words, &by_json };

/* ---- the service ---- */

struct served {
	struct service *service;
	struct serving *serving;
	struct http_server *server;
	char answer[8192];
};

static void begin(struct store *store, struct served *served)
{
	const struct service_options options = {
		.store = store->url, .interval = 3600, .inactive_after = 86400, .name = "test"
	};
	const struct http_options http = { .listen = "127.0.0.1:0", .threads = 2 };
	struct http_application application;

	setenv("SUTURE_NOW", "1795867200", 1);
	database_must(service_open(&options, &served->service));
	served->serving = serving_new(served->service, families, ARRAY_SIZE(families));
	serving_application(served->serving, &application);
	database_must(http_start(&http, &application, &served->server));
}

static void end(struct served *served)
{
	http_stop(served->server, 10);
	serving_free(served->serving);
	service_close(served->service);
}

static int call(const struct served *served)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const int fd = socket(AF_INET, SOCK_STREAM, 0);

	address.sin_port = htons((uint16_t)atoi(strrchr(http_url(served->server), ':') + 1));
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

/* "GET /path", and headers of which each ends a line. Yields the status. */
static int ask(struct served *served, const char *what, const char *headers)
{
	_cleanup_free_ char *request =
		xasprintf("%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n%s"
			  "\r\n",
			  what, headers);
	_cleanup_close_ int fd = call(served);
	size_t size = 0;
	ssize_t got;

	assert_int_equal(send(fd, request, strlen(request), 0), (ssize_t)strlen(request));
	while ((got = recv(fd, served->answer + size, sizeof(served->answer) - 1 - size, 0)) > 0)
		size += (size_t)got;
	served->answer[size] = 0;
	assert_true(size > 12);
	return atoi(served->answer + 9);
}

static int ask_with(struct served *served, const char *what, const char *format, const char *value)
{
	_cleanup_free_ char *headers = xasprintf("%s%s\r\n", format, value);

	return ask(served, what, headers);
}

static int ask_by_key(struct served *served, const char *what, const char *key)
{
	return ask_with(served, what, "Authorization: Bearer ", key);
}

static void assert_says(const struct served *served, const char *text)
{
	if (!strstr(served->answer, text))
		fail_msg("no '%s' in: %s", text, served->answer);
}

static void assert_silent(const struct served *served, const char *text)
{
	if (strstr(served->answer, text))
		fail_msg("'%s' in: %s", text, served->answer);
}

/* ---- keys ---- */

static void add_key(struct store *store, enum role role, int64_t account, int64_t expires,
		    struct secret *secret)
{
	const struct api_key key = {
		.account = account, .role = role, .expires = expires, .label = "test"
	};

	database_must(api_key_add(store->db, &store->actor, store->now, &key, secret));
}

static void roles_are_kept(void **state)
{
	struct store *store = *state;
	struct served served;
	struct secret reads, operates, approves;

	add_key(store, ROLE_READ, store->account, 0, &reads);
	add_key(store, ROLE_OPERATOR, 0, 0, &operates);
	add_key(store, ROLE_APPROVER, 0, 0, &approves);
	begin(store, &served);
	assert_int_equal(ask_by_key(&served, "GET /t/read", reads.text), 200);
	assert_says(&served, "\"who\": \"key 1 (test)\"");
	assert_says(&served, "\"account\": 1");
	assert_says(&served, "Cache-Control: no-store");
	assert_int_equal(ask_by_key(&served, "GET /t/operator", reads.text), 403);
	assert_says(&served, "role-lacking");
	assert_says(&served, "Cache-Control: no-store");
	assert_int_equal(ask_by_key(&served, "POST /t/operator", operates.text), 200);
	assert_int_equal(ask_by_key(&served, "POST /t/approver", operates.text), 403);
	assert_int_equal(ask_by_key(&served, "POST /t/approver", approves.text), 200);
	assert_int_equal(ask_by_key(&served, "GET /t/read", approves.text), 200);
	assert_int_equal(ask(&served, "GET /t/anybody", ""), 200);
	assert_says(&served, "nobody");
	assert_silent(&served, "no-store");
	end(&served);
}

/* Nobody learns whether a key once was one. */
static void wrong_keys_are_all_the_same(void **state)
{
	struct store *store = *state;
	struct served served;
	struct secret expired, revoked, unknown, access;
	_cleanup_free_ char *first = NULL;
	const char *keys[] = { expired.text, revoked.text, unknown.text, access.text, "x", "" };

	add_key(store, ROLE_APPROVER, 0, store->now, &expired);
	add_key(store, ROLE_APPROVER, 0, 0, &revoked);
	database_must(key_revoke(store->db, &store->actor, store->now, "api", 2));
	database_must(secret_make(SECRET_API, &unknown));
	access = store->access_key;
	begin(store, &served);
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		assert_int_equal(ask_by_key(&served, "GET /t/read", keys[i]), 401);
		assert_says(&served, "WWW-Authenticate: Bearer");
		if (!first)
			first = xstrdup(strchr(served.answer, '{'));
		assert_string_equal(first, strchr(served.answer, '{'));
	}
	assert_int_equal(ask(&served, "GET /t/read", ""), 401);
	assert_string_equal(first, strchr(served.answer, '{'));
	assert_int_equal(ask(&served, "GET /t/read", "Authorization: Basic eDp4\r\n"), 401);
	assert_string_equal(first, strchr(served.answer, '{'));
	end(&served);
}

static void uptrack_s_headers_do(void **state)
{
	struct store *store = *state;
	struct served served;
	struct secret reads;

	add_key(store, ROLE_READ, 0, 0, &reads);
	begin(store, &served);
	assert_int_equal(ask_with(&served, "GET /t/read",
				  "X-Uptrack-User: somebody\r\nX-Uptrack-Key: ", reads.text),
			 200);
	assert_int_equal(ask_with(&served, "GET /t/read", "X-Uptrack-Key: ", "x"), 401);
	/* The first that is there counts alone. */
	assert_int_equal(ask_with(&served, "GET /t/read",
				  "Authorization: Bearer x\r\nX-Uptrack-Key: ", reads.text),
			 401);
	end(&served);
}

/* ---- sessions ---- */

static void sessions_need_their_token(void **state)
{
	struct store *store = *state;
	struct served served;
	struct secret key, session, other;
	char token[DIGEST_TEXT_SIZE], wrong[DIGEST_TEXT_SIZE];
	_cleanup_free_ char *cookie = NULL, *right = NULL, *wrongly = NULL, *text = NULL;

	add_key(store, ROLE_OPERATOR, 0, 0, &key);
	database_must(session_add(store->db, store->now, key.text, 60, &session));
	database_must(session_add(store->db, store->now, key.text, 60, &other));
	begin(store, &served);
	cookie = xasprintf("Cookie: suture-session=%s\r\n", session.text);
	text = xasprintf("csrf %s", session.text);
	digest_bytes(text, strlen(text), token);
	digest_bytes(other.text, strlen(other.text), wrong);
	right = xasprintf("%scsrf: %s\r\n", cookie, token);
	wrongly = xasprintf("%scsrf: %s\r\n", cookie, wrong);

	assert_int_equal(ask(&served, "GET /t/operator", cookie), 200);
	assert_int_equal(ask(&served, "GET /t/session", cookie), 200);
	assert_says(&served, token);
	assert_int_equal(ask(&served, "POST /t/operator", cookie), 403);
	assert_int_equal(ask(&served, "DELETE /t/operator", cookie), 403);
	assert_int_equal(ask(&served, "POST /t/operator", wrongly), 403);
	assert_int_equal(ask(&served, "POST /t/operator", right), 200);
	assert_int_equal(ask(&served, "DELETE /t/operator", right), 200);
	assert_int_equal(ask(&served, "POST /t/approver", right), 403);
	database_must(session_end(store->db, session.text));
	assert_int_equal(ask(&served, "GET /t/operator", cookie), 401);
	end(&served);
}

static void a_session_ends_with_its_key(void **state)
{
	struct store *store = *state;
	struct served served;
	struct secret key, session;

	add_key(store, ROLE_READ, 0, 0, &key);
	database_must(session_add(store->db, store->now, key.text, 60, &session));
	begin(store, &served);
	assert_int_equal(ask_with(&served, "GET /t/read", "Cookie: suture-session=", session.text),
			 200);
	database_must(key_revoke(store->db, &store->actor, store->now, "api", 1));
	assert_int_equal(ask_with(&served, "GET /t/read", "Cookie: suture-session=", session.text),
			 401);
	end(&served);
}

static void a_cookie_is_for_us_alone(void **state)
{
	struct store *store = *state;
	struct served served;
	struct secret key;

	add_key(store, ROLE_READ, 0, 0, &key);
	begin(store, &served);
	assert_int_equal(ask_by_key(&served, "GET /t/session", key.text), 200);
	assert_says(&served, "Set-Cookie: suture-session=suture-session-x; Path=/; Max-Age=60;"
			     " HttpOnly; SameSite=Strict\r\n");
	end(&served);
}

static void other_sites_change_nothing(void **state)
{
	struct store *store = *state;
	struct served served;

	begin(store, &served);
	assert_int_equal(ask(&served, "POST /t/anybody", "Sec-Fetch-Site: cross-site\r\n"), 403);
	assert_int_equal(ask(&served, "POST /t/anybody", "Sec-Fetch-Site: same-origin\r\n"), 200);
	assert_int_equal(ask(&served, "GET /t/anybody", "Sec-Fetch-Site: cross-site\r\n"), 200);
	end(&served);
}

/* ---- what goes wrong ---- */

static void what_is_ours_is_not_told(void **state)
{
	struct store *store = *state;
	struct served served;

	begin(store, &served);
	assert_int_equal(ask(&served, "GET /t/inside", ""), 500);
	assert_says(&served, "service-failed");
	assert_silent(&served, "1234");
	assert_int_equal(ask(&served, "GET /t/database", ""), 503);
	assert_silent(&served, "nonsense");
	/* The thread's connection is of use afterwards. */
	assert_int_equal(ask(&served, "GET /t/anybody", ""), 200);
	end(&served);
}

static void each_family_refuses_in_its_form(void **state)
{
	struct store *store = *state;
	struct served served;

	begin(store, &served);
	assert_int_equal(ask(&served, "GET /t/nothing", ""), 404);
	assert_says(&served, "not-there");
	assert_int_equal(ask(&served, "PUT /t/read", ""), 405);
	assert_says(&served, "Allow: GET");
	assert_says(&served, "request-malformed");
	assert_int_equal(ask(&served, "GET /elsewhere", ""), 404);
	assert_says(&served, "words");
	end(&served);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_BOTH(roles_are_kept),
		STORE_BOTH(wrong_keys_are_all_the_same),
		STORE_BOTH(uptrack_s_headers_do),
		STORE_BOTH(sessions_need_their_token),
		STORE_BOTH(a_session_ends_with_its_key),
		STORE_BOTH(a_cookie_is_for_us_alone),
		STORE_BOTH(other_sites_change_nothing),
		STORE_BOTH(what_is_ours_is_not_told),
		STORE_BOTH(each_family_refuses_in_its_form),
	};

	store_skip();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
