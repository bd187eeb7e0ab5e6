/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/machines_filter.h"

#include <stdlib.h>

#include "base/memory.h"

enum value {
	ACCOUNT,      /* $1; 0: all */
	ACTIVE_SINCE, /* $2 */
	GROUP,	      /* $3; here and below "": all */
	STATUS,	      /* $4 */
	ADMISSION,    /* $5 */
	HOSTNAME,     /* $6, a pattern */
	TAG_FIRST,    /* $7 */
	TAG_END,      /* $8 */
	UPDATE,	      /* $9 */
	LACKS_UPDATE, /* $10, 0 or 1 */
	CVE,	      /* $11 */
	ACTIVE,	      /* $12, -1: all, 0, 1 */
	AFTER_NAME,   /* $13 */
	AFTER_ID,     /* $14 */
	LIMIT,	      /* $15 */
	OFFSET,	      /* $16 */
};

/* ---- statements ---- */

#define FEW_AND_1 "10001"
_Static_assert(MACHINES_FEW == 10000, "the statements have this number as well");

/* True, and names every parameter, as each statement has to. */
#define NAME_ALL                                                                          \
	" $1 IS NOT NULL AND $2 IS NOT NULL AND $3 IS NOT NULL AND $4 IS NOT NULL"        \
	" AND $5 IS NOT NULL AND $6 IS NOT NULL AND $7 IS NOT NULL AND $8 IS NOT NULL"    \
	" AND $9 IS NOT NULL AND $10 IS NOT NULL AND $11 IS NOT NULL AND $12 IS NOT NULL" \
	" AND $13 IS NOT NULL AND $14 IS NOT NULL AND $15 IS NOT NULL AND $16 IS NOT NULL"

/* Ways to stand, with the letter c for a row of 'condition'. */
#define STANDS                                                                     \
	"($4 = '' OR c.verdict = $4) AND ($9 = '' OR c.id IN (SELECT cu.condition" \
	" FROM known_update u JOIN condition_update cu ON cu.known_update = u.id"  \
	" WHERE u.name = $9 AND (($10 = 0 AND cu.state IN ('applied', 'waiting'))" \
	" OR ($10 = 1 AND cu.state IN ('available', 'skipped', 'lost')))))"        \
	" AND ($11 = '' OR c.id IN (SELECT cc.condition FROM condition_cve cc"     \
	" WHERE cc.cve = $11 AND cc.state IN ('available', 'held-back')))"

/* All of the filter, of a machine m. */
#define IS_MEANT                                                                                \
	" ($1 = 0 OR m.account = $1)"                                                           \
	" AND ($3 = '' OR m.fleet_group IN (SELECT g.id FROM fleet_group g WHERE g.name = $3))" \
	" AND (($4 = '' AND $9 = '' AND $11 = '')"                                              \
	" OR m.condition IN (SELECT c.id FROM condition c WHERE " STANDS "))"                   \
	" AND ($5 = '' OR m.authorization_state = $5)"                                          \
	" AND ($6 = '' OR lower(m.hostname) LIKE $6 ESCAPE '!')"                                \
	" AND ($7 = '' OR EXISTS (SELECT 1 FROM machine_tag t WHERE t.machine = m.id"           \
	" AND t.tag >= $7 AND t.tag < $8))"                                                     \
	" AND ($12 < 0 OR $12 = CASE WHEN m.last_seen >= $2 THEN 1 ELSE 0 END)"

#define COLUMNS                                                                            \
	"m.uuid, m.hostname, m.address, a.name, g.name, m.authorization_state, c.verdict," \
	" CASE WHEN m.last_seen >= $2 THEN 1 ELSE 0 END, m.automatic, m.last_seen,"        \
	" m.enrolled, m.client, k.kernel_release, k.build_id, k.distribution, k.version,"  \
	" c.effective, c.n_applied, c.n_unfixed, m.tags, m.cluster"

/* Only what is shown is joined. 'ids' are those of the page, in their order. */
#define SHOW(ids)                                                                          \
	"SELECT " COLUMNS " FROM (" ids ") AS page JOIN machine m ON m.id = page.id"       \
	" JOIN account a ON a.id = m.account JOIN fleet_group g ON g.id = m.fleet_group"   \
	" JOIN condition c ON c.id = m.condition JOIN kernel k ON k.build_id = c.build_id" \
	" ORDER BY m.hostname, m.id"

#define BEHIND "(m.hostname, m.id) > ($13, $14)"
#define CUT    " LIMIT $15 OFFSET $16"

