/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/machines_filter.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/memory.h"

enum value {
	ACCOUNT,      /* $1; 0: all */
	ACTIVE_SINCE, /* $2 */
	GROUP,	      /* $3; here and below "": all */
	STATUS,	      /* $4 */
	ADMISSION,    /* $5 */
	NAME_FIRST,   /* $6 */
	NAME_END,     /* $7 */
	TAG_FIRST,    /* $8 */
	TAG_END,      /* $9 */
	UPDATE,	      /* $10 */
	LACKS_UPDATE, /* $11, 0 or 1 */
	CVE,	      /* $12 */
	ACTIVE,	      /* $13, -1: all, 0, 1 */
	AFTER_NAME,   /* $14 */
	AFTER_ID,     /* $15 */
	UNTIL_NAME,   /* $16 */
	UNTIL_ID,     /* $17 */
	LIMIT,	      /* $18 */
	OFFSET,	      /* $19 */
};

/* ---- statements ---- */

#define FEW_AND_1 "10001"
_Static_assert(MACHINES_FEW == 10000, "the statements have this number as well");

/* True, and names every parameter, as each statement has to. */
#define NAME_ALL                                                                           \
	" $1 IS NOT NULL AND $2 IS NOT NULL AND $3 IS NOT NULL AND $4 IS NOT NULL"         \
	" AND $5 IS NOT NULL AND $6 IS NOT NULL AND $7 IS NOT NULL AND $8 IS NOT NULL"     \
	" AND $9 IS NOT NULL AND $10 IS NOT NULL AND $11 IS NOT NULL AND $12 IS NOT NULL"  \
	" AND $13 IS NOT NULL AND $14 IS NOT NULL AND $15 IS NOT NULL AND $16 IS NOT NULL" \
	" AND $17 IS NOT NULL AND $18 IS NOT NULL AND $19 IS NOT NULL"

/* Ways to stand, with the letter c for a row of 'condition'. */
#define STANDS                                                                      \
	"($4 = '' OR c.verdict = $4) AND ($10 = '' OR c.id IN (SELECT cu.condition" \
	" FROM known_update u JOIN condition_update cu ON cu.known_update = u.id"   \
	" WHERE u.name = $10 AND (($11 = 0 AND cu.state IN ('applied', 'waiting'))" \
	" OR ($11 = 1 AND cu.state IN ('available', 'skipped', 'lost')))))"         \
	" AND ($12 = '' OR c.id IN (SELECT cc.condition FROM condition_cve cc"      \
	" WHERE cc.cve = $12 AND cc.state IN ('available', 'held-back')))"

/* All of the filter but the name, of a machine m. */
#define IS_MEANT                                                                                \
	" ($1 = 0 OR m.account = $1)"                                                           \
	" AND ($3 = '' OR m.fleet_group IN (SELECT g.id FROM fleet_group g WHERE g.name = $3))" \
	" AND (($4 = '' AND $10 = '' AND $12 = '')"                                             \
	" OR m.condition IN (SELECT c.id FROM condition c WHERE " STANDS "))"                   \
	" AND ($5 = '' OR m.authorization_state = $5)"                                          \
	" AND ($8 = '' OR EXISTS (SELECT 1 FROM machine_tag t WHERE t.machine = m.id"           \
	" AND t.tag >= $8 AND t.tag < $9))"                                                     \
	" AND ($13 < 0 OR $13 = CASE WHEN m.last_seen >= $2 THEN 1 ELSE 0 END)"
#define IS_CALLED " AND ($6 = '' OR (m.name >= $6 AND m.name < $7))"

#define COLUMNS                                                                            \
	"m.uuid, m.hostname, m.address, a.name, g.name, m.authorization_state, c.verdict," \
	" CASE WHEN m.last_seen >= $2 THEN 1 ELSE 0 END, m.automatic, m.last_seen,"        \
	" m.enrolled, m.client, k.kernel_release, k.build_id, k.distribution, k.version,"  \
	" c.effective, c.n_applied, c.n_unfixed, m.tags, m.cluster, page.total"

/* Only what is shown is joined. 'ids' are those of the page, in their order, with the total. */
#define SHOW(ids)                                                                          \
	"SELECT " COLUMNS " FROM (" ids ") AS page JOIN machine m ON m.id = page.id"       \
	" JOIN account a ON a.id = m.account JOIN fleet_group g ON g.id = m.fleet_group"   \
	" JOIN condition c ON c.id = m.condition JOIN kernel k ON k.build_id = c.build_id" \
	" ORDER BY m.name, m.id"

#define BEHIND "(m.name, m.id) > ($14, $15)"
#define UNTIL  "(m.name, m.id) <= ($16, $17)"
#define CUT    " LIMIT $18 OFFSET $19"

