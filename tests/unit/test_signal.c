/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Webhooks and the daily mail. */
#include "said.h"
#include "store.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "fleet/change.h"
#include "receiver.h"
#include "service/turn.h"
#include "signal/digest.h"
#include "signal/webhook.h"
#include "signal/work.h"

#define DAY 86400

/* ---- webhooks ---- */

static int64_t hook(struct store *store, const char *url, char **secret)
{
	int64_t id;
	char *made;

	database_must(
		webhook_add(store->db, &store->actor, store->now, store->account, url, &id, &made));
	if (secret)
		*secret = made;
	else
		free(made);
	return id;
}

static void happen(struct store *store, const char *action)
{
	database_must(audit_write(store->db, &store->actor, store->account, store->now, action,
				  "rollout 3", "why \"not\""));
}

static void gather(struct store *store)
{
	database_must(transaction_run(store->db, webhook_gather, &store->now));
}

static void urls_are_of_the_web(void **state)
{
	static const char *const wrong[] = {
		"",	   "ftp://a/", "file:///etc/passwd", "https://a/\r\nX: y", "https://a b/",
		"HTTPS//a"
	};
	struct store *store = *state;
	char *secret;
	int64_t id;

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		database_refused(webhook_add(store->db, &store->actor, store->now, store->account,
					     wrong[i], &id, &secret),
				 SUTURE_REFUSAL_REQUEST_MALFORMED);
	for (int i = 0; i < 20; i++)
		hook(store, "https://a.example/", NULL);
	database_refused(webhook_add(store->db, &store->actor, store->now, store->account,
				     "https://a.example/", &id, &secret),
			 SUTURE_REFUSAL_WEBHOOKS_MAX);
	assert_int_equal(store_number(store, "SELECT count(*) FROM webhook"), 20);
	assert_int_equal(store_number(store, "SELECT count(*) FROM audit"
					     " WHERE action = 'webhook-add'"),
			 20);
}

static void others_have_none_of_it(void **state)
{
	struct store *store = *state;
	struct actor other = { .name = "other", .role = ROLE_APPROVER };
	const int64_t id = hook(store, "https://a.example/", NULL);
	_cleanup_json_ json_t *list = NULL, *own = NULL;

	database_must(
		account_add(store->db, &store->actor, store->now, "other", NULL, &other.account));
	database_refused(webhook_remove(store->db, &other, store->now, id),
			 SUTURE_REFUSAL_NOT_THERE);
	database_refused(webhook_test(store->db, &other, store->now, id), SUTURE_REFUSAL_NOT_THERE);
	database_must(webhook_list(store->db, &other, &list));
	assert_int_equal(json_array_size(list), 0);
	database_must(webhook_list(store->db, &store->actor, &own));
	assert_int_equal(json_array_size(own), 1);
	assert_null(json_object_get(json_array_get(own, 0), "secret"));
	happen(store, "rollout-halt");
	gather(store);
	database_must(webhook_remove(store->db, &store->actor, store->now, id));
	assert_int_equal(store_number(store, "SELECT count(*) FROM webhook"), 0);
	assert_int_equal(store_number(store, "SELECT count(*) FROM delivery"), 0);
}

static void each_line_is_told_once(void **state)
{
	struct store *store = *state;
	_cleanup_free_ char *event = NULL;

	happen(store, "rollout-halt");
	hook(store, "https://a.example/", NULL);
	assert_false(webhook_has_news(store->db));
	happen(store, "group-set");
	assert_false(webhook_has_news(store->db));
	happen(store, "rollout-halt");
	assert_true(webhook_has_news(store->db));
	gather(store);
	gather(store);
	assert_false(webhook_has_news(store->db));
	assert_int_equal(store_number(store, "SELECT count(*) FROM delivery"), 1);
	event = store_text(store, "SELECT event FROM delivery");
	assert_string_equal(event,
			    "{\"event\":\"rollout-halt\",\"at\":\"2026-11-28T12:00:00Z\","
			    "\"account\":\"default\",\"actor\":\"a test\",\"object\":\"rollout 3\","
			    "\"detail\":\"why \\\"not\\\"\",\"format\":1}");
	database_must(webhook_test(store->db, &store->actor, store->now, 1));
	assert_true(webhook_has_news(store->db));
}

