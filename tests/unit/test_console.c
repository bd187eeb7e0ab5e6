/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whatever a machine calls itself, a page says that and nothing else: pages are parsed as XML, by a
 * strict parser, and as HTML, by a lenient one; what is in them is compared with what was put in.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/json.h"
#include "base/memory.h"
#include "console/input.h"
#include "tests/console/pages.h"
#include "tests/console/parsed.h"

#define FLEET TEST_SOURCE "/tests/console/fleet.json"

static json_t *read_fleet(void)
{
	json_t *fleet = json_load_file(FLEET, 0, NULL);

	assert_non_null(fleet);
	return fleet;
}

/* What strangers may set, and titles of pages. All else the service makes itself. */
static const char *const free_forms[] = {
	"hostname", "address",	"client",  "release",	    "version", "distribution", "effective",
	"boot",	    "text",	"reason",  "message",	    "title",   "name",	       "label",
	"actor",    "object",	"detail",  "action",	    "group",   "cluster",      "email",
	"ring",	    "id",	"update",  "refusal",	    "opens",   "hint",	       "uuid",
	"machine",  "build_id", "account", "kernel",	    "origin",  "state",	       "status",
	"severity", "role",	"admits",  "authorization", "kind",
};

static bool is_free(const char *key)
{
	for (size_t i = 0; i < ARRAY_SIZE(free_forms); i++)
		if (!strcmp(free_forms[i], key))
			return true;
	return false;
}

/* Another value in the place of every string that a key of those has, and of strings in lists. */
static json_t *replaced(const json_t *value, const char *key, const char *text)
{
	json_t *made, *member;
	const char *name;
	size_t i;

	if (json_is_string(value))
		return is_free(key) ? json_string_nocheck(text) : json_copy((json_t *)value);
	if (json_is_array(value)) {
		made = json_array();
		json_array_foreach (value, i, member)
			json_array_append_new(made, json_is_string(member)
							    ? json_string_nocheck(text)
							    : replaced(member, key, text));
		return made;
	}
	if (!json_is_object(value))
		return json_copy((json_t *)value);
	made = json_object();
	json_object_foreach ((json_t *)value, name, member) {
		if (!strcmp(key, "tags"))
			json_object_set_new_nocheck(made, text, json_string_nocheck(text));
		else
			json_object_set_new(made, name, replaced(member, name, text));
	}
	return made;
}

static json_t *fleet_of(const char *text)
{
	_cleanup_json_ json_t *fleet = read_fleet();
	json_t *made = replaced(fleet, "", text);

	json_object_set_new(made, "wanted", json_object());
	json_object_set_new_nocheck(json_object_get(made, "wanted"), "text",
				    json_string_nocheck(text));
	json_object_set_new(made, "actor", json_object());
	json_object_set_new_nocheck(json_object_get(made, "actor"), "name",
				    json_string_nocheck(text));
	json_object_set_new_nocheck(json_object_get(made, "actor"), "title",
				    json_string_nocheck(text));
	return made;
}

static void every_page_is_well_formed(void **state)
{
	_cleanup_json_ json_t *fleet = read_fleet();

	(void)state;
	for (size_t i = 0; i < n_made_pages; i++) {
		for (int role = ROLE_NOBODY; role <= ROLE_APPROVER; role++) {
			_cleanup_html_ struct html html = {};
			_cleanup_doc_ xmlDoc *doc = NULL;

			made_page_put(&html, &made_pages[i], (enum role)role, fleet);
			assert_int_equal(html.n_open, 0);
			doc = parse_xml(&html);
			check_ways(xmlDocGetRootElement(doc));
		}
	}
}