/*
 * Along the names, which is the order of an index, from one machine to another: they say which
 * names, since PostgreSQL begins by one condition only. 'stretch' yields where it ends, so that no
 * more than MACHINES_STRETCH machines are looked at, whichever are found.
 */
#define WALK(where)                                                                            \
	{                                                                                      \
		.total = "SELECT count(*) FROM (SELECT 1 FROM machine m WHERE " where IS_MEANT \
			 " AND " BEHIND " AND " UNTIL " AND" NAME_ALL " LIMIT " FEW_AND_1      \
			 ") AS few",                                                           \
		.page = SHOW("SELECT m.id, -1 AS total FROM machine m WHERE " where IS_MEANT   \
			     " AND " BEHIND " AND " UNTIL " AND" NAME_ALL                      \
			     " ORDER BY m.name, m.id" CUT),                                    \
		.stretch = "SELECT m.uuid, m.name, m.id FROM machine m WHERE " where BEHIND    \
			   " AND " UNTIL " AND" NAME_ALL                                       \
			   " ORDER BY m.name, m.id LIMIT 1 OFFSET $19",                        \
	}

/*
 * 'those' says of a machine m that it is of those that are gathered. That they are materialized
 * keeps PostgreSQL from walking after all, which it takes to be faster whenever only a page is
 * wanted.
 */
#define GATHER(those)                                                                             \
	{                                                                                         \
		.total = "SELECT count(*) FROM machine m WHERE " those " AND" IS_MEANT IS_CALLED  \
			 " AND" NAME_ALL,                                                         \
		.page = SHOW("WITH meant AS MATERIALIZED (SELECT m.id, m.name FROM machine"       \
			     " m WHERE " those " AND" IS_MEANT IS_CALLED ") SELECT m.id, (SELECT" \
			     " count(*) FROM meant) AS total FROM meant m WHERE " BEHIND          \
			     " AND " UNTIL " ORDER BY m.name, m.id" CUT),                         \
	}
#define SIZE(those)                                                                  \
	"SELECT count(*) FROM (SELECT 1 FROM machine m WHERE " those " AND" NAME_ALL \
	" LIMIT " FEW_AND_1 ") AS few"

#define IS_OURS " AND ($1 = 0 OR m.account = $1)"
#define OUR_GROUPS(where)                                               \
	"m.fleet_group IN (SELECT g.id FROM fleet_group g WHERE " where \
	" ($1 = 0 OR g.account = $1))"

#define BY_CONDITION "m.condition IN (SELECT c.id FROM condition c WHERE " STANDS ")" IS_OURS
#define BY_GROUP     OUR_GROUPS("g.name = $3 AND")
#define BY_ADMISSION "m.authorization_state = $5" IS_OURS
#define BY_TAG                                                           \
	"m.id IN (SELECT t.machine FROM machine_tag t WHERE t.tag >= $8" \
	" AND t.tag < $9)"
#define BY_INACTIVITY OUR_GROUPS("") " AND m.last_seen < $2"
#define BY_NAME	      "m.name >= $6 AND m.name < $7" IS_OURS

/* A tag is counted without the machines that have it; and ways to stand, if their figures are kept,
 * are not counted: they may be nobody's, which PostgreSQL finds out by reading everything. */
#define SIZE_OF_TAG                                                           \
	"SELECT count(*) FROM (SELECT 1 FROM machine_tag t WHERE t.tag >= $8" \
	" AND t.tag < $9 AND" NAME_ALL " LIMIT " FEW_AND_1 ") AS few"
#define SIZE_KEPT                                                                                 \
	"SELECT coalesce(sum(f.n), 0) FROM " FIGURES(                                             \
		"condition") " f WHERE f.account = $1 AND f.id IN (SELECT c.id FROM condition c " \
			     "WHERE " STANDS ") AND" NAME_ALL

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

static bool has_name(const struct machines_filter *filter)
{
	return has(filter, NAME_FIRST);
}

/* The cheapest to count first. */
static const struct gathering {
	bool (*applies)(const struct machines_filter *filter);
	const char *sizes[FIGURES_N];
	struct machines_way way;
} gatherings[] = {
	{ has_condition, { SIZE(BY_CONDITION), SIZE_KEPT }, GATHER(BY_CONDITION) },
	{ has_group, { SIZE(BY_GROUP), SIZE(BY_GROUP) }, GATHER(BY_GROUP) },
	{ has_admission, { SIZE(BY_ADMISSION), SIZE(BY_ADMISSION) }, GATHER(BY_ADMISSION) },
	{ has_tag, { SIZE_OF_TAG, SIZE_OF_TAG }, GATHER(BY_TAG) },
	{ has_name, { SIZE(BY_NAME), SIZE(BY_NAME) }, GATHER(BY_NAME) },
	{ has_inactivity, { SIZE(BY_INACTIVITY), SIZE(BY_INACTIVITY) }, GATHER(BY_INACTIVITY) },
};

