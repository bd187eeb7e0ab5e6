/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a machine has as a member of a fleet.
 *
 *	/var/lib/suture/fleet/
 *		membership.json		who it is, where, and how many letters it has sent
 *		key-1.pem, key-2.pem	its key, for root alone, and one that it renews to
 *		enrolment.json		like membership.json, of one that was asked for: the service
 *					may have taken it, and its answer was lost
 *		advice.json		machine/advice.h
 *
 * membership.json is replaced as a whole and names the key that counts, so that a crash leaves the
 * old identity or the new one. Whoever changes it has the machine open to be changed.
 */
#ifndef SUTURE_MEMBERSHIP_H
#define SUTURE_MEMBERSHIP_H

#include <stdint.h>

#include "base/ed25519.h"
#include "letter/uuid.h"

struct membership {
	char *service; /* its URL */
	char uuid[UUID_TEXT_SIZE];
	char renewal[UUID_TEXT_SIZE]; /* that it asks to have, with its other key; "": none */
	unsigned int slot;	      /* of its key: 1 or 2 */
	uint64_t serial;	      /* of the last letter; 0: none */
	int64_t enrolled;	      /* seconds since 1970 */
	int64_t reported;	      /* when the last letter went; 0: none did */
};

bool membership_exists(void);
/* NOT_ENROLLED; RECORD_DAMAGED */
struct error *membership_read(struct membership *membership)
	__attribute__((nonnull, warn_unused_result));
struct error *membership_write(const struct membership *membership)
	__attribute__((nonnull, warn_unused_result));
/*
 * What was asked for with this access key at this service, and not answered: false if nothing was.
 * Written, it is there until there is a membership, or all is forgotten.
 */
bool enrolment_read(const char *service, const char *access_key, struct membership *membership)
	__attribute__((nonnull));
struct error *enrolment_write(const struct membership *membership, const char *access_key)
	__attribute__((nonnull, warn_unused_result));
/* It has become a membership. */
struct error *enrolment_end(void) __attribute__((warn_unused_result));

void membership_deinit(struct membership *membership);
#define _cleanup_membership_ _cleanup_(membership_deinit)

/* Its key, or the other one; the caller's. RECORD_DAMAGED */
struct error *membership_read_key(unsigned int slot, EVP_PKEY **key)
	__attribute__((nonnull, warn_unused_result));
/* A new key, which is on the disk. */
struct error *membership_make_key(unsigned int slot, EVP_PKEY **key)
	__attribute__((nonnull, warn_unused_result));
unsigned int membership_other_slot(const struct membership *membership) __attribute__((nonnull));
/* Become what was asked for; the old key is taken away. */
struct error *membership_renew(struct membership *membership)
	__attribute__((nonnull, warn_unused_result));
/* All of it, advice too. */
struct error *membership_forget(void) __attribute__((warn_unused_result));

#endif
