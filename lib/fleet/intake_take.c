/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/intake.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "fleet/month.h"
#include "fleet/rollout.h"
#include "fleet/view.h"

#define GOOD_FOR (7 * 24 * 3600) /* seconds that advice is good */

/* ---- what it says ---- */

/* So that machines are found by their tags; most letters change none. */
static struct error *write_tags(struct db *db, const struct intake_row *row,
				const struct facts *facts, const json_t *tags)
{
	const struct db_value machine = db_integer(row->member.machine);
	const char *name;
	json_t *value;

	if (facts_have_same_text(&row->facts, facts, FACT_TAGS))
		return NULL;
	try(db_run(db, "DELETE FROM machine_tag WHERE machine = $1", DB_VALUES(machine), NULL));
	json_object_foreach ((json_t *)tags, name, value) {
		_cleanup_free_ char *tag = xasprintf("%s=%s", name, json_string_value(value));

		try(db_run(db, "INSERT INTO machine_tag (machine, tag) VALUES ($1, $2)",
			   DB_VALUES(machine, db_text(tag)), NULL));
	}
	return NULL;
}

/* ---- who pays for it ---- */

static struct error *cover(struct db *db, struct intake_office *office,
			   const struct intake_row *row, const struct report *report, int64_t now,
			   struct coverage *coverage)
{
	return coverage_cache_find(db, &office->coverage, row->member.account, report->distribution,
				   report->version, !row->counted, now, coverage);
}

/* Who was counted once is never held for a quota. */
static bool is_covered(const struct intake_row *row, const struct coverage *coverage)
{
	return coverage->state > COVERAGE_FULL ||
	       (coverage->state == COVERAGE_FULL && row->counted);
}

static bool is_to_be_counted(const struct intake_row *row, const struct coverage *coverage)
{
	return row->authorization == ADMIT_ALLOWED && is_covered(row, coverage);
}

static bool is_counted(const struct intake_row *row, int64_t now)
{
	struct month month;

	month_of(now, &month);
	return row->counted && !strcmp(row->counted, month.text);
}

/*
 * Once a month, so that it can be paid for, under the subscription that covers it at that moment.
 * What nobody may use is not counted.
 */
static struct error *count_usage(struct db *db, const struct intake_row *row,
				 const struct report *report, const struct coverage *coverage,
				 int64_t now)
{
	struct subscription *by = coverage->by;
	struct month month;

	if (!is_to_be_counted(row, coverage) || is_counted(row, now))
		return NULL;
	month_of(now, &month);
	if (by && by->n_counted >= 0 && !row->counted)
		by->n_counted++;
	return db_run(db,
		      "INSERT INTO usage (account, month, machine, distribution, version,"
		      " kernel_release, subscription) VALUES ($1, $2, $3, $4, $5, $6, $7)"
		      " ON CONFLICT DO NOTHING",
		      DB_VALUES(db_integer(row->member.account), db_text(month.text),
				db_integer(row->member.machine), db_text(report->distribution),
				db_text(report->version), db_text(report->release),
				by ? db_integer(by->id) : db_null()),
		      NULL);
}

/* *written false: another letter of the machine's came between; nothing has changed. */
static struct error *write_row(struct db *db, const struct intake_row *row,
			       const struct intake *intake, const struct facts *facts,
			       const char *counted, int64_t n_released, int64_t now, bool *written)
{
	int64_t changed;

	try(db_run(db,
		   "UPDATE machine SET serial = $2, letter = $3, last_seen = $4, address = $5,"
		   " hostname = $6, name = lower($6), client = $7, boot = $8, automatic = $9,"
		   " tags = $10, cluster = $11, last_change = $12, suspects = $13, condition = $14,"
		   " counted = $15, n_released = $16 WHERE id = $1 AND serial = $17",
		   DB_VALUES(db_integer(row->member.machine),
			     db_integer((int64_t)intake->letter.serial), db_text(intake->digest),
			     db_integer(now), db_text(intake->address),
			     db_text(facts->texts[FACT_HOSTNAME]),
			     db_text(facts->texts[FACT_CLIENT]), db_text(facts->texts[FACT_BOOT]),
			     db_integer(facts->is_automatic), db_text(facts->texts[FACT_TAGS]),
			     db_text(facts->texts[FACT_CLUSTER]),
			     db_text(facts->texts[FACT_LAST_CHANGE]),
			     db_text(facts->texts[FACT_SUSPECTS]), db_integer(facts->condition),
			     db_text(counted), db_integer(n_released), db_integer(row->serial)),
		   &changed));
	*written = changed > 0;
	return NULL;
}

