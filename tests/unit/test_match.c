// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The matcher against a stupid twin. A world is random code with random sites; the
 * twin knows, site by site, what a kernel writes and writes it into the world's
 * memory. That must match, and any flipped byte outside of sites must not,
 * under the right name.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/memory.h"
#include "create/matchdata.h"
#include "match/match.h"

enum { ABSOLUTE, IMAGE, SOLVED, N_BASES };

#define SPAN_MAX 4096
#define LINK_ADDRESS 0xffffffff81100000
#define SLIDE 0x12000000
#define SOLVED_VALUE 0xffffffffc0345000
#define FUNCTION_SIZE 97
/* Link address of the thunk of register 0; each has 32 bytes. */
#define THUNKS 0xffffffff81e00000
#define RETURN_THUNK 0xffffffff81f00000
#define ITS_THUNKS 0xffffffffc0800000

static uint32_t seed;

static uint32_t any(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

struct world {
	struct matchdata *data;
	size_t span;
	uint8_t image[SPAN_MAX];	/* what the update expects */
	uint8_t memory[SPAN_MAX];	/* what is there */
	uint8_t is_site[SPAN_MAX];
	uint32_t length;
	struct suture_field fields[SPAN_MAX];
	size_t n_fields;
	struct bytes blob;
	struct suture_refusal_record refusal;
	uint64_t values[N_BASES];
	uint8_t known[N_BASES];
};

static uint64_t run_address(uint32_t offset)
{
	return LINK_ADDRESS + SLIDE + offset;
}

static void put32(uint8_t *to, uint64_t value)
{
	uint32_t low = (uint32_t)value;

	memcpy(to, &low, 4);
}

/* A branch at 'offset' of the running span, its 32-bit distance at offset + at. */
static void put_branch(uint8_t *memory, uint32_t offset, uint32_t at, uint64_t target)
{
	put32(memory + offset + at, target - run_address(offset + at + 4));
}

/* ---- memory ---- */

static int thunk_byte(uint64_t address)
{
	uint32_t reg = (address - ITS_THUNKS) / 8;
	uint8_t thunk[8] = { 0xff, 0xe0 + (reg & 7), 0xcc };
	uint8_t high[8] = { 0x41, 0xff, 0xe0 + (reg & 7), 0xcc };

	return (reg < 8 ? thunk : high)[address % 8];
}

static int read_world(void *context, u64 address, void *to, u32 size)
{
	struct world *world = context;
	uint8_t *bytes = to;
	u32 i;

	assert_true(size <= MATCH_CHUNK);
	for (i = 0; i < size; i++, address++) {
		if (address >= run_address(0) && address < run_address(world->length))
			bytes[i] = world->memory[address - run_address(0)];
		else if (address >= ITS_THUNKS && address < ITS_THUNKS + 16 * 8)
			bytes[i] = thunk_byte(address);
		else
			return -EFAULT;
	}
	return 0;
}

static int match(struct world *world)
{
	struct match_environment environment = {
		.context = world,
		.read = read_world,
		.base_values = world->values,
		.base_known = world->known,
		.n_bases = N_BASES,
		.kernel_text = { 0xffffffff81000000 + SLIDE, 0xffffffff82000000 + SLIDE },
		.modules = { 0xffffffffc0000000, 0xffffffffff000000 },
	};

	memset(&world->refusal, 0, sizeof(world->refusal));
	world->values[ABSOLUTE] = 0;
	world->values[IMAGE] = SLIDE;
	world->values[SOLVED] = 0xdead;
	world->known[ABSOLUTE] = world->known[IMAGE] = 1;
	world->known[SOLVED] = 0;
	return match_run((const void *)world->blob.data, &environment, &world->refusal);
}

/* ---- growing a world ---- */

static struct world *world_new(void)
{
	struct world *world = xcalloc(1, sizeof(*world));

	world->data = matchdata_new();
	return world;
}

static void world_free(struct world *world)
{
	matchdata_free(world->data);
	bytes_deinit(&world->blob);
	free(world);
}

/* The span has to be there before its sites, and its bytes are only known at the end. */
struct planned {
	struct matchdata_site site;
	struct matchdata_alternative alternatives[3];
	struct suture_field fields[3];
	uint8_t bytes[3][64];
	struct matchdata_site inner;
	int has_inner;
};

static struct planned plan[SPAN_MAX];
static size_t n_planned;

static void finish(struct world *world)
{
	uint32_t offset;
	size_t i;

	world->span = matchdata_add_span(world->data, IMAGE, LINK_ADDRESS, world->image,
					 world->length, "unit.o .text");
	for (i = 0; i < world->n_fields; i++)
		matchdata_add_field(world->data, world->span, &world->fields[i]);
	for (i = 0; i < n_planned; i++) {
		matchdata_add_site(world->data, world->span, &plan[i].site);
		if (plan[i].has_inner)
			matchdata_add_site(world->data, world->span, &plan[i].inner);
	}
	for (offset = 0; offset + FUNCTION_SIZE <= world->length; offset += FUNCTION_SIZE) {
		char name[32];

		snprintf(name, sizeof(name), "function_%u", offset / FUNCTION_SIZE);
		matchdata_add_function(world->data, world->span, offset, FUNCTION_SIZE, name);
	}
	assert_null(matchdata_finish(world->data, N_BASES, &world->blob));
	assert_int_equal(match_validate(world->blob.data, world->blob.size, N_BASES), 0);
}

static void add_plain(struct world *world, uint32_t size)
{
	while (size--) {
		uint8_t byte = any(256);

		world->image[world->length] = world->memory[world->length] = byte;
		world->length++;
	}
}

static void add_field(struct world *world)
{
	static const uint64_t values[N_BASES] = { 0, SLIDE, SOLVED_VALUE };
	struct suture_field *field = &world->fields[world->n_fields++];
	uint32_t size;
	uint64_t value;

	field->offset = world->length;
	field->type = 1 + any(4);
	field->base = any(N_BASES);
	field->addend = field->base == IMAGE ? (int64_t)LINK_ADDRESS + any(100000) :
					       (int64_t)any(4000);
	size = field->type == SUTURE_FIELD_ABS64 || field->type == SUTURE_FIELD_PC64 ? 8 : 4;
	value = values[field->base] + (uint64_t)field->addend;
	if (field->type == SUTURE_FIELD_PC32 || field->type == SUTURE_FIELD_PC64)
		value -= run_address(world->length);
	memcpy(world->memory + world->length, &value, size);
	world->length += size;
}

/* A site whose image is 'bytes'; the caller then writes the running form. */
static uint8_t *add_site(struct world *world, uint8_t kind, const void *bytes, uint32_t length)
{
	struct planned *planned = &plan[n_planned++];
	uint8_t *running = world->memory + world->length;

	memset(planned, 0, sizeof(*planned));
	planned->site = (struct matchdata_site) {
		.offset = world->length,
		.length = length,
		.kind = kind,
	};
	memcpy(world->image + world->length, bytes, length);
	memcpy(running, bytes, length);
	memset(world->is_site + world->length, 1, length);
	world->length += length;
	return running;
}

static void add_site_field(struct world *world, uint32_t offset, uint64_t link_target)
{
	struct suture_field *field = &world->fields[world->n_fields++];

	field->offset = offset;
	field->type = SUTURE_FIELD_PC32;
	field->base = IMAGE;
	field->addend = (int64_t)link_target - 4;
	put32(world->memory + offset, link_target + SLIDE - 4 - run_address(offset));
}

/* ---- the twin's knowledge of kernels ---- */

static uint64_t some_code(void)
{
	return any(2) ? LINK_ADDRESS + SLIDE + any(0x10000) : 0xffffffffc0100000 + any(0x10000);
}

static void twin_nops(uint8_t *to, uint32_t size)
{
	static const uint8_t nops[9][9] = {
		{ 0 }, { 0x90 }, { 0x66, 0x90 }, { 0x0f, 0x1f, 0 }, { 0x0f, 0x1f, 0x40, 0 },
		{ 0x0f, 0x1f, 0x44, 0, 0 }, { 0x66, 0x0f, 0x1f, 0x44, 0, 0 },
		{ 0x0f, 0x1f, 0x80, 0, 0, 0, 0 }, { 0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0 },
	};

	while (size) {
		uint32_t length = 1 + any(size < 8 ? size : 8);

		memcpy(to, nops[length], length);
		to += length;
		size -= length;
	}
}

static void twin_fentry(struct world *world)
{
	uint32_t offset = world->length;
	uint8_t *running = add_site(world, SUTURE_SITE_FENTRY, "\xe8\0\0\0\0", 5);

	add_site_field(world, offset + 1, LINK_ADDRESS + 0x5000);
	if (any(2))
		memcpy(running, "\x0f\x1f\x44\0\0", 5);
	else if (any(2))
		put_branch(world->memory, offset, 1, some_code());
}

static void twin_jump_label(struct world *world)
{
	uint32_t offset = world->length;
	uint32_t target = offset + any(100);
	int is_short = any(2);
	uint8_t *running = is_short ? add_site(world, SUTURE_SITE_JUMP_LABEL, "\x66\x90", 2) :
				      add_site(world, SUTURE_SITE_JUMP_LABEL,
					       "\x0f\x1f\x44\0\0", 5);

	plan[n_planned - 1].site.base = IMAGE;
	plan[n_planned - 1].site.target = (int64_t)LINK_ADDRESS + target;
	if (any(2))
		return;
	if (is_short) {
		running[0] = 0xeb;
		running[1] = target - offset - 2;
	} else {
		running[0] = 0xe9;
		put_branch(world->memory, offset, 1, run_address(target));
	}
}

static void twin_static_call(struct world *world)
{
	uint32_t offset = world->length;
	int is_tail = any(2);
	uint8_t *running = add_site(world,
				    is_tail ? SUTURE_SITE_STATIC_CALL_TAIL :
					      SUTURE_SITE_STATIC_CALL,
				    is_tail ? "\xe9\0\0\0\0" : "\xe8\0\0\0\0", 5);

	add_site_field(world, offset + 1, LINK_ADDRESS + 0x6000);
	switch (any(3)) {
	case 0:
		memcpy(running, is_tail ? "\xc3\xcc\xcc\xcc\xcc" : "\x0f\x1f\x44\0\0", 5);
		break;
	case 1:
		put_branch(world->memory, offset, 1, some_code());
		break;
	}
}

/* call or jmp of a thunk, with or without a CS prefix */
static void twin_retpoline(struct world *world)
{
	uint32_t offset = world->length;
	uint32_t reg = any(16);
	uint32_t prefix = reg >= 8;
	int is_call = any(2);
	uint8_t image[6] = { 0x2e, is_call ? 0xe8 : 0xe9 };
	uint8_t *running = add_site(world, SUTURE_SITE_RETPOLINE, image + !prefix, 5 + prefix);
	uint32_t length = 0;

	plan[n_planned - 1].site.flags = reg;
	add_site_field(world, offset + prefix + 1, THUNKS + reg * 32);
	switch (any(4)) {
	case 0:
		return;
	case 1:
		put_branch(world->memory, offset, prefix + 1, ITS_THUNKS + reg * 8);
		return;
	case 2:
		memcpy(running, "\x0f\xae\xe8", 3);
		length = 3;
	}
	if (prefix)
		running[length++] = 0x41;
	running[length++] = 0xff;
	running[length++] = (is_call ? 0xd0 : 0xe0) + (reg & 7);
	if (!is_call && length < 5 + prefix)
		running[length++] = 0xcc;
	twin_nops(running + length, 5 + prefix - length);
}

static int custom_return_thunk;

static void twin_return(struct world *world)
{
	uint32_t offset = world->length;
	uint8_t *running = add_site(world, SUTURE_SITE_RETURN, "\xe9\0\0\0\0", 5);

	add_site_field(world, offset + 1, RETURN_THUNK);
	if (any(2))
		memcpy(running, "\xc3\xcc\xcc\xcc\xcc", 5);
	else if (custom_return_thunk)
		put_branch(world->memory, offset, 1, RETURN_THUNK + SLIDE + 0x40);
}

static void twin_lock(struct world *world)
{
	uint8_t *running = add_site(world, SUTURE_SITE_LOCK, "\xf0", 1);

	if (any(2))
		*running = 0x3e;
}

static void twin_endbr(struct world *world)
{
	uint8_t *running = add_site(world, SUTURE_SITE_ENDBR, "\xf3\x0f\x1e\xfa", 4);

	if (any(2))
		memcpy(running, "\x66\x0f\x1f\0", 4);
}

static void twin_paravirt(struct world *world)
{
	uint32_t offset = world->length;
	uint8_t *running = add_site(world, SUTURE_SITE_PARAVIRT, "\xff\x14\x25\x10\x20\x30\x40", 7);

	switch (any(3)) {
	case 0:
		twin_nops(running, 7);
		break;
	case 1:
		running[0] = 0xe8;
		put_branch(world->memory, offset, 1, some_code());
		twin_nops(running + 5, 2);
		break;
	}
}

/* Bytes that are no part of any NOP. */
static void put_code(uint8_t *to, uint32_t size)
{
	while (size--)
		*to++ = 0xa0 + any(16);
}

static void plan_replacement(struct planned *planned, uint32_t index, uint32_t length)
{
	struct matchdata_alternative *alternative = &planned->alternatives[index];

	put_code(planned->bytes[index], length);
	alternative->bytes = planned->bytes[index];
	alternative->length = length;
	planned->site.alternatives = planned->alternatives;
	planned->site.n_alternatives = index + 1;
}

static void plan_branch(struct planned *planned, uint32_t index, uint8_t opcode,
			uint64_t link_target)
{
	plan_replacement(planned, index, 5);
	planned->bytes[index][0] = opcode;
	planned->fields[index] = (struct suture_field) {
		.offset = 1,
		.base = IMAGE,
		.type = SUTURE_FIELD_PC32,
		.addend = (int64_t)link_target - 4,
	};
	planned->alternatives[index].fields = &planned->fields[index];
	planned->alternatives[index].n_fields = 1;
}

/* An original with a lock in front and NOPs behind; a plain, a call and a jmp replacement. */
static void twin_alternative(struct world *world)
{
	uint32_t offset = world->length;
	uint32_t size = 6 + any(40), used = 1 + any(size - 1);
	uint32_t near = offset + any(60);
	struct planned *planned = &plan[n_planned];
	uint8_t image[64];
	uint8_t *running;

	put_code(image, used);
	image[0] = 0xf0;
	memset(image + used, 0x90, size - used);
	running = add_site(world, SUTURE_SITE_ALTERNATIVE, image, size);
	planned->has_inner = 1;
	planned->inner = (struct matchdata_site) { offset, 1, SUTURE_SITE_LOCK };
	plan_replacement(planned, 0, any(size));
	plan_branch(planned, 1, 0xe8, LINK_ADDRESS + 0x7000);
	plan_branch(planned, 2, 0xe9, LINK_ADDRESS + near);
	switch (any(5)) {
	case 0:
		memcpy(running, planned->bytes[0], planned->alternatives[0].length);
		used = planned->alternatives[0].length;
		break;
	case 1:
		running[0] = 0xe8;
		put_branch(world->memory, offset, 1, LINK_ADDRESS + SLIDE + 0x7000);
		used = 5;
		break;
	case 2:
		running[0] = 0xe9;
		put_branch(world->memory, offset, 1, run_address(near));
		used = 5;
		break;
	case 3:
		running[0] = 0xeb;
		running[1] = near - offset - 2;
		used = 2;
		break;
	case 4:
		running[0] = any(2) ? 0xf0 : 0x3e;
	}
	twin_nops(running + used, size - used);
}

/* A paravirt call as the original: its NOPs and the padding become one. */
static void twin_paravirt_alternative(struct world *world)
{
	uint32_t offset = world->length;
	uint32_t size = 7 + any(8);
	struct planned *planned = &plan[n_planned];
	uint8_t image[16] = { 0xff, 0x14, 0x25, 0x10, 0x20, 0x30, 0x40 };
	uint8_t *running;

	memset(image + 7, 0x90, sizeof(image) - 7);
	running = add_site(world, SUTURE_SITE_ALTERNATIVE, image, size);
	planned->has_inner = 1;
	planned->inner = (struct matchdata_site) { offset, 7, SUTURE_SITE_PARAVIRT };
	plan_replacement(planned, 0, 2);
	if (any(2)) {
		memcpy(running, planned->bytes[0], 2);
		twin_nops(running + 2, size - 2);
	} else {
		running[0] = 0xe8;
		put_branch(world->memory, offset, 1, some_code());
		twin_nops(running + 5, size - 5);
	}
}

static void (*const twins[])(struct world *) = {
	twin_fentry, twin_jump_label, twin_static_call, twin_retpoline, twin_return, twin_lock,
	twin_endbr, twin_paravirt, twin_alternative, twin_paravirt_alternative,
	add_field, add_field,
};

static struct world *random_world(uint32_t number)
{
	struct world *world = world_new();

	seed = number;
	n_planned = 0;
	custom_return_thunk = any(2);
	if (custom_return_thunk && any(2))
		custom_return_thunk = 0;
	while (world->length < 1500) {
		add_plain(world, any(8) ? any(20) : any(700));
		twins[any(ARRAY_SIZE(twins))](world);
	}
	finish(world);
	return world;
}

/* ---- tests ---- */

/*
 * With a custom thunk every return that is not inlined goes there; the image's
 * own thunk is then unused.
 */
static void test_rewritten_code_matches(void **state)
{
	uint32_t number;

	(void)state;
	for (number = 0; number < 3000; number++) {
		struct world *world = random_world(number);
		int status = match(world);

		if (status)
			fail_msg("world %u: %d at %s+0x%llx", number, status,
				 world->refusal.function,
				 (unsigned long long)world->refusal.offset);
		if (world->known[SOLVED])
			assert_int_equal(world->values[SOLVED], SOLVED_VALUE);
		world_free(world);
	}
}

static void expect_refusal(struct world *world, uint32_t offset)
{
	char name[32] = "unit.o .text";
	uint32_t in_function = offset;

	if (offset / FUNCTION_SIZE < world->length / FUNCTION_SIZE) {
		snprintf(name, sizeof(name), "function_%u", offset / FUNCTION_SIZE);
		in_function = offset % FUNCTION_SIZE;
	}
	assert_string_equal(world->refusal.function, name);
	assert_int_equal(world->refusal.offset, in_function);
	assert_int_equal(world->refusal.found[0], world->memory[offset]);
	assert_true(world->refusal.length > 0);
	assert_int_not_equal(world->refusal.expected[0], world->refusal.found[0]);
}

static int is_in_field(const struct world *world, uint32_t offset)
{
	size_t i;

	for (i = 0; i < world->n_fields; i++)
		if (offset >= world->fields[i].offset && offset < world->fields[i].offset + 8)
			return 1;
	return 0;
}

static void test_flipped_bytes_are_found(void **state)
{
	uint32_t number, offset;

	(void)state;
	for (number = 0; number < 40; number++) {
		struct world *world = random_world(number);

		for (offset = 0; offset < world->length; offset++) {
			uint8_t flip = 1 << any(8);

			if (world->is_site[offset] || is_in_field(world, offset))
				continue;
			world->memory[offset] ^= flip;
			assert_int_equal(match(world), -EILSEQ);
			expect_refusal(world, offset);
			world->memory[offset] ^= flip;
		}
		world_free(world);
	}
}

static void test_probe_is_named(void **state)
{
	struct world *world = world_new();

	(void)state;
	n_planned = 0;
	add_plain(world, 300);
	world->image[290] = 0x55;
	world->memory[290] = 0xcc;
	finish(world);
	assert_int_equal(match(world), -EILSEQ);
	assert_int_equal(world->refusal.code, SUTURE_REFUSAL_PROBED);
	expect_refusal(world, 290);
	world_free(world);
}

static void write_jump(struct world *world, uint32_t offset, uint64_t target)
{
	world->memory[offset] = 0xe9;
	put32(world->memory + offset + 1, target - 5 - run_address(offset));
}

/* An optimised one is a jmp into the area of modules; a jmp to elsewhere is none. */
static void test_optimised_probe_is_named(void **state)
{
	struct world *world = world_new();

	(void)state;
	n_planned = 0;
	add_plain(world, 300);
	world->image[100] = 0x55;
	finish(world);
	write_jump(world, 100, 0xffffffffc0001000);
	assert_int_equal(match(world), -EILSEQ);
	assert_int_equal(world->refusal.code, SUTURE_REFUSAL_PROBED);
	write_jump(world, 100, 0xffffffff81000000);
	assert_int_equal(match(world), -EILSEQ);
	assert_int_equal(world->refusal.code, SUTURE_REFUSAL_TEXT_DIFFERS);
	world_free(world);
}

static void test_solved_base_must_be_one(void **state)
{
	struct world *world = world_new();
	uint32_t i;

	(void)state;
	n_planned = 0;
	for (i = 0; i < 3; i++) {
		uint64_t value = SOLVED_VALUE + 16;

		world->fields[i] = (struct suture_field) {
			.offset = world->length,
			.type = SUTURE_FIELD_ABS64,
			.base = SOLVED,
			.addend = 16,
		};
		world->n_fields++;
		memcpy(world->memory + world->length, &value, 8);
		world->length += 8;
	}
	finish(world);
	assert_int_equal(match(world), 0);
	assert_int_equal(world->values[SOLVED], SOLVED_VALUE);
	world->memory[17] ^= 1;
	assert_int_equal(match(world), -EILSEQ);
	assert_int_equal(world->refusal.offset, 17);
	world_free(world);
}

struct form {
	uint8_t kind, reg;
	uint8_t length;
	const char *image, *running;
	int matches;
};

/* Distances of 0x7f000000 leave the kernel; those of 0x100 stay in it. */
static const struct form forms[] = {
	{ SUTURE_SITE_FENTRY, 0, 5, "\xe8\0\0\0\0", "\xe8\0\1\0\0", 1 },
	{ SUTURE_SITE_FENTRY, 0, 5, "\xe8\0\0\0\0", "\xe8\0\0\0\x7f", 0 },
	{ SUTURE_SITE_FENTRY, 0, 5, "\xe8\0\0\0\0", "\xe9\0\1\0\0", 0 },
	{ SUTURE_SITE_FENTRY, 0, 5, "\xe8\0\0\0\0", "\x66\x66\x66\x66\x90", 0 },
	{ SUTURE_SITE_JUMP_LABEL, 0, 2, "\x66\x90", "\xeb\x0e", 1 },
	{ SUTURE_SITE_JUMP_LABEL, 0, 2, "\x66\x90", "\xeb\x0f", 0 },
	{ SUTURE_SITE_JUMP_LABEL, 0, 5, "\x0f\x1f\x44\0\0", "\xe9\x0b\0\0\0", 1 },
	{ SUTURE_SITE_JUMP_LABEL, 0, 5, "\x0f\x1f\x44\0\0", "\xe9\x0c\0\0\0", 0 },
	{ SUTURE_SITE_JUMP_LABEL, 0, 5, "\x0f\x1f\x44\0\0", "\xe8\x0b\0\0\0", 0 },
	{ SUTURE_SITE_STATIC_CALL, 0, 5, "\xe8\0\0\0\0", "\x2e\x2e\x2e\x31\xc0", 1 },
	{ SUTURE_SITE_STATIC_CALL, 0, 5, "\xe8\0\0\0\0", "\xe9\0\1\0\0", 0 },
	{ SUTURE_SITE_STATIC_CALL_TAIL, 0, 5, "\xe9\0\0\0\0", "\xc3\xcc\xcc\xcc\xcc", 1 },
	{ SUTURE_SITE_STATIC_CALL_TAIL, 0, 5, "\xe9\0\0\0\0", "\x0f\x1f\x44\0\0", 0 },
	{ SUTURE_SITE_STATIC_CALL_TAIL, 0, 6, "\x0f\x84\0\0\0\0", "\x0f\x84\0\1\0\0", 1 },
	{ SUTURE_SITE_STATIC_CALL_TAIL, 0, 6, "\x0f\x84\0\0\0\0", "\x0f\x85\0\1\0\0", 0 },
	{ SUTURE_SITE_RETPOLINE, 0, 5, "\xe8\0\0\0\0", "\xff\xd0\x0f\x1f\0", 1 },
	{ SUTURE_SITE_RETPOLINE, 0, 5, "\xe8\0\0\0\0", "\xff\xd1\x0f\x1f\0", 0 },
	{ SUTURE_SITE_RETPOLINE, 0, 5, "\xe8\0\0\0\0", "\xff\xe0\x0f\x1f\0", 0 },
	{ SUTURE_SITE_RETPOLINE, 0, 5, "\xe8\0\0\0\0", "\x0f\xae\xe8\xff\xd0", 1 },
	{ SUTURE_SITE_RETPOLINE, 0, 5, "\xe8\0\0\0\0", "\xe8\0\1\0\0", 0 },
	{ SUTURE_SITE_RETPOLINE, 3, 5, "\xe9\0\0\0\0", "\xff\xe3\xcc\x66\x90", 1 },
	{ SUTURE_SITE_RETPOLINE, 3, 5, "\xe9\0\0\0\0", "\xff\xe3\x0f\x1f\0", 0 },
	{ SUTURE_SITE_RETPOLINE, 11, 6, "\x2e\xe9\0\0\0\0", "\x41\xff\xe3\xcc\x66\x90", 1 },
	{ SUTURE_SITE_RETPOLINE, 11, 6, "\x2e\xe8\0\0\0\0", "\x0f\xae\xe8\x41\xff\xd3", 1 },
	{ SUTURE_SITE_RETPOLINE, 3, 6, "\x0f\x85\0\0\0\0", "\x74\x04\xff\xe3\xcc\x90", 1 },
	{ SUTURE_SITE_RETPOLINE, 3, 6, "\x0f\x85\0\0\0\0", "\x75\x04\xff\xe3\xcc\x90", 0 },
	{ SUTURE_SITE_RETURN, 0, 5, "\xe9\0\0\0\0", "\xc3\xcc\xcc\xcc\xcc", 1 },
	{ SUTURE_SITE_RETURN, 0, 5, "\xe9\0\0\0\0", "\xc3\x90\x90\x90\x90", 0 },
	{ SUTURE_SITE_RETURN, 0, 5, "\xe9\0\0\0\0", "\xe9\0\0\0\x7f", 0 },
	{ SUTURE_SITE_PARAVIRT, 0, 7, "\xff\x14\x25\1\2\3\4", "\xe8\0\1\0\0\x66\x90", 1 },
	{ SUTURE_SITE_PARAVIRT, 0, 7, "\xff\x14\x25\1\2\3\4", "\x0f\x1f\x80\0\0\0\0", 1 },
	{ SUTURE_SITE_PARAVIRT, 0, 7, "\xff\x14\x25\1\2\3\4", "\xe8\0\0\0\x7f\x66\x90", 0 },
	{ SUTURE_SITE_PARAVIRT, 0, 7, "\xff\x14\x25\1\2\3\4", "\xe8\0\1\0\0\x66\x91", 0 },
	{ SUTURE_SITE_ALTERNATIVE, 0, 5, "\xaa\x90\x90\x90\x90", "\xaa\x0f\x1f\x40\0", 1 },
	{ SUTURE_SITE_ALTERNATIVE, 0, 5, "\xaa\x90\x90\x90\x90", "\xaa\xeb\x02\xcc\xcc", 1 },
	{ SUTURE_SITE_ALTERNATIVE, 0, 5, "\xaa\x90\x90\x90\x90", "\xaa\xeb\x02\xcc\xcb", 0 },
	{ SUTURE_SITE_ALTERNATIVE, 0, 5, "\xaa\x90\x90\x90\x90", "\xab\x0f\x1f\x40\0", 0 },
	{ SUTURE_SITE_LOCK, 0, 1, "\xf0", "\x3e", 1 },
	{ SUTURE_SITE_LOCK, 0, 1, "\xf0", "\x90", 0 },
	{ SUTURE_SITE_ENDBR, 0, 4, "\xf3\x0f\x1e\xfa", "\x66\x0f\x1f\0", 1 },
	{ SUTURE_SITE_ENDBR, 0, 4, "\xf3\x0f\x1e\xfa", "\x66\x0f\x1f\1", 0 },
	{ SUTURE_SITE_IGNORED, 0, 4, "\1\2\3\4", "\4\3\2\1", 1 },
};

static void test_forms(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(forms); i++) {
		const struct form *form = &forms[i];
		struct world *world = world_new();
		int status;

		n_planned = 0;
		add_site(world, form->kind, form->image, form->length);
		plan[0].site.flags = form->reg;
		plan[0].site.base = IMAGE;
		plan[0].site.target = (int64_t)LINK_ADDRESS + 16;
		memcpy(world->memory, form->running, form->length);
		finish(world);
		status = match(world);
		if (status != (form->matches ? 0 : -EILSEQ))
			fail_msg("form %zu: %d", i, status);
		/* The image itself is always legal. */
		memcpy(world->memory, form->image, form->length);
		assert_int_equal(match(world), 0);
		world_free(world);
	}
}