/* ---- delivery ---- */

static void deliver(struct store *store, unsigned int patience)
{
	_cleanup_deliveries_ struct deliveries deliveries = {};
	struct delivery_outcome outcome = { &deliveries, store->now };

	database_must(deliveries_list(store->db, store->now, &deliveries));
	deliveries_send(&deliveries, &(struct delivery_options){ patience, true });
	database_must(transaction_run(store->db, deliveries_note, &outcome));
}

static char *at(const struct receiver *receiver, const char *path)
{
	return xasprintf("http://127.0.0.1:%d%s", receiver->port, path);
}

static void the_signature_is_right(void **state)
{
	struct store *store = *state;
	_cleanup_(receiver_stop)
	struct receiver *receiver = receiver_start();
	_cleanup_free_ char *url = at(receiver, "/ok"), *secret = NULL, *said = NULL, *line = NULL;
	const char *argv[] = { "openssl", "dgst", "-sha256", "-hmac", NULL, NULL };

	hook(store, url, &secret);
	happen(store, "rollout-halt");
	gather(store);
	deliver(store, 5);
	assert_int_equal(store_number(store, "SELECT count(*) FROM delivery"
					     " WHERE delivered IS NOT NULL AND problem IS NULL"),
			 1);
	assert_int_equal(receiver->n_requests, 1);
	argv[4] = secret;
	said = said_by(argv, strstr(receiver->last, "\r\n\r\n") + 4);
	*strchr(said, '\n') = 0;
	line = xasprintf("\r\nSuture-Signature: sha256=%s\r\n", strrchr(said, ' ') + 1);
	assert_non_null(strstr(receiver->last, line));
	assert_non_null(strstr(receiver->last, "\r\nContent-Type: application/json\r\n"));
	assert_non_null(strstr(receiver->last, "\r\nSuture-Delivery: 1\r\n"));
	deliver(store, 5);
	assert_int_equal(receiver->n_requests, 1);
}

static void a_no_is_tried_again(void **state)
{
	static const char *const paths[] = { "/500", "/redirect" };
	static const char *const problems[] = { "the answer is 500", "the answer is 302" };
	struct store *store = *state;
	_cleanup_(receiver_stop)
	struct receiver *receiver = receiver_start();

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		_cleanup_free_ char *url = at(receiver, paths[i]), *problem = NULL;
		const int64_t id = hook(store, url, NULL);

		happen(store, "rollout-halt");
		happen(store, "rollout-resume");
		gather(store);
		receiver->n_requests = 0;
		deliver(store, 5);
		assert_int_equal(receiver->n_requests, 2);
		problem = store_text(store, "SELECT min(problem) FROM delivery");
		assert_string_equal(problem, problems[i]);
		assert_int_equal(store_number(store, "SELECT max(due) FROM delivery"),
				 store->now + 60);
		database_must(webhook_remove(store->db, &store->actor, store->now, id));
	}
}

/* 1, 2, 4 minutes and so on, a day at most; after three days nobody tries any more. */
static void waits_get_longer(void **state)
{
	struct store *store = *state;
	_cleanup_(receiver_stop)
	struct receiver *receiver = receiver_start();
	_cleanup_free_ char *url = at(receiver, "/500");
	int64_t wait = 60, n = 0;

	hook(store, url, NULL);
	happen(store, "rollout-halt");
	gather(store);
	while (store_number(store, "SELECT count(*) FROM delivery WHERE delivered IS NULL")) {
		deliver(store, 5);
		assert_int_equal(receiver->n_requests, ++n);
		assert_int_equal(store_number(store, "SELECT due FROM delivery"),
				 store->now + wait);
		store->now += wait - 1;
		deliver(store, 5);
		assert_int_equal(receiver->n_requests, n);
		store->now++;
		wait = wait * 2 < DAY ? wait * 2 : DAY;
	}
	assert_true(store->now - STORE_NOW > 3 * DAY && store->now - STORE_NOW < 6 * DAY);
	assert_int_equal(store_number(store, "SELECT count(*) FROM delivery"
					     " WHERE problem IS NOT NULL"),
			 1);
	store->now += 31 * DAY;
	gather(store);
	assert_int_equal(store_number(store, "SELECT count(*) FROM delivery"), 0);
}

