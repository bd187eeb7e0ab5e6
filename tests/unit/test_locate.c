// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A unit of two functions, a trampoline, data and a string is "linked" into a
 * small vmlinux and into a small module, by a linker of a few lines: it copies
 * sections and fills in fields. Locating must find all of it, and refuse what
 * was linked from something else.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "create/locate.h"
#include "elf_writer.h"

#define TEXT UINT64_C(0xffffffff81000000)
#define RODATA UINT64_C(0xffffffff82000000)
#define DATA UINT64_C(0xffffffff82a00000)

/* Where things are in the image. */
enum {
	UNIT_TEXT = 0x340, UNIT_COLD = 0x7b0, OTHER_COLD = 0x720, HELPER = 0x80,
	UNIT_RODATA = 0x40, UNIT_STRING = 0x123, UNIT_DATA = 0x60, FLAG = 0x200, PER_CPU = 0x58,
};

static const unsigned char text[] = {
	/* first: call helper; mov $string,%rdi; mov table(%rip),%eax; ret; padding */
	0xe8, 0, 0, 0, 0, 0x48, 0xc7, 0xc7, 0, 0, 0, 0, 0x8b, 0x05, 0, 0, 0, 0, 0xc3, 0x90,
	0x66, 0x90, 0x66, 0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0, 0x90,
	/* second: mov $1,flag(%rip); mov %gs:per_cpu,%rax; inc data; jmp cold */
	0xc7, 0x05, 0, 0, 0, 0, 1, 0, 0, 0, 0x65, 0x48, 0x8b, 0x05, 0, 0, 0, 0, 0xff, 0x04, 0x25,
	0, 0, 0, 0, 0xe9, 0, 0, 0, 0,
};
/* jmp second + 0x12: too little to be searched for */
static const unsigned char cold[] = { 0xe9, 0, 0, 0, 0 };
static const unsigned char rodata[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
static const unsigned char data[] = { 9, 9, 9, 9, 0, 0, 0, 0 };

enum { FIRST = 0, SECOND = 0x20, FIRST_SIZE = 19, SECOND_SIZE = 30 };

struct unit {
	struct object *object;
	struct section *text, *cold, *rodata, *data, *strings;
};

static struct bytes write_unit(void)
{
	struct elf_writer *writer = elf_writer_new(ET_REL);
	const uint64_t code = SHF_ALLOC | SHF_EXECINSTR;
	uint32_t s_text = elf_writer_section(writer, ".text", SHT_PROGBITS, code, 0, 16, text,
					     sizeof(text));
	uint32_t s_cold = elf_writer_section(writer, ".text.unlikely", SHT_PROGBITS, code, 0, 1,
					     cold, sizeof(cold));
	uint32_t s_rodata = elf_writer_section(writer, ".rodata", SHT_PROGBITS, SHF_ALLOC, 0, 8,
					       rodata, sizeof(rodata));
	uint32_t s_data = elf_writer_section(writer, ".data", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE,
					     0, 8, data, sizeof(data));
	uint32_t s_strings = elf_writer_section(writer, ".rodata.str1.1", SHT_PROGBITS,
						SHF_ALLOC | SHF_MERGE | SHF_STRINGS, 0, 1,
						"one\0two", 8);
	uint32_t y_cold = elf_writer_symbol(writer, "", s_cold, 0, 0, STT_SECTION, STB_LOCAL);
	uint32_t y_strings = elf_writer_symbol(writer, "", s_strings, 0, 0, STT_SECTION, STB_LOCAL);
	uint32_t y_rodata = elf_writer_symbol(writer, "", s_rodata, 0, 0, STT_SECTION, STB_LOCAL);
	uint32_t y_data = elf_writer_symbol(writer, "", s_data, 0, 0, STT_SECTION, STB_LOCAL);

	elf_writer_symbol(writer, "second.cold", s_cold, 0, 5, STT_FUNC, STB_LOCAL);
	elf_writer_symbol(writer, "state", s_data, 4, 4, STT_OBJECT, STB_LOCAL);
	elf_writer_symbol(writer, "first", s_text, FIRST, FIRST_SIZE, STT_FUNC, STB_GLOBAL);
	uint32_t y_second = elf_writer_symbol(writer, "second", s_text, SECOND, SECOND_SIZE,
					      STT_FUNC, STB_GLOBAL);
	uint32_t y_helper = elf_writer_symbol(writer, "helper", SHN_UNDEF, 0, 0, STT_NOTYPE,
					      STB_GLOBAL);
	uint32_t y_flag = elf_writer_symbol(writer, "flag", SHN_UNDEF, 0, 0, STT_NOTYPE,
					    STB_GLOBAL);
	uint32_t y_per_cpu = elf_writer_symbol(writer, "counter", SHN_UNDEF, 0, 0, STT_NOTYPE,
					       STB_GLOBAL);
	elf_writer_symbol(writer, "never_mentioned", SHN_UNDEF, 0, 0, STT_NOTYPE, STB_GLOBAL);

	elf_writer_relocation(writer, s_text, 1, R_X86_64_PLT32, y_helper, -4);
	elf_writer_relocation(writer, s_text, 8, R_X86_64_32S, y_strings, 4);
	elf_writer_relocation(writer, s_text, 14, R_X86_64_PC32, y_rodata, 4 - 4);
	elf_writer_relocation(writer, s_text, SECOND + 2, R_X86_64_PC32, y_flag, -8);
	elf_writer_relocation(writer, s_text, SECOND + 14, R_X86_64_PC32, y_per_cpu, -4);
	elf_writer_relocation(writer, s_text, SECOND + 21, R_X86_64_32S, y_data, 4);
	elf_writer_relocation(writer, s_text, SECOND + 26, R_X86_64_PC32, y_cold, -4);
	elf_writer_relocation(writer, s_cold, 1, R_X86_64_PLT32, y_second, 0x12 - 4);
	return elf_writer_finish(writer);
}

static void open_unit(struct unit *unit)
{
	struct bytes file = write_unit();

	*unit = (struct unit) { 0 };
	assert_null(object_parse("unit.o", &file, &unit->object));
	unit->text = object_section(unit->object, ".text");
	unit->cold = object_section(unit->object, ".text.unlikely");
	unit->rodata = object_section(unit->object, ".rodata");
	unit->data = object_section(unit->object, ".data");
	unit->strings = object_section(unit->object, ".rodata.str1.1");
}

static struct symbol *unit_symbol(const struct unit *unit, const char *name)
{
	for (size_t i = 1; i < unit->object->n_symbols; i++) {
		if (strcmp(unit->object->symbols[i].name, name) == 0)
			return &unit->object->symbols[i];
	}
	fail_msg("no symbol %s", name);
	return NULL;
}

/* The image */

struct memory {
	unsigned char text[0x1000];
	unsigned char rodata[0x200];
	unsigned char data[0x300];
};

static void fill(struct memory *memory)
{
	unsigned int noise = 1;

	for (size_t i = 0; i < sizeof(*memory); i++) {
		noise = noise * 1103515245 + 12345;
		((unsigned char *)memory)[i] = noise >> 16;
	}
}

static void set(unsigned char *field, uint64_t value)
{
	uint32_t low = value;

	memcpy(field, &low, 4);
}

static void link_text(unsigned char *at, uint64_t address, uint64_t cold_address)
{
	memcpy(at, text, sizeof(text));
	set(at + 1, TEXT + HELPER - 4 - (address + 1));
	set(at + 8, RODATA + UNIT_STRING);
	set(at + 14, RODATA + UNIT_RODATA + 4 - 4 - (address + 14));
	set(at + SECOND + 2, DATA + FLAG - 8 - (address + SECOND + 2));
	set(at + SECOND + 14, PER_CPU - 4 - (address + SECOND + 14));
	set(at + SECOND + 21, DATA + UNIT_DATA + 4);
	set(at + SECOND + 26, cold_address - 4 - (address + SECOND + 26));
}

static void link_cold(unsigned char *at, uint64_t address, uint64_t second)
{
	memcpy(at, cold, sizeof(cold));
	set(at + 1, second + 0x12 - 4 - (address + 1));
}

static void link_unit(struct memory *memory)
{
	fill(memory);
	link_text(memory->text + UNIT_TEXT, TEXT + UNIT_TEXT, TEXT + UNIT_COLD);
	link_cold(memory->text + UNIT_COLD, TEXT + UNIT_COLD, TEXT + UNIT_TEXT + SECOND);
	/* The same jump of another unit. */
	link_cold(memory->text + OTHER_COLD, TEXT + OTHER_COLD, TEXT + 0x900);
	memcpy(memory->rodata + UNIT_RODATA, rodata, sizeof(rodata));
	memcpy(memory->data + UNIT_DATA, data, sizeof(data));
	memcpy(memory->rodata + UNIT_STRING, "two", 4);
}

struct world {
	struct unit unit;
	struct image *image;
	struct target *target;
	struct location *location;
};

static void open_image(struct world *world, const struct memory *memory)
{
	struct elf_writer *writer = elf_writer_new(ET_EXEC);

	elf_writer_section(writer, ".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, TEXT, 16,
			   memory->text, sizeof(memory->text));
	elf_writer_section(writer, ".rodata", SHT_PROGBITS, SHF_ALLOC, RODATA, 16, memory->rodata,
			   sizeof(memory->rodata));
	elf_writer_section(writer, ".data", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, DATA, 16,
			   memory->data, sizeof(memory->data));
	elf_writer_section(writer, ".data..percpu", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, 0, 16,
			   NULL, 0x100);
	struct bytes file = elf_writer_finish(writer);

	*world = (struct world) { 0 };
	open_unit(&world->unit);
	assert_null(image_parse("vmlinux", &file, &world->image));
	assert_null(target_open_image(world->image, &world->target));
}

static struct error *locate(struct world *world)
{
	return locate_unit(world->target, world->unit.object, &world->location);
}

static void close_world(struct world *world)
{
	location_free(world->location);
	target_close(world->target);
	image_close(world->image);
	object_free(world->unit.object);
}

static void expect_section(const struct world *world, const struct section *section,
			   uint64_t address)
{
	struct place place = location_section(world->location, section);

	assert_int_equal(place.kind, PLACE_IMAGE);
	assert_int_equal(place.offset, address);
}

static void expect_symbol(const struct world *world, const char *name, enum place_kind kind,
			  uint64_t offset)
{
	struct place place = { PLACE_NONE };

	assert_null(location_symbol(world->location, unit_symbol(&world->unit, name), 0, &place));
	assert_int_equal(place.kind, kind);
	assert_int_equal(place.offset, offset);
}

static void test_image(void **state)
{
	struct memory memory;
	struct world world;
	struct place string;

	(void)state;
	link_unit(&memory);
	open_image(&world, &memory);
	assert_null(locate(&world));
	expect_section(&world, world.unit.text, TEXT + UNIT_TEXT);
	expect_section(&world, world.unit.cold, TEXT + UNIT_COLD);
	expect_section(&world, world.unit.rodata, RODATA + UNIT_RODATA);
	expect_section(&world, world.unit.data, DATA + UNIT_DATA);
	assert_int_equal(location_section(world.location, world.unit.strings).kind, PLACE_NONE);
	expect_symbol(&world, "second", PLACE_IMAGE, TEXT + UNIT_TEXT + SECOND);
	expect_symbol(&world, "second.cold", PLACE_IMAGE, TEXT + UNIT_COLD);
	expect_symbol(&world, "helper", PLACE_IMAGE, TEXT + HELPER);
	expect_symbol(&world, "flag", PLACE_IMAGE, DATA + FLAG);
	expect_symbol(&world, "counter", PLACE_ABSOLUTE, PER_CPU);
	expect_symbol(&world, "state", PLACE_IMAGE, DATA + UNIT_DATA + 4);
	assert_null(location_symbol(world.location, world.unit.strings->section_symbol, 4,
				    &string));
	assert_int_equal(string.offset + 4, RODATA + UNIT_STRING);
	close_world(&world);
}

static void test_unknown_symbols(void **state)
{
	struct memory memory;
	struct world world;
	struct place place;

	(void)state;
	link_unit(&memory);
	open_image(&world, &memory);
	assert_null(locate(&world));
	struct error *error = location_symbol(world.location,
					      unit_symbol(&world.unit, "never_mentioned"), 0,
					      &place);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_SYMBOL_UNKNOWN);
	error_free(error);
	/* No relocation refers to the first string. */
	error = location_symbol(world.location, world.unit.strings->section_symbol, 0, &place);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_SYMBOL_UNKNOWN);
	error_free(error);
	close_world(&world);
}

