// SPDX-License-Identifier: GPL-2.0-or-later
/* Which addresses of an update may outlive its undo, and so pin its memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "snippet.h"

#define DECLARATIONS \
	"extern int _printk(const char *, ...), keep(const char *);\n" \
	"struct thing { const char *text; const void *table; };\n"

static const char other[] = "int outside(int x) { return x ^ 77; }\n"
			    "int keep(const char *text) { return *text; }\n";

/* Is the update pinned, and how many literals does it hold? */
static void expect(enum snippet_language language, const char *pre, const char *post, bool pinned,
		   size_t literals)
{
	_cleanup_snippet_ struct snippet snippet;
	_cleanup_assembly_ struct assembly *assembly = NULL;

	snippet_open(&snippet, language, pre, post, other);
	snippet_delta_close(&snippet);
	assembly = snippet_assembly(&snippet);
	assert_null(assembly_fill(assembly));
	assert_int_equal(snippet.delta->is_pinned, pinned);
	assert_int_equal(assembly->n_strings, literals);
}

/* The same for a function in C, which becomes another. */
static void expect_c(const char *pre, const char *post, bool pinned, size_t literals)
{
	static const char text[] = DECLARATIONS
		"int a(struct thing *thing, int x)\n{\n\t%s\n\treturn outside(x);\n}\n"
		"int b(void) { return _printk(0) + keep(0); }\n";
	_cleanup_free_ char *before = xasprintf(text, pre);
	_cleanup_free_ char *after = xasprintf(text, post);

	expect(SNIPPET_C, before, after, pinned, literals);
}

static void test_stored_string(void **state)
{
	(void)state;
	expect_c("", "thing->text = \"a new text\";", true, 1);
}

static void test_known_string(void **state)
{
	(void)state;
	expect_c("thing->text = \"an old text\";",
		 "thing->text = \"an old text\"; x += 3;", false, 0);
	expect_c("thing->text = \"an old text\";",
		 "thing->text = x ? \"an old text\" : \"a new text\";", true, 1);
}

static void test_argument(void **state)
{
	(void)state;
	expect_c("", "keep(\"a new text\");", true, 1);
	expect_c("", "_printk(\"a new text of %d\", x);", false, 1);
	expect_c("", "_printk(\"a new text of %s\", __func__);", false, 1);
}

static void test_constant(void **state)
{
	static const char array[] = "static const char text[] = \"a new text\";";
	_cleanup_free_ char *stored = xasprintf("%s thing->text = text;", array);
	_cleanup_free_ char *read = xasprintf("%s x = text[x & 7];", array);

	(void)state;
	expect_c("", stored, true, 0);
	expect_c("", read, false, 0);
}

#define FUNCTION(name, code) \
	"	.text\n	.globl " #name "\n	.type " #name ", @function\n" \
	#name ":\n" code "	ret\n	.size " #name ", .-" #name "\n" \
	"	.section .rodata.str1.1, \"aMS\", @progbits, 1\n" \
	".Ltext:	.string \"a new text\"\n" \
	"	.section .rodata.cst16, \"aM\", @progbits, 16\n" \
	".Lwide:	.quad 1, 2\n"

static void expect_assembly(const char *code, bool pinned)
{
	expect(SNIPPET_ASSEMBLY, FUNCTION(a, "	nop\n	call _printk\n"), code, pinned, 1);
}

static void test_instructions(void **state)
{
	(void)state;
	expect_assembly(FUNCTION(a, "	lea .Ltext(%rip), %rax\n"), true);
	expect_assembly(FUNCTION(a, "	movdqa .Lwide(%rip), %xmm0\n"), false);
	expect_assembly(FUNCTION(a, "	lea .Ltext(%rip), %rdi\n	call _printk\n"), false);
	expect_assembly(FUNCTION(a, "	mov $.Ltext, %rdi\n	xor %eax, %eax\n"
				    "	call _printk\n"), false);
}

/* On the way to the call it must not be looked at, nor may anything else be called. */
static void test_way_to_the_call(void **state)
{
	(void)state;
	expect_assembly(FUNCTION(a, "	mov $.Ltext, %rdi\n	mov %rdi, (%rsi)\n"
				    "	call _printk\n"), true);
	expect_assembly(FUNCTION(a, "	mov $.Ltext, %rsi\n	movsb\n	call _printk\n"), true);
	expect_assembly(FUNCTION(a, "	mov $.Ltext, %rdi\n	jz 1f\n	nop\n1:\n"
				    "	call _printk\n"), true);
	expect_assembly(FUNCTION(a, "	mov $.Ltext, %rbx\n	call _printk\n"), true);
	expect_assembly(FUNCTION(a, "	mov $.Ltext, %rdi\n	call *%rax\n	call _printk\n"),
			true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stored_string),
		cmocka_unit_test(test_known_string),
		cmocka_unit_test(test_argument),
		cmocka_unit_test(test_constant),
		cmocka_unit_test(test_instructions),
		cmocka_unit_test(test_way_to_the_call),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
