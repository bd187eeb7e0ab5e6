/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A world: the code of one span with its sites and fields, as an update expects it and as it
 * is in the memory of a kernel that has rewritten it.
 *
 *	world_new → add_*, each of which may change the bytes it returns → world_finish →
 *	world_match
 */
#ifndef SUTURE_WORLD_H
#define SUTURE_WORLD_H

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

/* The span has to be there before its sites, and its bytes are only known at the end. */
struct planned {
	struct matchdata_site site;
	struct matchdata_alternative alternatives[3];
	struct suture_field fields[3];
	uint8_t bytes[3][64];
	struct matchdata_site inner;
	int has_inner;
};

struct world {
	struct matchdata *data;
	size_t span;
	uint8_t image[SPAN_MAX];	/* what the update expects */
	uint8_t memory[SPAN_MAX];	/* what is there */
	uint8_t is_site[SPAN_MAX];
	uint32_t length;
	struct suture_field fields[SPAN_MAX];
	size_t n_fields;
	struct planned plan[SPAN_MAX];
	size_t n_planned;
	struct bytes blob;
	struct suture_refusal_record refusal;
	uint64_t values[N_BASES];
	uint8_t known[N_BASES];
};

/* The same numbers after the same seed. */
void random_seed(uint32_t number);
uint32_t any(uint32_t below);

struct world *world_new(void) __attribute__((warn_unused_result));
void world_free(struct world *world);

/* Where the running kernel has the span's byte. */
uint64_t run_address(uint32_t offset);
void put32(uint8_t *to, uint64_t value);
/* A branch at 'offset' of the running span, its 32-bit distance at offset + at. */
void put_branch(uint8_t *memory, uint32_t offset, uint32_t at, uint64_t target);

/* Bytes that are no site. */
void add_plain(struct world *world, uint32_t size);
void add_field(struct world *world);
/* A site whose image is 'bytes'; the caller then writes the running form. */
uint8_t *add_site(struct world *world, uint8_t kind, const void *bytes, uint32_t length);
void add_site_field(struct world *world, uint32_t offset, uint64_t link_target);

void world_finish(struct world *world);
int world_match(struct world *world);

#endif
