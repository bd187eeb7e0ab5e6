/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/console/parsed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>

#include "base/memory.h"
#include "console/character.h"

/* ---- parsing ---- */

void doc_free(xmlDoc **doc)
{
	xmlFreeDoc(*doc);
}

xmlDoc *parse_xml(const struct html *html)
{
	xmlDoc *doc = xmlReadMemory(html->data, (int)html->size, "page", "UTF-8",
				    XML_PARSE_NONET | XML_PARSE_HUGE);

	if (!doc)
		fprintf(stderr, "%s\n", html->data);
	assert_non_null(doc);
	return doc;
}

xmlDoc *parse_html(const struct html *html)
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

char *skeleton_of(const xmlDoc *doc)
{
	char *skeleton = xstrdup("");

	add_skeleton(&skeleton, xmlDocGetRootElement(doc));
	return skeleton;
}

void add_texts(struct string_list *texts, const xmlNode *node)
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

void check_ways(const xmlNode *node)
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

/* ---- what is hostile ---- */

const struct hostile hostile[] = {
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
const size_t n_hostile = ARRAY_SIZE(hostile);
