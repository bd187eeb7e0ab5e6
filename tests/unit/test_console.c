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

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

#include "base/json.h"
#include "base/memory.h"
#include "console/character.h"
#include "console/chart.h"
#include "console/html.h"
#include "console/input.h"
#include "console/notice.h"
#include "console/path.h"
#include "console/table.h"
#include "tests/console/pages.h"

#define FLEET TEST_SOURCE "/tests/console/fleet.json"

/* ---- parsing ---- */

static void doc_free(xmlDoc **doc)
{
	xmlFreeDoc(*doc);
}
#define _cleanup_doc_ _cleanup_(doc_free)

static xmlDoc *parse_xml(const struct html *html)
{
	xmlDoc *doc = xmlReadMemory(html->data, (int)html->size, "page", "UTF-8",
				    XML_PARSE_NONET | XML_PARSE_HUGE);

	if (!doc)
		fprintf(stderr, "%s\n", html->data);
	assert_non_null(doc);
	return doc;
}

/* By rules of before HTML5: it does not know svg, main and nav, but finds elements all the same. */
static xmlDoc *parse_html(const struct html *html)
{
	xmlDoc *doc = htmlReadMemory(html->data, (int)html->size, "page", "UTF-8",
				     HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING);

	assert_non_null(doc);
	return doc;
}

/* ---- what is in a page ---- */

static bool is_blank(const char *text)
{
	return strspn(text, " \t\n") == strlen(text);
}

/* Elements and names of attributes, and of their values those that are ours alone. */
static void add_skeleton(char **skeleton, const xmlNode *node)
{
	for (; node; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		xappend(skeleton, "<%s", node->name);
		for (const xmlAttr *attribute = node->properties; attribute;
		     attribute = attribute->next)
			xappend(skeleton, " %s", attribute->name);
		xappend(skeleton, ">\n");
		add_skeleton(skeleton, node->children);
		xappend(skeleton, "</>\n");
	}
}

static char *skeleton_of(const xmlDoc *doc)
{
	char *skeleton = xstrdup("");

	add_skeleton(&skeleton, xmlDocGetRootElement(doc));
	return skeleton;
}

/* Every text and value of an attribute, one a line. */
static void add_texts(struct string_list *texts, const xmlNode *node)
{
	for (; node; node = node->next) {
		if (node->type == XML_TEXT_NODE && !is_blank((const char *)node->content))
			string_list_add(texts, (const char *)node->content);
		if (node->type != XML_ELEMENT_NODE)
			continue;
		for (xmlAttr *attribute = node->properties; attribute;
		     attribute = attribute->next) {
			xmlChar *value = xmlNodeListGetString(node->doc, attribute->children, 1);

			string_list_add(texts, value ? (const char *)value : "");
			xmlFree(value);
		}
		add_texts(texts, node->children);
	}
}

/* What leads somewhere leads to us, and nothing acts. */
static void check_ways(const xmlNode *node)
{
	static const char *const forbidden[] = { "script", "style", "iframe", "object", "embed",
						 "base",   "img",   "image",  "use",	"animate" };

	for (; node; node = node->next) {
		if (node->type == XML_COMMENT_NODE || node->type == XML_PI_NODE)
			fail_msg("there is a comment");
		if (node->type != XML_ELEMENT_NODE)
			continue;
		for (size_t i = 0; i < ARRAY_SIZE(forbidden); i++)
			assert_string_not_equal((const char *)node->name, forbidden[i]);
		for (const xmlAttr *attribute = node->properties; attribute;
		     attribute = attribute->next) {
			const char *name = (const char *)attribute->name;
			xmlChar *value = xmlNodeListGetString(node->doc, attribute->children, 1);

			assert_int_not_equal(strncasecmp(name, "on", 2), 0);
			assert_string_not_equal(name, "style");
			assert_string_not_equal(name, "src");
			if (!strcmp(name, "href") || !strcmp(name, "action"))
				assert_true(value && (value[0] == '#' ||
						      (value[0] == '/' && value[1] != '/')));
			xmlFree(value);
		}
		check_ways(node->children);
	}
}

/* ---- the writer ---- */