/* Of one that hangs one is tried, and the other has its five in the meantime. */
static void who_hangs_holds_up_nobody(void **state)
{
	struct store *store = *state;
	_cleanup_(receiver_stop)
	struct receiver *receiver = receiver_start();
	_cleanup_free_ char *hangs = at(receiver, "/hang"), *takes = at(receiver, "/ok");
	const time_t begin = time(NULL);

	hook(store, hangs, NULL);
	hook(store, takes, NULL);
	for (int i = 0; i < 5; i++)
		happen(store, "rollout-halt");
	gather(store);
	deliver(store, 2);
	assert_true(time(NULL) - begin < 8);
	assert_int_equal(receiver->n_requests, 6);
	assert_int_equal(store_number(store, "SELECT count(*) FROM delivery"
					     " WHERE delivered IS NOT NULL"),
			 5);
	assert_int_equal(store_number(store, "SELECT count(*) FROM delivery WHERE webhook = 1"
					     " AND due = 1795867260 AND delivered IS NULL"),
			 5);
	/* What comes in the meantime waits as well. */
	happen(store, "rollout-halt");
	gather(store);
	deliver(store, 2);
	assert_int_equal(receiver->n_requests, 7);
}

static void nobody_listens(void **state)
{
	struct store *store = *state;
	_cleanup_free_ char *problem = NULL;

	hook(store, "http://127.0.0.1:1/", NULL);
	happen(store, "rollout-halt");
	gather(store);
	deliver(store, 5);
	problem = store_text(store, "SELECT problem FROM delivery");
	assert_string_equal(problem, "Couldn't connect to server");
}

/* Whatever it is called. */
static void private_ones_are_left_alone(void **state)
{
	static const char *const hosts[] = { "127.0.0.1", "localhost", "[::ffff:127.0.0.1]",
					     "127.1" };
	struct store *store = *state;
	_cleanup_(receiver_stop)
	struct receiver *receiver = receiver_start();

	for (size_t i = 0; i < ARRAY_SIZE(hosts); i++) {
		_cleanup_free_ char *url = xasprintf("http://%s:%d/ok", hosts[i], receiver->port);

		hook(store, url, NULL);
	}
	happen(store, "rollout-halt");
	gather(store);
	for (size_t i = 0; i < 2; i++) {
		_cleanup_deliveries_ struct deliveries deliveries = {};
		const struct delivery_options options = { 5, i == 1 };

		database_must(deliveries_list(store->db, store->now, &deliveries));
		assert_int_equal(deliveries.n_items, ARRAY_SIZE(hosts));
		deliveries_send(&deliveries, &options);
		for (size_t j = 0; !i && j < deliveries.n_items; j++)
			assert_non_null(strstr(deliveries.items[j].problem, "public internet"));
		assert_int_equal(receiver->n_requests, i ? ARRAY_SIZE(hosts) : 0);
	}
}

/* ---- the mail ---- */

static const struct digest_options *options_of(const struct store *store, const char *script)
{
	static char *program;
	static struct digest_options options;
	_cleanup_free_ char *text = xasprintf("#!/bin/sh\n%s\n", script);

	free(program);
	program = xasprintf("%s/sendmail", store->database.directory);
	database_must(file_write(program, text, strlen(text), 0755));
	options = (struct digest_options){ .sendmail = program,
					   .from = "suture@example.org",
					   .console = "https://fleet.example.org/",
					   .inactive_after = DAY };
	return &options;
}

static void set_email(struct store *store, const char *email)
{
	database_must(db_run(store->db, "UPDATE account SET email = $1", DB_VALUES(db_text(email)),
			     NULL));
}

static size_t n_due(struct store *store)
{
	_cleanup_digest_accounts_ struct digest_accounts accounts = {};

	database_must(digest_due(store->db, store->now, &accounts));
	return accounts.n_items;
}

