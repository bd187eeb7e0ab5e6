// SPDX-License-Identifier: GPL-2.0-or-later
/* Entries of tables: how long they are, whose they are, and what an update takes of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "snippet.h"

#define FUNCTION(name) "	.globl " #name "\n	.type " #name ", @function\n" #name ":\n"
#define END(name) "	.size " #name ", .-" #name "\n"
#define ALTERNATIVE(flags, site, length) \
	"	.pushsection .altinstructions, \"a\"\n" \
	"	.long " #site " - ., 771f - .\n	" flags "\n" \
	"	.byte " #length ", 1\n	.popsection\n" \
	"	.pushsection .altinstr_replacement, \"ax\"\n771:	nop\n	.popsection\n"
#define FAULT(site) \
	"	.pushsection __ex_table, \"a\"\n	.balign 4\n" \
	"	.long " #site " - ., 991f - .\n	.long 3\n	.popsection\n991:\n"

#define UNIT(flags, constant) \
	"	.text\n" \
	FUNCTION(one) "	mov $1, %eax\n661:	nop\n	nop\n	nop\n" ALTERNATIVE(flags, 661b, 3) \
	"	ret\n" END(one) "	.balign 16, 0x90\n" \
	FUNCTION(two) "	mov $" constant ", %eax\n661:	mov (%rdi), %rax\n" FAULT(661b) \
	"662:	nop\n	nop\n" ALTERNATIVE(flags, 662b, 2) "	ret\n" END(two)

static const struct table *table_named(const struct snippet *snippet, const char *name)
{
	const struct tables *tables = snippet->view->post.tables;

	for (size_t i = 0; i < tables->n_items; i++)
		if (!strcmp(tables->items[i].section->name, name))
			return &tables->items[i];
	fail_msg("no table %s", name);
	return NULL;
}

static void check_alternatives(const char *text, unsigned int entry_size)
{
	_cleanup_snippet_ struct snippet snippet;
	const struct table_entry *entry;
	const struct table *table;
	size_t n;

	snippet_open(&snippet, SNIPPET_ASSEMBLY, text, text, NULL);
	table = table_named(&snippet, ".altinstructions");
	assert_int_equal(table->entry_size, entry_size);
	assert_int_equal(table->n_entries, 2);
	entry = table_entries_of(table, snippet_piece(&snippet, "one"), &n);
	assert_int_equal(n, 1);
	assert_int_equal(entry->site, 5);
	assert_int_equal(table_site_length(table, entry), 3);
	assert_int_equal(table_replacement_length(table, entry), 1);
	entry = table_entries_of(table, snippet_piece(&snippet, "two"), &n);
	assert_int_equal(n, 1);
	assert_int_equal(entry->site, 8);
	assert_int_equal(table_site_length(table, entry), 2);
}

/* struct alt_instr has 12 bytes or 14; what says how long a site is moves with that. */
static void test_alternatives(void **state)
{
	(void)state;
	check_alternatives(UNIT(".word 5", "2"), 12);
	check_alternatives(UNIT(".long 5", "2"), 14);
}

static void test_faults(void **state)
{
	_cleanup_snippet_ struct snippet snippet;
	const struct table *table;
	size_t n;

	(void)state;
	snippet_open(&snippet, SNIPPET_ASSEMBLY, UNIT(".word 5", "2"), UNIT(".word 5", "2"), NULL);
	table = table_named(&snippet, "__ex_table");
	assert_int_equal(table->entry_size, 12);
	table_entries_of(table, snippet_piece(&snippet, "two"), &n);
	assert_int_equal(n, 1);
	table_entries_of(table, snippet_piece(&snippet, "one"), &n);
	assert_int_equal(n, 0);
}

/* The same instructions, another feature: that is a change of the function. */
static void test_what_a_table_says(void **state)
{
	_cleanup_snippet_ struct snippet snippet;
	_cleanup_free_ char *changed = NULL;

	(void)state;
	snippet_open(&snippet, SNIPPET_ASSEMBLY, UNIT(".word 5", "2"), UNIT(".word 6", "2"), NULL);
	changed = snippet_changed(&snippet);
	assert_string_equal(changed, "one two");
}

static void test_no_regular_size(void **state)
{
	_cleanup_snippet_ struct snippet snippet;
	_cleanup_version_ struct version version = { 0 };
	_cleanup_error_ struct error *error = NULL;
	_cleanup_free_ char *path = NULL;
	static const char odd[] =
		"	.text\n" FUNCTION(one) "	ret\n" END(one)
		"	.section .altinstructions, \"a\"\n"
		"	.long one - ., one - .\n	.word 5, 6, 7\n"
		"	.long one - .\n	.word 5\n	.long one - ., 0, one - ., one - ., 3\n";

	(void)state;
	snippet_open(&snippet, SNIPPET_ASSEMBLY, UNIT(".word 5", "2"), UNIT(".word 5", "2"), NULL);
	snippet_compile(&snippet, SNIPPET_ASSEMBLY, odd, "odd.o");
	path = xasprintf("%s/odd.o", snippet.directory);
	error = version_open(path, &version);
	assert_non_null(error);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_KERNEL_UNSUPPORTED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alternatives),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_what_a_table_says),
		cmocka_unit_test(test_no_regular_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