static void test_returns_agree(void **state)
{
	struct world *world = world_new();

	(void)state;
	n_planned = 0;
	add_site(world, SUTURE_SITE_RETURN, "\xe9\0\0\0\0", 5);
	add_site(world, SUTURE_SITE_RETURN, "\xe9\0\0\0\0", 5);
	finish(world);
	put_branch(world->memory, 0, 1, LINK_ADDRESS + SLIDE + 0x400);
	put_branch(world->memory, 5, 1, LINK_ADDRESS + SLIDE + 0x400);
	assert_int_equal(match(world), 0);
	put_branch(world->memory, 5, 1, LINK_ADDRESS + SLIDE + 0x440);
	assert_int_equal(match(world), -EILSEQ);
	world_free(world);
}

static void test_cut_blobs_are_invalid(void **state)
{
	struct world *world = random_world(7);
	size_t size;

	(void)state;
	for (size = 0; size < world->blob.size; size++) {
		void *copy = xmemdup(world->blob.data, size + 1);

		assert_int_equal(match_validate(copy, size, N_BASES), -EINVAL);
		if (size >= sizeof(struct suture_match))
			((struct suture_match *)copy)->size = size;
		assert_int_equal(match_validate(copy, size, N_BASES), -EINVAL);
		free(copy);
	}
	assert_int_equal(match_validate(world->blob.data, world->blob.size, 1), -EINVAL);
	world_free(world);
}

