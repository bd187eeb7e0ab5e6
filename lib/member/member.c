/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "member/member.h"

#include <string.h>

#include "base/hex.h"
#include "base/memory.h"
#include "letter/renewal.h"
#include "machine/follow.h"
#include "member/membership.h"
#include "member/post.h"
#include "member/report.h"

#define ACCESS_KEY_PREFIX "suture-access-"
#define ACCESS_KEY_DIGITS 64
#define PUBLIC_TEXT_SIZE  (2 * ED25519_PUBLIC_SIZE + 1)
#define RESTLESS	  60   /* seconds in which nobody reports twice */
#define TIMER_SLACK	  1800 /* half of the time from one run of the timer to the next */

/* ---- letters ---- */

static struct error *public_text(const EVP_PKEY *key, char text[static PUBLIC_TEXT_SIZE])
{
	unsigned char public[ED25519_PUBLIC_SIZE];

	try(ed25519_public(key, public));
	hex_write(public, sizeof(public), text);
	return NULL;
}

/* That a letter goes is on the disk before it does: its number is never used for another one. */
static struct error *count_letter(struct membership *membership, int64_t now)
{
	membership->serial++;
	membership->reported = now;
	return membership_write(membership);
}

/* post has what is said, by which key and of whom. */
static struct error *send(struct machine *machine, const struct membership *membership,
			  struct post post, int64_t now)
{
	const struct fetch_options options = follow_fetch_options(machine);

	post.options = &options;
	post.service = membership->service;
	post.letter.serial = membership->serial;
	memcpy(post.letter.uuid, membership->uuid, UUID_TEXT_SIZE);
	return post_send(&post, now, &machine->advice);
}

/* ---- enrolling ---- */

static struct error *check_access_key(const char *key)
{
	const size_t prefix = strlen(ACCESS_KEY_PREFIX);

	if (!strncmp(key, ACCESS_KEY_PREFIX, prefix) &&
	    strspn(key + prefix, "0123456789abcdef") == ACCESS_KEY_DIGITS &&
	    !key[prefix + ACCESS_KEY_DIGITS])
		return NULL;
	return error_refuse(SUTURE_REFUSAL_ACCESS_KEY_WRONG,
			    "an access key is " ACCESS_KEY_PREFIX " and %d hexadecimal digits",
			    ACCESS_KEY_DIGITS);
}

/* A membership that nobody knows of yet: it is written when the service has said yes. */
static struct error *send_enrolment(struct machine *machine, const struct membership *membership,
				    const char *access_key, EVP_PKEY *key, int64_t now)
{
	_cleanup_json_ json_t *object = report_make(machine, false, NULL, now);
	_cleanup_json_ json_t *lists = report_split(object);
	char public[PUBLIC_TEXT_SIZE];

	try(public_text(key, public));
	json_object_set_new(object, "access_key", json_string(access_key));
	json_object_set_new(object, "public_key", json_string(public));
	return send(machine, membership,
		    (struct post){ .letter.word = LETTER_ENROL,
				   .machine = membership->uuid,
				   .object = object,
				   .lists = lists,
				   .key = key },
		    now);
}

/* Its answer may have been lost: who asks again asks for the same name with the same key. */
static void take_up(const char *service, const char *access_key, int64_t now,
		    struct membership *made, EVP_PKEY **key)
{
	_cleanup_membership_ struct membership asked = {};
	_cleanup_error_ struct error *error = NULL;

	if (!enrolment_read(service, access_key, &asked))
		return;
	error = membership_read_key(asked.slot, key);
	if (error)
		return;
	asked.enrolled = now;
	*made = asked;
	asked = (struct membership){};
}

static struct error *begin(const char *service, int64_t now, struct membership *made,
			   EVP_PKEY **key)
{
	struct membership new = { .slot = 1, .enrolled = now };

	try(uuid_make(new.uuid));
	try(membership_make_key(new.slot, key));
	*made = new;
	made->service = xstrdup(service);
	return NULL;
}

/* As any letter, it is counted before it goes. */
static struct error *ask_for(struct machine *machine, struct membership *made,
			     const char *access_key, EVP_PKEY *key, int64_t now)
{
	made->serial++;
	made->reported = now;
	try(enrolment_write(made, access_key));
	try(send_enrolment(machine, made, access_key, key, now));
	try(membership_write(made));
	try(enrolment_end());
	return advice_write(&machine->advice);
}