/* Of a machine that reports what it reported last: that saves most of the indexes. */
static struct error *write_seen(struct db *db, const struct intake_row *row,
				const struct intake *intake, int64_t now, bool *written)
{
	int64_t changed;

	try(db_run(db,
		   "UPDATE machine SET serial = $2, letter = $3, last_seen = $4, address = $5"
		   " WHERE id = $1 AND serial = $6",
		   DB_VALUES(db_integer(row->member.machine),
			     db_integer((int64_t)intake->letter.serial), db_text(intake->digest),
			     db_integer(now), db_text(intake->address), db_integer(row->serial)),
		   &changed));
	*written = changed > 0;
	return NULL;
}

static struct error *write_report(struct db *db, const struct intake_row *row,
				  const struct intake *intake, const struct coverage *coverage,
				  int64_t condition, int64_t n_released, int64_t now)
{
	const char *counted = row->counted;
	_cleanup_facts_ struct facts facts;
	struct month month;
	bool written;

	facts_of_report(&intake->report, condition, &facts);
	month_of(now, &month);
	if (is_to_be_counted(row, coverage))
		counted = month.text;
	try(write_tags(db, row, &facts, intake->report.tags));
	try(count_usage(db, row, &intake->report, coverage, now));
	try(write_row(db, row, intake, &facts, counted, n_released, now, &written));
	return written ? NULL : error_refuse(SUTURE_REFUSAL_DATABASE_BUSY, "two letters at once");
}

/* ---- what it is answered ---- */

static void begin_advice(const struct intake_office *office, const struct intake_row *row,
			 int64_t now, struct advice *advice)
{
	snprintf(advice->machine, sizeof(advice->machine), "%s", row->uuid);
	advice->authorization = row->authorization;
	advice->group = xstrdup_optional(row->group);
	advice->next = office->interval;
	advice->good_until = now + GOOD_FOR;
}

static void hold_uncovered(const struct coverage *coverage, struct advice *advice)
{
	_cleanup_free_ char *text = coverage_explain(coverage);

	advice_hold_others(advice, HOLD_SUBSCRIPTION, text);
}

static struct error *advise(struct db *db, const struct intake_row *row,
			    const struct coverage *coverage, const struct condition *condition,
			    int64_t now, struct advice *advice, int64_t *n_released)
{
	*n_released = 0;
	if (row->authorization != ADMIT_ALLOWED) {
		advice_hold_others(advice, HOLD_AUTHORIZATION, "nobody has allowed this machine");
		return NULL;
	}
	if (!is_covered(row, coverage)) {
		hold_uncovered(coverage, advice);
		return NULL;
	}
	return rollout_advise(db, &row->member, condition, now, advice, n_released);
}

/* ---- a report, and what is like one ---- */

static bool is_again(const struct intake_row *row, const struct intake *intake)
{
	return row->serial == (int64_t)intake->letter.serial &&
	       !strcmp(row->letter, intake->digest);
}

static struct error *take_new(struct db *db, const struct intake_row *row, struct intake *intake,
			      const struct coverage *coverage, const struct condition *condition,
			      int64_t now, struct advice *advice)
{
	int64_t n_released;

	try(rollout_learn(db, &row->member, &intake->report, now));
	try(advise(db, row, coverage, condition, now, advice, &n_released));
	return write_report(db, row, intake, coverage, condition->id, n_released, now);
}

/* It was taken when it came; the answer got lost. */
static struct error *answer_again(struct db *db, const struct intake_row *row,
				  const struct coverage *coverage,
				  const struct condition *condition, int64_t now,
				  struct advice *advice)
{
	int64_t n_released;

	try(advise(db, row, coverage, condition, now, advice, &n_released));
	return db_run(db, "UPDATE machine SET n_released = $2 WHERE id = $1",
		      DB_VALUES(db_integer(row->member.machine), db_integer(n_released)), NULL);
}

static struct error *note_clone(struct db *db, const struct intake_row *row,
				const struct intake *intake, int64_t now, struct advice *advice)
{
	static const struct actor actor = { .name = "the service" };
	_cleanup_free_ char *text = xasprintf("a letter %llu came behind %lld, from %s",
					      (unsigned long long)intake->letter.serial,
					      (long long)row->serial, intake->address);

	advice->renew = true;
	advice_hold_others(advice, HOLD_AUTHORIZATION, "this machine has to take a new identity");
	return audit_write(db, &actor, row->member.account, now, "machine-clone", row->uuid, text);
}