/* Along the names, which is the order of an index. */
#define WALK(where)                                                                            \
	{                                                                                      \
		"SELECT count(*) FROM (SELECT 1 FROM machine m WHERE " where IS_MEANT          \
		" AND" NAME_ALL " LIMIT " FEW_AND_1 ") AS few",                                \
			SHOW("SELECT m.id FROM machine m WHERE " where IS_MEANT " AND " BEHIND \
			     " ORDER BY m.hostname, m.id" CUT)                                 \
	}

/*
 * 'those' is a query for ids. That they are materialized keeps PostgreSQL from walking after all,
 * which it takes to be faster whenever only a page is wanted.
 */
#define THOSE(those) "WITH those AS MATERIALIZED (" those " LIMIT " FEW_AND_1 ")"
#define MEANT	     " FROM those JOIN machine m ON m.id = those.id WHERE" IS_MEANT
#define GATHER(those)                                                                              \
	{                                                                                          \
		THOSE(those)                                                                       \
		" SELECT count(*)" MEANT " AND" NAME_ALL,                                          \
			SHOW(THOSE(those) ", meant AS MATERIALIZED (SELECT m.id, m.hostname" MEANT \
					  " AND " BEHIND                                           \
					  ") SELECT id FROM meant ORDER BY hostname, id" CUT)      \
	}
#define SIZE(those)                                                       \
	"SELECT count(*) FROM (SELECT 1 FROM (" those " LIMIT " FEW_AND_1 \
	") AS those WHERE" NAME_ALL ") AS few"

#define BY_CONDITION                                                                     \
	"SELECT d.id FROM machine d WHERE d.condition IN (SELECT c.id FROM condition c " \
	"WHERE " STANDS ") AND ($1 = 0 OR d.account = $1)"
#define BY_GROUP                                                                            \
	"SELECT d.id FROM machine d WHERE d.fleet_group IN (SELECT g.id FROM fleet_group g" \
	" WHERE g.name = $3 AND ($1 = 0 OR g.account = $1))"
#define BY_ADMISSION                                                  \
	"SELECT d.id FROM machine d WHERE d.authorization_state = $5" \
	" AND ($1 = 0 OR d.account = $1)"
#define BY_TAG "SELECT t.machine AS id FROM machine_tag t WHERE t.tag >= $7 AND t.tag < $8"
#define BY_INACTIVITY                                                                       \
	"SELECT d.id FROM machine d WHERE d.fleet_group IN (SELECT g.id FROM fleet_group g" \
	" WHERE $1 = 0 OR g.account = $1) AND d.last_seen < $2"
#define BY_HOSTNAME                                                             \
	"SELECT d.id FROM machine d WHERE lower(d.hostname) LIKE $6 ESCAPE '!'" \
	" AND ($1 = 0 OR d.account = $1)"

/* ---- which way ---- */

static const struct machines_way walk_all = WALK("");
static const struct machines_way walk_account = WALK("m.account = $1 AND ");

static bool has(const struct machines_filter *filter, enum value value)
{
	return filter->values[value].size > 0;
}

static bool has_condition(const struct machines_filter *filter)
{
	return has(filter, STATUS) || has(filter, UPDATE) || has(filter, CVE);
}

static bool has_group(const struct machines_filter *filter)
{
	return has(filter, GROUP);
}

static bool has_admission(const struct machines_filter *filter)
{
	return has(filter, ADMISSION);
}

static bool has_tag(const struct machines_filter *filter)
{
	return has(filter, TAG_FIRST);
}

static bool has_inactivity(const struct machines_filter *filter)
{
	return filter->values[ACTIVE].integer == 0;
}

static bool has_hostname(const struct machines_filter *filter)
{
	return has(filter, HOSTNAME);
}

/* The cheapest to count first; names have to be read one by one. */
static const struct gathering {
	bool (*applies)(const struct machines_filter *filter);
	const char *size;
	struct machines_way way;
} gatherings[] = {
	{ has_condition, SIZE(BY_CONDITION), GATHER(BY_CONDITION) },
	{ has_group, SIZE(BY_GROUP), GATHER(BY_GROUP) },
	{ has_admission, SIZE(BY_ADMISSION), GATHER(BY_ADMISSION) },
	{ has_tag, SIZE(BY_TAG), GATHER(BY_TAG) },
	{ has_inactivity, SIZE(BY_INACTIVITY), GATHER(BY_INACTIVITY) },
	{ has_hostname, SIZE(BY_HOSTNAME), GATHER(BY_HOSTNAME) },
};