/* With texts that mean something, a page has the elements that it has with texts that do not. */
static void check_skeleton(const struct made_page *made, const json_t *plain, const json_t *evil,
			   xmlDoc *(*parse)(const struct html *html))
{
	_cleanup_html_ struct html plain_html = {};
	_cleanup_html_ struct html evil_html = {};
	_cleanup_doc_ xmlDoc *plain_doc = NULL;
	_cleanup_doc_ xmlDoc *evil_doc = NULL;
	_cleanup_free_ char *plain_skeleton = NULL;
	_cleanup_free_ char *evil_skeleton = NULL;

	made_page_put(&plain_html, made, ROLE_APPROVER, plain);
	made_page_put(&evil_html, made, ROLE_APPROVER, evil);
	plain_doc = parse(&plain_html);
	evil_doc = parse(&evil_html);
	plain_skeleton = skeleton_of(plain_doc);
	evil_skeleton = skeleton_of(evil_doc);
	assert_string_equal(plain_skeleton, evil_skeleton);
	check_ways(xmlDocGetRootElement(evil_doc));
}

static void no_text_makes_an_element(void **state)
{
	_cleanup_json_ json_t *plain = fleet_of("plain");

	(void)state;
	for (size_t i = 0; i < n_hostile; i++) {
		_cleanup_json_ json_t *evil = fleet_of(hostile[i].text);

		for (size_t j = 0; j < n_made_pages; j++) {
			check_skeleton(&made_pages[j], plain, evil, parse_xml);
			check_skeleton(&made_pages[j], plain, evil, parse_html);
		}
	}
}

/* In the place of each plain text stands the hostile one, whole. */
static void texts_are_shown_as_they_are(void **state)
{
	static const char text[] = "<i class=\"x\">&amp;'";
	_cleanup_json_ json_t *plain = fleet_of("plain~text");
	_cleanup_json_ json_t *evil = fleet_of(text);

	(void)state;
	for (size_t i = 0; i < n_made_pages; i++) {
		_cleanup_string_list_ struct string_list plain_texts = {};
		_cleanup_string_list_ struct string_list evil_texts = {};
		_cleanup_html_ struct html plain_html = {};
		_cleanup_html_ struct html evil_html = {};
		_cleanup_doc_ xmlDoc *plain_doc = NULL;
		_cleanup_doc_ xmlDoc *evil_doc = NULL;
		size_t n_seen = 0;

		made_page_put(&plain_html, &made_pages[i], ROLE_APPROVER, plain);
		made_page_put(&evil_html, &made_pages[i], ROLE_APPROVER, evil);
		plain_doc = parse_xml(&plain_html);
		evil_doc = parse_xml(&evil_html);
		add_texts(&plain_texts, xmlDocGetRootElement(plain_doc));
		add_texts(&evil_texts, xmlDocGetRootElement(evil_doc));
		assert_int_equal(plain_texts.n_items, evil_texts.n_items);
		for (size_t j = 0; j < plain_texts.n_items; j++) {
			if (strcmp(plain_texts.items[j], "plain~text"))
				continue;
			assert_string_equal(evil_texts.items[j], text);
			n_seen++;
		}
		assert_true(n_seen > 0);
	}
}

/* ---- values of other types than they should have ---- */

static json_t *of_wrong_type(const json_t *value, int type)
{
	json_t *made, *member;
	const char *name;
	size_t i;

	if (json_is_array(value) && type != 1) {
		made = json_array();
		json_array_foreach (value, i, member)
			json_array_append_new(made, of_wrong_type(member, type));
		return made;
	}
	if (json_is_object(value) && type != 2) {
		made = json_object();
		json_object_foreach ((json_t *)value, name, member)
			json_object_set_new(made, name, of_wrong_type(member, type));
		return made;
	}
	switch (type) {
	case 0:
		return json_null();
	case 3:
		return json_integer(INT64_MAX);
	case 4:
		return json_integer(INT64_MIN);
	case 5:
		return json_string("9999-12-31T23:59:59Z");
	case 6:
		return json_pack("[i]", -1);
	default:
		return json_pack("{s:{s:i}}", "a", "b", 1);
	}
}

static void wrong_types_are_shown_as_nothing(void **state)
{
	_cleanup_json_ json_t *fleet = read_fleet();

	(void)state;
	for (int type = 0; type < 8; type++) {
		_cleanup_json_ json_t *wrong = json_object();
		const char *name;
		json_t *value;

		json_object_foreach (fleet, name, value)
			json_object_set_new(wrong, name, of_wrong_type(value, type));
		for (size_t i = 0; i < n_made_pages; i++) {
			_cleanup_html_ struct html html = {};
			_cleanup_doc_ xmlDoc *doc = NULL;

			made_page_put(&html, &made_pages[i], ROLE_APPROVER, wrong);
			doc = parse_xml(&html);
			check_ways(xmlDocGetRootElement(doc));
		}
	}
}