/* Refused, at an offset of a function (of any, if that is NULL). */
static void expect_refusal(const struct memory *memory, enum suture_refusal refusal,
			   const char *function, uint64_t offset)
{
	struct world world;

	open_image(&world, memory);
	struct error *error = locate(&world);
	assert_non_null(error);
	assert_int_equal(error->kind, ERROR_REFUSED);
	assert_int_equal(error->refusal, refusal);
	assert_null(world.location);
	if (function) {
		assert_string_equal(error->function, function);
		assert_int_equal(error->offset, offset);
	}
	error_free(error);
	close_world(&world);
}

static void test_other_data(void **state)
{
	struct memory memory;

	(void)state;
	link_unit(&memory);
	memory.rodata[UNIT_RODATA + 7] ^= 1;
	expect_refusal(&memory, SUTURE_REFUSAL_SOURCE_DIFFERS, ".rodata", 7);
}

static void test_other_code(void **state)
{
	struct memory memory;

	(void)state;
	link_unit(&memory);
	memory.text[UNIT_TEXT + SECOND] ^= 1;
	expect_refusal(&memory, SUTURE_REFUSAL_SOURCE_DIFFERS, "second", 0);
}

/* Two relocations that lead to the cold part's section and back must meet. */
static void test_fields_disagree(void **state)
{
	struct memory memory;

	(void)state;
	link_unit(&memory);
	link_cold(memory.text + UNIT_COLD, TEXT + UNIT_COLD, TEXT + UNIT_TEXT + SECOND + 1);
	expect_refusal(&memory, SUTURE_REFUSAL_SOURCE_DIFFERS, "second.cold", 1);
}