/* What the roll-outs ask of a machine, and it alone knows. */
static void hear(struct intake_row *row, const struct report *report)
{
	row->member.cluster = report->cluster;
	row->member.is_about_to = report->is_about_to;
	row->member.by_name = json_array_size(report->by_name) ? report->by_name : NULL;
}

static struct error *take_for(struct db *db, struct intake_office *office, struct intake_row *row,
			      struct intake *intake, int64_t now, struct advice *advice)
{
	struct coverage coverage;
	struct condition condition;

	begin_advice(office, row, now, advice);
	hear(row, &intake->report);
	if ((int64_t)intake->letter.serial <= row->serial && !is_again(row, intake))
		return note_clone(db, row, intake, now, advice);
	try(condition_find(db, &office->cache, &intake->report, now, &condition));
	try(cover(db, office, row, &intake->report, now, &coverage));
	if (is_again(row, intake))
		return answer_again(db, row, &coverage, &condition, now, advice);
	return take_new(db, row, intake, &coverage, &condition, now, advice);
}

/*
 * As nearly all do: the machine stands in a way that is known and lacks nothing, no attempt begins
 * or waits for its outcome, it has been counted. Its row is all that changes.
 */
static bool is_steady(const struct intake_row *row, const struct intake *intake,
		      const struct condition *condition, const struct facts *facts, int64_t now)
{
	return !condition->n_open && !row->member.n_released && !row->member.by_name &&
	       is_counted(row, now) && (int64_t)intake->letter.serial > row->serial &&
	       facts_have_same_text(&row->facts, facts, FACT_TAGS);
}

static struct error *write_steady(struct db *db, const struct intake_row *row,
				  const struct intake *intake, const struct facts *facts,
				  int64_t now, bool *written)
{
	if (facts_are_same(&row->facts, facts))
		return write_seen(db, row, intake, now, written);
	return write_row(db, row, intake, facts, row->counted, 0, now, written);
}

/* By what a reader has seen of the row: if another letter came between, its serial has changed. */
static struct error *take_steady(struct db *db, struct intake_office *office, struct intake *intake,
				 int64_t now, struct advice *advice, bool *taken)
{
	struct intake_row *row = &intake->row;
	_cleanup_facts_ struct facts facts = {};
	_cleanup_advice_ struct advice made = {};
	struct condition condition;
	struct coverage coverage;
	int64_t n_released;

	*taken = false;
	if (!condition_recall(&office->cache, intake->report.condition, &condition))
		return NULL;
	hear(row, &intake->report);
	facts_of_report(&intake->report, condition.id, &facts);
	if (!is_steady(row, intake, &condition, &facts, now))
		return NULL;
	begin_advice(office, row, now, &made);
	try(cover(db, office, row, &intake->report, now, &coverage));
	try(advise(db, row, &coverage, &condition, now, &made, &n_released));
	try(write_steady(db, row, intake, &facts, now, taken));
	if (!*taken)
		return NULL;
	*advice = made;
	made = (struct advice){};
	return NULL;
}

static struct error *take_report(struct db *db, struct intake_office *office, struct intake *intake,
				 int64_t now, struct advice *advice)
{
	_cleanup_intake_row_ struct intake_row row = {};
	bool taken;

	try(take_steady(db, office, intake, now, advice, &taken));
	if (taken)
		return NULL;
	try(intake_row_get(db, intake->letter.uuid, &row));
	return take_for(db, office, &row, intake, now, advice);
}

/* ---- an enrolment ---- */

static struct error *note_enrolled(struct db *db, const struct intake *intake, int64_t now)
{
	const struct access_key *key = &intake->access_key;
	struct actor actor = {};

	snprintf(actor.name, sizeof(actor.name), "access key %lld", (long long)key->id);
	try(audit_write(db, &actor, key->account, now, "machine-enrol", intake->letter.uuid, NULL));
	return key->quota ? access_key_note_full(db, intake->letter.uuid, now) : NULL;
}

/* A new row, of serial 0, so that its letter is taken as any other. */
static struct error *insert_enrolled(struct db *db, struct intake_office *office,
				     struct intake *intake, int64_t now)
{
	const struct access_key *key = &intake->access_key;
	struct condition condition;

	try(access_key_check_quota(db, key));
	try(condition_find(db, &office->cache, &intake->report, now, &condition));
	return db_run(db,
		      "INSERT INTO machine (uuid, account, access_key, fleet_group, public_key,"
		      " serial, letter, authorization_state, enrolled, last_seen, hostname, client,"
		      " boot, automatic, tags, suspects, condition, n_released)"
		      " VALUES ($1, $2, $3, $4, $5, 0, '', $6, $7, $7, '', '', '', 0, '{}', '[]',"
		      " $8, 0)",
		      DB_VALUES(db_text(intake->letter.uuid), db_integer(key->account),
				db_integer(key->id), db_integer(key->group),
				db_bytes(intake->public_key, ED25519_PUBLIC_SIZE),
				db_text(admission_name(key->admits)), db_integer(now),
				db_integer(condition.id)),
		      NULL);
}