/* ---- who sees what ---- */

static size_t count_in(const char *text, const char *part)
{
	size_t n = 0;

	for (const char *at = text; (at = strstr(at, part)); at++)
		n++;
	return n;
}

static size_t count_of(const char *page, enum role role, const char *part)
{
	_cleanup_json_ json_t *fleet = read_fleet();
	_cleanup_html_ struct html html = {};

	for (size_t i = 0; i < n_made_pages; i++)
		if (!strcmp(made_pages[i].name, page))
			made_page_put(&html, &made_pages[i], role, fleet);
	assert_non_null(html.data);
	return count_in(html.data, part);
}

static void forms_are_for_whom_they_are_of_use(void **state)
{
	(void)state;
	assert_int_equal(count_of("machine", ROLE_READ, "method=\"post\""), 1);
	assert_int_equal(count_of("machine", ROLE_OPERATOR, "method=\"post\""), 4);
	assert_int_equal(count_of("update", ROLE_READ, "/block\""), 0);
	assert_int_equal(count_of("update", ROLE_OPERATOR, "/block\""), 1);
	assert_int_equal(count_of("update", ROLE_OPERATOR, "/resume\""), 0);
	assert_int_equal(count_of("update", ROLE_APPROVER, "/resume\""), 1);
	assert_int_equal(count_of("update", ROLE_APPROVER, "/promote\""), 0);
	assert_int_equal(count_of("keys", ROLE_OPERATOR, "/revoke\""), 0);
	assert_int_equal(count_of("keys", ROLE_APPROVER, "/revoke\""), 3);
	assert_int_equal(count_of("groups", ROLE_READ, "action=\"/groups\""), 0);
	assert_int_equal(count_of("groups", ROLE_OPERATOR, "action=\"/groups\""), 1);
}

/* Moments are written down some minutes after they have come: until then it is not said that they
 * have not. */
static void what_has_come_is_not_yet_to_come(void **state)
{
	const size_t n_before = count_of("fleet", ROLE_READ, "not yet");
	_cleanup_json_ json_t *fleet = read_fleet();
	_cleanup_html_ struct html html = {};
	json_t *cves = json_object_get(json_object_get(fleet, "fleet"), "cves");
	json_t *cve = json_array_get(json_object_get(cves, "items"), 0);

	(void)state;
	assert_string_equal(made_pages[0].name, "fleet");
	assert_int_equal(count_of("fleet", ROLE_READ, "just now"), 0);
	json_object_set_new(json_object_get(cve, "protection"), "first", json_null());
	json_object_set_new(cve, "n_fixed", json_integer(7818));
	made_page_put(&html, &made_pages[0], ROLE_READ, fleet);
	assert_int_equal(count_in(html.data, "just now"), 2);
	assert_int_equal(count_in(html.data, "not yet"), n_before - 1);
	html_deinit(&html);
	html = (struct html){};
	json_object_set_new(json_object_get(cve, "protection"), "offered", json_null());
	made_page_put(&html, &made_pages[0], ROLE_READ, fleet);
	assert_int_equal(count_in(html.data, ">before<"), 2);
}

static void one_is_not_many(void **state)
{
	_cleanup_json_ json_t *fleet = read_fleet();
	_cleanup_html_ struct html html = {};
	json_t *overview;

	(void)state;
	overview = json_object_get(json_object_get(fleet, "fleet"), "overview");
	json_object_set_new(overview, "n_cves_open", json_integer(1));
	made_page_put(&html, &made_pages[0], ROLE_READ, fleet);
	assert_int_equal(count_in(html.data, "CVE open somewhere"), 1);
	assert_int_equal(count_in(html.data, "CVEs open somewhere"), 0);
}

