/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/html.h"

#include <assert.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>

#include "base/form.h"
#include "base/memory.h"
#include "console/character.h"

void html_deinit(struct html *html)
{
	free(html->data);
	*html = (struct html){};
}

/* ---- bytes ---- */

static void add(struct html *html, const char *data, size_t size)
{
	if (html->size + size + 1 > html->capacity) {
		html->capacity = 2 * (html->size + size + 1) + 4096;
		html->data = xrealloc(html->data, html->capacity, 1);
	}
	memcpy(html->data + html->size, data, size);
	html->size += size;
	html->data[html->size] = '\0';
}

static void add_literal(struct html *html, const char *literal)
{
	add(html, literal, strlen(literal));
}

/* What a character is written as where it would mean something; NULL: as itself. */
static const char *entity(uint32_t character, bool in_attribute)
{
	switch (character) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	case '\t':
		return in_attribute ? "&#9;" : NULL;
	case '\n':
		return in_attribute ? "&#10;" : NULL;
	default:
		return character_is_shown(character) ? NULL : CHARACTER_UNKNOWN;
	}
}

static void add_escaped(struct html *html, const char *text, bool in_attribute)
{
	while (*text) {
		uint32_t character;
		const size_t length = character_read(text, &character);
		const char *instead = entity(character, in_attribute);

		if (instead)
			add_literal(html, instead);
		else
			add(html, text, length);
		text += length;
	}
}

/* ---- what there may be ---- */

static const char *const elements[] = {
	"a",	 "body",    "br",      "button", "caption", "circle",  "code",
	"dd",	 "details", "div",     "dl",	 "dt",	    "footer",  "form",
	"g",	 "h1",	    "h2",      "head",	 "header",  "html",    "input",
	"label", "li",	    "line",    "link",	 "main",    "meta",    "nav",
	"ol",	 "option",  "p",       "path",	 "rect",    "section", "select",
	"span",	 "strong",  "summary", "svg",	 "table",   "tbody",   "td",
	"text",	 "th",	    "thead",   "time",	 "title",   "tr",      "ul",
};

/* clang-format off */
static const char *const attributes[] = {
	"action", "aria-current", "aria-hidden", "aria-label", "autocomplete", "charset",
	"class", "content", "cx", "cy", "d", "data-label", "datetime", "for", "height",
	"href", "id", "lang", "method", "min", "name", "open", "pathLength", "placeholder",
	"preserveAspectRatio", "r", "rel", "required", "role", "scope", "selected",
	"spellcheck", "stroke-dasharray", "stroke-dashoffset", "tabindex", "text-anchor",
	"title", "transform", "type", "value", "viewBox", "width", "x", "x1", "x2", "y",
	"y1", "y2",
};
/* clang-format on */

static bool is_in(const char *const *names, size_t n_names, const char *name)
{
	for (size_t i = 0; i < n_names; i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

static bool leads_somewhere(const char *attribute)
{
	return !strcmp(attribute, "href") || !strcmp(attribute, "action");
}

/* "//host" and "/\host" are other hosts to a browser. */
static bool is_ours(const char *path)
{
	return (path[0] == '#' || (path[0] == '/' && path[1] != '/')) &&
	       consists_of(path, "/%?=&-._~#");
}

/* ---- elements ---- */

static void add_attributes(struct html *html, va_list pairs)
{
	for (const char *name; (name = va_arg(pairs, const char *));) {
		const char *value = va_arg(pairs, const char *);

		assert(is_in(attributes, ARRAY_SIZE(attributes), name));
		if (!value)
			continue;
		add_literal(html, " ");
		add_literal(html, name);
		add_literal(html, "=\"");
		add_escaped(html, leads_somewhere(name) && !is_ours(value) ? "#" : value, true);
		add_literal(html, "\"");
	}
}

static void add_start(struct html *html, const char *element, va_list pairs)
{
	assert(is_in(elements, ARRAY_SIZE(elements), element));
	add_literal(html, "<");
	add_literal(html, element);
	add_attributes(html, pairs);
}

static void push(struct html *html, const char *element)
{
	assert(html->n_open < HTML_DEPTH_MAX);
	html->open[html->n_open++] = element;
	add_literal(html, ">");
}

void html_begin(struct html *html)
{
	add_literal(html, "<!DOCTYPE html>\n");
}

void html_open_(struct html *html, const char *element, ...)
{
	va_list pairs;

	va_start(pairs, element);
	add_start(html, element, pairs);
	va_end(pairs);
	push(html, element);
}

void html_empty_(struct html *html, const char *element, ...)
{
	va_list pairs;

	va_start(pairs, element);
	add_start(html, element, pairs);
	va_end(pairs);
	add_literal(html, "/>");
}

void html_leaf_(struct html *html, const char *element, const char *text, ...)
{
	va_list pairs;

	va_start(pairs, text);
	add_start(html, element, pairs);
	va_end(pairs);
	push(html, element);
	html_text(html, text);
	html_close(html, element);
}

/* Lines, for who reads the source; only where blanks between elements mean nothing. */
static bool ends_line(const char *element)
{
	static const char *const blocks[] = { "head", "title", "tr",   "li",	  "p",	   "h1",
					      "h2",   "dd",    "form", "section", "table", "header",
					      "main", "nav",   "svg",  "div" };

	return is_in(blocks, ARRAY_SIZE(blocks), element);
}

void html_close(struct html *html, const char *element)
{
	assert(html->n_open && !strcmp(html->open[html->n_open - 1], element));
	html->n_open--;
	add_literal(html, "</");
	add_literal(html, element);
	add_literal(html, ends_line(element) ? ">\n" : ">");
}

/* ---- text ---- */

void html_text(struct html *html, const char *text)
{
	if (text)
		add_escaped(html, text, false);
}

void html_format(struct html *html, const char *format, ...)
{
	_cleanup_free_ char *text = NULL;
	va_list arguments;

	va_start(arguments, format);
	text = xvasprintf(format, arguments);
	va_end(arguments);
	html_text(html, text);
}
