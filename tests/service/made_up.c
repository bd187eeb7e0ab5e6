/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "made_up.h"

#include <stdlib.h>

#include "base/hex.h"
#include "base/json.h"
#include "base/memory.h"
#include "letter/renewal.h"

static void must(struct error *error)
{
	if (!error)
		return;
	error_print(error, stderr);
	abort();
}

/* ---- a machine ---- */

static json_t *make_report(const char *hostname)
{
	json_t *report = json_pack("{s:i, s:s, s:s, s:b, s:[], s:{}, s:s, s:n, s:{s:{s:s, s:s, "
				   "s:s, s:s}, s:n, s:n, s:s,"
				   " s:{s:s}, s:[], s:[], s:[], s:{s:[]}}}",
				   "format", 2, "hostname", hostname, "client", "0.1.0", "about_to",
				   0, "by_name", "tags", "boot", "boot-1", "last_change", "status",
				   "kernel", "release", "6.1.0-99-test", "build_id", "01234567",
				   "distribution", "debian", "version", "6.1.99-1", "effective",
				   "covered_until", "verdict", "up-to-date", "policy", "mode",
				   "automatic", "updates", "cves", "suspects", "plan", "install");

	if (!report)
		abort();
	return report;
}

void made_up_init(struct made_up *machine, const char *hostname)
{
	*machine = (struct made_up){ .report = make_report(hostname) };
	must(uuid_make(machine->uuid));
	must(ed25519_make(&machine->key));
}

void made_up_copy(const struct made_up *machine, struct made_up *copy)
{
	*copy = *machine;
	copy->report = json_deep_copy(machine->report);
	EVP_PKEY_up_ref(copy->key);
}

void made_up_deinit(struct made_up *machine)
{
	EVP_PKEY_free(machine->key);
	json_decref(machine->report);
}

/* ---- what it reports ---- */

static json_t *list(struct made_up *machine, const char *key)
{
	return json_object_get(json_object_get(machine->report, "status"), key);
}

/* The item of the name, a new one at the end if there is none. */
static json_t *item(json_t *items, const char *key, const char *name)
{
	json_t *found;
	size_t i;

	json_array_foreach (items, i, found)
		if (!strcmp(json_string_value(json_object_get(found, key)), name))
			return found;
	found = json_pack("{s:s, s:n, s:n, s:n}", key, name, "reason", "text", "update");
	json_array_append_new(items, found);
	return found;
}

void made_up_update(struct made_up *machine, const char *id, const char *state, const char *reason)
{
	json_t *update = item(list(machine, "updates"), "id", id);

	json_object_set_new(update, "state", json_string(state));
	json_object_set_new(update, "reason", string_to_json(reason));
}

void made_up_cve(struct made_up *machine, const char *name, const char *state)
{
	json_object_set_new(item(list(machine, "cves"), "name", name), "state", json_string(state));
}

void made_up_dress(struct made_up *machine)
{
	for (int i = 0; i < 20; i++) {
		_cleanup_free_ char *name = xasprintf("fix-%d", i);

		made_up_update(machine, name, "applied", NULL);
	}
	for (int i = 0; i < 100; i++) {
		_cleanup_free_ char *name = xasprintf("CVE-2026-%d", 1000 + i);

		made_up_cve(machine, name, "fixed");
	}
}

void made_up_tag(struct made_up *machine, const char *name, const char *value)
{
	json_object_set_new(json_object_get(machine->report, "tags"), name, json_string(value));
}

void made_up_about_to(struct made_up *machine, bool is_about_to)
{
	json_object_set_new(machine->report, "about_to", json_boolean(is_about_to));
}

void made_up_by_name(struct made_up *machine, const char *id)
{
	made_up_about_to(machine, id);
	json_object_set_new(machine->report, "by_name", json_pack("[s*]", id));
}

void made_up_suspect(struct made_up *machine, const char *id)
{
	json_array_append_new(list(machine, "suspects"), json_string(id));
}

void made_up_tried(struct made_up *machine, int64_t at, const char *id, const char *refusal)
{
	json_object_set_new(machine->report, "last_change",
			    json_pack("{s:o, s:[s], s:[], s:o, s:n, s:n}", "at", date_to_json(at),
				      "install", id, "remove", "refusal", string_to_json(refusal),
				      "message", "pause"));
}

/* ---- its letters ---- */

/* A report without its lists, and these on a line of their own. */
static char *write_report(const json_t *report)
{
	_cleanup_json_ json_t *head = json_copy((json_t *)report), *lists = json_object();
	json_t *status = json_copy(json_object_get(report, "status"));
	_cleanup_free_ char *first = NULL, *second = NULL;

	json_object_set_new(head, "status", status);
	json_object_set(lists, "updates", json_object_get(status, "updates"));
	json_object_set(lists, "cves", json_object_get(status, "cves"));
	json_object_del(status, "updates");
	json_object_del(status, "cves");
	first = json_dumps(head, JSON_COMPACT);
	second = json_dumps(lists, JSON_COMPACT);
	return xasprintf("%s\n%s", first, second);
}

static char *write_body(const json_t *body)
{
	return json_object_get(body, "status") ? write_report(body)
					       : json_dumps(body, JSON_COMPACT);
}

static char *write_letter(struct made_up *machine, enum letter_word word, const json_t *body)
{
	_cleanup_free_ char *json = write_body(body);
	struct letter letter = { .word = word,
				 .serial = ++machine->serial,
				 .body = (const unsigned char *)json,
				 .size = strlen(json) };
	char *text;

	memcpy(letter.uuid, machine->uuid, sizeof(letter.uuid));
	must(letter_write(&letter, machine->key, &text));
	return text;
}

static json_t *public_of(const struct made_up *machine)
{
	unsigned char public[ED25519_PUBLIC_SIZE];
	char digits[2 * ED25519_PUBLIC_SIZE + 1];

	must(ed25519_public(machine->key, public));
	hex_write(public, sizeof(public), digits);
	return json_string(digits);
}

char *made_up_enrolment(struct made_up *machine, const char *access_key)
{
	_cleanup_json_ json_t *body = json_copy(machine->report);

	json_object_set_new(body, "access_key", json_string(access_key));
	json_object_set_new(body, "public_key", public_of(machine));
	return write_letter(machine, LETTER_ENROL, body);
}

char *made_up_letter(struct made_up *machine)
{
	return write_letter(machine, LETTER_REPORT, machine->report);
}

char *made_up_renewal(struct made_up *machine, const struct made_up *next)
{
	char proof[RENEWAL_PROOF_SIZE];
	_cleanup_json_ json_t *body = NULL;

	must(renewal_prove(next->key, machine->uuid, next->uuid, proof));
	body = json_pack("{s:o, s:s, s:s}", "public_key", public_of(next), "uuid", next->uuid,
			 "proof", proof);
	return write_letter(machine, LETTER_RENEW, body);
}