static char *mail_of(struct store *store, const struct digest_options *options)
{
	_cleanup_digest_accounts_ struct digest_accounts accounts = {};
	char *mail;

	database_must(digest_due(store->db, store->now, &accounts));
	assert_int_equal(accounts.n_items, 1);
	database_must(digest_write(store->db, options, &accounts.items[0], store->now, &mail));
	return mail;
}

static void addresses_are_one(void **state)
{
	static const char *const wrong[] = { "a@b.org\nBcc: c@d.org",
					     "a@b.org, c@d.org",
					     "-oQ/tmp@b.org",
					     "a@b@c",
					     "\"a b\"@c.org",
					     "a",
					     "@b.org",
					     "a@",
					     "" };
	struct store *store = *state;

	assert_int_equal(n_due(store), 0);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		set_email(store, wrong[i]);
		assert_int_equal(n_due(store), 0);
	}
	set_email(store, "ops+fleet@example.org");
	assert_int_equal(n_due(store), 1);
}

static void it_is_due_once_a_day(void **state)
{
	struct store *store = *state;
	struct digest_mark mark = { store->account, store->now };

	set_email(store, "ops@example.org");
	assert_int_equal(n_due(store), 1);
	database_must(transaction_run(store->db, digest_mark, &mark));
	assert_int_equal(n_due(store), 0);
	store->now = STORE_NOW + DAY / 2 - 1;
	assert_int_equal(n_due(store), 0);
	store->now++;
	assert_int_equal(n_due(store), 1);
}

/* Whatever is in the database: nothing of it gets into the headers or begins a line. */
static void what_it_says(void **state)
{
	struct store *store = *state;
	struct made_up machine;
	_cleanup_free_ char *mail = NULL;

	set_email(store, "ops@example.org");
	made_up_init(&machine, "m");
	made_up_cve(&machine, "CVE-2026-1", "available");
	made_up_cve(&machine, "CVE-2026-2", "fixed");
	store_enrol(store, &machine, store->access_key.text);
	database_must(db_run(store->db,
			     "UPDATE condition_cve SET cve = $1 WHERE cve = 'CVE-2026-1'",
			     DB_VALUES(db_text("CVE\r\n.\r\nBcc: a@b.org\x1b[2J")), NULL));
	mail = mail_of(store, options_of(store, "true"));
	assert_string_equal(mail,
			    "From: suture@example.org\nTo: ops@example.org\n"
			    "Subject: Suture: default on 2026-11-28\nMIME-Version: 1.0\n"
			    "Content-Type: text/plain; charset=UTF-8\n"
			    "Content-Transfer-Encoding: 8bit\nAuto-Submitted: auto-generated\n\n"
			    "Machines\n\n       1  up-to-date\n\n"
			    "CVEs that are open, and on how many machines\n\n"
			    "       1  CVE??.??Bcc: a@b.org?[2J\n\n"
			    "https://fleet.example.org/\n");
	made_up_deinit(&machine);
}

static void it_is_handed_over(void **state)
{
	struct store *store = *state;
	const struct digest_options *options =
		options_of(store, "echo \"$@\" >\"$(dirname \"$0\")/mail\"\n"
				  "cat >>\"$(dirname \"$0\")/mail\"");
	_cleanup_free_ char *path = xasprintf("%s/mail", store->database.directory), *mail = NULL;
	_cleanup_free_ char *expected = NULL;
	_cleanup_bytes_ struct bytes bytes = {};
	struct error *error;

	set_email(store, "ops@example.org");
	mail = mail_of(store, options);
	database_must(digest_send(options, mail));
	database_must(file_read(path, &bytes));
	expected = xasprintf("-t -i\n%s", mail);
	assert_string_equal((char *)bytes.data, expected);
	error = digest_send(options_of(store, "echo no such user; exit 67"), mail);
	assert_non_null(error);
	assert_non_null(strstr(error->message, "no such user"));
	error_free(error);
}

/* ---- at their time ---- */

static struct service *open_service(const struct store *store)
{
	const struct service_options options = {
		.store = store->url, .interval = 3600, .inactive_after = DAY, .name = "test"
	};
	struct service *service;