static struct error *count(struct db *db, const struct machines_filter *filter, const char *sql,
			   int64_t *n)
{
	const struct db_values values = { filter->values, MACHINES_N_VALUES };
	bool found;

	return view_integer(db, sql, values, &found, n);
}

static const struct machines_way *choose_walk(const struct machines_filter *filter)
{
	return filter->values[ACCOUNT].integer ? &walk_account : &walk_all;
}

/* Nothing else is asked, and it minds the account, which a tag does not. */
static bool is_all(const struct machines_filter *filter, const struct gathering *gathering)
{
	size_t n_others = filter->values[ACTIVE].integer == 1;

	for (size_t i = 0; i < ARRAY_SIZE(gatherings); i++)
		n_others += &gatherings[i] != gathering && gatherings[i].applies(filter);
	return !n_others && gathering->applies != has_tag;
}

struct error *machines_filter_choose(struct db *db, const struct machines_filter *filter,
				     const struct machines_way **way, int64_t *total)
{
	for (size_t i = 0; i < ARRAY_SIZE(gatherings); i++) {
		int64_t n = 0;

		if (!gatherings[i].applies(filter))
			continue;
		try(count(db, filter, gatherings[i].size, &n));
		*way = n <= MACHINES_FEW ? &gatherings[i].way : choose_walk(filter);
		if (is_all(filter, &gatherings[i])) {
			*total = n;
			return NULL;
		}
		if (n <= MACHINES_FEW)
			return count(db, filter, (*way)->total, total);
	}
	*way = choose_walk(filter);
	return count(db, filter, (*way)->total, total);
}

/* ---- what is asked ---- */

/* All texts from "name=value" to before "name=value\1" are that one; from "name=" to "name>" any
 * value of the name. */
static void set_tag(struct machines_filter *filter, const char *tag)
{
	if (!tag || !*tag) {
		filter->tag_first = xstrdup("");
		filter->tag_end = xstrdup("");
	} else if (strchr(tag, '=')) {
		filter->tag_first = xstrdup(tag);
		filter->tag_end = xasprintf("%s\1", tag);
	} else {
		filter->tag_first = xasprintf("%s=", tag);
		filter->tag_end = xasprintf("%s>", tag);
	}
}

static struct error *read_active(const char *text, int64_t *active)
{
	*active = -1;
	if (!text || !*text)
		return NULL;
	if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0)
		return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED,
				    "'active' is true or false, not '%s'", text);
	*active = !strcmp(text, "true");
	return NULL;
}

static struct db_value word(const char *text)
{
	return db_text(text ? text : "");
}

struct error *machines_filter_init(struct machines_filter *filter,
				   const struct machine_filter *asked, int64_t account,
				   int64_t active_since)
{
	const bool lacks = asked->update && *asked->update == '!';
	int64_t active;

	try(read_active(asked->active, &active));
	filter->pattern = list_pattern(asked->hostname);
	set_tag(filter, asked->tag);
	filter->values[ACCOUNT] = db_integer(account);
	filter->values[ACTIVE_SINCE] = db_integer(active_since);
	filter->values[GROUP] = word(asked->group);
	filter->values[STATUS] = word(asked->status);
	filter->values[ADMISSION] = word(asked->authorization);
	filter->values[HOSTNAME] = db_text(filter->pattern);
	filter->values[TAG_FIRST] = db_text(filter->tag_first);
	filter->values[TAG_END] = db_text(filter->tag_end);
	filter->values[UPDATE] = word(lacks ? asked->update + 1 : asked->update);
	filter->values[LACKS_UPDATE] = db_integer(lacks);
	filter->values[CVE] = word(asked->cve);
	filter->values[ACTIVE] = db_integer(active);
	machines_filter_set_page(filter, "", 0, &(struct lists_page){});
	return NULL;
}

void machines_filter_set_page(struct machines_filter *filter, const char *hostname, int64_t id,
			      const struct lists_page *page)
{
	filter->values[AFTER_NAME] = db_text(hostname);
	filter->values[AFTER_ID] = db_integer(id);
	filter->values[LIMIT] = db_integer(page->limit);
	filter->values[OFFSET] = db_integer(page->offset);
}

void machines_filter_deinit(struct machines_filter *filter)
{
	free(filter->pattern);
	free(filter->tag_first);
	free(filter->tag_end);
}
