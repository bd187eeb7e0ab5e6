// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes the readers of changelogs. Whatever comes out is UTF-8 on one line, and the changes
 * between two releases are those that a reading of everything has in the same place.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/memory.h"
#include "evidence/changelog.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *text)
{
	json_t *string = json_string(text);

	assert(string);
	assert(!strpbrk(text, "\n\r\t"));
	json_decref(string);
}

static void check_item(const struct change_item *item)
{
	check_text(item->subject);
	check_text(item->line);
	check_text(item->release);
	assert(item->subject[0]);
	assert(!item->section || item->section[0]);
	for (size_t i = 0; i < item->n_architectures; i++)
		check_text(item->architectures[i]);
	for (size_t i = 0; i < item->n_cves; i++)
		assert(strspn(item->cves[i], "CVE-0123456789") == strlen(item->cves[i]));
}

static void check_range(const struct bytes *text, const struct changelog *all)
{
	const char *new = all->items[all->n_items - 1].release;
	_cleanup_changelog_ struct changelog *last = NULL;
	_cleanup_error_ struct error *error = changelog_parse(text, NULL, new, &last);

	assert(!error);
	assert(last->n_items <= all->n_items);
	for (size_t i = 0; i < last->n_items; i++)
		assert(!strcmp(last->items[i].subject, all->items[i].subject));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ unsigned char *copy = xmemdup(data, size);
	const struct bytes text = { copy, size };
	_cleanup_changelog_ struct changelog *all = NULL;
	_cleanup_error_ struct error *error = changelog_parse(&text, NULL, NULL, &all);

	if (error) {
		assert(error->refusal == SUTURE_REFUSAL_CHANGELOG_UNREADABLE);
		return 0;
	}
	for (size_t i = 0; i < all->n_items; i++)
		check_item(&all->items[i]);
	for (size_t i = 0; i < all->n_unparsed; i++)
		check_text(all->unparsed[i]);
	if (all->n_items > 0)
		check_range(&text, all);
	return 0;
}
