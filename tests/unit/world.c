// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "world.h"

static uint32_t seed;

void random_seed(uint32_t number)
{
	seed = number;
}

uint32_t any(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

uint64_t run_address(uint32_t offset)
{
	return LINK_ADDRESS + SLIDE + offset;
}

void put32(uint8_t *to, uint64_t value)
{
	uint32_t low = (uint32_t)value;

	memcpy(to, &low, 4);
}

void put_branch(uint8_t *memory, uint32_t offset, uint32_t at, uint64_t target)
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

int world_match(struct world *world)
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

/* ---- growing ---- */

struct world *world_new(void)
{
	struct world *world = xcalloc(1, sizeof(*world));

	world->data = matchdata_new();
	return world;
}

void world_free(struct world *world)
{
	matchdata_free(world->data);
	bytes_deinit(&world->blob);
	free(world);
}

void add_plain(struct world *world, uint32_t size)
{
	while (size--) {
		uint8_t byte = any(256);

		world->image[world->length] = world->memory[world->length] = byte;
		world->length++;
	}
}

void add_field(struct world *world)
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

uint8_t *add_site(struct world *world, uint8_t kind, const void *bytes, uint32_t length)
{
	struct planned *planned = &world->plan[world->n_planned++];
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

void add_site_field(struct world *world, uint32_t offset, uint64_t link_target)
{
	struct suture_field *field = &world->fields[world->n_fields++];

	field->offset = offset;
	field->type = SUTURE_FIELD_PC32;
	field->base = IMAGE;
	field->addend = (int64_t)link_target - 4;
	put32(world->memory + offset, link_target + SLIDE - 4 - run_address(offset));
}

void world_finish(struct world *world)
{
	uint32_t offset;
	size_t i;

	world->span = matchdata_add_span(world->data, IMAGE, LINK_ADDRESS, world->image,
					 world->length, "unit.o .text");
	for (i = 0; i < world->n_fields; i++)
		matchdata_add_field(world->data, world->span, &world->fields[i]);
	for (i = 0; i < world->n_planned; i++) {
		matchdata_add_site(world->data, world->span, &world->plan[i].site);
		if (world->plan[i].has_inner)
			matchdata_add_site(world->data, world->span, &world->plan[i].inner);
	}
	for (offset = 0; offset + FUNCTION_SIZE <= world->length; offset += FUNCTION_SIZE) {
		char name[32];

		snprintf(name, sizeof(name), "function_%u", offset / FUNCTION_SIZE);
		matchdata_add_function(world->data, world->span, offset, FUNCTION_SIZE, name);
	}
	assert_null(matchdata_finish(world->data, N_BASES, &world->blob));
	assert_int_equal(match_validate(world->blob.data, world->blob.size, N_BASES), 0);
}