/* What is not drawn has no legend. */
static void no_history_has_no_legend(void **state)
{
	_cleanup_json_ json_t *fleet = read_fleet();
	_cleanup_html_ struct html html = {};
	json_t *overview;

	(void)state;
	assert_int_equal(count_of("fleet", ROLE_READ, "From below"), 1);
	overview = json_object_get(json_object_get(fleet, "fleet"), "overview");
	json_object_set_new(overview, "history", json_array());
	made_page_put(&html, &made_pages[0], ROLE_READ, fleet);
	assert_int_equal(count_in(html.data, "There is no history yet"), 1);
	assert_int_equal(count_in(html.data, "From below"), 0);
}

static void every_form_that_changes_has_the_token(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_made_pages; i++) {
		const char *name = made_pages[i].name;

		if (strcmp(name, "login"))
			assert_int_equal(count_of(name, ROLE_APPROVER, "method=\"post\""),
					 count_of(name, ROLE_APPROVER, "name=\"csrf\""));
	}
}

/* ---- what everybody can use ---- */

static void collect(const xmlNode *node, const char *element, const char *attribute,
		    struct string_list *values)
{
	for (; node; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		xmlChar *value = xmlGetProp(node, (const xmlChar *)attribute);

		if (value && (!element || !strcmp((const char *)node->name, element)))
			string_list_add(values, (const char *)value);
		xmlFree(value);
		collect(node->children, element, attribute, values);
	}
}

/* Ids are of one element each, and whatever is filled in has a label. */
static void fields_have_labels(void **state)
{
	_cleanup_json_ json_t *fleet = read_fleet();

	(void)state;
	for (size_t i = 0; i < n_made_pages; i++) {
		_cleanup_string_list_ struct string_list ids = {};
		_cleanup_string_list_ struct string_list inputs = {};
		_cleanup_string_list_ struct string_list labels = {};
		_cleanup_html_ struct html html = {};
		_cleanup_doc_ xmlDoc *doc = NULL;

		made_page_put(&html, &made_pages[i], ROLE_APPROVER, fleet);
		doc = parse_xml(&html);
		collect(xmlDocGetRootElement(doc), NULL, "id", &ids);
		collect(xmlDocGetRootElement(doc), "input", "id", &inputs);
		collect(xmlDocGetRootElement(doc), "select", "id", &inputs);
		collect(xmlDocGetRootElement(doc), "label", "for", &labels);
		for (size_t j = 0; j < ids.n_items; j++)
			for (size_t k = 0; k < j; k++)
				assert_string_not_equal(ids.items[j], ids.items[k]);
		for (size_t j = 0; j < inputs.n_items; j++)
			assert_true(string_list_contains(&labels, inputs.items[j]));
		assert_int_equal(inputs.n_items, labels.n_items);
	}
}

static void tables_have_captions_and_headings(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_made_pages; i++) {
		const char *name = made_pages[i].name;

		assert_int_equal(count_of(name, ROLE_APPROVER, "<table"),
				 count_of(name, ROLE_APPROVER, "<caption>"));
		assert_int_equal(count_of(name, ROLE_APPROVER, "<th "),
				 count_of(name, ROLE_APPROVER, "<th scope="));
		assert_int_equal(count_of(name, ROLE_APPROVER, "<main id=\"content\""), 1);
		assert_int_equal(count_of(name, ROLE_APPROVER, "<h1>"), 1);
		assert_int_equal(count_of(name, ROLE_APPROVER, "href=\"#content\""), 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_page_is_well_formed),
		cmocka_unit_test(no_text_makes_an_element),
		cmocka_unit_test(texts_are_shown_as_they_are),
		cmocka_unit_test(wrong_types_are_shown_as_nothing),
		cmocka_unit_test(forms_are_for_whom_they_are_of_use),
		cmocka_unit_test(what_has_come_is_not_yet_to_come),
		cmocka_unit_test(one_is_not_many),
		cmocka_unit_test(no_history_has_no_legend),
		cmocka_unit_test(every_form_that_changes_has_the_token),
		cmocka_unit_test(fields_have_labels),
		cmocka_unit_test(tables_have_captions_and_headings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
