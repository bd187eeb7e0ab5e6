/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any JSON value as what the service knows of a fleet: a page of the console, which the first byte
 * chooses, is well-formed, and nothing in it acts. What is no JSON is taken for a text.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>

#include "base/json.h"
#include "base/memory.h"
#include "tests/console/pages.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool right)
{
	if (!right)
		abort();
}

static void check_element(const char *name)
{
	static const char *const acting[] = {
		"script", "style", "iframe", "object", "embed", "img"
	};

	for (size_t i = 0; i < ARRAY_SIZE(acting); i++)
		must(strcmp(name, acting[i]));
}

static void check(const xmlNode *node)
{
	for (; node; node = node->next) {
		if (node->type == XML_ELEMENT_NODE)
			check_element((const char *)node->name);
		else
			must(node->type == XML_TEXT_NODE);
		check(node->children);
	}
}

static void check_page(const struct made_page *made, const json_t *fleet)
{
	_cleanup_html_ struct html html = {};
	xmlDoc *doc;

	made_page_put(&html, made, ROLE_APPROVER, fleet);
	must(!html.n_open);
	doc = xmlReadMemory(html.data, (int)html.size, "page", "UTF-8",
			    XML_PARSE_NONET | XML_PARSE_HUGE);
	must(doc);
	check(xmlDocGetRootElement(doc));
	xmlFreeDoc(doc);
}

/* Somebody's name, and a machine's. */
static json_t *fleet_of_text(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = xstrndup((const char *)data, size);
	json_t *fleet =
		json_pack("{s:{}, s:{s:[{}]}, s:{}}", "actor", "machines", "items", "wanted");
	json_t *machine =
		json_array_get(json_object_get(json_object_get(fleet, "machines"), "items"), 0);

	json_object_set_new(json_object_get(fleet, "actor"), "name", json_string_nocheck(text));
	json_object_set_new(json_object_get(fleet, "wanted"), "text", json_string_nocheck(text));
	json_object_set_new(machine, "hostname", json_string_nocheck(text));
	json_object_set_new(machine, "uuid", json_string_nocheck(text));
	return fleet;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_json_ json_t *fleet = NULL;

	if (!size)
		return 0;
	fleet = json_loadb((const char *)data + 1, size - 1, 0, NULL);
	if (!fleet)
		fleet = fleet_of_text(data + 1, size - 1);
	check_page(&made_pages[*data % n_made_pages], fleet);
	return 0;
}
