/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A machine that there is not, and its letters. What it reports is a JSON value that a test changes
 * as it likes; the library's own functions write and sign.
 */
#ifndef SUTURE_TESTS_MADE_UP_H
#define SUTURE_TESTS_MADE_UP_H

#include <jansson.h>

#include "letter/letter.h"

struct made_up {
	char uuid[UUID_TEXT_SIZE];
	EVP_PKEY *key;
	uint64_t serial; /* of the last letter */
	json_t *report;
};

/* Up to date, with no updates and no CVEs. */
void made_up_init(struct made_up *machine, const char *hostname) __attribute__((nonnull));
/* With 20 updates, all of them applied, and 100 CVEs, all of them fixed. */
void made_up_dress(struct made_up *machine) __attribute__((nonnull));
/* The same machine once more, as a copy of its disk is. */
void made_up_copy(const struct made_up *machine, struct made_up *copy) __attribute__((nonnull));
void made_up_deinit(struct made_up *machine);

/* ---- what it reports ---- */

/* reason may be NULL. */
void made_up_update(struct made_up *machine, const char *id, const char *state, const char *reason)
	__attribute__((nonnull(1, 2, 3)));
void made_up_cve(struct made_up *machine, const char *name, const char *state)
	__attribute__((nonnull));
void made_up_tag(struct made_up *machine, const char *name, const char *value)
	__attribute__((nonnull));
void made_up_about_to(struct made_up *machine, bool is_about_to) __attribute__((nonnull));
/* It is about to install this one, whatever is answered; NULL: none. */
void made_up_by_name(struct made_up *machine, const char *id) __attribute__((nonnull(1)));
void made_up_suspect(struct made_up *machine, const char *id) __attribute__((nonnull));
/* It tried to install one; refusal NULL: that went well. */
void made_up_tried(struct made_up *machine, int64_t at, const char *id, const char *refusal)
	__attribute__((nonnull(1, 3)));

/* ---- its letters: the next serial; the caller's ---- */

char *made_up_enrolment(struct made_up *machine, const char *access_key) __attribute__((nonnull));
char *made_up_letter(struct made_up *machine) __attribute__((nonnull));
/* It becomes 'next', whose first letter this is not. */
char *made_up_renewal(struct made_up *machine, const struct made_up *next)
	__attribute__((nonnull));

#endif
