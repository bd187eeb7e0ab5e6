/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/oval.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/digest.h"
#include "base/form.h"
#include "base/memory.h"

#define OVAL   "http://oval.mitre.org/XMLSchema/"
#define SCHEMA "5.11"

/* ---- forms of text ---- */

static const char *entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	default:
		return NULL;
	}
}

/* U+FFFE and U+FFFF are no characters of XML; control characters a series cannot have. */
static bool is_no_character(const char *c)
{
	return !strncmp(c, "\xef\xbf\xbe", 3) || !strncmp(c, "\xef\xbf\xbf", 3);
}

static char *xml(const char *string)
{
	char *text = xstrdup("");

	for (const char *c = string; *c; c++) {
		if (is_no_character(c)) {
			xappend(&text, "?");
			c += 2;
		} else if (entity(*c)) {
			xappend(&text, "%s", entity(*c));
		} else {
			xappend(&text, "%c", *c);
		}
	}
	return text;
}

/* As a regular expression that matches it and nothing else. */
static char *literal(const char *string)
{
	char *text = xstrdup("");

	for (const unsigned char *c = (const unsigned char *)string; *c; c++)
		xappend(&text, *c >= 0x80 || isalnum(*c) || strchr(" _-", *c) ? "%c" : "\\%c", *c);
	return text;
}

/* ---- ids ---- */

/* A number of 18 digits from any name; it begins as no year does. */
static char *number_of(const char *kind, const char *name)
{
	_cleanup_free_ char *what = xasprintf("%s %s", kind, name);
	char digest[DIGEST_TEXT_SIZE];

	digest_bytes(what, strlen(what), digest);
	digest[14] = '\0';
	return xasprintf("9%017llu", strtoull(digest, NULL, 16));
}

/* CVE-2026-1234 is 20260001234: the year, and the number in seven digits or more. */
static char *number_of_cve(const char *name)
{
	unsigned int year, number;
	char end;

	if (sscanf(name, "CVE-%4u-%9u%c", &year, &number, &end) == 2 && year >= 1999)
		return xasprintf("%u%07u", year, number);
	return number_of("CVE", name);
}

/* ---- definitions ---- */

static void add_criterion(char **text, int depth, bool negate, const char *kind, const char *name,
			  const char *comment)
{
	_cleanup_free_ char *number = number_of(kind, name);
	_cleanup_free_ char *escaped = xml(comment);

	xappend(text,
		"%*s<criterion comment=\"%s\"%s\n"
		"%*s  test_ref=\"oval:org.suture:tst:%s\"/>\n",
		depth, "", escaped, negate ? " negate=\"true\"" : "", depth, "", number);
}

static void add_applied(char **text, int depth, const struct standing_update *one)
{
	_cleanup_free_ char *comment = xasprintf("the live update %s is applied", one->id);

	add_criterion(text, depth, true, "update", one->id, comment);
}

static bool is_awaiting(const struct standing_update *one)
{
	return one->state == UPDATE_WAITING && one->other;
}

/* An update that waits for its module leaves a hole only once that module is there. */
static void add_hole(char **text, const struct standing_update *one)
{
	_cleanup_free_ char *comment = NULL;

	if (!is_awaiting(one)) {
		add_applied(text, 10, one);
		return;
	}
	comment = xasprintf("the module %s is loaded", one->other);
	xappend(text, "          <criteria operator=\"AND\">\n");
	add_applied(text, 12, one);
	add_criterion(text, 12, false, "module", one->other, comment);
	xappend(text, "          </criteria>\n");
}

static bool fixes(const struct standing_update *one, const char *cve)
{
	return one->update && string_list_contains(&one->update->cves, cve);
}

/* One of several updates that is not applied is enough. */
static void add_holes(char **text, const struct standing *standing, const struct standing_cve *cve)
{
	if (cve->state == CVE_UNPATCHABLE)
		return;
	xappend(text, "        <criteria operator=\"OR\">\n");
	for (size_t i = 0; i < standing->n_updates; i++)
		if (fixes(&standing->updates[i], cve->cve))
			add_hole(text, &standing->updates[i]);
	xappend(text, "        </criteria>\n");
}

static void add_criteria(char **text, const struct standing *standing,
			 const struct standing_cve *cve)
{
	const struct series *series = &standing->machine->series;
	_cleanup_free_ char *comment =
		xasprintf("the kernel %s of %s runs", series->release, series->version);

	xappend(text, "      <criteria operator=\"AND\">\n");
	add_criterion(text, 8, false, "kernel", series->build_id, comment);
	add_holes(text, standing, cve);
	xappend(text, "      </criteria>\n");
}

static char *description(const struct standing *standing, const struct standing_cve *cve)
{
	_cleanup_string_list_ struct string_list ids = {};
	_cleanup_free_ char *joined = NULL;

	if (cve->state == CVE_UNPATCHABLE)
		return xasprintf("There is no live update of it: %s", cve->text);
	for (size_t i = 0; i < standing->n_updates; i++)
		if (fixes(&standing->updates[i], cve->cve))
			string_list_add(&ids, standing->updates[i].id);
	joined = string_list_join(&ids);
	return xasprintf("Live updates that fix it: %s", joined);
}

