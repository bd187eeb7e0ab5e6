// SPDX-License-Identifier: GPL-2.0-or-later
/* Relocations of the new code: those that no update can have, and those said anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "snippet.h"

#define ALTERNATIVE(replacement) \
	"	.pushsection .altinstructions, \"a\"\n" \
	"	.long 661b - ., 771f - .\n	.word 5\n	.byte 662b - 661b, 772f - 771f\n" \
	"	.popsection\n" \
	"	.pushsection .altinstr_replacement, \"ax\"\n" \
	"771:	" replacement "\n772:	.popsection\n"

/* A function with an alternative; more than one entry says how long they are. */
#define FUNCTION(name, code, replacement) \
	"	.globl " #name "\n	.type " #name ", @function\n" \
	#name ":\n	mov $" code ", %eax\n" \
	"661:	nop\n	nop\n	nop\n	nop\n	nop\n	nop\n	nop\n662:\n" \
	ALTERNATIVE(replacement) "	add counter(%rip), %eax\n	ret\n" \
	"	.size " #name ", .-" #name "\n	.balign 16, 0x90\n"

#define UNIT(code, replacement) \
	"	.text\n" FUNCTION(one, code, replacement) FUNCTION(two, "2", "nop") \
	"	.data\n	.type counter, @object\n	.size counter, 4\ncounter:	.long 7\n"

static void close_and_fill(struct snippet *snippet, struct error **error)
{
	_cleanup_assembly_ struct assembly *assembly = NULL;

	snippet_delta_close(snippet);
	assembly = snippet_assembly(snippet);
	*error = assembly_fill(assembly);
}

static void assert_unsupported(const struct error *error)
{
	assert_non_null(error);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_RELOCATION_UNSUPPORTED);
	assert_string_equal(error->object, "unit.o");
	assert_string_equal(error->function, "one");
}

/* Into a module, the core writes relocations when the loader has copied replacements already. */
static void test_late_in_replacement(void **state)
{
	_cleanup_snippet_ struct snippet snippet;
	_cleanup_error_ struct error *error = NULL;

	(void)state;
	snippet_open_module(&snippet, SNIPPET_ASSEMBLY, UNIT("1", "mov counter(%rip), %ecx"),
			    UNIT("3", "mov counter(%rip), %ecx"));
	close_and_fill(&snippet, &error);
	assert_unsupported(error);
}

static void test_late_elsewhere(void **state)
{
	_cleanup_snippet_ struct snippet snippet;
	_cleanup_error_ struct error *error = NULL;

	(void)state;
	snippet_open_module(&snippet, SNIPPET_ASSEMBLY, UNIT("1", "mov %edi, %ecx"),
			    UNIT("3", "mov %edi, %ecx"));
	close_and_fill(&snippet, &error);
	assert_null(error);
}

/* vmlinux moves as one piece: the loader can do it all, and before it copies. */
static void test_replacement_in_vmlinux(void **state)
{
	_cleanup_snippet_ struct snippet snippet;
	_cleanup_error_ struct error *error = NULL;

	(void)state;
	snippet_open(&snippet, SNIPPET_ASSEMBLY, UNIT("1", "mov counter(%rip), %ecx"),
		     UNIT("3", "mov counter(%rip), %ecx"), NULL);
	close_and_fill(&snippet, &error);
	assert_null(error);
}

/* 16 bits hold no address. */
static void test_type(void **state)
{
	_cleanup_snippet_ struct snippet snippet;
	_cleanup_error_ struct error *error = NULL;

	(void)state;
	snippet_open(&snippet, SNIPPET_ASSEMBLY, UNIT("1", "nop"),
		     UNIT("3", "nop") "	.text\n	.globl one\n	.reloc one + 1, R_X86_64_16, "
		     "other\n", NULL);
	close_and_fill(&snippet, &error);
	assert_unsupported(error);
}

/*
 * The assembler resolves a branch within a section by itself. Said anew, it needs an empty
 * field: the kernel's loader refuses a module in which one is not.
 */
static void test_resolved_branch(void **state)
{
	static const char text[] =
		"	.text\n	.globl one, two\n"
		"	.type one, @function\none:	mov $%d, %%eax\n"
		"	js two\n	ret\n	.size one, .-one\n	.nops 200\n"
		"	.type two, @function\ntwo:	mov $7, %%eax\n	ret\n	.size two, .-two\n";
	_cleanup_free_ char *pre = xasprintf(text, 1);
	_cleanup_free_ char *post = xasprintf(text, 3);
	_cleanup_snippet_ struct snippet snippet;
	_cleanup_assembly_ struct assembly *assembly = NULL;
	const struct placed *placed;

	(void)state;
	snippet_open(&snippet, SNIPPET_ASSEMBLY, pre, post, NULL);
	snippet_delta_close(&snippet);
	assembly = snippet_assembly(&snippet);
	assert_null(assembly_fill(assembly));
	placed = assembly_placed(assembly, snippet.view, snippet_piece(&snippet, "one"));
	assert_memory_equal(placed->section->content.data + placed->offset + 5,
			    "\x0f\x88\0\0\0\0", 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_late_in_replacement),
		cmocka_unit_test(test_late_elsewhere),
		cmocka_unit_test(test_replacement_in_vmlinux),
		cmocka_unit_test(test_type),
		cmocka_unit_test(test_resolved_branch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
