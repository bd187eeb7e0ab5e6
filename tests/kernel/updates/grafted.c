// SPDX-License-Identifier: GPL-2.0
/*
 * Changes the module 'victim': its answer is one more, and read through two late relocations
 * against a base that only the match can solve.
 */
#include <linux/linkage.h>

#include "update.h"

enum { BASE_TEXT, BASE_DATA };

static int *hidden;	/* late: ABS64 */

int read_hidden(void);
extern u32 read_hidden_field[];	/* late: PC32 */
asm(".pushsection .text\n"
    ".type read_hidden, @function\n"
    "read_hidden:\n"
    "	.byte 0x8b, 0x05\n"	/* mov field(%rip), %eax */
    "read_hidden_field:\n"
    "	.long 0\n"
    "	" ASM_RET
    ".size read_hidden, . - read_hidden\n"
    ".popsection\n");

static noinline int new_victim_get(char *buffer, const struct kernel_param *param)
{
	return sprintf(buffer, "%d %d\n", *hidden + 1, read_hidden() + 1);
}

static struct {
	struct suture_match head;
	struct suture_span spans[2];
	struct suture_site sites[1];
	struct suture_field fields[1];
	u8 bytes[16];
	char names[8];
} match __used __aligned(8) __section(".init.suture.match") = {
	.head = {
		.magic = SUTURE_MAGIC,
		.size = sizeof(match),
		.n_spans = 2, .spans = offsetof(typeof(match), spans),
		.n_sites = 1, .sites = offsetof(typeof(match), sites),
		.n_fields = 1, .fields = offsetof(typeof(match), fields),
		.functions = sizeof(struct suture_match),
		.alternatives = sizeof(struct suture_match),
		.n_bytes = 16, .bytes = offsetof(typeof(match), bytes),
		.n_names = 8, .names = offsetof(typeof(match), names),
	},
	.spans = {
		{ .offset = FACT_LINK_victim_get, .base = BASE_TEXT, .length = 16, .n_sites = 1 },
		{ .offset = FACT_LINK_victim_mention, .base = BASE_TEXT, .length = 10,
		  .n_fields = 1, .first_site = 1 },
	},
	.sites = { { .length = 16, .kind = SUTURE_SITE_IGNORED } },
	.fields = {
		{ .offset = 2, .base = BASE_DATA, .type = SUTURE_FIELD_ABS64,
		  .addend = FACT_LINK_victim_hidden },
	},
	.bytes = { 0x48, 0xb8 },	/* movabs $victim_hidden, %rax */
	.names = "victim",
};

static struct suture_base bases[] = {
	[BASE_TEXT] = {
		.kind = SUTURE_BASE_TEXT,
		.module = POINTER("victim"), .section = POINTER(".text"),
	},
	[BASE_DATA] = {
		.kind = SUTURE_BASE_SOLVED,
		.module = POINTER("victim"), .section = POINTER(".data"),
	},
};

static struct suture_function functions[] = {
	TEST_FUNCTION(victim_get, new_victim_get, JUMP, BEHIND_FENTRY),
};

static struct suture_range ranges[] = { TEST_RANGE(victim_get, 0) };

static struct suture_late_relocation late[] __section(".init.suture.late") = {
	{ .place = POINTER(&hidden), .base = BASE_DATA, .type = SUTURE_FIELD_ABS64,
	  .addend = FACT_LINK_victim_hidden },
	{ .place = POINTER(read_hidden_field), .base = BASE_DATA, .type = SUTURE_FIELD_PC32,
	  .addend = FACT_LINK_victim_hidden - 4 },
};

static struct suture_update update __refdata = {
	.magic = SUTURE_MAGIC,
	.format = SUTURE_FORMAT,
	.size = sizeof(struct suture_update),
	.id = POINTER("grafted"),
	.target = POINTER("victim"),
	.build_id = FACT_BUILD_ID,
	.n_modules = 1,
	.match = POINTER(&match),
	TEST_ARRAY(bases, bases),
	TEST_ARRAY(functions, functions),
	TEST_ARRAY(ranges, ranges),
	TEST_ARRAY(late, late),
};

TEST_MODULE(update);
