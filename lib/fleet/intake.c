/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/intake.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/hex.h"
#include "base/json.h"
#include "base/memory.h"
#include "letter/renewal.h"

/* The first line of a letter that brings a key, which nobody has verified yet. */
static struct error *read_body(struct intake *intake)
{
	const char *text = (const char *)intake->letter.body;
	const char *newline = memchr(text, '\n', intake->letter.size);

	intake->body = json_loadb(text, newline ? (size_t)(newline - text) : intake->letter.size,
				  JSON_REJECT_DUPLICATES, NULL);
	return json_is_object(intake->body)
		       ? NULL
		       : error_refuse(SUTURE_REFUSAL_REPORT_MALFORMED, "no JSON object");
}

static struct error *read_string(const struct intake *intake, const char *key, const char **string)
{
	*string = json_string_value(json_object_get(intake->body, key));
	return *string ? NULL
		       : error_refuse(SUTURE_REFUSAL_REPORT_MALFORMED, "'%s' is no string", key);
}

static struct error *read_public_key(const struct intake *intake,
				     unsigned char key[static ED25519_PUBLIC_SIZE])
{
	const char *digits;

	try(read_string(intake, "public_key", &digits));
	if (hex_read(digits, key, ED25519_PUBLIC_SIZE))
		return NULL;
	return error_refuse(SUTURE_REFUSAL_REPORT_MALFORMED, "'public_key' is no key");
}

/* What is known already has been read once; and if it was forgotten meanwhile, it is read then. */
static struct error *parse_report(struct condition_cache *cache, struct intake *intake)
{
	struct report *report = &intake->report;
	struct condition condition;

	try(report_parse(intake->letter.body, intake->letter.size, report));
	if (condition_recall(cache, report->condition, &condition))
		return NULL;
	return report_read_lists(report);
}

static struct error *open_enrolment(struct db *db, struct condition_cache *cache,
				    struct intake *intake, int64_t now)
{
	const char *text;

	try(read_body(intake));
	try(read_public_key(intake, intake->public_key));
	try(letter_verify(&intake->letter, intake->public_key));
	try(read_string(intake, "access_key", &text));
	try(access_key_check(db, now, text, &intake->access_key));
	return parse_report(cache, intake);
}

static struct error *open_report(struct db *db, struct condition_cache *cache,
				 struct intake *intake)
{
	try(intake_row_get(db, intake->letter.uuid, &intake->row));
	try(letter_verify(&intake->letter, intake->row.public_key));
	return parse_report(cache, intake);
}

static struct error *open_renewal(struct db *db, struct intake *intake)
{
	_cleanup_intake_row_ struct intake_row old = {};
	const char *uuid, *proof;

	try(intake_row_get(db, intake->letter.uuid, &old));
	try(letter_verify(&intake->letter, old.public_key));
	try(read_body(intake));
	try(read_public_key(intake, intake->public_key));
	try(read_string(intake, "uuid", &uuid));
	try(read_string(intake, "proof", &proof));
	if (!is_uuid(uuid))
		return error_refuse(SUTURE_REFUSAL_REPORT_MALFORMED, "'uuid' is no UUID");
	snprintf(intake->new_uuid, sizeof(intake->new_uuid), "%s", uuid);
	return renewal_verify(intake->public_key, intake->letter.uuid, uuid, proof);
}

static struct error *open_by_word(struct db *db, struct condition_cache *cache,
				  enum letter_word word, int64_t now, struct intake *intake)
{
	switch (word) {
	case LETTER_ENROL:
		return open_enrolment(db, cache, intake, now);
	case LETTER_REPORT:
		return open_report(db, cache, intake);
	default:
		return open_renewal(db, intake);
	}
}

struct error *intake_open(struct db *db, struct condition_cache *cache, enum letter_word word,
			  const void *bytes, size_t size, const char *address, int64_t now,
			  struct intake *intake)
{
	_cleanup_intake_ struct intake opened = {};

	try(letter_read(bytes, size, &opened.letter));
	if (opened.letter.word != word)
		return error_refuse(SUTURE_REFUSAL_REPORT_MALFORMED, "this is no '%s'",
				    letter_word_name(word));
	/* The signature is of all that follows. */
	digest_bytes(bytes, size - opened.letter.size, opened.digest);
	opened.address = xstrdup(address);
	try(open_by_word(db, cache, word, now, &opened));
	*intake = opened;
	opened = (struct intake){};
	return NULL;
}

void intake_close(struct intake *intake)
{
	intake_row_deinit(&intake->row);
	report_deinit(&intake->report);
	json_decref(intake->body);
	free(intake->address);
}