static struct error *enrol(struct machine *machine, const char *service, const char *access_key,
			   int64_t now)
{
	_cleanup_membership_ struct membership made = {};
	_cleanup_key_ EVP_PKEY *key = NULL;

	take_up(service, access_key, now, &made, &key);
	if (!key)
		try(begin(service, now, &made, &key));
	return ask_for(machine, &made, access_key, key, now);
}

struct error *member_enrol(struct machine *machine, const char *service, const char *access_key,
			   int64_t now)
{
	struct error *error;

	if (membership_exists())
		return error_refuse(SUTURE_REFUSAL_ALREADY_ENROLLED,
				    "'suture report --show' is what its service is told");
	try(check_access_key(access_key));
	error = enrol(machine, service, access_key, now);
	if (error && post_is_no(error) && !membership_exists())
		error_free(membership_forget());
	return error;
}

/* ---- a new identity ---- */

/* One that was asked for before is asked for again: the service may have granted it. */
static struct error *prepare_renewal(struct membership *membership, int64_t now, EVP_PKEY **key)
{
	const unsigned int slot = membership_other_slot(membership);

	if (*membership->renewal)
		try(membership_read_key(slot, key));
	else
		try(membership_make_key(slot, key));
	if (!*membership->renewal)
		try(uuid_make(membership->renewal));
	return count_letter(membership, now);
}

static struct error *renewal_object(const struct membership *membership, EVP_PKEY *key,
				    json_t **object)
{
	char public[PUBLIC_TEXT_SIZE], proof[RENEWAL_PROOF_SIZE];

	try(public_text(key, public));
	try(renewal_prove(key, membership->uuid, membership->renewal, proof));
	*object = json_pack("{s:s, s:s, s:s}", "public_key", public, "uuid", membership->renewal,
			    "proof", proof);
	return NULL;
}

static struct error *renew(struct machine *machine, struct membership *membership,
			   EVP_PKEY *old_key, int64_t now)
{
	_cleanup_key_ EVP_PKEY *key = NULL;
	_cleanup_json_ json_t *object = NULL;

	try(prepare_renewal(membership, now, &key));
	try(renewal_object(membership, key, &object));
	try(send(machine, membership,
		 (struct post){ .letter.word = LETTER_RENEW,
				.machine = membership->renewal,
				.object = object,
				.key = old_key },
		 now));
	try(membership_renew(membership));
	return advice_write(&machine->advice);
}

/* ---- reporting ---- */

struct error *member_report(struct machine *machine, bool about_to,
			    const struct string_list *by_name, int64_t now)
{
	_cleanup_membership_ struct membership membership = {};
	_cleanup_json_ json_t *object = NULL, *lists = NULL;
	_cleanup_key_ EVP_PKEY *key = NULL;

	try(membership_read(&membership));
	try(membership_read_key(membership.slot, &key));
	try(count_letter(&membership, now));
	object = report_make(machine, about_to, by_name, now);
	lists = report_split(object);
	try(send(machine, &membership,
		 (struct post){ .letter.word = LETTER_REPORT,
				.machine = membership.uuid,
				.object = object,
				.lists = lists,
				.key = key },
		 now));
	try(advice_write(&machine->advice));
	return machine->advice.renew ? renew(machine, &membership, key, now) : NULL;
}

bool member_is_due(const struct machine *machine, bool by_timer, int64_t now)
{
	_cleanup_membership_ struct membership membership = {};
	_cleanup_error_ struct error *error = membership_read(&membership);
	int64_t wait = RESTLESS;

	if (error)
		return error->refusal != SUTURE_REFUSAL_NOT_ENROLLED;
	if (by_timer && advice_in_force(&machine->advice, now) &&
	    machine->advice.next - TIMER_SLACK > wait)
		wait = machine->advice.next - TIMER_SLACK;
	/* A clock that was put back is no reason to be silent. */
	return now - membership.reported >= wait || now < membership.reported;
}

struct error *member_leave(void)
{
	if (!membership_exists())
		return error_refuse(SUTURE_REFUSAL_NOT_ENROLLED, "there is nothing to leave");
	return membership_forget();
}
