// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tables are made here in every order and encoding, surrounded by other bytes,
 * and must be read back.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "kernel/kallsyms.h"

#define TEXT UINT64_C(0xffffffff81000000)
#define RODATA UINT64_C(0xffffffff82000000)

enum encoding { ABSOLUTE_PERCPU, RELATIVE, SELF_RELATIVE, ADDRESSES, N_ENCODINGS };
enum { N_FILLERS = 600, WORD_TOKEN = 1, ALIGN = 8 };

struct buffer {
	unsigned char *data;
	size_t size;
};

static void put(struct buffer *buffer, uint64_t value, size_t size)
{
	for (size_t i = 0; i < size; i++)
		*array_append(buffer->data, buffer->size) = value >> (8 * i);
}

static void align(struct buffer *buffer)
{
	while (buffer->size % ALIGN)
		put(buffer, 0, 1);
}

struct entry {
	uint64_t address;
	char type;
	char name[300];
};

struct entries {
	struct entry *items;
	size_t n_items;
};

static void add(struct entries *entries, uint64_t address, char type, const char *name)
{
	struct entry *entry = array_append(entries->items, entries->n_items);

	entry->address = address;
	entry->type = type;
	snprintf(entry->name, sizeof(entry->name), "%s", name);
}

static struct entries make_entries(enum encoding encoding)
{
	struct entries entries = { 0 };
	char name[300];

	if (encoding == ABSOLUTE_PERCPU)
		add(&entries, 0x40, 'A', "per_cpu_thing");
	add(&entries, TEXT, 'T', "_text");
	add(&entries, TEXT, 'T', "alias_of_text");
	add(&entries, TEXT + 0x100, 't', "twice");
	for (int i = 0; i < N_FILLERS; i++) {
		snprintf(name, sizeof(name), "filler_word_%d", i);
		add(&entries, TEXT + 0x200 + 16 * i, 't', name);
	}
	memset(name, 'x', 200);
	name[200] = 0;
	add(&entries, TEXT + 0x8000, 'T', name);
	add(&entries, TEXT + 0x9000, 'd', "twice");
	return entries;
}

/* Token WORD_TOKEN is a whole word, all others are their own character. */
static void put_tokens(struct buffer *buffer)
{
	uint16_t index[256];
	size_t start = buffer->size;

	for (int i = 0; i < 256; i++) {
		index[i] = buffer->size - start;
		if (i == WORD_TOKEN)
			for (const char *c = "word"; *c; c++)
				put(buffer, *c, 1);
		else if (i > 0)
			put(buffer, i, 1);
		put(buffer, 0, 1);
	}
	align(buffer);
	for (int i = 0; i < 256; i++)
		put(buffer, index[i], 2);
}

static size_t tokens_of(const struct entry *entry, unsigned char *tokens)
{
	size_t n = 0;

	tokens[n++] = entry->type;
	for (const char *c = entry->name; *c; c++) {
		if (strncmp(c, "word", 4) == 0) {
			tokens[n++] = WORD_TOKEN;
			c += 3;
		} else {
			tokens[n++] = *c;
		}
	}
	return n;
}

static void put_names(struct buffer *buffer, const struct entries *entries)
{
	size_t marks[8], n_marks = 0;

	put(buffer, entries->n_items, 4);
	align(buffer);
	size_t start = buffer->size;
	for (size_t i = 0; i < entries->n_items; i++) {
		unsigned char tokens[300];
		size_t n = tokens_of(&entries->items[i], tokens);

		if (i % 256 == 0)
			marks[n_marks++] = buffer->size - start;
		put(buffer, n < 0x80 ? n : (n & 0x7f) | 0x80 | (n >> 7) << 8, n < 0x80 ? 1 : 2);
		for (size_t j = 0; j < n; j++)
			put(buffer, tokens[j], 1);
	}
	align(buffer);
	for (size_t i = 0; i < n_marks; i++)
		put(buffer, marks[i], 4);
	align(buffer);
}

static void put_address(struct buffer *buffer, uint64_t address, enum encoding encoding)
{
	switch (encoding) {
	case ABSOLUTE_PERCPU:
		put(buffer, address < TEXT ? address : TEXT - 1 - address, 4);
		break;
	case RELATIVE:
		put(buffer, address - TEXT, 4);
		break;
	case SELF_RELATIVE:
		put(buffer, address - (RODATA + buffer->size), 4);
		break;
	default:
		put(buffer, address, 8);
	}
}

static void put_addresses(struct buffer *buffer, const struct entries *entries,
			  enum encoding encoding)
{
	align(buffer);
	for (size_t i = 0; i < entries->n_items; i++)
		put_address(buffer, entries->items[i].address, encoding);
	align(buffer);
	if (encoding == ABSOLUTE_PERCPU || encoding == RELATIVE)
		put(buffer, TEXT, 8);
}