/* What a parser yields of one text, as an attribute's value and as text. */
static void round_trip(const char *text, char **in_attribute, char **in_text)
{
	_cleanup_html_ struct html html = {};
	_cleanup_doc_ xmlDoc *doc = NULL;
	xmlChar *value, *content;

	html_open(&html, "p", "title", text);
	html_text(&html, text);
	html_close(&html, "p");
	doc = parse_xml(&html);
	value = xmlGetProp(xmlDocGetRootElement(doc), (const xmlChar *)"title");
	content = xmlNodeGetContent(xmlDocGetRootElement(doc));
	*in_attribute = xstrdup((const char *)value);
	*in_text = xstrdup((const char *)content);
	xmlFree(value);
	xmlFree(content);
}

static void check_written(const char *text, const char *expected)
{
	_cleanup_free_ char *in_attribute = NULL;
	_cleanup_free_ char *in_text = NULL;

	round_trip(text, &in_attribute, &in_text);
	assert_string_equal(in_attribute, expected);
	assert_string_equal(in_text, expected);
}

static void every_byte_is_text(void **state)
{
	(void)state;
	for (int byte = 1; byte < 256; byte++) {
		const char text[] = { 'a', (char)byte, 'b', '\0' };
		const bool is_shown = byte == '\t' || byte == '\n' || (byte >= 0x20 && byte < 0x7f);

		check_written(text, is_shown ? text : "a" CHARACTER_UNKNOWN "b");
	}
	check_written("", "");
}

static const struct {
	const char *text, *expected;
} hostile[] = {
	{ "<script>alert(1)</script>", "<script>alert(1)</script>" },
	{ "\"><img src=x onerror=alert(1)>", "\"><img src=x onerror=alert(1)>" },
	{ "' onmouseover='alert(1)", "' onmouseover='alert(1)" },
	{ "--><!-- ]]> <![CDATA[ <?xml?>", "--><!-- ]]> <![CDATA[ <?xml?>" },
	{ "&lt;b&gt; &amp; &#60; &nosuch; &", "&lt;b&gt; &amp; &#60; &nosuch; &" },
	{ "</title></head><body>", "</title></head><body>" },
	{ "grün, 日本, 🚀", "grün, 日本, 🚀" },
	/* a right-to-left override, and a mark that is not seen */
	{ "exe.\xe2\x80\xaegpj", "exe." CHARACTER_UNKNOWN "gpj" },
	{ "a\xe2\x80\x8f", "a" CHARACTER_UNKNOWN },
	/* C1 controls, a byte-order mark's other half, a noncharacter */
	{ "\xc2\x9b"
	  "31m",
	  CHARACTER_UNKNOWN "31m" },
	{ "\xef\xbf\xbe", CHARACTER_UNKNOWN },
	{ "\xf0\x9f\xbf\xbf", CHARACTER_UNKNOWN },
	/* '<' in two and in three bytes, half a character, a surrogate, beyond the last */
	{ "\xc0\xbc", CHARACTER_UNKNOWN CHARACTER_UNKNOWN },
	{ "\xe0\x80\xbc", CHARACTER_UNKNOWN CHARACTER_UNKNOWN CHARACTER_UNKNOWN },
	{ "a\xe2\x82", "a" CHARACTER_UNKNOWN CHARACTER_UNKNOWN },
	{ "\xe2\x82<b>", CHARACTER_UNKNOWN CHARACTER_UNKNOWN "<b>" },
	{ "\xed\xa0\x80", CHARACTER_UNKNOWN CHARACTER_UNKNOWN CHARACTER_UNKNOWN },
	{ "\xf4\x90\x80\x80",
	  CHARACTER_UNKNOWN CHARACTER_UNKNOWN CHARACTER_UNKNOWN CHARACTER_UNKNOWN },
	{ "\xff\xfe", CHARACTER_UNKNOWN CHARACTER_UNKNOWN },
};

static void hostile_texts_are_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(hostile); i++)
		check_written(hostile[i].text, hostile[i].expected);
}

static char *href_of(const char *value)
{
	_cleanup_html_ struct html html = {};

	html_leaf(&html, "a", "x", "href", value);
	return xstrdup(html.data);
}