static const struct machines_way *choose_walk(const struct machines_filter *filter)
{
	return filter->values[ACCOUNT].integer ? &walk_account : &walk_all;
}

/* What the walk's stretch of the index has is all that is asked for. */
static bool is_bare(const struct machines_filter *filter)
{
	for (size_t i = 0; i < ARRAY_SIZE(gatherings); i++)
		if (gatherings[i].applies != has_name && gatherings[i].applies(filter))
			return false;
	return filter->values[ACTIVE].integer < 0;
}

static struct error *size_of(struct db *db, const struct machines_filter *filter,
			     const struct gathering *gathering, enum figures figures, int64_t *n)
{
	const struct db_values values = { filter->values, MACHINES_N_VALUES };
	bool found;

	return view_integer(db, gathering->sizes[figures], values, &found, n);
}

/* Nothing else is asked; a tag's size is that of all accounts. */
static bool is_all(const struct machines_filter *filter, const struct gathering *gathering)
{
	size_t n_others = filter->values[ACTIVE].integer == 1;

	for (size_t i = 0; i < ARRAY_SIZE(gatherings); i++)
		n_others += &gatherings[i] != gathering && gatherings[i].applies(filter);
	return !n_others && (gathering->applies != has_tag || !filter->values[ACCOUNT].integer);
}

struct error *machines_filter_choose(struct db *db, const struct machines_filter *filter,
				     struct machines_choice *choice)
{
	int64_t counted;

	try(figures_find(db, &counted));
	*choice =
		(struct machines_choice){ .way = choose_walk(filter), .is_bare = is_bare(filter) };
	for (size_t i = 0; i < ARRAY_SIZE(gatherings); i++) {
		int64_t n = 0;

		if (!gatherings[i].applies(filter))
			continue;
		try(size_of(db, filter, &gatherings[i], figures_which(counted), &n));
		if (n <= MACHINES_FEW) {
			choice->way = &gatherings[i].way;
			return NULL;
		}
		choice->is_many = is_all(filter, &gatherings[i]);
	}
	return NULL;
}

/* ---- what is asked ---- */

/* Behind all names, which have 255 bytes at most: the last character that there is, 64 times. */
#define LAST_4	"\xF4\x8F\xBF\xBF\xF4\x8F\xBF\xBF\xF4\x8F\xBF\xBF\xF4\x8F\xBF\xBF"
#define LAST_16 LAST_4 LAST_4 LAST_4 LAST_4
#define LAST	LAST_16 LAST_16 LAST_16 LAST_16

static void set_name(struct machines_filter *filter, const char *name)
{
	filter->name_first = xstrdup(name ? name : "");
	for (char *c = filter->name_first; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	filter->name_end = xasprintf("%s" LAST, filter->name_first);
}

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
	set_name(filter, asked->hostname);
	set_tag(filter, asked->tag);
	filter->values[ACCOUNT] = db_integer(account);
	filter->values[ACTIVE_SINCE] = db_integer(active_since);
	filter->values[GROUP] = word(asked->group);
	filter->values[STATUS] = word(asked->status);
	filter->values[ADMISSION] = word(asked->authorization);
	filter->values[NAME_FIRST] = db_text(filter->name_first);
	filter->values[NAME_END] = db_text(filter->name_end);
	filter->values[TAG_FIRST] = db_text(filter->tag_first);
	filter->values[TAG_END] = db_text(filter->tag_end);
	filter->values[UPDATE] = word(lacks ? asked->update + 1 : asked->update);
	filter->values[LACKS_UPDATE] = db_integer(lacks);
	filter->values[CVE] = word(asked->cve);
	filter->values[ACTIVE] = db_integer(active);
	machines_filter_set_after(filter, NULL, 0);
	machines_filter_set_until(filter, NULL, 0);
	machines_filter_set_cut(filter, 0, 0);
	return NULL;
}

void machines_filter_set_after(struct machines_filter *filter, const char *name, int64_t id)
{
	filter->values[AFTER_NAME] = db_text(name ? name : filter->name_first);
	filter->values[AFTER_ID] = db_integer(name ? id : 0);
}

void machines_filter_set_until(struct machines_filter *filter, const char *name, int64_t id)
{
	filter->values[UNTIL_NAME] = db_text(name ? name : filter->name_end);
	filter->values[UNTIL_ID] = db_integer(name ? id : 0);
}

void machines_filter_set_cut(struct machines_filter *filter, int64_t limit, int64_t offset)
{
	filter->values[LIMIT] = db_integer(limit);
	filter->values[OFFSET] = db_integer(offset);
}

void machines_filter_deinit(struct machines_filter *filter)
{
	free(filter->name_first);
	free(filter->name_end);
	free(filter->tag_first);
	free(filter->tag_end);
}
