/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/vex.h"

#include "base/date.h"
#include "base/digest.h"
#include "base/form.h"
#include "base/memory.h"

#define CONTEXT "https://openvex.dev/ns/v0.2.0"

/* The vendor's package of the kernel that runs, as package URLs have it. */
static char *package_url(const struct series *series)
{
	_cleanup_free_ char *release = percent_encode(series->release, "-._~");
	_cleanup_free_ char *version = percent_encode(series->version, "-._~");

	return xasprintf("pkg:deb/%s/linux-image-%s@%s?arch=amd64", series->distribution, release,
			 version);
}

static json_t *product(const char *url)
{
	return json_pack("{s:s, s:{s:s}}", "@id", url, "identifiers", "purl", url);
}

static char *action(const struct standing_cve *cve)
{
	if (cve->state == CVE_AVAILABLE)
		return xasprintf("apply the live update %s with 'suture upgrade'", cve->update);
	if (cve->state == CVE_HELD_BACK)
		return xasprintf("the live update %s would fix it: %s", cve->update, cve->text);
	return xasprintf("boot a kernel of the vendor's that has the fix: there is no live update "
			 "of it (%s)",
			 cve->text);
}

static json_t *statement(const struct standing_cve *cve, const char *url)
{
	json_t *object = json_pack("{s:{s:o}, s:[o], s:s}", "vulnerability", "name",
				   string_to_json(cve->cve), "products", product(url), "status",
				   cve->state == CVE_FIXED ? "fixed" : "affected");
	_cleanup_free_ char *text =
		cve->state == CVE_FIXED
			? xasprintf("fixed in the running kernel by the live update %s",
				    cve->update)
			: action(cve);

	json_object_set_new(object, cve->state == CVE_FIXED ? "status_notes" : "action_statement",
			    string_to_json(text));
	return object;
}

static json_t *statements(const struct standing *standing)
{
	_cleanup_free_ char *url = package_url(&standing->machine->series);
	json_t *array = json_array();

	for (size_t i = 0; i < standing->n_cves; i++)
		json_array_append_new(array, statement(&standing->cves[i], url));
	return array;
}

/*
 * By what it says of which kernel and when; of the machine it tells nothing. The form is that of a
 * UUID of version 8, whose bits are anybody's.
 */
static char *identity(const struct standing *standing, const json_t *said, const char *date)
{
	_cleanup_free_ char *content = json_text(said);
	_cleanup_free_ char *text =
		xasprintf("%s\n%s\n%s", standing->machine->build_id, date, content);
	char digest[DIGEST_TEXT_SIZE];

	digest_bytes(text, strlen(text), digest);
	return xasprintf("urn:uuid:%.8s-%.4s-8%.3s-8%.3s-%.12s", digest, digest + 8, digest + 12,
			 digest + 15, digest + 18);
}

struct error *vex_make(const struct standing *standing, json_t **document)
{
	_cleanup_json_ json_t *said = NULL;
	_cleanup_free_ char *id = NULL;
	char date[DATE_TEXT_SIZE];

	if (!standing->n_cves)
		return error_new(ERROR_NO_CHANGE, "no CVE of this kernel is known: there is "
						  "nothing that a document could state");
	said = statements(standing);
	date_write(standing->now, date);
	id = identity(standing, said, date);
	*document = json_pack("{s:s, s:s, s:s, s:s, s:s, s:i, s:s, s:O}", "@context", CONTEXT,
			      "@id", id, "author", "suture", "role", "Live updates of this machine",
			      "timestamp", date, "version", 1, "tooling", "suture " SUTURE_VERSION,
			      "statements", said);
	return NULL;
}
