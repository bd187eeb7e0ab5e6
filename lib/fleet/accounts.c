/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Accounts, and what was done in them. */
#include "base/memory.h"
#include "fleet/list.h"

#define ACCOUNTS                                                                       \
	" SELECT a.id, a.name, a.email, a.created, coalesce(s.n, 0), count(*) OVER ()" \
	" FROM account a LEFT JOIN sizes s ON s.account = a.id"                        \
	" WHERE ($1 = 0 OR a.id = $1) ORDER BY a.name LIMIT $2 OFFSET $3"

static const struct view_column columns[] = { { "id", VIEW_NUMBER },
					      { "name", VIEW_TEXT },
					      { "email", VIEW_TEXT },
					      { "created", VIEW_DATE },
					      { "n_machines", VIEW_NUMBER },
					      { "total", VIEW_NUMBER },
					      {} };

static const struct view accounts[] = {
	[FIGURES_FRESH] = { "WITH sizes AS (SELECT account, count(*) AS n FROM machine"
			    " WHERE ($1 = 0 OR account = $1) GROUP BY account)" ACCOUNTS,
			    columns },
	[FIGURES_KEPT] = { "WITH sizes AS (SELECT id AS account, n FROM " FIGURES(
				   "account") " f)" ACCOUNTS,
			   columns },
};

struct error *list_accounts(struct db *db, const struct actor *actor, json_t **list)
{
	const struct lists_page page = { .limit = LISTS_LIMIT_MAX };
	struct db_value values[3] = { db_integer(actor->account) };

	return list_figures(db, accounts, values, ARRAY_SIZE(values), &page, list);
}

/* ---- the audit log ---- */

/* It grows for ever, so it is not counted beyond what can be paged to. */
static const struct view log_of_account = {
	"SELECT l.id, l.at, a.name, l.actor, l.action, l.object, l.detail, (SELECT count(*) FROM"
	" (SELECT 1 FROM audit x WHERE x.account = $1 LIMIT 10000) AS few)"
	" FROM audit l LEFT JOIN account a ON a.id = l.account WHERE l.account = $1"
	" ORDER BY l.id DESC LIMIT $2 OFFSET $3",
	(const struct view_column[]){ { "id", VIEW_NUMBER },
				      { "at", VIEW_DATE },
				      { "account", VIEW_TEXT },
				      { "actor", VIEW_TEXT },
				      { "action", VIEW_TEXT },
				      { "object", VIEW_TEXT },
				      { "detail", VIEW_TEXT },
				      { "total", VIEW_NUMBER },
				      {} },
};

static const char log_of_all[] =
	"SELECT l.id, l.at, a.name, l.actor, l.action, l.object, l.detail, (SELECT count(*) FROM"
	" (SELECT 1 FROM audit x LIMIT 10000) AS few)"
	" FROM audit l LEFT JOIN account a ON a.id = l.account"
	" ORDER BY l.id DESC LIMIT $1 OFFSET $2";

struct error *list_audit(struct db *db, const struct actor *actor, int64_t account,
			 const struct lists_page *page, json_t **list)
{
	const struct view all = { log_of_all, log_of_account.columns };
	struct db_value values[3];
	int64_t whose;

	try(list_scope(actor, account, &whose));
	values[0] = db_integer(whose);
	if (whose)
		return list_view(db, &log_of_account, values, 3, page, list);
	return list_view(db, &all, values, 2, page, list);
}