static void add_metadata(char **text, const struct standing *standing,
			 const struct standing_cve *cve)
{
	_cleanup_free_ char *name = xml(cve->cve);
	_cleanup_free_ char *in_url = percent_encode(cve->cve, "-._~");
	_cleanup_free_ char *said = description(standing, cve);
	_cleanup_free_ char *escaped = xml(said);

	xappend(text,
		"      <metadata>\n"
		"        <title>%s</title>\n"
		"        <affected family=\"unix\"/>\n"
		"        <reference source=\"CVE\" ref_id=\"%s\"\n"
		"          ref_url=\"https://www.cve.org/CVERecord?id=%s\"/>\n"
		"        <description>%s</description>\n"
		"      </metadata>\n",
		name, name, in_url, escaped);
}

static void add_definition(char **text, const struct standing *standing,
			   const struct standing_cve *cve)
{
	_cleanup_free_ char *number = number_of_cve(cve->cve);
	_cleanup_free_ char *inside = NULL;

	add_metadata(&inside, standing, cve);
	add_criteria(&inside, standing, cve);
	xappend(text,
		"    <definition id=\"oval:org.suture:def:%s\" version=\"1\""
		" class=\"vulnerability\">\n%s    </definition>\n",
		number, inside);
}

/* ---- tests: a file has a line of a form ---- */

struct parts {
	char *tests, *objects;
};

static void add_test(struct parts *parts, const char *kind, const char *name, const char *path,
		     const char *pattern)
{
	_cleanup_free_ char *number = number_of(kind, name);
	_cleanup_free_ char *in_comment = xml(name), *in_path = xml(path), *form = xml(pattern);

	xappend(&parts->tests,
		"    <ind:textfilecontent54_test id=\"oval:org.suture:tst:%s\" version=\"1\"\n"
		"        check=\"all\" check_existence=\"at_least_one_exists\""
		" comment=\"%s %s\">\n"
		"      <ind:object object_ref=\"oval:org.suture:obj:%s\"/>\n"
		"    </ind:textfilecontent54_test>\n",
		number, kind, in_comment, number);
	xappend(&parts->objects,
		"    <ind:textfilecontent54_object id=\"oval:org.suture:obj:%s\" version=\"1\">\n"
		"      <ind:filepath>%s</ind:filepath>\n"
		"      <ind:pattern operation=\"pattern match\">%s</ind:pattern>\n"
		"      <ind:instance datatype=\"int\">1</ind:instance>\n"
		"    </ind:textfilecontent54_object>\n",
		number, in_path, form);
}

static void test_kernel(struct parts *parts, const struct series *series)
{
	_cleanup_free_ char *release = literal(series->release);
	_cleanup_free_ char *version = literal(series->version);
	_cleanup_free_ char *pattern = xasprintf("^Linux version %s .* %s( |$)", release, version);

	add_test(parts, "kernel", series->build_id, "/proc/version", pattern);
}

static void test_update(struct parts *parts, const char *id)
{
	_cleanup_free_ char *path = xasprintf("/sys/kernel/suture/updates/%s/state", id);

	add_test(parts, "update", id, path, "^applied$");
}

static void test_module(struct parts *parts, struct string_list *modules, const char *module)
{
	_cleanup_free_ char *path = xasprintf("/sys/module/%s/initstate", module);

	if (string_list_contains(modules, module))
		return;
	string_list_add(modules, module);
	add_test(parts, "module", module, path, "^live$");
}

/* A test that no definition asks for would be no valid document's. */
static bool is_asked_for(const struct standing *standing, const struct standing_update *one)
{
	for (size_t i = 0; i < standing->n_cves; i++)
		if (standing->cves[i].state != CVE_UNPATCHABLE && fixes(one, standing->cves[i].cve))
			return true;
	return false;
}

static void add_tests(struct parts *parts, const struct standing *standing)
{
	_cleanup_string_list_ struct string_list modules = {};

	test_kernel(parts, &standing->machine->series);
	for (size_t i = 0; i < standing->n_updates; i++) {
		const struct standing_update *one = &standing->updates[i];

		if (!is_asked_for(standing, one))
			continue;
		test_update(parts, one->id);
		if (is_awaiting(one))
			test_module(parts, &modules, one->other);
	}
}

/* ---- the document ---- */

static char *document(const struct standing *standing, const char *definitions,
		      const struct parts *parts)
{
	char date[DATE_TEXT_SIZE];

	date_write(standing->now, date);
	return xasprintf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			 "<oval_definitions xmlns=\"" OVAL "oval-definitions-5\"\n"
			 "    xmlns:ind=\"" OVAL "oval-definitions-5#independent\"\n"
			 "    xmlns:oval=\"" OVAL "oval-common-5\">\n"
			 "  <generator>\n"
			 "    <oval:product_name>suture</oval:product_name>\n"
			 "    <oval:product_version>" SUTURE_VERSION "</oval:product_version>\n"
			 "    <oval:schema_version>" SCHEMA "</oval:schema_version>\n"
			 "    <oval:timestamp>%s</oval:timestamp>\n"
			 "  </generator>\n"
			 "  <definitions>\n%s  </definitions>\n"
			 "  <tests>\n%s  </tests>\n"
			 "  <objects>\n%s  </objects>\n"
			 "</oval_definitions>\n",
			 date, definitions, parts->tests, parts->objects);
}

struct error *oval_make(const struct standing *standing, char **text)
{
	_cleanup_free_ char *definitions = NULL;
	struct parts parts = {};

	if (!standing->n_cves)
		return error_new(ERROR_NO_CHANGE, "no CVE of this kernel is known: there is "
						  "nothing to define");
	for (size_t i = 0; i < standing->n_cves; i++)
		add_definition(&definitions, standing, &standing->cves[i]);
	add_tests(&parts, standing);
	*text = document(standing, definitions, &parts);
	free(parts.tests);
	free(parts.objects);
	return NULL;
}