	database_must(service_open(&options, &service));
	return service;
}

static int64_t n_mails(const struct store *store)
{
	_cleanup_free_ char *path = xasprintf("%s/mails", store->database.directory);
	_cleanup_bytes_ struct bytes bytes = {};

	if (!file_exists(path))
		return 0;
	database_must(file_read(path, &bytes));
	return (int64_t)bytes.size;
}

/* Also if it goes wrong: who is not reached today is not written to every five minutes. */
static void mails_go_at_their_hour(void **state)
{
	struct store *store = *state;
	struct service *service = open_service(store);
	struct work_options options = { .hour = 13 };

	options.mail = *options_of(store, "printf x >>\"$(dirname \"$0\")/mails\"; exit 1");
	set_email(store, "ops@example.org");
	database_must(work_mail(service, &options, STORE_NOW));
	assert_int_equal(n_mails(store), 0);
	database_must(work_mail(service, &options, STORE_NOW + 3600));
	assert_int_equal(n_mails(store), 1);
	database_must(work_mail(service, &options, STORE_NOW + 7200));
	assert_int_equal(n_mails(store), 1);
	database_must(work_mail(service, &options, STORE_NOW + DAY));
	assert_int_equal(n_mails(store), 1);
	database_must(work_mail(service, &options, STORE_NOW + DAY + 3600));
	assert_int_equal(n_mails(store), 2);
	service_close(service);
}

static void work_delivers(void **state)
{
	struct store *store = *state;
	_cleanup_(receiver_stop)
	struct receiver *receiver = receiver_start();
	_cleanup_free_ char *url = at(receiver, "/ok");
	struct service *service = open_service(store);
	const struct work_options options = { .private_webhooks = true };
	bool sent = true;

	hook(store, url, NULL);
	database_must(work_deliver(service, &options, store->now, &sent));
	assert_false(sent);
	happen(store, "rollout-halt");
	database_must(work_deliver(service, &options, store->now, &sent));
	assert_true(sent);
	database_must(work_deliver(service, &options, store->now, &sent));
	assert_false(sent);
	assert_int_equal(receiver->n_requests, 1);
	service_close(service);
}

/* What another daemon is at is left to it; who has stopped is at nothing. */
static void work_is_one_s(void **state)
{
	struct store *store = *state;
	_cleanup_(receiver_stop)
	struct receiver *receiver = receiver_start();
	_cleanup_free_ char *url = at(receiver, "/ok");
	struct service *service = open_service(store), *other = open_service(store);
	const struct work_options options = { .private_webhooks = true };
	bool is_ours, sent;

	hook(store, url, NULL);
	happen(store, "rollout-halt");
	database_must(turn_take(other, "webhooks", store->now, 60, &is_ours));
	assert_true(is_ours);
	database_must(work_deliver(service, &options, store->now, &sent));
	assert_false(sent);
	assert_int_equal(receiver->n_requests, 0);
	service_close(other);
	database_must(work_deliver(service, &options, store->now, &sent));
	assert_true(sent);
	assert_int_equal(receiver->n_requests, 1);
	assert_int_equal(store_number(store, "SELECT count(*) FROM lease"), 0);
	service_close(service);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_BOTH(urls_are_of_the_web),
		STORE_BOTH(others_have_none_of_it),
		STORE_BOTH(each_line_is_told_once),
		STORE_BOTH(the_signature_is_right),
		STORE_BOTH(a_no_is_tried_again),
		STORE_BOTH(waits_get_longer),
		STORE_BOTH(who_hangs_holds_up_nobody),
		STORE_BOTH(nobody_listens),
		STORE_BOTH(private_ones_are_left_alone),
		STORE_BOTH(addresses_are_one),
		STORE_BOTH(it_is_due_once_a_day),
		STORE_TEST("sqlite", what_it_says),
		STORE_TEST("sqlite", it_is_handed_over),
		STORE_TEST("sqlite", mails_go_at_their_hour),
		STORE_BOTH(work_delivers),
		STORE_BOTH(work_is_one_s),
	};

	store_skip();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
