// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sites from tables. The objects are put together by hand, one table at a time.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/memory.h"
#include "create/sites.h"

#define TEXT_SIZE 256
#define RELOCATIONS_MAX 32

enum { NONE, TEXT, REPLACEMENT, TABLE, TABLE_2, N_SECTIONS };

struct fixture {
	struct object object;
	struct section sections[N_SECTIONS];
	struct relocation relocations[N_SECTIONS][RELOCATIONS_MAX];
	unsigned char data[N_SECTIONS][TEXT_SIZE];
	struct symbol text, replacement, thunk, fentry;
	struct site_set set;
};

static struct fixture fixture;

static int setup(void **state)
{
	size_t i;

	memset(&fixture, 0, sizeof(fixture));
	fixture.object.path = (char *)"unit.o";
	fixture.object.sections = fixture.sections;
	fixture.object.n_sections = N_SECTIONS;
	for (i = 0; i < N_SECTIONS; i++) {
		fixture.sections[i].name = "";
		fixture.sections[i].index = i;
		fixture.sections[i].data = fixture.data[i];
		fixture.sections[i].relocations = fixture.relocations[i];
	}
	fixture.sections[TEXT].name = ".text";
	fixture.sections[REPLACEMENT].name = ".altinstr_replacement";
	fixture.sections[TEXT].size = fixture.sections[REPLACEMENT].size = TEXT_SIZE;
	fixture.sections[TEXT].flags = SHF_ALLOC | SHF_EXECINSTR;
	fixture.text = (struct symbol) { .name = ".text", .section = &fixture.sections[TEXT] };
	fixture.replacement = (struct symbol) {
		.name = "", .section = &fixture.sections[REPLACEMENT],
	};
	fixture.thunk = (struct symbol) { .name = "__x86_indirect_thunk_r11" };
	fixture.fentry = (struct symbol) { .name = "__fentry__" };
	*state = &fixture;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	site_set_deinit(&fixture.set);
	return 0;
}

static void relocate(int section, uint64_t offset, struct symbol *symbol, int64_t addend)
{
	struct section *changed = &fixture.sections[section];

	changed->relocations[changed->n_relocations++] = (struct relocation) {
		.offset = offset,
		.symbol = symbol,
		.addend = addend,
		.type = R_X86_64_PC32,
	};
}

static void table(int section, const char *name, uint64_t size)
{
	fixture.sections[section].name = name;
	fixture.sections[section].size = size;
}

static void put_text(uint64_t offset, const char *bytes, size_t size)
{
	memcpy(fixture.data[TEXT] + offset, bytes, size);
}

static void read_sites(void)
{
	struct error *error = object_sites(&fixture.object, &fixture.sections[TEXT], &fixture.set);

	if (error)
		fail_msg("%s", error->message);
}

static void expect_unsupported(void)
{
	_cleanup_error_ struct error *error =
		object_sites(&fixture.object, &fixture.sections[TEXT], &fixture.set);

	assert_non_null(error);
	assert_int_equal(error->kind, ERROR_REFUSED);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_KERNEL_UNSUPPORTED);
	assert_int_equal(fixture.set.n_sites, 0);
}

static void expect_site(size_t index, uint64_t offset, unsigned int kind, unsigned int length)
{
	assert_true(index < fixture.set.n_sites);
	assert_int_equal(fixture.set.sites[index].offset, offset);
	assert_int_equal(fixture.set.sites[index].kind, kind);
	assert_int_equal(fixture.set.sites[index].length, length);
}

/* ---- tests ---- */

