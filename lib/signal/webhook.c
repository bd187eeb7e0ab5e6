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
	bool found;

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

static struct error *remove_webhook(const struct change *change, const void *data)
{
	const int64_t id = *(const int64_t *)data;
	int64_t changed;

	try(db_run(change->db,
		   "DELETE FROM delivery WHERE webhook IN (SELECT id FROM webhook WHERE id = $1"
		   " AND ($2 = 0 OR account = $2))",
		   DB_VALUES(db_integer(id), db_integer(change->actor->account)), NULL));
	try(db_run(change->db, "DELETE FROM webhook WHERE id = $1 AND ($2 = 0 OR account = $2)",
		   DB_VALUES(db_integer(id), db_integer(change->actor->account)), &changed));
	return changed ? NULL
		       : error_refuse(SUTURE_REFUSAL_NOT_THERE, "there is no %s", change->object);
}

struct error *webhook_remove(struct db *db, const struct actor *actor, int64_t now, int64_t id)
{
	_cleanup_free_ char *name = xasprintf("webhook %lld", (long long)id);

	return change_make(
		&(struct change){ db, actor, now, actor->account, "webhook-remove", name, NULL },
		remove_webhook, &id);
}

/* ---- what is told ---- */

static const struct view events = {
	"SELECT w.id, a.id, a.action, a.at, c.name, a.actor, a.object, a.detail FROM webhook w"
	" JOIN audit a ON a.id > w.told AND a.account = w.account"
	" LEFT JOIN account c ON c.id = a.account WHERE a.action IN ('rollout-halt',"
	" 'rollout-block', 'rollout-resume', 'rollout-promote', 'rollout-done', 'machine-clone',"
	" 'machine-enrol', 'machine-remove', 'subscription-end', 'key-revoke', 'webhook-test')"
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
		   " VALUES ($1, $2, 0, $3, $3)",
		   DB_VALUES(db_integer(webhook), db_text(text), db_integer(now)), NULL));
	return db_run(db, "UPDATE webhook SET told = $2 WHERE id = $1 AND told < $2",
		      DB_VALUES(db_integer(webhook), db_integer(line)), NULL);
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
	return NULL;
}

/* ---- what is to be sent ---- */

struct error *deliveries_list(struct db *db, int64_t now, struct deliveries *deliveries)
{
	_cleanup_rows_ struct db_rows *rows = NULL;

	try(db_query(db,
		     "SELECT d.id, d.attempts, w.url, w.secret, d.event FROM delivery d"
		     " JOIN webhook w ON w.id = d.webhook WHERE d.delivered IS NULL"
		     " AND d.due <= $1 ORDER BY d.due, d.id LIMIT 100",
		     DB_VALUES(db_integer(now)), &rows));
	while (rows_next(rows))
		*array_append(deliveries->items, deliveries->n_items) =
			(struct delivery){ rows_integer(rows, 0), rows_integer(rows, 1),
					   xstrdup(rows_text(rows, 2)), xstrdup(rows_text(rows, 3)),
					   xstrdup(rows_text(rows, 4)) };
	return rows_error(rows);
}

void deliveries_deinit(struct deliveries *deliveries)
{
	for (size_t i = 0; i < deliveries->n_items; i++) {
		free(deliveries->items[i].url);
		free(deliveries->items[i].secret);
		free(deliveries->items[i].event);
	}
	free(deliveries->items);
	*deliveries = (struct deliveries){};
}

/* Seconds until it is tried again: 1, 2, 4 minutes, up to a day. */
static int64_t wait_after(int64_t attempts)
{
	int64_t seconds = FIRST_WAIT;

	while (attempts-- > 0 && seconds < LAST_WAIT)
		seconds *= 2;
	return seconds < LAST_WAIT ? seconds : LAST_WAIT;
}

/* Who gave up is delivered, too, with its problem: nobody tries any more. */
struct error *delivery_note(struct db *db, void *data)
{
	const struct delivery_outcome *outcome = data;

	if (!outcome->problem)
		return db_run(
			db,
			"UPDATE delivery SET attempts = attempts + 1, delivered = $2,"
			" problem = NULL WHERE id = $1",
			DB_VALUES(db_integer(outcome->delivery->id), db_integer(outcome->now)),
			NULL);
	return db_run(db,
		      "UPDATE delivery SET attempts = attempts + 1, problem = $2, due = $3,"
		      " delivered = CASE WHEN created < $4 THEN $5 END WHERE id = $1",
		      DB_VALUES(db_integer(outcome->delivery->id), db_text(outcome->problem),
				db_integer(outcome->now + wait_after(outcome->delivery->attempts)),
				db_integer(outcome->now - GIVE_UP), db_integer(outcome->now)),
		      NULL);
}