static void ways_are_ours(void **state)
{
	static const char *const theirs[] = {
		"javascript:alert(1)",
		"https://other.example/",
		"//other.example/",
		"/\\other.example",
		"/a b",
		"/a\"b",
		"data:text/html,x",
		"",
		"/<x>",
		"mailto:x@y",
		"/a:b",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(theirs); i++) {
		_cleanup_free_ char *text = href_of(theirs[i]);

		assert_string_equal(text, "<a href=\"#\">x</a>");
	}
	_cleanup_free_ char *ours = href_of("/machines/a%2Fb?x=1&y=2");
	_cleanup_free_ char *here = href_of("#content");

	assert_string_equal(ours, "<a href=\"/machines/a%2Fb?x=1&amp;y=2\">x</a>");
	assert_string_equal(here, "<a href=\"#content\">x</a>");
}

static void paths_are_encoded(void **state)
{
	_cleanup_free_ char *path = path_of("machines", "a/b?c#d &\"<\xff");

	(void)state;
	assert_string_equal(path, "/machines/a%2Fb%3Fc%23d%20%26%22%3C%FF");
	path_add(&path, "none", NULL);
	path_add(&path, "empty", "");
	path_add(&path, "a", "x=y&z");
	path_add_number(&path, "n", 7);
	assert_string_equal(path, "/machines/a%2Fb%3Fc%23d%20%26%22%3C%FF?a=x%3Dy%26z&n=7");
}

static void attributes_without_value_are_left_out(void **state)
{
	_cleanup_html_ struct html html = {};

	(void)state;
	html_empty(&html, "input", "name", "a", "value", NULL, "required", "required");
	assert_string_equal(html.data, "<input name=\"a\" required=\"required\"/>");
}

/* ---- numbers and times ---- */

static char *number_text(int64_t number)
{
	_cleanup_html_ struct html html = {};

	put_number(&html, number);
	return xstrdup(html.data);
}

static void numbers_have_commas(void **state)
{
	static const struct {
		int64_t number;
		const char *text;
	} rows[] = {
		{ 0, "0" },
		{ 999, "999" },
		{ 1000, "1,000" },
		{ 1234567, "1,234,567" },
		{ -1000, "-1,000" },
		{ -100, "-100" },
		{ INT64_MIN, "-9,223,372,036,854,775,808" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *text = number_text(rows[i].number);

		assert_string_equal(text, rows[i].text);
	}
}

static void spans_are_told_in_the_unit_that_fits(void **state)
{
	static const struct {
		int64_t seconds;
		const char *text;
	} rows[] = {
		{ 0, "0 seconds" },	{ 1, "1 second" },	 { 119, "119 seconds" },
		{ 120, "2 minutes" },	{ 7199, "119 minutes" }, { 7200, "2 hours" },
		{ 172799, "47 hours" }, { 172800, "2 days" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_html_ struct html html = {};

		put_span(&html, rows[i].seconds);
		assert_string_equal(html.data, rows[i].text);
	}
}

static void not_all_is_not_a_hundred(void **state)
{
	(void)state;
	assert_int_equal(share(999999, 1000000), 99);
	assert_int_equal(share(1000000, 1000000), 100);
	assert_int_equal(share(0, 0), 0);
	assert_int_equal(share(-5, 10), 0);
	assert_int_equal(share(INT64_MAX, 1), 100);
}

static void unknown_notices_say_nothing(void **state)
{
	(void)state;
	assert_null(notice_text("<b>"));
	assert_null(notice_text(""));
	assert_non_null(notice_text("moved"));
}

/* ---- pages ---- */

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
	for (size_t i = 0; i < ARRAY_SIZE(hostile); i++) {
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
		cmocka_unit_test(every_byte_is_text),
		cmocka_unit_test(hostile_texts_are_texts),
		cmocka_unit_test(ways_are_ours),
		cmocka_unit_test(paths_are_encoded),
		cmocka_unit_test(attributes_without_value_are_left_out),
		cmocka_unit_test(numbers_have_commas),
		cmocka_unit_test(spans_are_told_in_the_unit_that_fits),
		cmocka_unit_test(not_all_is_not_a_hundred),
		cmocka_unit_test(unknown_notices_say_nothing),
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