static void test_plain_tables(void **state)
{
	static const struct {
		const char *table, *bytes;
		unsigned int kind, length;
	} rows[] = {
		{ ".return_sites", "\xe9\0\0\0\0", SUTURE_SITE_RETURN, 5 },
		{ ".smp_locks", "\xf0\xff\0\0\0", SUTURE_SITE_LOCK, 1 },
		{ ".ibt_endbr_seal", "\xf3\x0f\x1e\xfa\0", SUTURE_SITE_ENDBR, 4 },
		{ "__mcount_loc", "\xe8\0\0\0\0", SUTURE_SITE_FENTRY, 5 },
		{ "__mcount_loc", "\x0f\x1f\x44\0\0", SUTURE_SITE_FENTRY, 5 },
		{ ".static_call_sites", "\xe8\0\0\0\0", SUTURE_SITE_STATIC_CALL, 5 },
		{ ".static_call_sites", "\xe9\0\0\0\0", SUTURE_SITE_STATIC_CALL_TAIL, 5 },
		{ ".static_call_sites", "\x0f\x84\0\0\0", SUTURE_SITE_STATIC_CALL_TAIL, 6 },
		{ "__jump_table", "\xeb\x10\0\0\0", SUTURE_SITE_JUMP_LABEL, 2 },
		{ "__jump_table", "\x66\x90\0\0\0", SUTURE_SITE_JUMP_LABEL, 2 },
		{ "__jump_table", "\xe9\0\0\0\0", SUTURE_SITE_JUMP_LABEL, 5 },
		{ "__jump_table", "\x0f\x1f\x44\0\0", SUTURE_SITE_JUMP_LABEL, 5 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		int is_jump = !strcmp(rows[i].table, "__jump_table");
		int is_call = !strcmp(rows[i].table, ".static_call_sites");

		teardown(state);
		setup(state);
		put_text(16, rows[i].bytes, 5);
		relocate(TABLE, 0, &fixture.text, 16);
		if (is_jump || is_call)
			relocate(TABLE, 4, &fixture.text, 99);
		if (is_jump)
			relocate(TABLE, 8, &fixture.text, 0);
		table(TABLE, rows[i].table, is_jump ? 16 :
		      is_call || rows[i].kind == SUTURE_SITE_FENTRY ? 8 : 4);
		read_sites();
		assert_int_equal(fixture.set.n_sites, 1);
		expect_site(0, 16, rows[i].kind, rows[i].length);
		if (is_jump)
			assert_int_equal(fixture.set.sites[0].target.addend, 99);
		/* Other bytes there mean that the table is not understood. */
		put_text(16, "\x55\x55\x55\x55\x55", 5);
		teardown(state);
		expect_unsupported();
	}
}

static void test_retpolines_know_their_register(void **state)
{
	(void)state;
	put_text(0, "\x2e\xe8\0\0\0\0", 6);
	put_text(32, "\xe9\0\0\0\0", 5);
	put_text(64, "\x0f\x84\0\0\0\0", 6);
	relocate(TEXT, 2, &fixture.thunk, -4);
	relocate(TEXT, 33, &fixture.thunk, -4);
	relocate(TEXT, 66, &fixture.thunk, -4);
	relocate(TABLE, 0, &fixture.text, 64);
	relocate(TABLE, 4, &fixture.text, 0);
	relocate(TABLE, 8, &fixture.text, 32);
	table(TABLE, ".retpoline_sites", 12);
	read_sites();
	assert_int_equal(fixture.set.n_sites, 3);
	expect_site(0, 0, SUTURE_SITE_RETPOLINE, 6);
	expect_site(1, 32, SUTURE_SITE_RETPOLINE, 5);
	expect_site(2, 64, SUTURE_SITE_RETPOLINE, 6);
	assert_int_equal(fixture.set.sites[0].reg, 11);
}

static void test_fentry_is_found_twice_and_kept_once(void **state)
{
	(void)state;
	put_text(0, "\xe8\0\0\0\0", 5);
	put_text(40, "\xe8\0\0\0\0", 5);
	relocate(TEXT, 1, &fixture.fentry, -4);
	relocate(TEXT, 41, &fixture.fentry, -4);
	relocate(TABLE, 0, &fixture.text, 40);
	table(TABLE, "__mcount_loc", 8);
	read_sites();
	assert_int_equal(fixture.set.n_sites, 2);
	expect_site(0, 0, SUTURE_SITE_FENTRY, 5);
	expect_site(1, 40, SUTURE_SITE_FENTRY, 5);
}

/* An entry of struct alt_instr as the kernels of that entry size have it. */
static void put_alternative(unsigned int size, unsigned int index, uint64_t at,
			    uint64_t replacement, unsigned int length,
			    unsigned int replacement_length)
{
	unsigned char *entry = fixture.data[TABLE] + index * size;
	unsigned int lengths = size == 14 ? 12 : 10;

	relocate(TABLE, index * size, &fixture.text, (int64_t)at);
	relocate(TABLE, index * size + 4, &fixture.replacement, (int64_t)replacement);
	entry[8] = 7 + index;
	entry[lengths] = length;
	entry[lengths + 1] = replacement_length;
	table(TABLE, ".altinstructions", (index + 1) * size);
}

static void test_alternatives_of_one_place_are_one_site(void **state)
{
	static const unsigned int sizes[] = { 12, 13, 14 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		const struct site_alternative *alternatives;

		teardown(state);
		setup(state);
		relocate(REPLACEMENT, 21, &fixture.thunk, -4);
		put_alternative(sizes[i], 0, 100, 10, 8, 8);
		put_alternative(sizes[i], 1, 100, 20, 8, 5);
		put_alternative(sizes[i], 2, 50, 30, 3, 0);
		read_sites();
		assert_int_equal(fixture.set.n_sites, 2);
		expect_site(0, 50, SUTURE_SITE_ALTERNATIVE, 3);
		expect_site(1, 100, SUTURE_SITE_ALTERNATIVE, 8);
		alternatives = fixture.set.sites[1].alternatives;
		assert_int_equal(fixture.set.sites[1].n_alternatives, 2);
		assert_int_equal(alternatives[0].cpuid, 7);
		assert_int_equal(alternatives[0].n_relocations, 0);
		assert_int_equal(alternatives[1].cpuid, 8);
		assert_int_equal(alternatives[1].offset, 20);
		assert_int_equal(alternatives[1].length, 5);
		assert_int_equal(alternatives[1].n_relocations, 1);
		assert_int_equal(alternatives[1].relocations[0].offset, 21);
	}
}

static void test_sites_nest_in_originals_and_replacements(void **state)
{
	(void)state;
	fixture.data[TEXT][100] = 0xff;
	put_alternative(12, 0, 100, 20, 10, 5);
	fixture.data[REPLACEMENT][20] = 0xe8;
	relocate(REPLACEMENT, 21, &fixture.thunk, -4);
	fixture.sections[TABLE_2].name = ".parainstructions";
	fixture.sections[TABLE_2].size = 16;
	fixture.data[TABLE_2][9] = 7;
	relocate(TABLE_2, 0, &fixture.text, 100);
	read_sites();
	assert_int_equal(fixture.set.n_sites, 2);
	expect_site(0, 100, SUTURE_SITE_ALTERNATIVE, 10);
	expect_site(1, 100, SUTURE_SITE_PARAVIRT, 7);
	/* The same object with a retpoline in the replacement instead. */
	site_set_deinit(&fixture.set);
	fixture.sections[TABLE_2].name = ".retpoline_sites";
	fixture.sections[TABLE_2].size = 4;
	fixture.relocations[TABLE_2][0].symbol = &fixture.replacement;
	fixture.relocations[TABLE_2][0].addend = 20;
	read_sites();
	assert_int_equal(fixture.set.n_sites, 1);
	assert_int_equal(fixture.set.sites[0].alternatives[0].n_sites, 1);
	assert_int_equal(fixture.set.sites[0].alternatives[0].sites[0].kind, SUTURE_SITE_RETPOLINE);
	assert_int_equal(fixture.set.sites[0].alternatives[0].sites[0].offset, 0);
}

static void test_unknown_forms_are_refused(void **state)
{
	/* Entries of a size that no kernel has. */
	put_alternative(12, 0, 100, 10, 8, 8);
	table(TABLE, ".altinstructions", 15);
	expect_unsupported();
	/* A replacement outside of its section. */
	setup(state);
	put_alternative(12, 0, 100, TEXT_SIZE - 2, 8, 8);
	expect_unsupported();
	/* A replacement that is longer than the place. */
	setup(state);
	put_alternative(12, 0, 100, 10, 4, 8);
	expect_unsupported();
	/* Two sites that overlap, neither in the other. */
	setup(state);
	put_text(10, "\xe9\0\0\xe9\0\0\0\0", 8);
	relocate(TABLE, 0, &fixture.text, 10);
	relocate(TABLE, 4, &fixture.text, 13);
	table(TABLE, ".return_sites", 8);
	expect_unsupported();
	/* A site behind the end of the text. */
	setup(state);
	relocate(TABLE, 0, &fixture.text, TEXT_SIZE);
	table(TABLE, ".return_sites", 4);
	expect_unsupported();
}

static void test_trampolines_are_sites(void **state)
{
	struct symbol trampolines[2] = {
		{ .name = "__SCT__a", .section = &fixture.sections[TEXT], .value = 0, .size = 8 },
		{ .name = "__SCT__b", .section = &fixture.sections[TEXT], .value = 8, .size = 8 },
	};
	struct symbol *symbols[2] = { &trampolines[0], &trampolines[1] };

	(void)state;
	fixture.sections[TEXT].name = ".static_call.text";
	fixture.sections[TEXT].symbols = symbols;
	fixture.sections[TEXT].n_symbols = 2;
	put_text(0, "\xe9\0\0\0\0\x0f\xb9\xcc\xe9\0\0\0\0\x0f\xb9\xcc", 16);
	/* A trampoline of nothing is a return too; the trampoline says more. */
	relocate(TABLE, 0, &fixture.text, 8);
	table(TABLE, ".return_sites", 4);
	read_sites();
	assert_int_equal(fixture.set.n_sites, 2);
	expect_site(0, 0, SUTURE_SITE_STATIC_CALL_TRAMPOLINE, 5);
	expect_site(1, 8, SUTURE_SITE_STATIC_CALL_TRAMPOLINE, 5);
}

#define test_case(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_case(test_plain_tables),
		test_case(test_retpolines_know_their_register),
		test_case(test_fentry_is_found_twice_and_kept_once),
		test_case(test_alternatives_of_one_place_are_one_site),
		test_case(test_sites_nest_in_originals_and_replacements),
		test_case(test_unknown_forms_are_refused),
		test_case(test_trampolines_are_sites),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