static struct buffer make_section(const struct entries *entries, enum encoding encoding,
				  bool addresses_first)
{
	struct buffer buffer = { 0 };

	for (int i = 0; i < 1000; i++)
		put(&buffer, i * 2654435761u, 4);
	if (addresses_first)
		put_addresses(&buffer, entries, encoding);
	put_names(&buffer, entries);
	put_tokens(&buffer);
	if (!addresses_first)
		put_addresses(&buffer, entries, encoding);
	for (int i = 0; i < 1000; i++)
		put(&buffer, i * 40503u, 4);
	return buffer;
}

static void check_symbols(const struct kallsyms *kallsyms, const struct entries *entries)
{
	size_t n;
	const struct kallsym *symbols = kallsyms_all(kallsyms, &n);

	assert_int_equal(n, entries->n_items);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(symbols[i].address, entries->items[i].address);
		assert_int_equal(symbols[i].type, entries->items[i].type);
		assert_string_equal(symbols[i].name, entries->items[i].name);
	}
}

static void check_round(enum encoding encoding, bool addresses_first)
{
	struct entries entries = make_entries(encoding);
	struct buffer section = make_section(&entries, encoding, addresses_first);
	struct kallsyms *kallsyms = NULL;

	assert_null(kallsyms_parse(section.data, section.size, RODATA, TEXT, &kallsyms));
	check_symbols(kallsyms, &entries);
	kallsyms_close(kallsyms);
	free(section.data);
	free(entries.items);
}

static void test_orders_and_encodings(void **state)
{
	(void)state;
	for (enum encoding encoding = 0; encoding < N_ENCODINGS; encoding++) {
		check_round(encoding, false);
		/* Entries that count from where they stand came with the newer order. */
		if (encoding != SELF_RELATIVE)
			check_round(encoding, true);
	}
}

static struct kallsyms *open_plain(void)
{
	struct entries entries = make_entries(ABSOLUTE_PERCPU);
	struct buffer section = make_section(&entries, ABSOLUTE_PERCPU, true);
	struct kallsyms *kallsyms = NULL;

	assert_null(kallsyms_parse(section.data, section.size, RODATA, TEXT, &kallsyms));
	free(section.data);
	free(entries.items);
	return kallsyms;
}

static void test_by_name(void **state)
{
	_cleanup_kallsyms_ struct kallsyms *kallsyms = open_plain();
	size_t n;
	const struct kallsym *const *found = kallsyms_named(kallsyms, "twice", &n);

	(void)state;
	assert_int_equal(n, 2);
	assert_int_equal(found[0]->address, TEXT + 0x100);
	assert_int_equal(found[1]->address, TEXT + 0x9000);
	assert_null(kallsyms_named(kallsyms, "filler_word_", &n));
	assert_int_equal(n, 0);
	found = kallsyms_named(kallsyms, "filler_word_599", &n);
	assert_int_equal(n, 1);
}

static void test_by_address(void **state)
{
	_cleanup_kallsyms_ struct kallsyms *kallsyms = open_plain();

	(void)state;
	assert_null(kallsyms_at(kallsyms, 0x3f));
	assert_string_equal(kallsyms_at(kallsyms, 0x40)->name, "per_cpu_thing");
	assert_string_equal(kallsyms_at(kallsyms, TEXT + 0x1ff)->name, "twice");
	assert_string_equal(kallsyms_at(kallsyms, TEXT + 0x21f)->name, "filler_word_1");
	assert_string_equal(kallsyms_at(kallsyms, UINT64_MAX)->name, "twice");
}

static void expect_refusal(const struct buffer *section, uint64_t text)
{
	struct kallsyms *kallsyms = NULL;
	struct error *error = kallsyms_parse(section->data, section->size, RODATA, text, &kallsyms);

	assert_non_null(error);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_IMAGE_UNREADABLE);
	assert_null(kallsyms);
	error_free(error);
}

static void test_refuses_what_misplaces_the_text(void **state)
{
	struct entries entries = make_entries(RELATIVE);
	struct buffer section = make_section(&entries, RELATIVE, false);

	(void)state;
	expect_refusal(&section, TEXT + 16);
	/* One name more than there is: the markers no longer follow. */
	for (size_t i = 4000; i < section.size - 4; i += 4) {
		uint32_t number;

		memcpy(&number, section.data + i, 4);
		if (number == entries.n_items) {
			section.data[i]++;
			break;
		}
	}
	expect_refusal(&section, TEXT);
	expect_refusal(&(struct buffer) { section.data, 0 }, TEXT);
	free(section.data);
	free(entries.items);
}

/* However little is left of the section, what is read lies in it (the sanitizers watch). */
static void test_cut_off(void **state)
{
	struct entries entries = make_entries(RELATIVE);
	struct buffer section = make_section(&entries, RELATIVE, false);

	(void)state;
	for (size_t size = 4000; size < section.size - 4200; size += 41) {
		_cleanup_free_ unsigned char *part = xmemdup(section.data, size);

		expect_refusal(&(struct buffer) { part, size }, TEXT);
	}
	free(section.data);
	free(entries.items);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_orders_and_encodings),
		cmocka_unit_test(test_by_name),
		cmocka_unit_test(test_by_address),
		cmocka_unit_test(test_refuses_what_misplaces_the_text),
		cmocka_unit_test(test_cut_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
