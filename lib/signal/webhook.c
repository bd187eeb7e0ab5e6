/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/webhook.h"

#include <stdlib.h>
#include <sys/random.h>

#include "base/form.h"
#include "base/hex.h"
#include "base/json.h"
#include "base/memory.h"
#include "fleet/change.h"
#include "fleet/view.h"

#define FORMAT	   1
#define URL_MAX	   1000
#define GIVE_UP	   (3 * 24 * 3600) /* seconds after which nobody tries any more */
#define FIRST_WAIT 60
#define LAST_WAIT  (24 * 3600)
#define KEPT	   (30 * 24 * 3600)
#define NUMBER_MAX 20 /* of one account */

#define ACTIONS                                                                        \
	"'rollout-halt', 'rollout-block', 'rollout-resume', 'rollout-promote',"        \
	" 'rollout-done', 'machine-clone', 'machine-enrol', 'machine-remove',"         \
	" 'subscription-end', 'key-revoke', 'key-full', 'quota-over', 'quota-within'," \
	" 'webhook-test'"

/* ---- which there are ---- */

static bool is_url(const char *url)
{
	return (!strncmp(url, "https://", 8) || !strncmp(url, "http://", 7)) &&
	       strlen(url) <= URL_MAX && is_printable(url) && !strchr(url, ' ');
}

struct addition {
	const char *url, *secret;
	int64_t *id;
};

/* What happened before it was there, it is not told. */
static struct error *add(const struct change *change, const void *data)
{
	const struct addition *addition = data;
	int64_t number = 0;
	bool found;

	try(view_integer(change->db, "SELECT count(*) FROM webhook WHERE account = $1",
			 DB_VALUES(db_integer(change->account)), &found, &number));
	if (number >= NUMBER_MAX)
		return error_refuse(SUTURE_REFUSAL_WEBHOOKS_MAX, "there are %d already",
				    NUMBER_MAX);
	return view_integer(change->db,
			    "INSERT INTO webhook (account, url, secret, created, told)"
			    " VALUES ($1, $2, $3, $4, (SELECT coalesce(max(id), 0) FROM audit))"
			    " RETURNING id",
			    DB_VALUES(db_integer(change->account), db_text(addition->url),
				      db_text(addition->secret), db_integer(change->now)),
			    &found, addition->id);
}

struct error *webhook_add(struct db *db, const struct actor *actor, int64_t now, int64_t account,
			  const char *url, int64_t *id, char **secret)
{
	unsigned char bits[32];
	_cleanup_free_ char *digits = NULL;
	struct addition addition = { .url = url, .id = id };

	if (!is_url(url))
		return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED, "'%s' is no URL of the web",
				    url);
	if (getrandom(bits, sizeof(bits), 0) != sizeof(bits))
		return error_errno("cannot get random bits");
	digits = hex_text(bits, sizeof(bits));
	addition.secret = digits;
	try(change_make(&(struct change){ db, actor, now, account, "webhook-add", url, NULL }, add,
			&addition));
	*secret = take(digits);
	return NULL;
}

static struct error *find_account(struct db *db, const struct actor *actor, int64_t id,
				  int64_t *account)
{
	bool found;

	try(view_integer(db,
			 "SELECT account FROM webhook WHERE id = $1 AND ($2 = 0 OR account = $2)",
			 DB_VALUES(db_integer(id), db_integer(actor->account)), &found, account));
	return found ? NULL
		     : error_refuse(SUTURE_REFUSAL_NOT_THERE, "there is no webhook %lld",
				    (long long)id);
}

static struct error *remove_webhook(const struct change *change, const void *data)
{
	const int64_t id = *(const int64_t *)data;

	try(db_run(change->db, "DELETE FROM delivery WHERE webhook = $1", DB_VALUES(db_integer(id)),
		   NULL));
	return db_run(change->db, "DELETE FROM webhook WHERE id = $1", DB_VALUES(db_integer(id)),
		      NULL);
}

struct error *webhook_remove(struct db *db, const struct actor *actor, int64_t now, int64_t id)
{
	_cleanup_free_ char *name = xasprintf("webhook %lld", (long long)id);
	int64_t account = 0;

	try(find_account(db, actor, id, &account));
	return change_make(
		&(struct change){ db, actor, now, account, "webhook-remove", name, NULL },
		remove_webhook, &id);
}

