// SPDX-License-Identifier: GPL-2.0-or-later
/* What is written is read back by the reader of objects, and is the same every time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "elf/object.h"
#include "elf/writer.h"

static void write_object(struct bytes *file)
{
	_cleanup_writer_ struct writer *writer = writer_new();
	struct writer_section *text = writer_section(writer, ".text", SHT_PROGBITS,
						     SHF_ALLOC | SHF_EXECINSTR, 0);
	struct writer_section *zero = writer_section(writer, ".bss", SHT_NOBITS,
						     SHF_ALLOC | SHF_WRITE, 0);
	struct writer_symbol *global;

	assert_int_equal(writer_append(text, "\xc3", 1, 1, 0xcc), 0);
	assert_int_equal(writer_append(text, "\x90\xc3", 2, 16, 0xcc), 16);
	assert_int_equal(writer_append(zero, NULL, 24, 8, 0), 0);
	assert_ptr_equal(writer_section(writer, ".text", SHT_PROGBITS, SHF_ALLOC, 0), text);
	/* The global one comes first here, and last in the file. */
	global = writer_define(writer, "outer", text, 16, 2, STT_FUNC);
	global->bind = STB_GLOBAL;
	writer_define(writer, "inner", text, 0, 1, STT_FUNC);
	writer_relocate(writer, text, 14, R_X86_64_PC32, writer_undefined(writer, "anchor"),
			-12345);
	writer_relocate(writer, text, 2, R_X86_64_64, writer_section_symbol(writer, zero), 8);
	writer_relocate(writer, text, 10, R_X86_64_32S, writer_absolute(writer), 0x1f000);
	assert_ptr_equal(writer_undefined(writer, "anchor"), writer_undefined(writer, "anchor"));
	writer_finish(writer, file);
}

static void check_text(const struct object *object)
{
	const struct section *text = object_section(object, ".text");
	const struct relocation *relocations = text->relocations;

	assert_int_equal(text->size, 18);
	assert_memory_equal(text->data + 15, "\xcc\x90\xc3", 3);
	assert_int_equal(text->align, 16);
	assert_int_equal(text->n_relocations, 3);
	assert_int_equal(relocations[0].offset, 2);
	assert_ptr_equal(relocations[0].symbol->section, object_section(object, ".bss"));
	assert_int_equal(relocations[0].addend, 8);
	assert_int_equal(relocations[1].symbol->shndx, SHN_ABS);
	assert_int_equal(relocations[1].addend, 0x1f000);
	assert_string_equal(relocations[2].symbol->name, "anchor");
	assert_int_equal(relocations[2].symbol->shndx, SHN_UNDEF);
	assert_int_equal(relocations[2].addend, -12345);
}

static void test_round_trip(void **state)
{
	_cleanup_object_ struct object *object = NULL;
	struct bytes file = { 0 };
	struct symbol *inner, *outer;

	(void)state;
	write_object(&file);
	assert_null(object_parse("written", &file, &object));
	check_text(object);
	inner = object_symbol(object, "inner");
	outer = object_symbol(object, "outer");
	assert_int_equal(inner->bind, STB_LOCAL);
	assert_int_equal(outer->bind, STB_GLOBAL);
	assert_true(inner->index < outer->index);
	assert_int_equal(outer->value, 16);
	assert_null(object_section(object, ".bss")->data);
	assert_int_equal(object_section(object, ".bss")->size, 24);
}

static void test_same_bytes(void **state)
{
	_cleanup_bytes_ struct bytes one = { 0 }, two = { 0 };

	(void)state;
	write_object(&one);
	write_object(&two);
	assert_int_equal(one.size, two.size);
	assert_memory_equal(one.data, two.data, one.size);
}

static void test_undefined_names(void **state)
{
	_cleanup_writer_ struct writer *writer = writer_new();
	_cleanup_free_ const char **names = NULL;

	(void)state;
	writer_undefined(writer, "b");
	writer_undefined(writer, "a");
	writer_absolute(writer);
	writer_undefined(writer, "b");
	assert_int_equal(writer_undefined_names(writer, &names), 2);
	assert_string_equal(names[0], "b");
	assert_string_equal(names[1], "a");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_same_bytes),
		cmocka_unit_test(test_undefined_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
