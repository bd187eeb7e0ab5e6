// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "random_world.h"

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

	world->plan[world->n_planned - 1].site.base = IMAGE;
	world->plan[world->n_planned - 1].site.target = (int64_t)LINK_ADDRESS + target;
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

	world->plan[world->n_planned - 1].site.flags = reg;
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
	struct planned *planned = &world->plan[world->n_planned];
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
	struct planned *planned = &world->plan[world->n_planned];
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

struct world *random_world(uint32_t number)
{
	struct world *world = world_new();

	random_seed(number);
	custom_return_thunk = any(2);
	if (custom_return_thunk && any(2))
		custom_return_thunk = 0;
	while (world->length < 1500) {
		add_plain(world, any(8) ? any(20) : any(700));
		twins[any(ARRAY_SIZE(twins))](world);
	}
	world_finish(world);
	return world;
}