/* Its account has the line, so that it is told. */
static struct error *note_test(const struct change *change, const void *data)
{
	(void)change;
	(void)data;
	return NULL;
}

struct error *webhook_test(struct db *db, const struct actor *actor, int64_t now, int64_t id)
{
	_cleanup_free_ char *name = xasprintf("webhook %lld", (long long)id);
	int64_t account = 0;

	try(find_account(db, actor, id, &account));
	return change_make(&(struct change){ db, actor, now, account, "webhook-test", name, NULL },
			   note_test, NULL);
}

static const struct view list = {
	"SELECT w.id, a.name, w.url, w.created,"
	" (SELECT count(*) FROM delivery d WHERE d.webhook = w.id AND d.delivered IS NULL),"
	" (SELECT max(d.delivered) FROM delivery d WHERE d.webhook = w.id AND d.problem IS NULL),"
	" (SELECT d.problem FROM delivery d WHERE d.webhook = w.id AND d.problem IS NOT NULL"
	" ORDER BY d.id DESC LIMIT 1)"
	" FROM webhook w JOIN account a ON a.id = w.account"
	" WHERE $1 = 0 OR w.account = $1 ORDER BY w.id",
	(const struct view_column[]){ { "id", VIEW_NUMBER },
				      { "account", VIEW_TEXT },
				      { "url", VIEW_TEXT },
				      { "created", VIEW_DATE },
				      { "waiting", VIEW_NUMBER },
				      { "delivered", VIEW_DATE },
				      { "problem", VIEW_TEXT },
				      {} },
};

struct error *webhook_list(struct db *db, const struct actor *actor, json_t **array)
{
	return view_list(db, &list, DB_VALUES(db_integer(actor->account)), array);
}

/* ---- what is told ---- */

static const struct view events = {
	"SELECT w.id, a.id, a.action, a.at, c.name, a.actor, a.object, a.detail FROM webhook w"
	" JOIN audit a ON a.id > w.told AND a.account = w.account"
	" LEFT JOIN account c ON c.id = a.account WHERE a.action IN (" ACTIONS ")"
	" ORDER BY a.id LIMIT 1000",
	(const struct view_column[]){ { "webhook", VIEW_NUMBER },
				      { "line", VIEW_NUMBER },
				      { "event", VIEW_TEXT },
				      { "at", VIEW_DATE },
				      { "account", VIEW_TEXT },
				      { "actor", VIEW_TEXT },
				      { "object", VIEW_TEXT },
				      { "detail", VIEW_TEXT },
				      {} },
};

/* While the webhook waits to be tried again, what is new waits with the rest. */
static struct error *insert_delivery(struct db *db, json_t *event, int64_t now)
{
	const int64_t webhook = json_integer_value(json_object_get(event, "webhook"));
	const int64_t line = json_integer_value(json_object_get(event, "line"));
	_cleanup_free_ char *text = NULL;

	json_object_del(event, "webhook");
	json_object_del(event, "line");
	json_object_set_new(event, "format", json_integer(FORMAT));
	text = json_dumps(event, JSON_COMPACT);
	try(db_run(db,
		   "INSERT INTO delivery (webhook, event, attempts, created, due)"
		   " SELECT $1, $2, 0, $3, coalesce(max(due), $3) FROM delivery"
		   " WHERE webhook = $1 AND delivered IS NULL AND is_silent = 1",
		   DB_VALUES(db_integer(webhook), db_text(text), db_integer(now)), NULL));
	return db_run(db, "UPDATE webhook SET told = $2 WHERE id = $1 AND told < $2",
		      DB_VALUES(db_integer(webhook), db_integer(line)), NULL);
}

static struct error *forget_old(struct db *db, int64_t now)
{
	return db_run(db, "DELETE FROM delivery WHERE delivered < $1",
		      DB_VALUES(db_integer(now - KEPT)), NULL);
}

struct error *webhook_gather(struct db *db, void *data)
{
	const int64_t now = *(int64_t *)data;
	_cleanup_json_ json_t *list = NULL;
	json_t *event;
	size_t i;

	try(view_list(db, &events, DB_NO_VALUES, &list));
	json_array_foreach (list, i, event)
		try(insert_delivery(db, event, now));
	return forget_old(db, now);
}