/* Whatever passes the check must be safe to run; the sanitizers watch. */
static void test_damaged_blobs_are_safe(void **state)
{
	struct world *world = random_world(11);
	uint32_t i, n_valid = 0;

	(void)state;
	for (i = 0; i < 20000; i++) {
		size_t at = any(world->blob.size);
		uint8_t before = world->blob.data[at];

		world->blob.data[at] = any(256);
		if (!match_validate(world->blob.data, world->blob.size, N_BASES)) {
			n_valid++;
			(void)match(world);
		}
		world->blob.data[at] = before;
	}
	assert_true(n_valid > 0);
	world_free(world);
}

static void test_blob_is_deterministic(void **state)
{
	struct world *first = random_world(5), *second = random_world(5);

	(void)state;
	assert_int_equal(first->blob.size, second->blob.size);
	assert_memory_equal(first->blob.data, second->blob.data, first->blob.size);
	world_free(first);
	world_free(second);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rewritten_code_matches),
		cmocka_unit_test(test_flipped_bytes_are_found),
		cmocka_unit_test(test_probe_is_named),
		cmocka_unit_test(test_optimised_probe_is_named),
		cmocka_unit_test(test_solved_base_must_be_one),
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_returns_agree),
		cmocka_unit_test(test_cut_blobs_are_invalid),
		cmocka_unit_test(test_damaged_blobs_are_safe),
		cmocka_unit_test(test_blob_is_deterministic),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