static void test_twice(void **state)
{
	struct memory memory;

	(void)state;
	link_unit(&memory);
	link_text(memory.text + 0xa00, TEXT + 0xa00, TEXT + UNIT_COLD);
	link_cold(memory.text + OTHER_COLD, TEXT + OTHER_COLD, TEXT + 0x900);
	/* The cold part jumps back to one of the two: the other one contradicts that. */
	struct world world;
	open_image(&world, &memory);
	assert_null(locate(&world));
	expect_section(&world, world.unit.text, TEXT + UNIT_TEXT);
	close_world(&world);
	/* A second cold part for the copy: nothing distinguishes them. */
	link_text(memory.text + 0xa00, TEXT + 0xa00, TEXT + OTHER_COLD);
	link_cold(memory.text + OTHER_COLD, TEXT + OTHER_COLD, TEXT + 0xa00 + SECOND);
	expect_refusal(&memory, SUTURE_REFUSAL_AMBIGUOUS, NULL, 0);
}

/* The module: two units, ours the second; ld -r has moved section symbols' addends. */

enum { M_TEXT = 0x40, M_RODATA = 0x10, M_DATA = 0x20, M_COLD = 0x8, M_STRING = 0x30 };

static void pad(unsigned char *joined, size_t at, const void *part, size_t size)
{
	memset(joined, 0xcc, at);
	memcpy(joined + at, part, size);
}