bool webhook_has_news(struct db *db)
{
	int64_t one = 0;
	bool found = false;
	_cleanup_error_ struct error *error = view_integer(
		db,
		"SELECT 1 FROM webhook w JOIN audit a ON a.id > w.told AND a.account = w.account"
		" WHERE a.action IN (" ACTIONS ") LIMIT 1",
		DB_NO_VALUES, &found, &one);

	return error || found;
}

/* ---- what is to be sent ---- */

struct error *deliveries_wait(struct db *db, int64_t now, bool *any)
{
	int64_t one;

	return view_integer(db,
			    "SELECT 1 FROM delivery WHERE delivered IS NULL AND due <= $1 LIMIT 1",
			    DB_VALUES(db_integer(now)), any, &one);
}

struct error *deliveries_list(struct db *db, int64_t now, struct deliveries *deliveries)
{
	_cleanup_rows_ struct db_rows *rows = NULL;

	try(db_query(db,
		     "SELECT id, webhook, attempts, url, secret, event FROM"
		     " (SELECT d.id AS id, w.id AS webhook, d.attempts AS attempts, w.url AS url,"
		     " w.secret AS secret, d.event AS event,"
		     " row_number() OVER (PARTITION BY w.id ORDER BY d.due, d.id) AS place"
		     " FROM delivery d JOIN webhook w ON w.id = d.webhook"
		     " WHERE d.delivered IS NULL AND d.due <= $1) q"
		     " WHERE place <= 10 ORDER BY webhook, id LIMIT 200",
		     DB_VALUES(db_integer(now)), &rows));
	while (rows_next(rows))
		*array_append(deliveries->items, deliveries->n_items) =
			(struct delivery){ .id = rows_integer(rows, 0),
					   .webhook = rows_integer(rows, 1),
					   .attempts = rows_integer(rows, 2),
					   .url = xstrdup(rows_text(rows, 3)),
					   .secret = xstrdup(rows_text(rows, 4)),
					   .event = xstrdup(rows_text(rows, 5)) };
	return rows_error(rows);
}

void deliveries_deinit(struct deliveries *deliveries)
{
	for (size_t i = 0; i < deliveries->n_items; i++) {
		free(deliveries->items[i].url);
		free(deliveries->items[i].secret);
		free(deliveries->items[i].event);
		free(deliveries->items[i].problem);
	}
	free(deliveries->items);
	*deliveries = (struct deliveries){};
}

/* ---- what became of it ---- */

/* Seconds until it is tried again: 1, 2, 4 minutes, up to a day. */
static int64_t wait_after(int64_t attempts)
{
	int64_t seconds = FIRST_WAIT;

	while (attempts-- > 0 && seconds < LAST_WAIT)
		seconds *= 2;
	return seconds < LAST_WAIT ? seconds : LAST_WAIT;
}

static struct error *note_taken(struct db *db, const struct delivery *delivery, int64_t now)
{
	return db_run(db,
		      "UPDATE delivery SET attempts = attempts + 1, delivered = $2, problem = NULL,"
		      " is_silent = 0 WHERE id = $1",
		      DB_VALUES(db_integer(delivery->id), db_integer(now)), NULL);
}

/*
 * Who gives no answer is left alone for a while, with all that waits for it. What is given up
 * counts as delivered, with its problem: nobody tries any more.
 */
static struct error *note_failed(struct db *db, const struct delivery *delivery, int64_t now)
{
	return db_run(db,
		      "UPDATE delivery SET attempts = attempts + 1, problem = $2, due = $3,"
		      " is_silent = $6, delivered = CASE WHEN created < $4 THEN $5 END"
		      " WHERE delivered IS NULL AND (id = $1 OR ($6 = 1 AND webhook = $7))",
		      DB_VALUES(db_integer(delivery->id), db_text(delivery->problem),
				db_integer(now + wait_after(delivery->attempts)),
				db_integer(now - GIVE_UP), db_integer(now),
				db_integer(delivery->is_silent), db_integer(delivery->webhook)),
		      NULL);
}

struct error *deliveries_note(struct db *db, void *data)
{
	const struct delivery_outcome *outcome = data;

	for (size_t i = 0; i < outcome->deliveries->n_items; i++) {
		const struct delivery *delivery = &outcome->deliveries->items[i];

		if (!delivery->is_tried)
			continue;
		try(delivery->problem ? note_failed(db, delivery, outcome->now)
				      : note_taken(db, delivery, outcome->now));
	}
	return NULL;
}
