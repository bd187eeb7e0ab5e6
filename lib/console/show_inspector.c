/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/show.h"

#include "console/input.h"
#include "console/table.h"
#include "console/value.h"

static void put_question(struct html *html, const char *text)
{
	form_begin_search(html, "/inspector");
	input_put(html, &(struct input){ "i-text", "text", "What 'uname -a' prints on the machine",
					 NULL, text, "Linux 6.1.0-47-amd64 #1 SMP ..." });
	button_put(html, "Look", "primary");
	form_end(html);
}

static void put_kernel(struct html *html, const struct page *page, const json_t *answer)
{
	static const struct column columns[] = {
		{ "Kernel", "release", cell_code, NULL },
		{ "Distribution", "distribution", cell_text, NULL },
		{ "Version", "version", cell_code, NULL },
		{ "Fixes are looked for until", "covered_until", cell_day, NULL },
		{},
	};
	static const struct column afterwards[] = {
		{ "With all updates it is equal to", "effective", cell_code, NULL },
		{},
	};

	section_begin(html, "The kernel");
	facts_put(html, page, columns, json_object_get(answer, "kernel"));
	facts_put(html, page, afterwards, answer);
	section_end(html);
}

static void put_lists(struct html *html, const struct page *page, const json_t *answer)
{
	static const struct column updates[] = {
		{ "Update", "id", cell_code, NULL },	      { "Title", "title", cell_text, NULL },
		{ "Severity", "severity", cell_badge, NULL }, { "CVEs", "cves", cell_words, NULL },
		{ "Added", "added", cell_day, NULL },	      {},
	};
	static const struct column unpatchable[] = {
		{ "Title", "title", cell_text, NULL },
		{ "CVEs", "cves", cell_words, NULL },
		{ "Why", "text", cell_text, NULL },
		{},
	};

	section_begin(html, "What it lacks");
	table_put(html, page, "Updates that it could have without a reboot", updates,
		  json_object_get(answer, "updates"), "It lacks nothing that there is.");
	section_end(html);
	section_begin(html, "What takes a reboot");
	table_put(html, page, "Fixes for which there is no update", unpatchable,
		  json_object_get(answer, "unpatchable"), "Nothing does.");
	section_end(html);
}

void show_inspector(struct html *html, const struct page *page, const char *text,
		    const json_t *answer)
{
	put_question(html, text);
	if (!answer)
		return;
	if (!json_is_object(json_object_get(answer, "kernel"))) {
		html_leaf(html, "p", "No kernel of this name is known here.", "role", "status");
		return;
	}
	put_kernel(html, page, answer);
	put_lists(html, page, answer);
}
