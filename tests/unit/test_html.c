/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The writer of HTML: whatever a text is, a parser has it back, or what stands in its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/memory.h"
#include "console/character.h"
#include "console/html.h"
#include "console/path.h"
#include "tests/console/parsed.h"

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

static void hostile_texts_are_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_hostile; i++)
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_byte_is_text),
		cmocka_unit_test(hostile_texts_are_texts),
		cmocka_unit_test(ways_are_ours),
		cmocka_unit_test(paths_are_encoded),
		cmocka_unit_test(attributes_without_value_are_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