/* A UUID is its first owner's. */
static struct error *check_key(const struct intake_row *row, const struct intake *intake)
{
	if (!memcmp(row->public_key, intake->public_key, ED25519_PUBLIC_SIZE))
		return NULL;
	return error_refuse(SUTURE_REFUSAL_REPORT_UNTRUSTED, "another machine is %s", row->uuid);
}

static struct error *take_enrolment(struct db *db, struct intake_office *office,
				    struct intake *intake, int64_t now, struct advice *advice)
{
	_cleanup_intake_row_ struct intake_row row = {};
	bool found;

	try(intake_row_find(db, intake->letter.uuid, &found, &row));
	if (found) {
		try(check_key(&row, intake));
	} else {
		try(insert_enrolled(db, office, intake, now));
		try(note_enrolled(db, intake, now));
		try(intake_row_get(db, intake->letter.uuid, &row));
	}
	return take_for(db, office, &row, intake, now, advice);
}

/* ---- a renewal ---- */

static struct error *check_quota(struct db *db, const char *uuid)
{
	int64_t n = 0;
	bool found;

	try(view_integer(db,
			 "SELECT count(*) FROM machine m JOIN access_key k ON k.id = m.access_key"
			 " WHERE m.authorization_state <> 'denied' AND k.quota IS NOT NULL"
			 " AND k.id = (SELECT access_key FROM machine WHERE uuid = $1)"
			 " GROUP BY k.quota HAVING count(*) >= k.quota",
			 DB_VALUES(db_text(uuid)), &found, &n));
	if (!found)
		return NULL;
	return error_refuse(SUTURE_REFUSAL_QUOTA_EXCEEDED,
			    "the access key has admitted %lld machines", (long long)n);
}

/* It gets what the one has of which it is a copy; what it is, its first report says. */
static struct error *insert_renewed(struct db *db, const struct intake *intake, int64_t now)
{
	try(check_quota(db, intake->letter.uuid));
	return db_run(db,
		      "INSERT INTO machine (uuid, account, access_key, fleet_group, public_key,"
		      " serial, letter, origin, authorization_state, enrolled, last_seen, address,"
		      " hostname, name, client, boot, automatic, tags, suspects, condition,"
		      " n_released) SELECT $2, account, access_key, fleet_group, $3, 0, '', uuid,"
		      " authorization_state, $4, $4, $5, hostname, name, client, boot, automatic,"
		      " '{}', suspects, condition, 0 FROM machine WHERE uuid = $1",
		      DB_VALUES(db_text(intake->letter.uuid), db_text(intake->new_uuid),
				db_bytes(intake->public_key, ED25519_PUBLIC_SIZE), db_integer(now),
				db_text(intake->address)),
		      NULL);
}

static struct error *take_renewal(struct db *db, struct intake_office *office,
				  struct intake *intake, int64_t now, struct advice *advice)
{
	_cleanup_intake_row_ struct intake_row row = {};
	bool found;

	try(intake_row_find(db, intake->new_uuid, &found, &row));
	if (found) {
		try(check_key(&row, intake));
	} else {
		try(insert_renewed(db, intake, now));
		try(access_key_note_full(db, intake->new_uuid, now));
		try(intake_row_get(db, intake->new_uuid, &row));
	}
	begin_advice(office, &row, now, advice);
	advice_hold_others(advice, HOLD_RING, "the fleet is asked with the next report");
	return NULL;
}

/* ---- the whole ---- */

static struct error *take_by_word(struct db *db, struct intake_office *office,
				  struct intake *intake, int64_t now, struct advice *advice)
{
	switch (intake->letter.word) {
	case LETTER_ENROL:
		return take_enrolment(db, office, intake, now, advice);
	case LETTER_REPORT:
		return take_report(db, office, intake, now, advice);
	default:
		return take_renewal(db, office, intake, now, advice);
	}
}

struct error *intake_take(struct db *db, struct intake_office *office, struct intake *intake,
			  int64_t now, struct advice *advice)
{
	_cleanup_advice_ struct advice made = {};

	try(take_by_word(db, office, intake, now, &made));
	*advice = made;
	made = (struct advice){};
	return NULL;
}

void intake_forget(struct intake_office *office)
{
	condition_forget(&office->cache);
	coverage_cache_forget(&office->coverage);
}