static struct bytes write_module(const char *helper, int64_t flag_addend)
{
	struct elf_writer *writer = elf_writer_new(ET_REL);
	unsigned char joined[0x100];
	const uint64_t code = SHF_ALLOC | SHF_EXECINSTR;

	pad(joined, M_TEXT, text, sizeof(text));
	uint32_t s_text = elf_writer_section(writer, ".text", SHT_PROGBITS, code, 0, 16, joined,
					     M_TEXT + sizeof(text));
	pad(joined, M_COLD, cold, sizeof(cold));
	uint32_t s_cold = elf_writer_section(writer, ".text.unlikely", SHT_PROGBITS, code, 0, 1,
					     joined, M_COLD + sizeof(cold));
	pad(joined, M_RODATA, rodata, sizeof(rodata));
	uint32_t s_rodata = elf_writer_section(writer, ".rodata", SHT_PROGBITS, SHF_ALLOC, 0, 8,
					       joined, M_RODATA + sizeof(rodata));
	pad(joined, M_DATA, data, sizeof(data));
	uint32_t s_data = elf_writer_section(writer, ".data", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE,
					     0, 8, joined, M_DATA + sizeof(data));
	pad(joined, M_STRING, "two", 4);
	uint32_t s_strings = elf_writer_section(writer, ".rodata.str1.1", SHT_PROGBITS,
						SHF_ALLOC | SHF_MERGE | SHF_STRINGS, 0, 1, joined,
						M_STRING + 4);
	uint32_t y_cold = elf_writer_symbol(writer, "", s_cold, 0, 0, STT_SECTION, STB_LOCAL);
	uint32_t y_strings = elf_writer_symbol(writer, "", s_strings, 0, 0, STT_SECTION, STB_LOCAL);
	uint32_t y_rodata = elf_writer_symbol(writer, "", s_rodata, 0, 0, STT_SECTION, STB_LOCAL);
	uint32_t y_data = elf_writer_symbol(writer, "", s_data, 0, 0, STT_SECTION, STB_LOCAL);
	uint32_t y_second = elf_writer_symbol(writer, "second", s_text, M_TEXT + SECOND,
					      SECOND_SIZE, STT_FUNC, STB_GLOBAL);
	uint32_t y_flag = elf_writer_symbol(writer, "flag", s_data, 0x10, 4, STT_OBJECT,
					    STB_GLOBAL);
	uint32_t y_helper = elf_writer_symbol(writer, helper, SHN_UNDEF, 0, 0, STT_NOTYPE,
					      STB_GLOBAL);
	uint32_t y_per_cpu = elf_writer_symbol(writer, "counter", SHN_UNDEF, 0, 0, STT_NOTYPE,
					       STB_GLOBAL);

