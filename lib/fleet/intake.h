/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Letters of machines (docs/service.md), in two steps: what takes time and changes nothing is done
 * by many threads, what changes something by one.
 *
 *	intake_open()	read, verify, parse; by a connection that only reads
 *	intake_take()	within a transaction: write down, and make the advice
 *
 * A letter that is refused has changed nothing. One that came already changes nothing and is
 * answered once more.
 */
#ifndef SUTURE_FLEET_INTAKE_H
#define SUTURE_FLEET_INTAKE_H

#include "fleet/advice.h"
#include "fleet/condition.h"
#include "fleet/coverage_cache.h"
#include "fleet/intake_row.h"
#include "fleet/report.h"
#include "letter/letter.h"

struct intake {
	struct letter letter;
	struct intake_row row;			       /* as it was then; of a report */
	unsigned char public_key[ED25519_PUBLIC_SIZE]; /* of the machine that is told of */
	char digest[DIGEST_TEXT_SIZE];		       /* of the letter */
	char new_uuid[UUID_TEXT_SIZE];		       /* of a renewal */
	struct access_key access_key;		       /* of an enrolment */
	struct report report;			       /* not of a renewal */
	json_t *body;				       /* of an enrolment or a renewal */
	char *address;
};

/*
 * The bytes must outlive the intake. word: the one that is expected here. The lists of a report
 * whose condition is remembered are not read. Refuses with REPORT_MALFORMED, REPORT_UNTRUSTED,
 * MACHINE_UNKNOWN, ACCESS_KEY_WRONG.
 */
struct error *intake_open(struct db *db, struct condition_cache *cache, enum letter_word word,
			  const void *bytes, size_t size, const char *address, int64_t now,
			  struct intake *intake)
	__attribute__((nonnull, warn_unused_result));
void intake_close(struct intake *intake);
#define _cleanup_intake_ _cleanup_(intake_close)

struct intake_office {
	struct condition_cache cache;
	struct coverage_cache coverage;
	int64_t interval; /* seconds between two reports of a machine */
};

/* All that it remembers of the database: after a rollback, and when there is no more to take. */
void intake_forget(struct intake_office *office) __attribute__((nonnull));

/* Refuses with MACHINE_UNKNOWN, QUOTA_EXCEEDED. A copy of a machine is advised to renew itself. */
struct error *intake_take(struct db *db, struct intake_office *office, struct intake *intake,
			  int64_t now, struct advice *advice)
	__attribute__((nonnull, warn_unused_result));

#endif
