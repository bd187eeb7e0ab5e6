/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/work.h"

#include <curl/curl.h>
#include <stdlib.h>

#include "base/memory.h"
#include "http/log.h"
#include "service/rounds.h"
#include "service/turn.h"
#include "signal/webhook.h"

#define RECEIVER_PATIENCE 10 /* seconds */
#define DELIVERY_PAUSE	  5
#define MAIL_PAUSE	  300
#define HOUR		  3600
/* Two batches that take their time, or a mail that does, and what is written before and after. */
#define TURN	 60
#define WEBHOOKS "webhooks"
#define MAILS	 "mails"
#define DAY	 (24 * HOUR)

/* ---- the repository ---- */

struct writing {
	const struct content *content;
	int64_t now;
};

static struct error *write_content(struct db *db, void *data)
{
	const struct writing *writing = data;

	return content_write(db, writing->content, writing->now);
}

struct error *work_look(struct service *service, const struct work_options *options, int64_t now)
{
	_cleanup_content_ struct content content = {};
	struct db *db;

	try(service_db(service, &db));
	try(content_look(&options->content, now, content_is_known, db, &content));
	for (size_t i = 0; i < content.passed_over.n_items; i++)
		log_note("the repository: passed over %s", content.passed_over.items[i]);
	if (!content.n_items)
		return NULL;
	return service_change(service, write_content, &(struct writing){ &content, now });
}

/* ---- webhooks ---- */

static struct error *gather(struct service *service, struct db *db, int64_t now)
{
	return webhook_has_news(db) ? service_change(service, webhook_gather, &now) : NULL;
}

/* They were listed in our turn, so that nobody else has them. */
static struct error *deliver(struct service *service, struct db *db,
			     const struct work_options *options, int64_t now, bool *sent)
{
	const struct delivery_options sending = { RECEIVER_PATIENCE, options->private_webhooks };
	_cleanup_deliveries_ struct deliveries deliveries = {};
	struct delivery_outcome outcome = { &deliveries, now };

	try(gather(service, db, now));
	try(deliveries_list(db, now, &deliveries));
	if (deliveries.n_items) {
		deliveries_send(&deliveries, &sending);
		try(service_change(service, deliveries_note, &outcome));
	}
	*sent = deliveries.n_items;
	return NULL;
}

/* What cannot be written down leaves the turn to expire: until then nobody sends it again. */
struct error *work_deliver(struct service *service, const struct work_options *options, int64_t now,
			   bool *sent)
{
	bool is_ours, any;
	struct db *db;

	*sent = false;
	try(service_db(service, &db));
	try(deliveries_wait(db, now, &any));
	if (!any && !webhook_has_news(db))
		return NULL;
	try(turn_take(service, WEBHOOKS, now, TURN, &is_ours));
	if (!is_ours)
		return NULL;
	try(deliver(service, db, options, now, sent));
	turn_end(service, WEBHOOKS);
	return NULL;
}

/* ---- mails ---- */

/* What cannot be sent to one account is logged, and the next gets its own. */
static void send_mail(const struct digest_options *options, const struct digest_account *account,
		      const char *mail)
{
	_cleanup_error_ struct error *error = digest_send(options, mail);

	if (error)
		log_note("the mail to %s is not sent: %s", account->email, error->message);
}

/* It is marked afterwards, also if it was not taken: who dies in between has not sent it. */
static struct error *mail_one(struct service *service, struct db *db,
			      const struct digest_options *options,
			      const struct digest_account *account, int64_t now)
{
	struct digest_mark mark = { account->id, now };
	_cleanup_free_ char *mail = NULL;

	try(digest_write(db, options, account, now, &mail));
	send_mail(options, account, mail);
	return service_change(service, digest_mark, &mark);
}

/* One at a time, since each may take half a turn: who has been due is asked in each. */
static struct error *mail_next(struct service *service, const struct digest_options *options,
			       int64_t now, bool *sent)
{
	_cleanup_digest_accounts_ struct digest_accounts accounts = {};
	bool is_ours;
	struct db *db;

	*sent = false;
	try(service_db(service, &db));
	try(digest_due(db, now, &accounts));
	if (!accounts.n_items)
		return NULL;
	digest_accounts_deinit(&accounts);
	try(turn_take(service, MAILS, service_now(), TURN, &is_ours));
	if (!is_ours)
		return NULL;
	try(digest_due(db, now, &accounts));
	if (accounts.n_items)
		try(mail_one(service, db, options, &accounts.items[0], now));
	*sent = accounts.n_items;
	return NULL;
}

struct error *work_mail(struct service *service, const struct work_options *options, int64_t now)
{
	struct digest_options mail = options->mail;
	bool sent = true, is_begun = false;

	if (now % DAY < (int64_t)options->hour * HOUR)
		return NULL;
	mail.inactive_after = service_options(service)->inactive_after;
	while (sent) {
		try(mail_next(service, &mail, now, &sent));
		is_begun |= sent;
	}
	if (is_begun)
		turn_end(service, MAILS);
	return NULL;
}

/* ---- threads ---- */

struct work {
	struct service *service;
	struct work_options options;
	struct rounds *look, *deliver, *mail;
};

static void tell(const char *what, struct error *error)
{
	if (error)
		log_note("%s: %s", what, error->message);
	error_free(error);
}

/* Many services are started at one moment, and are not to ask a mirror at one. */
static int64_t jitter(int64_t interval)
{
	const int64_t tenth = interval / 10;

	return interval - tenth + (tenth ? random() % (2 * tenth + 1) : 0);
}

static int64_t look_round(struct rounds *rounds, void *context)
{
	struct work *work = context;

	(void)rounds;
	tell("the repository", work_look(work->service, &work->options, service_now()));
	return jitter(work->options.interval);
}

/* As long as there is something it goes on; who gives no answer is not asked again soon. */
static int64_t deliver_round(struct rounds *rounds, void *context)
{
	struct work *work = context;
	bool sent = true;

	while (sent && !rounds_end(rounds)) {
		sent = false;
		tell("webhooks", work_deliver(work->service, &work->options, service_now(), &sent));
	}
	return DELIVERY_PAUSE;
}

static int64_t mail_round(struct rounds *rounds, void *context)
{
	struct work *work = context;

	(void)rounds;
	tell("mails", work_mail(work->service, &work->options, service_now()));
	return MAIL_PAUSE;
}

static struct error *start(struct work *work)
{
	try(rounds_start(deliver_round, work, &work->deliver));
	if (work->options.content.sources.n_items)
		try(rounds_start(look_round, work, &work->look));
	if (work->options.mail.sendmail)
		try(rounds_start(mail_round, work, &work->mail));
	return NULL;
}

void work_stop(struct work *work)
{
	if (!work)
		return;
	rounds_stop(work->look);
	rounds_stop(work->deliver);
	rounds_stop(work->mail);
	string_list_deinit(&work->options.content.sources);
	free(work);
}
DEFINE_CLEANUP(struct work *, work_stop);

struct error *work_start(struct service *service, const struct work_options *options,
			 struct work **work)
{
	_cleanup_(work_stopp)
	struct work *started = xcalloc(1, sizeof(*started));

	started->service = service;
	started->options = *options;
	started->options.content.sources = (struct string_list){};
	string_list_add_all(&started->options.content.sources, &options->content.sources);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	try(start(started));
	*work = take(started);
	return NULL;
}