	elf_writer_relocation(writer, s_text, M_TEXT + 1, R_X86_64_PLT32, y_helper, -4);
	elf_writer_relocation(writer, s_text, M_TEXT + 8, R_X86_64_32S, y_strings, M_STRING);
	elf_writer_relocation(writer, s_text, M_TEXT + 14, R_X86_64_PC32, y_rodata, M_RODATA);
	elf_writer_relocation(writer, s_text, M_TEXT + SECOND + 2, R_X86_64_PC32, y_flag,
			      flag_addend);
	elf_writer_relocation(writer, s_text, M_TEXT + SECOND + 14, R_X86_64_PC32, y_per_cpu, -4);
	elf_writer_relocation(writer, s_text, M_TEXT + SECOND + 21, R_X86_64_32S, y_data,
			      M_DATA + 4);
	elf_writer_relocation(writer, s_text, M_TEXT + SECOND + 26, R_X86_64_PC32, y_cold,
			      M_COLD - 4);
	elf_writer_relocation(writer, s_cold, M_COLD + 1, R_X86_64_PLT32, y_second, 0x12 - 4);
	return elf_writer_finish(writer);
}

static struct error *locate_in_module(struct world *world, struct object **module,
				      const char *helper, int64_t flag_addend)
{
	struct bytes file = write_module(helper, flag_addend);

	*world = (struct world) { 0 };
	open_unit(&world->unit);
	assert_null(object_parse("module.ko", &file, module));
	assert_null(target_open_module("module", *module, &world->target));
	return locate(world);
}

static void expect_in_module(const struct world *world, struct place place, const char *section,
			     uint64_t offset)
{
	assert_int_equal(place.kind, PLACE_MODULE);
	assert_ptr_equal(place.section, object_section(world->target->module, section));
	assert_int_equal(place.offset, offset);
}

static void test_module(void **state)
{
	struct world world;
	struct object *module = NULL;
	struct place place;

	(void)state;
	assert_null(locate_in_module(&world, &module, "helper", -8));
	const struct unit *unit = &world.unit;
	expect_in_module(&world, location_section(world.location, unit->text), ".text", M_TEXT);
	expect_in_module(&world, location_section(world.location, unit->cold), ".text.unlikely",
			 M_COLD);
	expect_in_module(&world, location_section(world.location, unit->rodata), ".rodata",
			 M_RODATA);
	expect_in_module(&world, location_section(world.location, unit->data), ".data", M_DATA);
	assert_null(location_symbol(world.location, unit_symbol(unit, "flag"), 0, &place));
	expect_in_module(&world, place, ".data", 0x10);
	assert_null(location_symbol(world.location, unit_symbol(unit, "helper"), 0, &place));
	assert_int_equal(place.kind, PLACE_EXTERNAL);
	assert_string_equal(place.name, "helper");
	assert_null(location_symbol(world.location, unit->strings->section_symbol, 4, &place));
	expect_in_module(&world, place_add(place, 4), ".rodata.str1.1", M_STRING);
	close_world(&world);
	object_free(module);
}

static void expect_module_refusal(const char *helper, int64_t flag_addend, const char *function,
				  uint64_t offset)
{
	struct world world;
	struct object *module = NULL;
	struct error *error = locate_in_module(&world, &module, helper, flag_addend);

	assert_non_null(error);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_SOURCE_DIFFERS);
	assert_string_equal(error->function, function);
	assert_int_equal(error->offset, offset);
	error_free(error);
	close_world(&world);
	object_free(module);
}

/* The bytes are the same; what is called, or which member is set, is not. */
static void test_module_refers_elsewhere(void **state)
{
	(void)state;
	expect_module_refusal("another_helper", -8, "first", 1);
	expect_module_refusal("helper", -4, "second", 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_image),
		cmocka_unit_test(test_unknown_symbols),
		cmocka_unit_test(test_other_data),
		cmocka_unit_test(test_other_code),
		cmocka_unit_test(test_fields_disagree),
		cmocka_unit_test(test_twice),
		cmocka_unit_test(test_module),
		cmocka_unit_test(test_module_refers_elsewhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
