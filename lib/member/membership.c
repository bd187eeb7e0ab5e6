/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "member/membership.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/pem.h"
#include "client/sysroot.h"
#include "letter/letter.h"
#include "machine/advice.h"

#define FORMAT	  1
#define FILE_NAME FLEET_DIRECTORY "/membership.json"
#define ENROLMENT FLEET_DIRECTORY "/enrolment.json"

bool membership_exists(void)
{
	return sysroot_exists(FILE_NAME);
}

/* ---- reading ---- */

static struct error *damaged(const char *what)
{
	return error_refuse(SUTURE_REFUSAL_RECORD_DAMAGED, FILE_NAME ": %s", what);
}

static bool copy_uuid(const char *text, char uuid[static UUID_TEXT_SIZE])
{
	if (!text || !is_uuid(text))
		return false;
	memcpy(uuid, text, UUID_TEXT_SIZE);
	return true;
}

static bool read_number(const json_t *value, int64_t max, int64_t *number)
{
	*number = json_integer_value(value);
	return json_is_integer(value) && *number >= 0 && *number <= max;
}

/* null is 0 */
static bool read_date(const json_t *value, int64_t *seconds)
{
	*seconds = 0;
	return json_is_null(value) || date_read(json_string_value(value), seconds);
}

static struct error *read_numbers(const json_t *root, struct membership *membership)
{
	int64_t slot, serial;

	if (!read_number(json_object_get(root, "key"), 2, &slot) || !slot ||
	    !read_number(json_object_get(root, "serial"), LETTER_SERIAL_MAX - 1, &serial))
		return damaged("no number of its key, or of its letters");
	membership->slot = (unsigned int)slot;
	membership->serial = (uint64_t)serial;
	if (!read_date(json_object_get(root, "enrolled"), &membership->enrolled) ||
	    !read_date(json_object_get(root, "reported"), &membership->reported))
		return damaged("no date");
	return NULL;
}

static struct error *parse(const json_t *root, struct membership *membership)
{
	const json_t *renewal = json_object_get(root, "renewal");
	const char *service = json_string_value(json_object_get(root, "service"));

	if (json_integer_value(json_object_get(root, "format")) != FORMAT || !service)
		return damaged("not JSON, or of another format");
	if (!copy_uuid(json_string_value(json_object_get(root, "machine")), membership->uuid) ||
	    (!json_is_null(renewal) && !copy_uuid(json_string_value(renewal), membership->renewal)))
		return damaged("no UUID");
	membership->service = xstrdup(service);
	return read_numbers(root, membership);
}

struct error *membership_read(struct membership *membership)
{
	_cleanup_membership_ struct membership read = {};
	_cleanup_free_ char *path = sysroot_path(FILE_NAME);
	_cleanup_json_ json_t *root = NULL;

	if (!membership_exists())
		return error_refuse(SUTURE_REFUSAL_NOT_ENROLLED, "there is no " FILE_NAME);
	root = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
	try(parse(root, &read));
	*membership = read;
	read = (struct membership){};
	return NULL;
}

void membership_deinit(struct membership *membership)
{
	free(membership->service);
}

/* ---- writing ---- */

static struct error *make_directory(void)
{
	_cleanup_free_ char *path = sysroot_path(FLEET_DIRECTORY);

	try(directory_make(path));
	return file_remove_unfinished(path);
}

static json_t *to_json(const struct membership *membership)
{
	return json_pack("{s:i, s:s, s:s, s:s?, s:i, s:I, s:o, s:o}", "format", FORMAT, "service",
			 membership->service, "machine", membership->uuid, "renewal",
			 *membership->renewal ? membership->renewal : NULL, "key",
			 (int)membership->slot, "serial", (json_int_t)membership->serial,
			 "enrolled", date_to_json(membership->enrolled), "reported",
			 date_to_json(membership->reported));
}

static struct error *write_json(const char *name, const json_t *root)
{
	_cleanup_free_ char *path = sysroot_path("%s", name);
	_cleanup_free_ char *text = json_text(root);

	try(make_directory());
	return file_write(path, text, strlen(text), 0644);
}

struct error *membership_write(const struct membership *membership)
{
	_cleanup_json_ json_t *root = to_json(membership);

	return write_json(FILE_NAME, root);
}

struct error *membership_forget(void)
{
	_cleanup_free_ char *path = sysroot_path(FILE_NAME);
	_cleanup_free_ char *directory = sysroot_path(FLEET_DIRECTORY);

	/* First, so that whatever happens next it is no member. */
	if (unlink(path) < 0 && errno != ENOENT)
		return error_errno("cannot remove %s", path);
	return tree_remove(directory);
}

/* ---- an enrolment ---- */

/* The key itself is written nowhere. */
static void digest_key(const char *access_key, char digest[static DIGEST_TEXT_SIZE])
{
	digest_bytes(access_key, strlen(access_key), digest);
}

bool enrolment_read(const char *service, const char *access_key, struct membership *membership)
{
	_cleanup_free_ char *path = sysroot_path(ENROLMENT);
	_cleanup_json_ json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
	const char *asked_with = json_string_value(json_object_get(root, "access_key_sha256"));
	_cleanup_membership_ struct membership read = {};
	_cleanup_error_ struct error *error = NULL;
	char digest[DIGEST_TEXT_SIZE];

	digest_key(access_key, digest);
	if (!asked_with || strcmp(asked_with, digest))
		return false;
	error = parse(root, &read);
	if (error || strcmp(read.service, service))
		return false;
	*membership = read;
	read = (struct membership){};
	return true;
}

struct error *enrolment_write(const struct membership *membership, const char *access_key)
{
	_cleanup_json_ json_t *root = to_json(membership);
	char digest[DIGEST_TEXT_SIZE];

	digest_key(access_key, digest);
	json_object_set_new(root, "access_key_sha256", json_string(digest));
	return write_json(ENROLMENT, root);
}

struct error *enrolment_end(void)
{
	_cleanup_free_ char *path = sysroot_path(ENROLMENT);

	if (unlink(path) < 0 && errno != ENOENT)
		return error_errno("cannot remove %s", path);
	return NULL;
}

/* ---- keys ---- */

static char *key_path(unsigned int slot)
{
	return sysroot_path(FLEET_DIRECTORY "/key-%u.pem", slot);
}

struct error *membership_read_key(unsigned int slot, EVP_PKEY **key)
{
	_cleanup_free_ char *path = key_path(slot);
	_cleanup_error_ struct error *error = pem_read_key(path, ED25519_NAME, key);

	return error ? error_refuse(SUTURE_REFUSAL_RECORD_DAMAGED, "%s", error->message) : NULL;
}

struct error *membership_make_key(unsigned int slot, EVP_PKEY **key)
{
	_cleanup_free_ char *path = key_path(slot);
	_cleanup_key_ EVP_PKEY *made = NULL;

	try(make_directory());
	try(ed25519_make(&made));
	try(pem_write_key(made, path));
	*key = take(made);
	return NULL;
}

unsigned int membership_other_slot(const struct membership *membership)
{
	return 3 - membership->slot;
}

/* The old key goes last; if it stays, the next renewal writes over it. */
struct error *membership_renew(struct membership *membership)
{
	_cleanup_free_ char *old = key_path(membership->slot);

	memcpy(membership->uuid, membership->renewal, UUID_TEXT_SIZE);
	*membership->renewal = 0;
	membership->slot = membership_other_slot(membership);
	try(membership_write(membership));
	return unlink(old) < 0 ? error_errno("cannot remove %s", old) : NULL;
}
