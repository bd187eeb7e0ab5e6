/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/intake.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/hex.h"
#include "base/json.h"
#include "base/memory.h"
#include "fleet/view.h"
#include "letter/renewal.h"

/* The body of a letter that brings a key, which nobody has verified yet. */
static struct error *read_body(struct intake *intake)
{
	json_error_t why;

	intake->body = json_loadb((const char *)intake->letter.body, intake->letter.size,
				  JSON_REJECT_DUPLICATES, &why);
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

static struct error *find_public_key(struct db *db, const char *uuid,
				     unsigned char key[static ED25519_PUBLIC_SIZE])
{
	_cleanup_rows_ struct db_rows *rows = NULL;
	const void *bytes = NULL;
	size_t size = 0;

	try(db_query(db, "SELECT public_key FROM machine WHERE uuid = $1", DB_VALUES(db_text(uuid)),
		     &rows));
	if (rows_next(rows))
		bytes = rows_bytes(rows, 0, &size);
	if (size == ED25519_PUBLIC_SIZE) {
		memcpy(key, bytes, size);
		return NULL;
	}
	try(rows_error(rows));
	return error_refuse(SUTURE_REFUSAL_MACHINE_UNKNOWN, "there is no machine %s", uuid);
}

static struct error *parse_report(struct intake *intake)
{
	return report_parse(intake->letter.body, intake->letter.size, &intake->report);
}

static struct error *open_enrolment(struct db *db, struct intake *intake, int64_t now)
{
	const char *text;

	try(read_body(intake));
	try(read_public_key(intake, intake->public_key));
	try(letter_verify(&intake->letter, intake->public_key));
	try(read_string(intake, "access_key", &text));
	try(access_key_check(db, now, text, &intake->access_key));
	return parse_report(intake);
}

static struct error *open_report(struct db *db, struct intake *intake)
{
	try(find_public_key(db, intake->letter.uuid, intake->public_key));
	try(letter_verify(&intake->letter, intake->public_key));
	return parse_report(intake);
}

static struct error *open_renewal(struct db *db, struct intake *intake)
{
	unsigned char old[ED25519_PUBLIC_SIZE];
	const char *uuid, *proof;

	try(find_public_key(db, intake->letter.uuid, old));
	try(letter_verify(&intake->letter, old));
	try(read_body(intake));
	try(read_public_key(intake, intake->public_key));
	try(read_string(intake, "uuid", &uuid));
	try(read_string(intake, "proof", &proof));
	if (!is_uuid(uuid))
		return error_refuse(SUTURE_REFUSAL_REPORT_MALFORMED, "'uuid' is no UUID");
	snprintf(intake->new_uuid, sizeof(intake->new_uuid), "%s", uuid);
	return renewal_verify(intake->public_key, intake->letter.uuid, uuid, proof);
}

static struct error *open_by_word(struct db *db, enum letter_word word, int64_t now,
				  struct intake *intake)
{
	switch (word) {
	case LETTER_ENROL:
		return open_enrolment(db, intake, now);
	case LETTER_REPORT:
		return open_report(db, intake);
	default:
		return open_renewal(db, intake);
	}
}

struct error *intake_open(struct db *db, enum letter_word word, const void *bytes, size_t size,
			  const char *address, int64_t now, struct intake *intake)
{
	_cleanup_intake_ struct intake opened = {};

	try(letter_read(bytes, size, &opened.letter));
	if (opened.letter.word != word)
		return error_refuse(SUTURE_REFUSAL_REPORT_MALFORMED, "this is no '%s'",
				    letter_word_name(word));
	digest_bytes(bytes, size, opened.digest);
	opened.address = xstrdup(address);
	try(open_by_word(db, word, now, &opened));
	*intake = opened;
	opened = (struct intake){};
	return NULL;
}

void intake_close(struct intake *intake)
{
	report_deinit(&intake->report);
	json_decref(intake->body);
	free(intake->address);
}
